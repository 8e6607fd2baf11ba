// The sealed file: what opens it, what does not, and what a power cut leaves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault.h"

#include <filesystem>

#include <QtCore/QTemporaryDir>

#include "core/platform/crypto/random.h"
#include "core/platform/os/fault_plan.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault_file.h"
#include "tests/support/registry.h"

using namespace core;
using vault::Vault;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};
constexpr Time kNow{std::chrono::seconds{1'790'000'000}};

struct World {
    World()
        : directory{folder.path().toStdString()},
          kit{std::string{
              Vault::create(directory, Secret{"first passphrase"}, random, kNow, kCheap)->text.view()}}
    {
    }

    Result<Vault> unlock(std::string_view passphrase) const
    {
        return Vault::unlock(directory, Secret{passphrase});
    }
    std::string fileText() const { return *os::readFile(vault::vaultPath(directory), 65536); }

    QTemporaryDir folder;
    std::string directory;
    crypto::SystemRandom random;
    std::string kit;
};
} // namespace

class test_vault : public QObject {
    Q_OBJECT

private slots:
    void opensWithThePassphraseAndWithTheKit()
    {
        World world;
        auto const opened = world.unlock("first passphrase");
        QVERIFY(bool{opened});
        QCOMPARE(opened->passphraseNumber(), std::int64_t{1});
        auto const recovered = Vault::unlockWithRecovery(world.directory, world.kit);
        QVERIFY(bool{recovered});
        QVERIFY(opened->derived("x")->view() == recovered->derived("x")->view());
        QVERIFY(opened->derived("x")->view() != opened->derived("y")->view());
    }

    void aWrongPassphraseIsOneClearError()
    {
        World world;
        for (auto const* wrong : {"", "first passphras", "First passphrase", "first passphrase "}) {
            auto const opened = world.unlock(wrong);
            QVERIFY(!opened);
            QCOMPARE(opened.error().message, std::string{"the passphrase is wrong"});
            QVERIFY(opened.error().code == ErrorCode::Forbidden);
        }
        QVERIFY(!world.unlock(std::string(5000, 'x')));
    }

    void aKitOfAnotherVaultIsRefused()
    {
        World world;
        World other;
        auto const opened = Vault::unlockWithRecovery(world.directory, other.kit);
        QVERIFY(!opened);
        QCOMPARE(opened.error().message, std::string{"the recovery kit belongs to another vault"});
    }

    void theFileIsPrivateAndHoldsNoSecretInClear()
    {
        World world;
        auto const path = vault::vaultPath(world.directory);
        QVERIFY(std::filesystem::status(path).permissions() ==
                (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        QVERIFY(world.fileText().find("passphrase\"") == std::string::npos);
        QVERIFY(world.fileText().find("first") == std::string::npos);
        std::filesystem::permissions(path, std::filesystem::perms::others_read,
                                     std::filesystem::perm_options::add);
        auto const opened = world.unlock("first passphrase");
        QVERIFY(!opened && opened.error().code == ErrorCode::Forbidden);
    }

    void refusesAMissingADamagedAndASecondVault()
    {
        World world;
        auto const again =
            Vault::create(world.directory, Secret{"second passphrase"}, world.random, kNow, kCheap);
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
        QVERIFY(bool{world.unlock("first passphrase")});
        QVERIFY(bool{os::writeFileAtomically(vault::vaultPath(world.directory), world.fileText().substr(1))});
        auto const damaged = world.unlock("first passphrase");
        QVERIFY(!damaged && damaged.error().message.find("is damaged") != std::string::npos);
        QVERIFY(bool{os::removeFile(vault::vaultPath(world.directory))});
        auto const missing = world.unlock("first passphrase");
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
    }

    void parametersOutOfBoundsAreRefusedBeforeTheyCostAnything()
    {
        World world;
        auto text = world.fileText();
        auto const at = text.find("\"memory_kibibytes\": 64");
        QVERIFY(at != std::string::npos);
        text.replace(at, 22, "\"memory_kibibytes\": 4000000000");
        QVERIFY(bool{os::writeFileAtomically(vault::vaultPath(world.directory), text)});
        auto const opened = world.unlock("first passphrase");
        QVERIFY(!opened && opened.error().message.find("is damaged") != std::string::npos);
    }

    void shortPassphrasesAreRefused()
    {
        QTemporaryDir folder;
        crypto::SystemRandom random;
        auto const directory = folder.path().toStdString();
        QVERIFY(!Vault::create(directory, Secret{"seven77"}, random, kNow, kCheap));
        QVERIFY(!os::exists(vault::vaultPath(directory)));
    }

    void changesThePassphraseOffline()
    {
        World world;
        auto recovered = *Vault::unlockWithRecovery(world.directory, world.kit);
        QVERIFY(bool{recovered.changePassphrase(Secret{"second passphrase"}, world.random, kCheap)});
        QVERIFY(!world.unlock("first passphrase"));
        QVERIFY(bool{world.unlock("second passphrase")});
        QVERIFY(bool{Vault::unlockWithRecovery(world.directory, world.kit)});
    }

    void addsAPassphraseBesideTheOneInForce()
    {
        World world;
        auto opened = *world.unlock("first passphrase");
        QVERIFY(
            !opened.addPassphrase(Secret{"wrong one"}, Secret{"second passphrase"}, 1, world.random, kCheap));
        auto const added = opened.addPassphrase(Secret{"first passphrase"}, Secret{"second passphrase"}, 1,
                                                world.random, kCheap);
        QVERIFY(bool{added});
        QCOMPARE(added->number, std::int64_t{2});
        QVERIFY(world.unlock("first passphrase") && world.unlock("second passphrase"));
        QVERIFY(bool{opened.keepPassphrase(2)});
        QVERIFY(!world.unlock("first passphrase"));
        QCOMPARE(world.unlock("second passphrase")->passphraseNumber(), std::int64_t{2});
        QVERIFY(!opened.keepPassphrase(7));
    }

    void changesThatNeverCommitDoNotFillTheFile()
    {
        World world;
        auto opened = *world.unlock("first passphrase");
        std::int64_t dropped = 0;
        for (std::int64_t number = 2; number < 10; ++number) {
            auto const added = opened.addPassphrase(Secret{"first passphrase"}, Secret{"second passphrase"},
                                                    1, world.random, kCheap);
            QVERIFY(bool{added});
            QCOMPARE(added->number, number);
            if (added->dropped != 0)
                dropped = added->dropped;
        }
        QCOMPARE(dropped, std::int64_t{6});
        QVERIFY(bool{world.unlock("first passphrase")});
    }

    void aFailingDiskLeavesTheOldPassphraseInForce_data()
    {
        QTest::addColumn<int>("operation");
        QTest::newRow("write") << static_cast<int>(os::Operation::Write);
        QTest::newRow("sync") << static_cast<int>(os::Operation::Sync);
        QTest::newRow("rename") << static_cast<int>(os::Operation::Rename);
    }

    void aFailingDiskLeavesTheOldPassphraseInForce()
    {
        QFETCH(int, operation);
        World world;
        auto opened = *world.unlock("first passphrase");
        os::FaultPlan::fail(static_cast<os::Operation>(operation), 1);
        auto const changed = opened.changePassphrase(Secret{"second passphrase"}, world.random, kCheap);
        QVERIFY(os::FaultPlan::fired());
        os::FaultPlan::clear();
        QVERIFY(!changed);
        QVERIFY(bool{world.unlock("first passphrase")});
    }

    void aWrappedKeyOpensInItsPlaceOnly()
    {
        World world;
        auto const opened = *world.unlock("first passphrase");
        auto const wrapped = *opened.wrap(Secret{std::string(32, 'k')}, "here", world.random);
        QVERIFY(opened.unwrap(wrapped, "here")->view() == std::string(32, 'k'));
        QVERIFY(!opened.unwrap(wrapped, "there"));
        World other;
        QVERIFY(!other.unlock("first passphrase")->unwrap(wrapped, "here"));
    }
};

DEWAR_TEST(test_vault)
#include "test_vault.moc"
