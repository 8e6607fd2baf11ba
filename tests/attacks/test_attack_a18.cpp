// A18 (T19): copies and rollbacks of a data directory never repeat a nonce under one key.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <set>

#include <QtCore/QTemporaryDir>

#include "core/platform/crypto/random.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault_file.h"
#include "core/services/vault/vault_keyring.h"
#include "core/services/vault/vault_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};
constexpr int kValues = 100'000;

// What decides the key stream: key version and salt (the key), and the nonce.
std::string streamOf(std::string const& sealed)
{
    return sealed.substr(0, vault::kSealHeaderBytes + 12);
}
std::string keyOf(std::string const& sealed)
{
    return sealed.substr(0, vault::kSealHeaderBytes);
}
} // namespace

class test_attack_a18 : public QObject {
    Q_OBJECT

private slots:
    void noNonceRepeatsInCopiesAndRollbacks()
    {
        QTemporaryDir folder;
        auto const directory = folder.path().toStdString();
        support::TempDatabase database;
        support::TempChanges changes{database};
        crypto::SystemRandom random;
        QVERIFY(bool{
            vault::Vault::create(directory, Secret{"a passphrase"}, random, database.clock.now(), kCheap)});
        // Every start below sees the same file and the same rows: a copy, or an older state that came back.
        std::set<std::string> streams;
        std::set<std::string> keys;
        std::string first;
        for (int start = 0; start < 3; ++start) {
            auto opened = vault::Vault::unlock(directory, Secret{"a passphrase"});
            QVERIFY(bool{opened});
            vault::VaultService engine{std::move(*opened), database.clock, random, kCheap};
            QVERIFY(bool{engine.start(changes)});
            for (int value = 0; value < kValues; ++value) {
                auto sealed = engine.seal("records", "c1/r1", "value");
                QVERIFY(bool{sealed});
                streams.insert(streamOf(*sealed));
                keys.insert(keyOf(*sealed));
                if (first.empty())
                    first = *sealed;
            }
            // A copy still opens what the other wrote before the copy was taken.
            QVERIFY(engine.open("records", "c1/r1", first)->view() == "value");
        }
        QCOMPARE(streams.size(), std::size_t{3 * kValues});
        QCOMPARE(keys.size(), std::size_t{3});
    }
};

DEWAR_TEST(test_attack_a18)
#include "test_attack_a18.moc"
