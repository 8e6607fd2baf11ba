// A12 (T2) as far as the capabilities reach: a user is disabled, or loses a right, while a list is being
// paged and a playbook run of theirs waits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using support::EngineFixture;
using support::stepId;

namespace {

// Grace started a run that waits for an answer; its next step only reads.
struct World {
    EngineFixture engine;
    std::string grace;
    std::string role;
    std::string token;
    std::string run;

    World()
    {
        role = engine.addRole("reading-responder", {"playbooks.read", "playbooks.run", "users.read"});
        grace = engine.addUser("grace", {"reading-responder"});
        engine.addUser("alan", {"admin"});
        support::SamplePlaybook sample;
        sample.grant({"users.read"}).start(stepId("action", 1)).ask(1, "Go on?", stepId("action", 2));
        sample.call(2, "GET /api/v1/users", stepId("end", 1)).end(1);
        auto const made = engine.call("POST", "/api/v1/playbooks", sample.document(), engine.admin());
        auto const approved = engine.call("POST", "/api/v1/playbooks/" + made.at("/id") + "/approve",
                                          json::Object{}, engine.signIn("alan"));
        token = engine.signIn("grace");
        auto const started =
            engine.call("POST", "/api/v1/playbooks/" + made.at("/id") + "/runs", json::Object{}, token);
        if (approved.status >= 300 || started.status >= 300)
            QTest::qFail((made.text + approved.text + started.text).c_str(), __FILE__, __LINE__);
        run = "/api/v1/playbooks/runs/" + started.at("/id");
        until("/run/waiting_for/kind", "answer");
    }
    support::Reply shown() { return engine.call("GET", run, nullptr, engine.admin()); }
    bool until(char const* pointer, std::string const& value)
    {
        for (int poll = 0; poll < 1000; ++poll) {
            if (shown().at(pointer) == value)
                return true;
            QTest::qWait(10);
        }
        return false;
    }
    int answer()
    {
        return engine
            .call("POST", run + "/answer", json::Object{{"step", stepId("action", 1)}, {"answer", "yes"}},
                  engine.admin())
            .status;
    }
};

} // namespace

class test_attack_a12 : public QObject {
    Q_OBJECT

private slots:
    void letsTheRunGoOnWhileItsStarterMay()
    {
        World world;
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "succeeded"));
    }

    void endsTheRunAndTheCursorOfADisabledUser()
    {
        World world;
        auto const page = world.engine.call("GET", "/api/v1/users?limit=1", nullptr, world.token);
        QCOMPARE(page.status, 200);
        QVERIFY(!page.at("/next").empty());
        QCOMPARE(world.engine
                     .call("POST", "/api/v1/users/" + world.grace + "/disable", json::Object{},
                           world.engine.admin())
                     .status,
                 204);
        QCOMPARE(
            world.engine.call("GET", "/api/v1/users?limit=1&after=" + page.at("/next"), nullptr, world.token)
                .status,
            401);
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "failed"));
        QVERIFY(world.shown().at("/run/reason").starts_with("401"));
    }

    void readsNothingForWhomLostTheRight()
    {
        World world;
        QCOMPARE(world.engine
                     .call("DELETE", "/api/v1/users/" + world.grace + "/roles/" + world.role, nullptr,
                           world.engine.admin())
                     .status,
                 204);
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "failed"));
        QVERIFY(world.shown().at("/run/reason").starts_with("403"));
    }
};

DEWAR_TEST(test_attack_a12)
#include "test_attack_a12.moc"
