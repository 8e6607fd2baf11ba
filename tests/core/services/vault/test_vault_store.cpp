// Rows of the vault.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
vault::WrappedKey aKey(std::string purpose, std::int64_t version)
{
    return {.purpose = std::move(purpose),
            .version = version,
            .wrapped = std::string{"\0wrapped\xff", 9},
            .createdAt = timeOf(1'790'000'000'000'001 + version)};
}
} // namespace

class test_vault_store : public QObject {
    Q_OBJECT

private slots:
    void keepsWrappedKeysByteForByteInOrder()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const& key : {aKey("tls", 2), aKey("tls", 1), aKey("auth", 1)})
            QVERIFY(*vault::insertWrappedKey(tx, key));
        auto const rows = *vault::wrappedKeys(tx);
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows[0].purpose, std::string{"auth"});
        QCOMPARE(rows[1].version, std::int64_t{1});
        QCOMPARE(rows[2].version, std::int64_t{2});
        QCOMPARE(rows[2].wrapped, aKey("tls", 2).wrapped);
        QVERIFY(rows[2].createdAt == aKey("tls", 2).createdAt);
        QCOMPARE(*vault::countWrappedKeys(tx), std::int64_t{3});
    }

    void aVersionIsNeverWrittenOver()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(*vault::insertWrappedKey(tx, aKey("tls", 1)));
        auto other = aKey("tls", 1);
        other.wrapped = "other";
        QVERIFY(!*vault::insertWrappedKey(tx, other));
        QCOMPARE(vault::wrappedKeys(tx)->front().wrapped, aKey("tls", 1).wrapped);
    }

    void knowsTheLatestVersionOfEachPurpose()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QCOMPARE(*vault::latestVersion(tx, "tls"), std::int64_t{0});
        for (std::int64_t version = 1; version <= 11; ++version)
            QVERIFY(*vault::insertWrappedKey(tx, aKey("tls", version)));
        QCOMPARE(*vault::latestVersion(tx, "tls"), std::int64_t{11});
        QCOMPARE(*vault::latestVersion(tx, "auth"), std::int64_t{0});
    }

    void advancesThePassphraseFromTheOneInForceOnly()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(!vault::vaultState(tx)->has_value());
        QVERIFY(bool{vault::putVaultState(tx, {"v1", 1})});
        QVERIFY(*vault::advancePassphrase(tx, 1, 2));
        QVERIFY(!*vault::advancePassphrase(tx, 1, 3));
        auto const state = *vault::vaultState(tx);
        QCOMPARE(state->vault, std::string{"v1"});
        QCOMPARE(state->passphraseNumber, std::int64_t{2});
        QVERIFY(bool{vault::putVaultState(tx, {"v1", 7})});
        QCOMPARE((*vault::vaultState(tx))->passphraseNumber, std::int64_t{7});
        // Another engine's passphrase is another one.
        QVERIFY(bool{vault::putVaultState(tx, {"v1", 3}, "node")});
        QVERIFY(*vault::advancePassphrase(tx, 3, 4, "node"));
        QCOMPARE((*vault::vaultState(tx, "node"))->passphraseNumber, std::int64_t{4});
        QCOMPARE((*vault::vaultState(tx))->passphraseNumber, std::int64_t{7});
    }
};

DEWAR_TEST(test_vault_store)
#include "test_vault_store.moc"
