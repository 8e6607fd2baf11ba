// Sign-in, the caller's own routes, revocation; refresh tokens are in the attacks (A13), changes of authority
// in A11.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/platform/crypto/jwt.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

class test_auth_service : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_fixture =
            std::make_unique<EngineFixture>(std::map<std::string, std::string>{{"limits.scale", "1000"}});
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void signsInWithTheRightPassword();
    void answersTheSameForAnUnknownNameAndAWrongPassword();
    void refusesAnIncompleteGrant_data();
    void refusesAnIncompleteGrant();
    void tellsWhoTheCallerIs();
    void endsTheSessionAtSignOut();
    void revokesByAccessTokenAndByRefreshToken();
    void changesTheCallersPassword();
    void allowsNothingButANewPasswordWhenOneMustBeChosen();
    void pausesAnAccountAfterManyWrongPasswords();
    void limitsSignInsByAccount();

private:
    Reply form(std::string_view path, std::string body);

    std::unique_ptr<EngineFixture> m_fixture;
};

Reply test_auth_service::form(std::string_view path, std::string body)
{
    http::Request request;
    request.listener = http::Listener::Data;
    request.method = http::Method::Post;
    request.methodName = "POST";
    request.path = std::string{path};
    request.body = std::move(body);
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
    return m_fixture->raw(std::move(request));
}

void test_auth_service::signsInWithTheRightPassword()
{
    auto const reply = m_fixture->signInReply("ada", EngineFixture::kPassword);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.at("/expires_in"), std::string{"300"});
    auto const token = crypto::parseJwt(reply.at("/access_token"));
    QVERIFY(bool(token));
    QCOMPARE(token->jws.typ, std::string{"at+jwt"});
    for (auto const* claim : {"iss", "sub", "aud", "iat", "exp", "jti", "sid"})
        QVERIFY2(token->claims.contains(claim), claim);
}

void test_auth_service::answersTheSameForAnUnknownNameAndAWrongPassword()
{
    auto const wrong = m_fixture->signInReply("ada", "not the password at all");
    auto const unknown = m_fixture->signInReply("nobody-here", "not the password at all");
    QCOMPARE(wrong.status, 400);
    QCOMPARE(unknown.status, 400);
    QCOMPARE(wrong.at("/error"), std::string{"invalid_grant"});
    QCOMPARE(wrong.at("/error_description"), unknown.at("/error_description"));
}

void test_auth_service::refusesAnIncompleteGrant_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("no grant type") << QByteArray("username=ada&password=x") << 400;
    QTest::newRow("another grant type") << QByteArray("grant_type=implicit") << 400;
    QTest::newRow("no name") << QByteArray("grant_type=password&password=x") << 400;
    QTest::newRow("no password") << QByteArray("grant_type=password&username=ada") << 400;
    QTest::newRow("no refresh token") << QByteArray("grant_type=refresh_token") << 400;
    QTest::newRow("an invented refresh token")
        << QByteArray("grant_type=refresh_token&refresh_token=abc") << 400;
    QTest::newRow("no client secret") << QByteArray("grant_type=client_credentials&client_id=x") << 401;
    QTest::newRow("a parameter twice") << QByteArray("grant_type=password&grant_type=password") << 400;
    QTest::newRow("an unknown parameter")
        << QByteArray("grant_type=refresh_token&refresh_token=a&admin=1") << 400;
}

void test_auth_service::refusesAnIncompleteGrant()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    auto const reply = form("/oauth/token", body.toStdString());
    QVERIFY2(reply.status == status, reply.text.c_str());
    QVERIFY(!reply.at("/error").empty());
}

void test_auth_service::tellsWhoTheCallerIs()
{
    auto const me = m_fixture->call("GET", "/api/v1/me", nullptr, m_fixture->signIn("ada"));
    QCOMPARE(me.status, 200);
    QCOMPARE(me.at("/name"), std::string{"ada"});
    QCOMPARE(me.at("/kind"), std::string{"user"});
}

