// A19 (T22) as far as the vault reaches: guesses wait, a passphrase file that others can read is refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QtCore/QTemporaryDir>

#include "core/platform/crypto/random.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};

struct World {
    World() : directory{folder.path().toStdString()}
    {
        auto const kit =
            vault::Vault::create(directory, Secret{"a passphrase"}, random, database.clock.now(), kCheap);
        support::TempDatabase::must(kit ? Status{Done{}} : Status{kit.error()});
        auto opened = vault::Vault::unlock(directory, Secret{"a passphrase"});
        engine = std::make_unique<vault::VaultService>(std::move(*opened), database.clock, random, kCheap);
        support::TempDatabase::must(engine->start(changes));
    }

    Result<vault::VaultService::NextPassphrase> guess(std::string passphrase,
                                                      std::string next = "another passphrase")
    {
        return database.read(caller, [&](api::ReadContext& context) {
            auto answer = engine->preparePassphrase(context, {std::move(passphrase), std::move(next)});
            observed += context.observations.size();
            return answer;
        });
    }

    QTemporaryDir folder;
    std::string directory;
    support::TempDatabase database;
    support::TempChanges changes{database};
    crypto::SystemRandom random;
    api::Principal caller = support::callerWith({"*"});
    std::unique_ptr<vault::VaultService> engine;
    std::size_t observed = 0;
};
} // namespace

class test_attack_a19 : public QObject {
    Q_OBJECT

private slots:
    void wrongPassphrasesByTheThousandAreDelayedAndCounted()
    {
        World world;
        int tried = 0;
        for (int guess = 0; guess < 1000; ++guess) {
            auto const answer = world.guess("guess " + std::to_string(guess));
            QVERIFY(!answer);
            if (answer.error().code == ErrorCode::TooMany)
                QVERIFY(answer.error().retryAfterSeconds.value_or(0) >= 1);
            else
                ++tried;
        }
        QCOMPARE(tried, 3);
        QCOMPARE(world.observed, std::size_t{3});
        // The right one waits as well, or the delay would tell which is right.
        QVERIFY(world.guess("a passphrase").error().code == ErrorCode::TooMany);
        world.database.clock.advance(std::chrono::seconds{1});
        QVERIFY(bool{world.guess("a passphrase")});
    }

    void everyFurtherGuessWaitsLonger()
    {
        World world;
        int waited = 0;
        for (int guess = 0; guess < 3; ++guess)
            QVERIFY(!world.guess("wrong guess"));
        for (int guess = 0; guess < 12; ++guess) {
            auto const refused = world.guess("wrong guess");
            QVERIFY(refused.error().code == ErrorCode::TooMany);
            QVERIFY(*refused.error().retryAfterSeconds >= waited);
            waited = *refused.error().retryAfterSeconds;
            world.database.clock.advance(std::chrono::seconds{waited});
            QVERIFY(world.guess("wrong guess").error().code == ErrorCode::Forbidden);
        }
        QCOMPARE(waited, 1024);
    }

    void anUnacceptableNewPassphraseDoesNotResetTheDelay()
    {
        World world;
        for (int guess = 0; guess < 2; ++guess)
            QVERIFY(!world.guess("wrong guess"));
        QVERIFY(!world.guess("wrong guess", "short"));
        QVERIFY(world.guess("wrong guess").error().code == ErrorCode::Forbidden);
        QVERIFY(world.guess("wrong guess").error().code == ErrorCode::TooMany);
    }

    void aPassphraseFileThatOthersCanReadIsRefused()
    {
        World world;
        auto const path = world.directory + "/passphrase";
        QVERIFY(bool{os::writeFileAtomically(path, "a passphrase\n")});
        QVERIFY(os::readSecretFile(path)->view() == "a passphrase");
        std::filesystem::permissions(path, std::filesystem::perms::group_read,
                                     std::filesystem::perm_options::add);
        QVERIFY(!os::readSecretFile(path));
    }
};

DEWAR_TEST(test_attack_a19)
#include "test_attack_a19.moc"
