// Sealing by purpose and place, rotation, passphrases and what start refuses.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_service.h"

#include <atomic>
#include <thread>
#include <vector>

#include <QtCore/QTemporaryDir>

#include "core/platform/crypto/random.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault_file.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using vault::Vault;
using vault::VaultService;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};

struct World {
    World() : directory{folder.path().toStdString()}
    {
        auto kit = Vault::create(directory, Secret{"first passphrase"}, random, database.clock.now(), kCheap);
        kitText = std::string{kit->text.view()};
        service = serviceWith("first passphrase");
        support::TempDatabase::must(service->start(changes));
    }

    std::unique_ptr<VaultService> serviceWith(std::string_view passphrase)
    {
        auto opened = Vault::unlock(directory, Secret{passphrase});
        return opened ? std::make_unique<VaultService>(std::move(*opened), database.clock, random, kCheap)
                      : nullptr;
    }
    // A fresh start with that passphrase; null when it is refused.
    std::unique_ptr<VaultService> started(std::string_view passphrase)
    {
        auto fresh = serviceWith(passphrase);
        return fresh != nullptr && fresh->start(changes) ? std::move(fresh) : nullptr;
    }
    Result<vault::VaultRotated> rotate(vault::VaultRotation const& in)
    {
        auto const prepared = database.read(
            caller, [&](api::ReadContext& context) { return service->prepareRotation(context, in); });
        if (!prepared)
            return prepared.error();
        return database.change(caller,
                               [&](api::Context& context) { return service->rotate(context, *prepared); });
    }
    Result<VaultService::NextPassphrase> prepare(std::string current, std::string next)
    {
        return database.read(caller, [&](api::ReadContext& context) {
            return service->preparePassphrase(context, {std::move(current), std::move(next)});
        });
    }
    Result<Done> apply(VaultService::NextPassphrase const& prepared)
    {
        return database.change(
            caller, [&](api::Context& context) { return service->changePassphrase(context, prepared); });
    }
    vault::VaultStatus status()
    {
        return *database.read(caller,
                              [&](api::ReadContext& context) { return service->status(context, {}); });
    }

    QTemporaryDir folder;
    std::string directory;
    support::TempDatabase database;
    support::TempChanges changes{database};
    crypto::SystemRandom random;
    api::Principal caller = support::callerWith({"*"});
    std::string kitText;
    std::unique_ptr<VaultService> service;
};
} // namespace

class test_vault_service : public QObject {
    Q_OBJECT

private slots:
    void opensWhatItSealedInTheSamePlaceOnly()
    {
        World world;
        auto const sealed = *world.service->seal("tls", "tls/1/key", "private");
        QVERIFY(sealed.find("private") == std::string::npos);
        QVERIFY(world.service->open("tls", "tls/1/key", sealed)->view() == "private");
        QVERIFY(!world.service->open("tls", "tls/2/key", sealed));
        QVERIFY(!world.service->open("backup", "tls/1/key", sealed));
        QVERIFY(!world.service->seal("unknown", "x", "y"));
        QVERIFY(!world.service->open("unknown", "x", sealed));
    }

    void purposeAndContextDoNotRunTogether()
    {
        World world;
        auto const sealed = *world.service->seal("tls", "1:a", "text");
        QVERIFY(!world.service->open("tls", "1:a ", sealed));
        QVERIFY(!world.service->open("tls", "", sealed));
    }

    void refusesEveryChangedByte()
    {
        World world;
        auto const sealed = *world.service->seal("auth", "place", "text");
        for (std::size_t at = 0; at < sealed.size(); ++at) {
            auto changed = sealed;
            changed[at] = static_cast<char>(changed[at] ^ 0x55);
            QVERIFY(!world.service->open("auth", "place", changed));
        }
        for (std::size_t length = 0; length < sealed.size(); ++length)
            QVERIFY(!world.service->open("auth", "place", sealed.substr(0, length)));
    }

    void opensAfterARestart()
    {
        World world;
        auto const sealed = *world.service->seal("records", "c1/r1/secret", "value");
        auto const again = world.started("first passphrase");
        QVERIFY(again != nullptr);
        QVERIFY(again->open("records", "c1/r1/secret", sealed)->view() == "value");
        QVERIFY(again->derivedKey("rows")->view() == world.service->derivedKey("rows")->view());
    }

    void rotationSealsAnewAndOldTextsStayOpen()
    {
        World world;
        auto const before = *world.service->seal("tls", "place", "old");
        auto const rotated = world.rotate({});
        QVERIFY(bool{rotated});
        QCOMPARE(rotated->purposes.size(), vault::kPurposes.size());
        QCOMPARE(rotated->purposes[0].version, std::int64_t{2});
        auto const after = *world.service->seal("tls", "place", "new");
        QCOMPARE(static_cast<int>(before[4]), 1);
        QCOMPARE(static_cast<int>(after[4]), 2);
        QVERIFY(world.service->open("tls", "place", before)->view() == "old");
        QVERIFY(world.service->open("tls", "place", after)->view() == "new");
        auto const again = world.started("first passphrase");
        QVERIFY(again->open("tls", "place", before)->view() == "old");
        QVERIFY(again->open("tls", "place", after)->view() == "new");
    }