void test_auth_service::endsTheSessionAtSignOut()
{
    auto const token = m_fixture->signIn("ada");
    QCOMPARE(m_fixture->call("POST", "/api/v1/me/sign-out", json::Object{}, token).status, 204);
    QCOMPARE(m_fixture->call("GET", "/api/v1/me", nullptr, token).status, 401);
}

void test_auth_service::revokesByAccessTokenAndByRefreshToken()
{
    for (auto const* member : {"/access_token", "/refresh_token"}) {
        auto const signedIn = m_fixture->signInReply("ada", EngineFixture::kPassword);
        QCOMPARE(form("/oauth/revoke", "token=" + signedIn.at(member)).status, 200);
        QCOMPARE(m_fixture->call("GET", "/api/v1/me", nullptr, signedIn.at("/access_token")).status, 401);
    }
    QCOMPARE(form("/oauth/revoke", "token=unknown").status, 200);
}

void test_auth_service::changesTheCallersPassword()
{
    m_fixture->addUser("grace", {"viewer"});
    auto const token = m_fixture->signIn("grace");
    m_fixture->clock.advance(std::chrono::seconds{1});
    json::Object const wrong{{"current", "not the password at all"}, {"next", "yellow kite over 9 hills"}};
    QCOMPARE(m_fixture->call("POST", "/api/v1/me/password", wrong, token).status, 422);
    json::Object const right{{"current", EngineFixture::kPassword}, {"next", "yellow kite over 9 hills"}};
    QCOMPARE(m_fixture->call("POST", "/api/v1/me/password", right, token).status, 204);
    QCOMPARE(m_fixture->call("GET", "/api/v1/me", nullptr, token).status, 401);
    m_fixture->clock.advance(std::chrono::seconds{1});
    QVERIFY(!m_fixture->signIn("grace", "yellow kite over 9 hills").empty());
}

void test_auth_service::allowsNothingButANewPasswordWhenOneMustBeChosen()
{
    json::Object const wanted{{"name", "heidi"},
                              {"password", EngineFixture::kPassword},
                              {"roles", json::Array{"viewer"}},
                              {"must_change_password", true}};
    QCOMPARE(m_fixture->call("POST", "/api/v1/users", wanted, m_fixture->admin()).status, 201);
    auto const token = m_fixture->signIn("heidi");
    QCOMPARE(m_fixture->call("GET", "/api/v1/users", nullptr, token).status, 403);
    m_fixture->clock.advance(std::chrono::seconds{1});
    json::Object const change{{"current", EngineFixture::kPassword}, {"next", "yellow kite over 9 hills"}};
    QCOMPARE(m_fixture->call("POST", "/api/v1/me/password", change, token).status, 204);
    m_fixture->clock.advance(std::chrono::seconds{1});
    QCOMPARE(
        m_fixture
            ->call("GET", "/api/v1/users", nullptr, m_fixture->signIn("heidi", "yellow kite over 9 hills"))
            .status,
        200);
}

void test_auth_service::pausesAnAccountAfterManyWrongPasswords()
{
    m_fixture->addUser("ivan", {"viewer"});
    for (int i = 0; i < 10; ++i)
        QVERIFY(m_fixture->signIn("ivan", "wrong password number " + std::to_string(i)).empty());
    QVERIFY(m_fixture->signIn("ivan").empty());
    m_fixture->clock.advance(std::chrono::minutes{2});
    QVERIFY(!m_fixture->signIn("ivan").empty());
}

void test_auth_service::limitsSignInsByAccount()
{
    EngineFixture fixture;
    int refused = 0;
    for (int i = 0; i < 12; ++i)
        refused += fixture.signInReply("ada", "wrong password", "198.51.100.9").status == 429 ? 1 : 0;
    QCOMPARE(refused, 2);
    auto const last = fixture.signInReply("ada", "wrong password", "198.51.100.9");
    QVERIFY(!last.header("Retry-After").empty());
}

DEWAR_TEST(test_auth_service)
#include "test_auth_service.moc"
