// HKDF-SHA256 against Project Wycheproof (hkdf_sha256_test.json).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/hkdf.h"

#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;

class test_hkdf : public QObject {
    Q_OBJECT

private slots:
    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/hkdf_sha256_test.json");
        int checked = 0;
        for (auto const& group : cases.at("testGroups").as_array())
            for (auto const& test : group.at("tests").as_array()) {
                auto const key = crypto::derive(Secret{support::hexAt(test, "ikm")},
                                                support::hexAt(test, "salt"), support::hexAt(test, "info"),
                                                static_cast<std::size_t>(test.at("size").as_int64()));
                auto const agrees = key && key->view() == support::hexAt(test, "okm");
                QCOMPARE(agrees, test.at("result") == "valid");
                ++checked;
            }
        QCOMPARE(checked, static_cast<int>(cases.at("numberOfTests").as_int64()));
    }

    void refusesLengthsThatTheStandardForbids()
    {
        QVERIFY(!crypto::derive(Secret{"key"}, "", "", 0));
        QVERIFY(!crypto::derive(Secret{"key"}, "", "", crypto::kDerivedBytesMax + 1));
        QVERIFY(crypto::derive(Secret{"key"}, "", "", crypto::kDerivedBytesMax));
    }

    void otherSaltsAndPurposesGiveOtherKeys()
    {
        Secret const key{std::string(32, 'k')};
        auto const plain = crypto::derive(key, "start one", "seal", 32);
        QVERIFY(plain->view() != crypto::derive(key, "start two", "seal", 32)->view());
        QVERIFY(plain->view() != crypto::derive(key, "start one", "mac", 32)->view());
    }
};

DEWAR_TEST(test_hkdf)
#include "test_hkdf.moc"
