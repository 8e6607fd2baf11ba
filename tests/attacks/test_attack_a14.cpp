// A14 (T4) as far as keys and tokens reach: nothing but ES256 by a trusted key of ours is believed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QTemporaryDir>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/text.h"
#include "core/platform/crypto/mac.h"
#include "core/platform/crypto/random.h"
#include "core/services/keys/keys_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"
#include "tests/support/vectors.h"

using namespace core;

namespace {
constexpr crypto::PasswordCost kCheap{64, 1, 1};
std::string const kClaims = "{'sub':'admin','iss':'https://dewar.internal','aud':'dewar'}";

struct World {
    World()
    {
        auto const directory = folder.path().toStdString();
        auto kit =
            vault::Vault::create(directory, Secret{"a passphrase"}, random, database.clock.now(), kCheap);
        support::TempDatabase::must(kit ? Status{Done{}} : Status{kit.error()});
        auto opened = vault::Vault::unlock(directory, Secret{"a passphrase"});
        vault = std::make_unique<vault::VaultService>(std::move(*opened), database.clock, random, kCheap);
        support::TempDatabase::must(vault->start(changes));
        keys = std::make_unique<keys::KeysService>(*vault, database.clock);
        support::TempDatabase::must(keys->start(changes));
    }

    // What auth does with a bearer token before it looks at claims.
    bool believes(std::string const& token)
    {
        auto const read = crypto::parseJwt(token);
        auto const key = read ? keys->verificationKey(read->jws.kid) : nullptr;
        return key != nullptr && crypto::verifyJwt(*read, *key, "at+jwt");
    }
    std::string good() { return *keys->signAccessToken({{"sub", "admin"}}); }
    std::string kid() { return keys->activeKid(); }
    json::Value publicKey()
    {
        auto const answer = *database.read(
            support::callerWith({}), [&](api::ReadContext& context) { return keys->jwks(context, {}); });
        auto const body = *json::parse(answer.body);
        for (auto const& key : body.at("keys").as_array())
            if (json::textAt(key, "kid") == kid())
                return key;
        return {};
    }

    QTemporaryDir folder;
    support::TempDatabase database;
    support::TempChanges changes{database};
    crypto::SystemRandom random;
    std::unique_ptr<vault::VaultService> vault;
    std::unique_ptr<keys::KeysService> keys;
};

std::string inputOf(std::string const& header)
{
    return base64urlOf(support::quoted(header)) + "." + base64urlOf(support::quoted(kClaims));
}

std::string signedBy(crypto::SigningKey const& key, std::string const& header)
{
    auto const input = inputOf(header);
    return input + "." + base64urlOf(*key.sign(input));
}
} // namespace

class test_attack_a14 : public QObject {
    Q_OBJECT

private slots:
    void aTokenOfOursIsBelieved()
    {
        World world;
        QVERIFY(world.believes(world.good()));
    }

    void noneIsRefused()
    {
        World world;
        for (auto const* algorithm : {"none", "None", "NONE", "nOnE", ""}) {
            auto const header =
                "{'alg':'" + std::string{algorithm} + "','typ':'at+jwt','kid':'" + world.kid() + "'}";
            QVERIFY(!world.believes(inputOf(header) + "."));
            QVERIFY(!world.believes(inputOf(header) + "." + base64urlOf(std::string(64, '\0'))));
        }
    }

    void hs256WithThePublicKeyIsRefused()
    {
        World world;
        auto const input = inputOf("{'alg':'HS256','typ':'at+jwt','kid':'" + world.kid() + "'}");
        auto const jwk = world.publicKey();
        auto const point =
            "\4" + *bytesFromBase64url(json::textAt(jwk, "x")) + *bytesFromBase64url(json::textAt(jwk, "y"));
        for (auto const& secret : {json::text(jwk), point, json::textAt(jwk, "x")})
            QVERIFY(!world.believes(input + "." + base64urlOf(crypto::hmacSha256(Secret{secret}, input))));
    }

    void aForeignKidIsRefused()
    {
        World world;
        auto const theirs = *crypto::SigningKey::generate();
        for (std::string const& kid :
             {std::string{"../../etc/passwd"}, std::string{"/dev/null"}, std::string{"x' OR '1'='1"},
              std::string{"https://attacker.example/jwks.json"}, std::string{"next"}, std::string{},
              theirs.thumbprint()}) {
            auto escaped = kid;
            std::replace(escaped.begin(), escaped.end(), '\'', '_');
            QVERIFY(
                !world.believes(signedBy(theirs, "{'alg':'ES256','typ':'at+jwt','kid':'" + escaped + "'}")));
        }
        QVERIFY(!world.believes(signedBy(theirs, "{'alg':'ES256','typ':'at+jwt'}")));
    }

    void aStrangersSignatureUnderOurKidIsRefused()
    {
        World world;
        auto const theirs = *crypto::SigningKey::generate();
        QVERIFY(
            !world.believes(signedBy(theirs, "{'alg':'ES256','typ':'at+jwt','kid':'" + world.kid() + "'}")));
    }

    void keysNamedByTheTokenAreRefused_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::newRow("jku") << QByteArray{"'jku':'https://attacker.example/jwks.json'"};
        QTest::newRow("x5u") << QByteArray{"'x5u':'https://attacker.example/cert.pem'"};
        QTest::newRow("x5c") << QByteArray{"'x5c':['MIIB']"};
        QTest::newRow("jwk") << QByteArray{"'jwk':{'kty':'EC','crv':'P-256','x':'','y':''}"};
        QTest::newRow("crit") << QByteArray{"'crit':['kid']"};
        QTest::newRow("b64") << QByteArray{"'b64':false,'crit':['b64']"};
        QTest::newRow("alg twice") << QByteArray{"'alg':'none'"};
    }

    void keysNamedByTheTokenAreRefused()
    {
        QFETCH(QByteArray, member);
        World world;
        auto const theirs = *crypto::SigningKey::generate();
        auto const header =
            "{'alg':'ES256','typ':'at+jwt','kid':'" + world.kid() + "'," + member.toStdString() + "}";
        QVERIFY(!world.believes(signedBy(theirs, header)));
        QVERIFY(!crypto::parseJwt(signedBy(theirs, header))); // without a look at any key
    }

    void anIdTokenIsNoAccessToken()
    {
        World world;
        for (auto const* typ : {"JWT", "jwt", "id+jwt", "AT+JWT", "at+jwt2"})
            QVERIFY(!world.believes(*world.keys->signToken(typ, {{"sub", "admin"}})));
    }

    void zeroSignaturesAreRefused()
    {
        World world;
        auto const token = world.good();
        auto const input = token.substr(0, token.rfind('.'));
        auto const signature = *bytesFromBase64url(token.substr(token.rfind('.') + 1));
        std::string const zero(32, '\0');
        for (auto const& bad : {zero + zero, zero + signature.substr(32), signature.substr(0, 32) + zero})
            QVERIFY(!world.believes(input + "." + base64urlOf(bad)));
    }

    void aChangedTokenIsRefused()
    {
        World world;
        auto const token = world.good();
        for (std::size_t at = 0; at < token.size(); ++at) {
            auto changed = token;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            if (changed != token)
                QVERIFY(!world.believes(changed));
        }
    }

    void anotherEnginesTokenIsRefused()
    {
        World world;
        World other;
        QVERIFY(!world.believes(other.good()));
    }
};

DEWAR_TEST(test_attack_a14)
#include "test_attack_a14.moc"
