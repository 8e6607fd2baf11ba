// SHA-256 against FIPS 180-2 example values, in parts and at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/hash.h"

#include "core/base/text.h"
#include "tests/support/registry.h"

using namespace core;

class test_hash : public QObject {
    Q_OBJECT

private slots:
    // FIPS 180-2, B.1 and B.2, and the digest of nothing.
    void agreesWithTheStandard_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("nothing") << QByteArray{}
                                 << QByteArray{
                                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
        QTest::newRow("abc") << QByteArray{"abc"}
                             << QByteArray{
                                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
        QTest::newRow("two blocks")
            << QByteArray{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}
            << QByteArray{"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"};
    }

    void agreesWithTheStandard()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, digest);
        QCOMPARE(hexOf(crypto::sha256(text.toStdString())), digest.toStdString());
    }

    void partsGiveTheSameDigest()
    {
        // FIPS 180-2, B.3: a million times "a".
        crypto::Sha256 digest;
        std::string const part(1000, 'a');
        for (int times = 0; times < 1000; ++times)
            digest.add(part);
        QCOMPARE(hexOf(digest.finish()),
                 std::string{"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"});
    }

    void startsOverAfterFinish()
    {
        crypto::Sha256 digest;
        digest.add("before").finish();
        QCOMPARE(digest.add("abc").finish(), crypto::sha256("abc"));
    }

    void comparesWholeTexts()
    {
        QVERIFY(crypto::sameBytes("", ""));
        QVERIFY(crypto::sameBytes(std::string_view{"a\0b", 3}, std::string_view{"a\0b", 3}));
        QVERIFY(!crypto::sameBytes(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}));
        QVERIFY(!crypto::sameBytes("ab", "abc"));
    }
};

DEWAR_TEST(test_hash)
#include "test_hash.moc"
