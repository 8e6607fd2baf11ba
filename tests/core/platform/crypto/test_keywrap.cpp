// AES key wrap against Project Wycheproof (aes_wrap_test.json), its 256-bit keys, and RFC 3394.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/keywrap.h"

#include "core/base/text.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;

class test_keywrap : public QObject {
    Q_OBJECT

private slots:
    // RFC 3394, 4.6.
    void agreesWithTheStandard()
    {
        Secret const wrapping{
            *bytesFromHex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")};
        Secret const key{*bytesFromHex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")};
        auto const wrapped = crypto::wrapKey(wrapping, key);
        QVERIFY(bool{wrapped});
        QCOMPARE(
            hexOf(*wrapped),
            std::string{"28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"});
        auto const opened = crypto::unwrapKey(wrapping, *wrapped);
        QVERIFY(bool{opened});
        QVERIFY(opened->view() == key.view());
    }

    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/aes_wrap_test.json");
        int checked = 0;
        for (auto const& group : cases.at("testGroups").as_array()) {
            if (group.at("keySize") != 256)
                continue;
            for (auto const& test : group.at("tests").as_array()) {
                auto const opened =
                    crypto::unwrapKey(Secret{support::hexAt(test, "key")}, support::hexAt(test, "ct"));
                auto const agrees = opened && opened->view() == support::hexAt(test, "msg");
                auto const expected = test.at("result").as_string();
                QVERIFY2(expected == "acceptable" || agrees == (expected == "valid"),
                         test.at("comment").as_string().c_str());
                ++checked;
            }
        }
        QVERIFY(checked >= 20);
    }

    void refusesTheWrongKeyAndOddLengths()
    {
        Secret const wrapping{std::string(32, 'w')};
        auto const wrapped = *crypto::wrapKey(wrapping, Secret{std::string(32, 'k')});
        QVERIFY(!crypto::unwrapKey(Secret{std::string(32, 'x')}, wrapped));
        QVERIFY(!crypto::unwrapKey(wrapping, wrapped.substr(1)));
        QVERIFY(!crypto::unwrapKey(wrapping, ""));
        QVERIFY(!crypto::wrapKey(wrapping, Secret{"short"}));
        QVERIFY(!crypto::wrapKey(Secret{"short"}, Secret{std::string(32, 'k')}));
    }
};

DEWAR_TEST(test_keywrap)
#include "test_keywrap.moc"
