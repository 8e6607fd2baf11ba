// Tokens against Project Wycheproof (json_web_signature_test.json), RFC 7515 A.1 to A.5, RFC 7520 4.3, A14.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/jwt.h"

#include <boost/json/object.hpp>

#include "core/base/text.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;
using crypto::SigningKey;
using crypto::VerifyingKey;

namespace {
bool accepts(std::string_view token, VerifyingKey const& key, std::string_view typ)
{
    auto const read = crypto::parseJws(token);
    return read && crypto::verifyJws(*read, key, typ);
}

SigningKey const& aKey()
{
    static SigningKey const key = *SigningKey::generate();
    return key;
}

// A token with any header at all, rightly signed; ' stands for ".
std::string withHeader(std::string_view header, std::string_view payload = "{}")
{
    auto const input = base64urlOf(support::quoted(header)) + "." + base64urlOf(support::quoted(payload));
    return input + "." + base64urlOf(*aKey().sign(input));
}
} // namespace

class test_jwt : public QObject {
    Q_OBJECT

private slots:
    void readsBackWhatItSigned()
    {
        auto const token = crypto::signJwt(aKey(), "key-1", "at+jwt", {{"sub", "u1"}, {"exp", 1700000000}});
        QVERIFY(bool{token});
        auto const read = crypto::parseJwt(*token);
        QVERIFY(bool{read});
        QCOMPARE(read->jws.kid, std::string{"key-1"});
        QCOMPARE(read->jws.typ, std::string{"at+jwt"});
        QCOMPARE(json::text(read->claims), support::quoted("{'sub':'u1','exp':1700000000}"));
        QVERIFY(bool{crypto::verifyJwt(*read, *aKey().verifyingKey(), "at+jwt")});
    }

    void refusesATokenOfAnotherTypeOrKey()
    {
        auto const read = *crypto::parseJwt(*crypto::signJwt(aKey(), "key-1", "at+jwt", {}));
        QVERIFY(!crypto::verifyJwt(read, *aKey().verifyingKey(), "JWT"));
        QVERIFY(!crypto::verifyJwt(read, *aKey().verifyingKey(), ""));
        QVERIFY(!crypto::verifyJwt(read, *SigningKey::generate()->verifyingKey(), "at+jwt"));
    }

    void agreesWithTheStandardsExamples()
    {
        DEWAR_VECTORS(cases, "jws-rfc7515/rfc7515_cases.json");
        auto const& list = cases.at("cases").as_array();
        QCOMPARE(list.size(), std::size_t{3});
        auto const key = *VerifyingKey::fromJwk(list[1].at("jwk"));
        QVERIFY(!crypto::parseJws(list[0].at("jws").as_string())); // A.1: HS256
        QVERIFY(accepts(list[1].at("jws").as_string(), key, ""));  // A.3: ES256
        QVERIFY(!crypto::parseJws(list[2].at("jws").as_string())); // A.5: none
    }

    void refusesTheCookbooksOtherCurve()
    {
        DEWAR_VECTORS(example, "jose-cookbook-rfc7520-8037-7797/jws/4_3.ecdsa_signature.json");
        auto const read = crypto::parseJws(example.at("output").at("compact").as_string());
        QVERIFY(!read); // RFC 7520, 4.3 signs with ES512 over P-521
        QVERIFY(!VerifyingKey::fromJwk(example.at("input").at("key")));
    }

    void agreesWithWycheproof()
    {
        DEWAR_VECTORS(cases, "wycheproof/json_web_signature_test.json");
        int accepted = 0;
        int ours = 0;
        for (auto const& group : cases.at("testGroups").as_array()) {
            auto const& object = group.as_object();
            auto const* const jwk = object.contains("public") ? &object.at("public") : &object.at("private");
            auto const key = VerifyingKey::fromJwk(*jwk);
            for (auto const& test : group.at("tests").as_array()) {
                if (!test.at("jws").is_string())
                    continue;
                std::string_view const token = test.at("jws").as_string();
                bool const takes = key && accepts(token, *key, "");
                bool const valid = test.at("result") == "valid";
                QVERIFY2(!takes || valid, test.at("comment").as_string().c_str());
                if (key && valid) {
                    QVERIFY2(takes, test.at("comment").as_string().c_str());
                    ++accepted;
                }
                ++ours;
            }
        }
        QVERIFY(accepted >= 1);
        QVERIFY(ours >= 200);
    }

