// A11: a write that was queued before its caller was disabled is refused when its turn comes. A10: a warm
// token is narrowed or refused on the very next request after each change of authority.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

class test_attack_a11 : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_fixture.reset(); }

    void refusesTheQueuedWriteOfADisabledUser();
    void narrowsAWarmTokenWhenARoleIsTaken();
    void refusesAWarmTokenAfterANewPassword();
    void refusesAWarmTokenAfterItsSessionEnded();
    void refusesAWarmTokenAfterItsKeyWasRevoked();
    void refusesAWarmTokenAlsoAfterARestart();
    void refusesAClientsWarmTokenWhenTheClientIsDisabled();

private:
    Reply read() { return as(m_token, "GET", "/api/v1/collections/notes/records"); }
    Reply as(std::string const& token, std::string_view method, std::string_view path,
             json::Value const& body = nullptr)
    {
        return m_fixture->call(method, path, body, token);
    }

    std::unique_ptr<EngineFixture> m_fixture;
    std::string m_user;
    std::string m_token;
};

void test_attack_a11::init()
{
    m_fixture = std::make_unique<EngineFixture>();
    auto const made = m_fixture->call(
        "POST", "/api/v1/collections",
        json::Object{{"name", "notes"}, {"schema", json::Object{{"type", "object"}}}}, m_fixture->admin());
    QCOMPARE(made.status, 201);
    m_fixture->addRole("notes-writer", {"records.read@notes", "records.write@notes"});
    m_user = m_fixture->addUser("eve", {"notes-writer"});
    m_token = m_fixture->signIn("eve");
    QCOMPARE(read().status, 200); // Warm: the token is in the cache of verified ones.
}

void test_attack_a11::refusesTheQueuedWriteOfADisabledUser()
{
    auto const admin = m_fixture->admin();
    Reply disabled;
    Reply written;
    std::thread disabling;
    std::thread writing;
    {
        auto const held = m_fixture->engine().writeLane().hold();
        auto const before = m_fixture->engine().writeLane().taken();
        disabling =
            std::thread{[&] { disabled = as(admin, "POST", "/api/v1/users/" + m_user + "/disable"); }};
        // The lane has taken it and waits at its gate.
        while (m_fixture->engine().writeLane().taken() == before)
            std::this_thread::yield();
        writing = std::thread{[&] {
            written = as(m_token, "POST", "/api/v1/collections/notes/records", json::Object{{"a", 1}});
        }};
        while (m_fixture->engine().writeLane().waiting() == 0)
            std::this_thread::yield();
    }
    disabling.join();
    writing.join();
    QCOMPARE(disabled.status, 204);
    QCOMPARE(written.status, 401);
    m_fixture->addUser("frank", {"notes-writer"});
    auto const rows = as(m_fixture->signIn("frank"), "GET", "/api/v1/collections/notes/records");
    QVERIFY(json::find(rows.body, "items")->get_array().empty());
}

void test_attack_a11::narrowsAWarmTokenWhenARoleIsTaken()
{
    auto const roles = as(m_fixture->admin(), "GET", "/api/v1/users/" + m_user + "/roles");
    auto const taken =
        as(m_fixture->admin(), "DELETE", "/api/v1/users/" + m_user + "/roles/" + roles.at("/items/0/id"));
    QCOMPARE(taken.status, 204);
    QCOMPARE(read().status, 403);
}

void test_attack_a11::refusesAWarmTokenAfterANewPassword()
{
    m_fixture->clock.advance(std::chrono::seconds{1});
    auto const set = as(m_fixture->admin(), "POST", "/api/v1/users/" + m_user + "/password",
                        json::Object{{"password", "another tram 17 in the rain"}});
    QVERIFY2(set.status == 204, set.text.c_str());
    QCOMPARE(read().status, 401);
}

void test_attack_a11::refusesAWarmTokenAfterItsSessionEnded()
{
    QCOMPARE(as(m_fixture->admin(), "POST", "/api/v1/users/" + m_user + "/end-sessions").status, 200);
    auto const refused = read();
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.problem(), std::string{"session-ended"});
}

void test_attack_a11::refusesAWarmTokenAfterItsKeyWasRevoked()
{
    auto const rotated = as(m_fixture->admin(), "POST", "/api/v1/keys/rotate",
                            json::Object{{"emergency", true}, {"reason", "stolen"}});
    QVERIFY2(rotated.status == 200, rotated.text.c_str());
    QCOMPARE(read().status, 401);
    QCOMPARE(as(m_fixture->signIn("eve"), "GET", "/api/v1/collections/notes/records").status, 200);
}

void test_attack_a11::refusesAWarmTokenAlsoAfterARestart()
{
    QCOMPARE(as(m_fixture->admin(), "POST", "/api/v1/users/" + m_user + "/disable").status, 204);
    m_fixture->restart();
    QCOMPARE(read().status, 401);
}

void test_attack_a11::refusesAClientsWarmTokenWhenTheClientIsDisabled()
{
    auto const client =
        as(m_fixture->admin(), "POST", "/api/v1/clients",
           json::Object{{"name", "robot"}, {"permissions", json::Array{"records.read@notes"}}});
    QVERIFY2(client.status == 201, client.text.c_str());
    http::Request request;
    request.listener = http::Listener::Data;
    request.method = http::Method::Post;
    request.methodName = "POST";
    request.path = "/oauth/token";
    request.body =
        "grant_type=client_credentials&client_id=robot&client_secret=" + client.at("/client_secret");
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
    auto const token = m_fixture->raw(std::move(request)).at("/access_token");
    QCOMPARE(as(token, "GET", "/api/v1/collections/notes/records").status, 200);
    QCOMPARE(as(m_fixture->admin(), "POST", "/api/v1/clients/" + client.at("/id") + "/disable").status, 204);
    QCOMPARE(as(token, "GET", "/api/v1/collections/notes/records").status, 401);
}

DEWAR_TEST(test_attack_a11)
#include "test_attack_a11.moc"