    void sealsOnManyThreadsWhileItIsRotated()
    {
        World world;
        std::atomic<bool> stop{false};
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int number = 0; number < 3; ++number)
            threads.emplace_back([&] {
                do {
                    auto const sealed = world.service->seal("tls", "place", "text");
                    auto const opened = sealed ? world.service->open("tls", "place", *sealed)
                                               : Result<Secret>{sealed.error()};
                    if (!opened || opened->view() != "text")
                        ++wrong;
                } while (!stop);
            });
        for (int times = 0; times < 5; ++times)
            if (!world.rotate({}))
                ++wrong;
        stop = true;
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }

    void rotatesOnePurposeAlone()
    {
        World world;
        QVERIFY(bool{world.rotate({.purpose = "backup"})});
        for (auto const& purpose : world.status().purposes) {
            QCOMPARE(purpose.version, std::int64_t{purpose.purpose == "backup" ? 2 : 1});
            QCOMPARE(purpose.versions, purpose.version);
        }
    }

    void aRotationThatWasOvertakenIsRefused()
    {
        World world;
        auto const prepared = world.database.read(world.caller, [&](api::ReadContext& context) {
            return world.service->prepareRotation(context, {});
        });
        QVERIFY(bool{world.rotate({})});
        auto const late = world.database.change(
            world.caller, [&](api::Context& context) { return world.service->rotate(context, *prepared); });
        QVERIFY(!late && late.error().code == ErrorCode::Conflict);
    }

    void statusShowsEveryPurposeAndNoKey()
    {
        World world;
        auto const status = world.status();
        QCOMPARE(status.purposes.size(), vault::kPurposes.size());
        QCOMPARE(status.id, world.service->id());
        QCOMPARE(status.passphraseNumber, std::int64_t{1});
        QVERIFY(json::text(api::write(status)).find("wrapped") == std::string::npos);
    }

    void changesThePassphraseWithTheCommit()
    {
        World world;
        auto const prepared = world.prepare("first passphrase", "second passphrase");
        QVERIFY(bool{prepared});
        QVERIFY(!world.service->settleDue());
        QVERIFY(bool{world.apply(*prepared)});
        QVERIFY(world.service->settleDue());
        QVERIFY(bool{world.service->settle()});
        QVERIFY(!world.service->settleDue());
        QVERIFY(world.started("first passphrase") == nullptr);
        QVERIFY(world.started("second passphrase") != nullptr);
        QCOMPARE(world.status().passphraseNumber, std::int64_t{2});
    }

    void theNewPassphraseIsTheOneEvenWhenTheEngineDiesAfterTheCommit()
    {
        World world;
        QVERIFY(bool{world.apply(*world.prepare("first passphrase", "second passphrase"))});
        // No settle(): both are in the file, and the database decides.
        QVERIFY(world.started("first passphrase") == nullptr);
        QVERIFY(world.started("second passphrase") != nullptr);
        QCOMPARE(vault::readVaultFile(world.directory)->passphrases.size(), std::size_t{1});
    }

    void aPassphraseThatWasNeverCommittedOpensNothing()
    {
        World world;
        QVERIFY(bool{world.prepare("first passphrase", "second passphrase")});
        QVERIFY(world.started("second passphrase") == nullptr);
        QVERIFY(world.started("first passphrase") != nullptr);
        QVERIFY(world.serviceWith("second passphrase") == nullptr); // start() took it out of the file
    }

    void ofTwoChangesAtOnceOneWins()
    {
        World world;
        auto const one = *world.prepare("first passphrase", "second passphrase");
        auto const two = *world.prepare("first passphrase", "third passphrase");
        QVERIFY(bool{world.apply(one)});
        auto const late = world.apply(two);
        QVERIFY(!late && late.error().code == ErrorCode::Conflict);
        QVERIFY(world.started("second passphrase") != nullptr);
        QVERIFY(world.serviceWith("third passphrase") == nullptr);
    }

    void aChangeMadeWhileTheEngineStoodStillCounts()
    {
        World world;
        auto opened = *Vault::unlockWithRecovery(world.directory, world.kitText);
        QVERIFY(bool{opened.changePassphrase(Secret{"fourth passphrase"}, world.random, kCheap)});
        QVERIFY(world.started("fourth passphrase") != nullptr);
        QCOMPARE(world.status().passphraseNumber, std::int64_t{2});
        QVERIFY(world.started("first passphrase") == nullptr);
    }

    void theRecoveryKitStartsAnEngine()
    {
        World world;
        VaultService recovered{*Vault::unlockWithRecovery(world.directory, world.kitText),
                               world.database.clock, world.random, kCheap};
        QVERIFY(bool{recovered.start(world.changes)});
        auto const sealed = *world.service->seal("tls", "place", "text");
        QVERIFY(recovered.open("tls", "place", sealed)->view() == "text");
        QVERIFY(world.started("first passphrase") != nullptr);
    }

    void anotherDirectorysVaultIsRefused()
    {
        World world;
        World other;
        auto fresh = other.serviceWith("first passphrase");
        auto const started = fresh->start(world.changes);
        QVERIFY(!started && started.error().code == ErrorCode::Conflict);
    }

    void sealsNothingBeforeItsStart()
    {
        World world;
        auto const fresh = world.serviceWith("first passphrase");
        QVERIFY(!fresh->seal("tls", "place", "text"));
        world.changes.refuses = true;
        QVERIFY(!fresh->start(world.changes));
        QVERIFY(!fresh->seal("tls", "place", "text"));
    }

    void aWrappedKeyMovedToAnotherPurposeDoesNotOpen()
    {
        // An operator of the database swaps two rows (T18).
        World world;
        auto tx = world.database.tx();
        QVERIFY(bool{
            tx.run("UPDATE vault_keys SET wrapped = (SELECT wrapped FROM vault_keys WHERE purpose = 'tls') "
                   "WHERE purpose = 'backup'")});
        QVERIFY(world.started("first passphrase") == nullptr);
    }
};

DEWAR_TEST(test_vault_service)
#include "test_vault_service.moc"