    void refusesHeaders_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("none") << QByteArray{"{'alg':'none'}"};
        QTest::newRow("None") << QByteArray{"{'alg':'None'}"};
        QTest::newRow("HS256") << QByteArray{"{'alg':'HS256'}"};
        QTest::newRow("es256") << QByteArray{"{'alg':'es256'}"};
        QTest::newRow("ES384") << QByteArray{"{'alg':'ES384'}"};
        QTest::newRow("algorithm missing") << QByteArray{"{'typ':'JWT'}"};
        QTest::newRow("algorithm twice") << QByteArray{"{'alg':'none','alg':'ES256'}"};
        QTest::newRow("algorithm as a list") << QByteArray{"{'alg':['ES256']}"};
        QTest::newRow("jku") << QByteArray{"{'alg':'ES256','jku':'https://attacker.example/jwks'}"};
        QTest::newRow("x5u") << QByteArray{"{'alg':'ES256','x5u':'https://attacker.example/c'}"};
        QTest::newRow("x5c") << QByteArray{"{'alg':'ES256','x5c':'MIIB'}"};
        QTest::newRow("jwk") << QByteArray{"{'alg':'ES256','jwk':{'kty':'EC'}}"};
        QTest::newRow("crit") << QByteArray{"{'alg':'ES256','crit':['exp']}"};
        QTest::newRow("b64") << QByteArray{"{'alg':'ES256','b64':false}"};
        QTest::newRow("unknown member") << QByteArray{"{'alg':'ES256','x':'y'}"};
        QTest::newRow("empty kid") << QByteArray{"{'alg':'ES256','kid':''}"};
        QTest::newRow("kid as a number") << QByteArray{"{'alg':'ES256','kid':1}"};
        QTest::newRow("kid with a blank") << QByteArray{"{'alg':'ES256','kid':'a b'}"};
        QTest::newRow("kid with NUL") << QByteArray{"{'alg':'ES256','kid':'a\\u0000b'}"};
        QTest::newRow("long kid") << "{'alg':'ES256','kid':'" + QByteArray(129, 'k') + "'}";
        QTest::newRow("a list") << QByteArray{"['ES256']"};
        QTest::newRow("not JSON") << QByteArray{"alg=ES256"};
        QTest::newRow("text after it") << QByteArray{"{'alg':'ES256'} x"};
        QTest::newRow("nothing") << QByteArray{};
    }

    void refusesHeaders()
    {
        QFETCH(QByteArray, header);
        QVERIFY(!crypto::parseJws(withHeader(header.toStdString())));
    }

    void theRefusedHeadersFailForTheirHeaderOnly()
    {
        QVERIFY(accepts(withHeader("{'alg':'ES256'}"), *aKey().verifyingKey(), ""));
        QVERIFY(accepts(withHeader("{'alg':'ES256','kid':'k'}"), *aKey().verifyingKey(), ""));
    }

    void refusesOtherShapes()
    {
        auto const token = withHeader("{'alg':'ES256'}");
        auto const first = token.find('.');
        auto const last = token.rfind('.');
        for (auto const& bad :
             {std::string{}, std::string{"."}, std::string{".."}, token.substr(0, last), token + ".",
              "." + token, token + "=", token + " ", " " + token, token + "\n", token.substr(0, last + 1),
              token.substr(0, token.size() - 2), token.substr(0, first) + "=" + token.substr(first),
              token.substr(0, first) + ".." + token.substr(last),
              std::string(crypto::kTokenBytesMax + 1, 'a')})
            QVERIFY2(!crypto::parseJws(bad), bad.substr(0, 200).c_str());
    }

    void refusesLooseBitsAtTheEndOfAPart()
    {
        // 64 bytes leave four unused bits in the last letter; another letter with the same upper two bits
        // would decode to the same signature and give one token two spellings.
        auto token = withHeader("{'alg':'ES256'}");
        QVERIFY(bool{crypto::parseJws(token)});
        token.back() = static_cast<char>(token.back() + 1);
        QVERIFY(!crypto::parseJws(token));
    }

    void refusesClaimsThatAreNoObject_data()
    {
        QTest::addColumn<QByteArray>("claims");
        for (auto const* claims : {"", "[]", "null", "1", "{'sub':'a','sub':'b'}", "{'a':1e400}", "{"})
            QTest::newRow(claims) << QByteArray{claims};
    }

    void refusesClaimsThatAreNoObject()
    {
        QFETCH(QByteArray, claims);
        auto const token = withHeader("{'alg':'ES256'}", claims.toStdString());
        QVERIFY(bool{crypto::parseJws(token)});
        QVERIFY(!crypto::parseJwt(token));
    }

    void everyRefusalLooksTheSame()
    {
        auto const shape = crypto::parseJws("a.b");
        auto const header = crypto::parseJws(withHeader("{'alg':'none'}"));
        auto const signature = crypto::verifyJws(*crypto::parseJws(withHeader("{'alg':'ES256'}")),
                                                 *SigningKey::generate()->verifyingKey(), "");
        QCOMPARE(shape.error().message, header.error().message);
        QCOMPARE(shape.error().message, signature.error().message);
        QVERIFY(shape.error().code == ErrorCode::Unauthenticated);
    }

    void doesNotWriteWhatItWouldNotRead()
    {
        QVERIFY(!crypto::signJwt(aKey(), "key-1", "at+jwt",
                                 {{"much", std::string(crypto::kTokenBytesMax, 'x')}}));
    }
};

DEWAR_TEST(test_jwt)
#include "test_jwt.moc"
