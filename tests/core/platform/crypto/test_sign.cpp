// ES256 against Project Wycheproof (ecdsa_secp256r1_sha256_p1363_test.json), RFC 7515 A.3 and hostile keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/sign.h"

#include <atomic>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>

#include "core/base/text.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;
using crypto::SigningKey;
using crypto::VerifyingKey;

class test_sign : public QObject {
    Q_OBJECT

private slots:
    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json");
        int checked = 0;
        for (auto const& group : cases.at("testGroups").as_array()) {
            auto const key = VerifyingKey::fromPoint(support::hexAt(group.at("publicKey"), "uncompressed"));
            QVERIFY(bool{key});
            for (auto const& test : group.at("tests").as_array()) {
                auto const verified = key->verifies(support::hexAt(test, "msg"), support::hexAt(test, "sig"));
                QVERIFY2(verified == (test.at("result") == "valid"), test.at("comment").as_string().c_str());
                ++checked;
            }
        }
        QCOMPARE(checked, static_cast<int>(cases.at("numberOfTests").as_int64()));
    }

    void signsWhatItVerifies()
    {
        auto const key = SigningKey::generate();
        QVERIFY(bool{key});
        auto const verifying = key->verifyingKey();
        for (int times = 0; times < 300; ++times) { // r and s with leading zeros come by within 128 or so
            auto const text = "message " + std::to_string(times);
            auto const signature = key->sign(text);
            QCOMPARE(signature->size(), crypto::kSignatureBytes);
            QVERIFY(verifying->verifies(text, *signature));
            QVERIFY(!verifying->verifies(text + " ", *signature));
        }
        QVERIFY(!SigningKey::generate()->verifyingKey()->verifies("message", *key->sign("message")));
    }

    void oneKeyServesManyThreads()
    {
        auto const key = SigningKey::generate();
        auto const verifying = key->verifyingKey();
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int number = 0; number < 4; ++number)
            threads.emplace_back([&, number] {
                for (int times = 0; times < 50; ++times) {
                    auto const text = std::to_string(number * 1000 + times);
                    auto const signature = key->sign(text);
                    if (!signature || !verifying->verifies(text, *signature))
                        ++wrong;
                }
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }

    void refusesSignaturesOfOtherForms()
    {
        auto const key = SigningKey::generate();
        auto const verifying = key->verifyingKey();
        auto const signature = *key->sign("message");
        std::string const zero(32, '\0');
        for (auto const& bad : {std::string{}, std::string(64, '\0'), zero + signature.substr(32),
                                signature.substr(0, 32) + zero, signature.substr(0, 63), signature + '\0',
                                signature + signature})
            QVERIFY(!verifying->verifies("message", bad));
    }

    void aKeySurvivesPkcs8()
    {
        auto const key = SigningKey::generate();
        auto const der = key->pkcs8();
        QVERIFY(bool{der});
        auto const again = SigningKey::fromPkcs8(*der);
        QVERIFY(bool{again});
        QCOMPARE(again->thumbprint(), key->thumbprint());
        QVERIFY(key->verifyingKey()->verifies("message", *again->sign("message")));
    }

    void refusesABrokenPrivateKey()
    {
        auto const der = *SigningKey::generate()->pkcs8();
        QVERIFY(!SigningKey::fromPkcs8(Secret{}));
        QVERIFY(!SigningKey::fromPkcs8(Secret{der.view().substr(0, der.size() - 1)}));
        QVERIFY(!SigningKey::fromPkcs8(Secret{std::string{der.view()} + "x"}));
        QVERIFY(!SigningKey::fromPkcs8(Secret{std::string(5000, 'x')}));
    }

    void thePublicJwkHoldsNothingPrivate()
    {
        auto const key = SigningKey::generate();
        auto const jwk = key->publicJwk();
        QCOMPARE(jwk.size(), std::size_t{4});
        auto const read = VerifyingKey::fromJwk(jwk);
        QVERIFY(bool{read});
        QVERIFY(read->verifies("message", *key->sign("message")));
        QCOMPARE(read->thumbprint(), key->thumbprint());
    }

    void thumbprintIsTheDigestOfTheCanonicalForm()
    {
        DEWAR_VECTORS(cases, "jws-rfc7515/rfc7515_cases.json");
        auto const key = VerifyingKey::fromJwk(cases.at("cases").at(1).at("jwk"));
        QVERIFY(bool{key});
        // Computed with Python's hashlib over the RFC 7638 form of the key of RFC 7515, A.3.
        QCOMPARE(key->thumbprint(), std::string{"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"});
    }

    void refusesHostileJwks_data()
    {
        QTest::addColumn<QByteArray>("jwk");
        QByteArray const x = "'x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'";
        QByteArray const y = "'y':'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'";
        QByteArray const head = "{'kty':'EC','crv':'P-256',";
        QByteArray const zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        QTest::newRow("text") << QByteArray{"'EC'"};
        QTest::newRow("another type") << "{'kty':'oct','crv':'P-256'," + x + "," + y + "}";
        QTest::newRow("another curve") << "{'kty':'EC','crv':'P-384'," + x + "," + y + "}";
        QTest::newRow("no y") << head + x + "}";
        QTest::newRow("off the curve") << head + x + ",'y':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'}";
        QTest::newRow("zero") << head + "'x':'" + zero + "','y':'" + zero + "'}";
        QTest::newRow("short x") << head + "'x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVA'," + y + "}";
        QTest::newRow("padded x") << head + "'x':'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU='," + y + "}";
        QTest::newRow("for encryption") << head + x + "," + y + ",'use':'enc'}";
        QTest::newRow("another algorithm") << head + x + "," + y + ",'alg':'ES384'}";
        QTest::newRow("only to sign") << head + x + "," + y + ",'key_ops':['sign']}";
        QTest::newRow("private") << head + x + "," + y +
                                        ",'d':'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'}";
    }

    void refusesHostileJwks()
    {
        QFETCH(QByteArray, jwk);
        QVERIFY(!VerifyingKey::fromJwk(boost::json::parse(support::quoted(jwk.toStdString()))));
    }
};

DEWAR_TEST(test_sign)
#include "test_sign.moc"
