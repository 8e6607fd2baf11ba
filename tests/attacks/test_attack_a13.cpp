// A13: refresh tokens. A replayed one ends the family; a lost answer is given again within ten seconds to the
// same client.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

class test_attack_a13 : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void rotatesWithEveryUse();
    void givesALostAnswerAgain();
    void endsTheFamilyWhenTheOldOneComesLater();
    void endsTheFamilyWhenTheOldOneComesFromElsewhere();
    void endsTheFamilyWhenTheSuccessorIsInUse();
    void endsWithTheSessionsLife();

private:
    Reply refresh(std::string const& token, std::string const& from = "192.0.2.1");
    int me(std::string const& token) { return m_fixture->call("GET", "/api/v1/me", nullptr, token).status; }

    std::unique_ptr<EngineFixture> m_fixture;
    std::string m_access;
    std::string m_refresh;
};

void test_attack_a13::init()
{
    m_fixture = std::make_unique<EngineFixture>();
    auto const signedIn = m_fixture->signInReply("ada", EngineFixture::kPassword);
    QCOMPARE(signedIn.status, 200);
    m_access = signedIn.at("/access_token");
    m_refresh = signedIn.at("/refresh_token");
}

Reply test_attack_a13::refresh(std::string const& token, std::string const& from)
{
    http::Request request;
    request.listener = http::Listener::Data;
    request.method = http::Method::Post;
    request.methodName = "POST";
    request.path = "/oauth/token";
    request.body = "grant_type=refresh_token&refresh_token=" + token;
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
    m_fixture->address = from;
    auto reply = m_fixture->raw(std::move(request));
    m_fixture->address = "192.0.2.1";
    return reply;
}

void test_attack_a13::rotatesWithEveryUse()
{
    auto const next = refresh(m_refresh);
    QCOMPARE(next.status, 200);
    QVERIFY(next.at("/refresh_token") != m_refresh);
    QCOMPARE(me(next.at("/access_token")), 200);
}

void test_attack_a13::givesALostAnswerAgain()
{
    auto const first = refresh(m_refresh);
    m_fixture->clock.advance(std::chrono::seconds{9});
    auto const again = refresh(m_refresh);
    QCOMPARE(again.status, 200);
    QCOMPARE(again.at("/refresh_token"), first.at("/refresh_token"));
}

void test_attack_a13::endsTheFamilyWhenTheOldOneComesLater()
{
    auto const next = refresh(m_refresh);
    m_fixture->clock.advance(std::chrono::seconds{11});
    QCOMPARE(refresh(m_refresh).status, 400);
    QCOMPARE(refresh(next.at("/refresh_token")).status, 400);
    QCOMPARE(me(next.at("/access_token")), 401);
}

void test_attack_a13::endsTheFamilyWhenTheOldOneComesFromElsewhere()
{
    auto const next = refresh(m_refresh);
    QCOMPARE(refresh(m_refresh, "198.51.100.7").status, 400);
    QCOMPARE(me(next.at("/access_token")), 401);
}

void test_attack_a13::endsTheFamilyWhenTheSuccessorIsInUse()
{
    auto const next = refresh(m_refresh);
    QCOMPARE(refresh(next.at("/refresh_token")).status, 200);
    QCOMPARE(refresh(m_refresh).status, 400);
    QCOMPARE(me(next.at("/access_token")), 401);
}

void test_attack_a13::endsWithTheSessionsLife()
{
    m_fixture->clock.advance(std::chrono::hours{12} + std::chrono::seconds{1});
    QCOMPARE(refresh(m_refresh).status, 400);
}

DEWAR_TEST(test_attack_a13)
#include "test_attack_a13.moc"
