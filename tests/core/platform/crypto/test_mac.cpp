// HMAC-SHA256 against Project Wycheproof (hmac_sha256_test.json) and RFC 4231.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/mac.h"

#include "core/base/text.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;

class test_mac : public QObject {
    Q_OBJECT

private slots:
    // RFC 4231, 4.3.
    void agreesWithTheStandard()
    {
        QCOMPARE(hexOf(crypto::hmacSha256(Secret{"Jefe"}, "what do ya want for nothing?")),
                 std::string{"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"});
    }

    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/hmac_sha256_test.json");
        int checked = 0;
        for (auto const& group : cases.at("testGroups").as_array()) {
            auto const bytes = static_cast<std::size_t>(group.at("tagSize").as_int64() / 8);
            for (auto const& test : group.at("tests").as_array()) {
                auto const mac =
                    crypto::hmacSha256(Secret{support::hexAt(test, "key")}, support::hexAt(test, "msg"));
                QCOMPARE(mac.substr(0, bytes) == support::hexAt(test, "tag"), test.at("result") == "valid");
                ++checked;
            }
        }
        QCOMPARE(checked, static_cast<int>(cases.at("numberOfTests").as_int64()));
    }

    void aPreparedKeyServesManyMessages()
    {
        crypto::MacKey const key{Secret{"Jefe"}};
        for (auto const* text : {"first", "", "second"})
            QCOMPARE(key.of(text), crypto::hmacSha256(Secret{"Jefe"}, text));
        QVERIFY(key.matches("first", key.of("first")));
        QVERIFY(!key.matches("first", key.of("second")));
        QVERIFY(!key.matches("first", key.of("first").substr(0, 31)));
    }
};

DEWAR_TEST(test_mac)
#include "test_mac.moc"
