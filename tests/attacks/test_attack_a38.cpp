// A38 (T20) as far as one engine reaches: the clock goes back one day, or leaps forward by a year.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/services/logs/logs_service.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

support::Reply status(EngineFixture& engine)
{
    return engine.call("GET", "/api/v1/logs/status", nullptr, engine.signIn("ada"));
}

} // namespace

class test_attack_a38 : public QObject {
    Q_OBJECT

private slots:
    void doesNotStartWithAClockThatFellBehind()
    {
        EngineFixture engine;
        engine.addUser("grace", {"viewer"});
        engine.stop();
        auto const before = engine.clock.now();
        engine.clock.set(before - std::chrono::hours{24});
        auto const opened = engine::Engine::open(
            {.directory = engine.directory(), .passphrase = Secret{EngineFixture::kPassphrase}}, engine.clock,
            engine.random);
        QVERIFY(!opened);
        QCOMPARE(opened.error().type, std::string{"clock-behind"});
        engine.clock.set(before);
        engine.restart();
        QVERIFY(!engine.signIn("grace").empty());
    }

    void revivesNothingWhenTheClockGoesBackUnderIt()
    {
        EngineFixture engine;
        auto const id = engine.addUser("grace", {"viewer"});
        auto const token = engine.signIn("grace");
        engine.clock.advance(std::chrono::minutes{10}); // The token has ended.
        QCOMPARE(engine.call("GET", "/api/v1/me", nullptr, token).status, 401);
        auto const second = engine.signIn("grace");
        QCOMPARE(
            engine.call("POST", "/api/v1/users/" + id + "/disable", json::Object{}, engine.admin()).status,
            204);
        engine.clock.advance(-std::chrono::minutes{5});
        // Budgets of the time to come count as used up, for a window at most.
        QVERIFY(engine.call("GET", "/api/v1/me", nullptr, second).status >= 400);
        engine.clock.advance(std::chrono::seconds{61});
        QCOMPARE(engine.call("GET", "/api/v1/me", nullptr, second).status, 401);
        QVERIFY(engine.signIn("grace").empty());
    }

    void removesNothingAfterALeapUntilSomebodyConfirmsTheClock()
    {
        EngineFixture engine;
        engine.addRole("shipper", {"logs.ingest@*"});
        engine.addUser("ship", {"shipper"});
        auto const token = engine.signIn("ship");
        for (int number = 0; number < 50; ++number)
            QCOMPARE(engine.ingest(token, "{\"message\":\"line\"}\n"), 200);
        auto const kept = std::stoll(status(engine).at("/events"));
        QVERIFY(kept >= 50);
        // While it was off, the clock leapt past the retention of everything it holds.
        engine.stop();
        engine.clock.advance(std::chrono::hours{24 * 365});
        engine.restart();
        auto held = status(engine);
        QCOMPARE(held.at("/retention_held"), std::string{"true"});
        QCOMPARE(held.at("/dropped_events"), std::string{"0"});
        QVERIFY(std::stoll(held.at("/events")) >= kept);
        // Not by just anybody, and with a row in the audit.
        engine.addUser("grace", {"viewer"});
        QCOMPARE(
            engine.call("POST", "/api/v1/logs/confirm-clock", json::Object{}, engine.signIn("grace")).status,
            403);
        QCOMPARE(
            engine.call("POST", "/api/v1/logs/confirm-clock", json::Object{}, engine.signIn("ada")).status,
            204);
        QCOMPARE(status(engine).at("/retention_held"), std::string{"false"});
        auto const audit = engine.call("GET", "/api/v1/audit", nullptr, engine.signIn("ada")).text;
        QVERIFY(audit.find("logs.confirm_clock") != std::string::npos);
    }
};

DEWAR_TEST(test_attack_a38)
#include "test_attack_a38.moc"
