// A1: set-up exists only offline. An initialised engine never opens it again, and of two set-ups at once one
// wins.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <QtCore/QTemporaryDir>
#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

engine::InitRequest requestFor(std::string const& directory, std::string const& name)
{
    return {.directory = directory,
            .administrator = name,
            .password = Secret{EngineFixture::kPassword},
            .passphrase = Secret{EngineFixture::kPassphrase}};
}

} // namespace

class test_attack_a1 : public QObject {
    Q_OBJECT

private slots:
    void hasNoAddressForSetUp();
    void refusesASecondSetUp();
    void letsOneOfTwoSetUpsWin();
    void keepsTheLastAdministrator();
    void raisesAnAlertWhenTheStoreHasNoAdministratorLeft();
};

void test_attack_a1::hasNoAddressForSetUp()
{
    EngineFixture fixture;
    for (auto const* path : {"/api/v1/setup", "/api/v1/init", "/api/v1/install", "/setup", "/api/v1/admin",
                             "/api/v1/users/first"})
        for (auto const listener : {http::Listener::Admin, http::Listener::Data}) {
            fixture.listener = listener;
            auto const reply =
                fixture.call("POST", path, json::Object{{"name", "mallory"}, {"password", "x"}});
            QVERIFY2(reply.status == 404 || reply.status == 405, path);
        }
    fixture.listener = http::Listener::Admin;
    auto const closed =
        fixture.call("POST", "/api/v1/users", json::Object{{"name", "mallory"}, {"password", "x"}});
    QCOMPARE(closed.status, 401);
}

void test_attack_a1::refusesASecondSetUp()
{
    EngineFixture fixture;
    fixture.stop();
    SystemClock const clock;
    auto const again = engine::initialise(requestFor(fixture.directory(), "mallory"), clock, fixture.random);
    QVERIFY(!again);
    QVERIFY(again.error().code == ErrorCode::Conflict);
    fixture.restart();
    QVERIFY(fixture.signIn("mallory").empty());
    QVERIFY(!fixture.signIn("ada").empty());
}

void test_attack_a1::letsOneOfTwoSetUpsWin()
{
    QTemporaryDir folder;
    auto const directory = (folder.path() + "/data").toStdString();
    SystemClock const clock;
    crypto::SystemRandom random;
    bool firstWon = false;
    bool secondWon = false;
    std::thread first{
        [&] { firstWon = bool(engine::initialise(requestFor(directory, "ada"), clock, random)); }};
    std::thread second{
        [&] { secondWon = bool(engine::initialise(requestFor(directory, "bob"), clock, random)); }};
    first.join();
    second.join();
    QVERIFY(firstWon != secondWon);
}

void test_attack_a1::keepsTheLastAdministrator()
{
    EngineFixture fixture;
    auto const me = fixture.call("GET", "/api/v1/me", nullptr, fixture.admin()).at("/id");
    auto const disabled =
        fixture.call("POST", "/api/v1/users/" + me + "/disable", json::Object{}, fixture.admin());
    QCOMPARE(disabled.status, 409);
    QCOMPARE(disabled.problem(), std::string{"last-administrator"});
    QCOMPARE(fixture.call("DELETE", "/api/v1/users/" + me, nullptr, fixture.admin()).status, 409);
    QCOMPARE(fixture.call("GET", "/api/v1/me", nullptr, fixture.admin()).status, 200);
}

void test_attack_a1::raisesAnAlertWhenTheStoreHasNoAdministratorLeft()
{
    EngineFixture fixture;
    fixture.addRole("watcher", {"alerts.read"});
    fixture.addUser("grace", {"watcher"});
    fixture.stop();
    fixture.tamper("UPDATE users SET enabled = 0 WHERE name = 'ada'");
    fixture.restart();
    QVERIFY(fixture.signIn("ada").empty());
    for (auto const* path : {"/api/v1/setup", "/api/v1/init", "/setup"})
        QCOMPARE(fixture.call("POST", path, json::Object{{"name", "mallory"}, {"password", "x"}}).status,
                 404);
    auto const token = fixture.signIn("grace");
    auto const alerts = [&] { return fixture.call("GET", "/api/v1/alerts", nullptr, token).text; };
    QVERIFY(alerts().find("administrator-missing") == std::string::npos);
    QVERIFY(bool(fixture.engine().runPeriodicWork()));
    QTRY_VERIFY(alerts().find("administrator-missing") != std::string::npos);
}

DEWAR_TEST(test_attack_a1)
#include "test_attack_a1.moc"
