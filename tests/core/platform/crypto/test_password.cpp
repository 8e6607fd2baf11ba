// Argon2id: the standard's example values, our PHC text, and its bounds.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/password.h"

#include "core/base/text.h"
#include "core/platform/crypto/random.h"
#include "tests/support/registry.h"

using namespace core;
using crypto::PasswordCost;

namespace {
constexpr PasswordCost kCheap{64, 1, 1};
}

class test_password : public QObject {
    Q_OBJECT

private slots:
    // From the test program of the Argon2 reference implementation: argon2id, v=19, t=2, m=2^16, p=1,
    // "password", "somesalt".
    void readsWhatTheReferenceImplementationWrote()
    {
        std::string const stored =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        auto const right = crypto::verifyPassword("password", stored);
        QVERIFY(right && *right);
        auto const wrong = crypto::verifyPassword("passworD", stored);
        QVERIFY(wrong && !*wrong);
        QVERIFY(crypto::needsRehash(stored, crypto::kPasswordCost));
    }

    void storesAtTheAskedCostWithAFreshSalt()
    {
        crypto::SystemRandom random;
        auto const first = *crypto::hashPassword("correct horse", crypto::kPasswordCost, random);
        auto const second = *crypto::hashPassword("correct horse", crypto::kPasswordCost, random);
        QVERIFY(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        QVERIFY(first != second);
        QVERIFY(*crypto::verifyPassword("correct horse", first));
        QVERIFY(!*crypto::verifyPassword("correct hors", first));
        QVERIFY(!*crypto::verifyPassword("", first));
        QVERIFY(!crypto::needsRehash(first, crypto::kPasswordCost));
        QVERIFY(crypto::needsRehash(first, crypto::kPassphraseCost));
    }

    void refusesWhatIsNotAStoredPassword_data()
    {
        QTest::addColumn<QByteArray>("stored");
        QByteArray const tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        QTest::newRow("nothing") << QByteArray{};
        QTest::newRow("plain text") << QByteArray{"password"};
        QTest::newRow("another variant") << "$argon2i$v=19$m=64,t=1,p=1" + tail;
        QTest::newRow("another version") << "$argon2id$v=16$m=64,t=1,p=1" + tail;
        QTest::newRow("memory above the bound") << "$argon2id$v=19$m=4194304,t=1,p=1" + tail;
        QTest::newRow("passes above the bound") << "$argon2id$v=19$m=64,t=1000000,p=1" + tail;
        QTest::newRow("no passes") << "$argon2id$v=19$m=64,t=0,p=1" + tail;
        QTest::newRow("lanes above the bound") << "$argon2id$v=19$m=64,t=1,p=255" + tail;
        QTest::newRow("negative") << "$argon2id$v=19$m=-64,t=1,p=1" + tail;
        QTest::newRow("leading zero") << "$argon2id$v=19$m=064,t=1,p=1" + tail;
        QTest::newRow("other order") << "$argon2id$v=19$t=1,m=64,p=1" + tail;
        QTest::newRow("missing number") << "$argon2id$v=19$m=64,t=1" + tail;
        QTest::newRow("short hash") << QByteArray{"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFh"};
        QTest::newRow("padded") << "$argon2id$v=19$m=64,t=1,p=1" + tail + "=";
        QTest::newRow("one part more") << "$argon2id$v=19$m=64,t=1,p=1" + tail + "$";
    }

    void refusesWhatIsNotAStoredPassword()
    {
        QFETCH(QByteArray, stored);
        QVERIFY(!crypto::verifyPassword("password", stored.toStdString()));
    }

    void anEndlessPasswordIsRefusedOrWrong()
    {
        crypto::SystemRandom random;
        std::string const endless(crypto::kPasswordBytesMax + 1, 'a');
        QVERIFY(!crypto::hashPassword(endless, kCheap, random));
        auto const stored = *crypto::hashPassword(endless.substr(1), kCheap, random);
        QVERIFY(!*crypto::verifyPassword(endless, stored));
    }

    void aPassphraseKeyDependsOnAllItsParts()
    {
        std::string const salt(16, 's');
        auto const key = crypto::keyFromPassphrase(Secret{"open"}, salt, kCheap);
        QVERIFY(key && key->size() == 32);
        QVERIFY(key->view() == crypto::keyFromPassphrase(Secret{"open"}, salt, kCheap)->view());
        QVERIFY(key->view() != crypto::keyFromPassphrase(Secret{"Open"}, salt, kCheap)->view());
        QVERIFY(key->view() !=
                crypto::keyFromPassphrase(Secret{"open"}, std::string(16, 't'), kCheap)->view());
        QVERIFY(key->view() !=
                crypto::keyFromPassphrase(Secret{"open"}, salt, PasswordCost{64, 2, 1})->view());
        QVERIFY(!crypto::keyFromPassphrase(Secret{"open"}, "short", kCheap));
    }
};

DEWAR_TEST(test_password)
#include "test_password.moc"
