// A22 (T10, T24) as far as the capabilities reach: forged guessing against every administrator, then
// containment by people, by a playbook and by two at once. One administrator who can sign in always remains.
// Nothing here acts on its own: every run has a person who started it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using support::EngineFixture;
using support::Reply;
using support::stepId;

namespace {

constexpr char kHome[] = "192.0.2.77";

// Three administrators: two by the built-in role, one by a role of the same power.
struct World {
    EngineFixture engine;
    std::string ada;
    std::string alan;
    std::string grace;
    std::string role;

    World()
    {
        ada = engine.call("GET", "/api/v1/me", nullptr, engine.admin()).at("/id");
        role = engine.addRole("also-everything", {"*"});
        alan = engine.addUser("alan", {"admin"});
        grace = engine.addUser("grace", {"also-everything"});
    }
    Reply disable(std::string const& id, std::string const& token)
    {
        return engine.call("POST", "/api/v1/users/" + id + "/disable", json::Object{}, token);
    }
    // Of the three, those who can sign in and manage users.
    int reachable()
    {
        int count = 0;
        for (auto const* name : {"ada", "alan", "grace"}) {
            auto const token = engine.signInReply(name, EngineFixture::kPassword, kHome).at("/access_token");
            if (!token.empty() && engine.call("GET", "/api/v1/users", nullptr, token).status == 200)
                ++count;
        }
        return count;
    }
};

} // namespace

class test_attack_a22 : public QObject {
    Q_OBJECT

private slots:
    void letsTheAdministratorsInThroughABurstAgainstAllOfThem()
    {
        World world;
        QCOMPARE(world.reachable(), 3); // From now on their address is known.
        for (auto const* name : {"ada", "alan", "grace"})
            for (int guess = 0; guess < 60; ++guess)
                static_cast<void>(world.engine.signInReply(name, "guess " + std::to_string(guess),
                                                           "198.51.100." + std::to_string(guess % 250 + 1)));
        QCOMPARE(world.reachable(), 3);
        // The engine suggests and warns; it disables nobody by itself.
        QVERIFY(bool(world.engine.engine().runPeriodicWork()));
        for (auto const& id : {world.ada, world.alan, world.grace})
            QCOMPARE(
                world.engine.call("GET", "/api/v1/users/" + id, nullptr, world.engine.admin()).at("/enabled"),
                std::string{"true"});
    }

    void keepsTheLastOneWhateverIsTriedOnIt()
    {
        World world;
        auto const token = world.engine.signIn("grace");
        QCOMPARE(world.disable(world.ada, token).status, 204);
        QCOMPARE(world.disable(world.alan, token).status, 204);
        auto const refused = [&](Reply const& reply) {
            QVERIFY2(reply.status == 409, reply.text.c_str());
            QCOMPARE(reply.problem(), std::string{"last-administrator"});
            QVERIFY(!reply.at("/trace_id").empty());
        };
        refused(world.disable(world.grace, token));
        refused(world.engine.call("DELETE", "/api/v1/users/" + world.grace, nullptr, token));
        refused(world.engine.call("DELETE", "/api/v1/users/" + world.grace + "/roles/" + world.role, nullptr,
                                  token));
        refused(world.engine.call(
            "PUT", "/api/v1/roles/" + world.role,
            json::Object{{"name", "also-everything"}, {"permissions", json::Array{"*.read"}}}, token));
        QCOMPARE(world.reachable(), 1);
    }

    void keepsOneWhenAllAreContainedByAPlaybook()
    {
        World world;
        auto& engine = world.engine;
        support::SamplePlaybook sample;
        sample.grant({"users.disable"}).start(stepId("action", 1));
        int number = 0;
        for (auto const& id : {world.alan, world.grace, world.ada}) {
            ++number;
            sample.call(number, "POST /api/v1/users/" + id + "/disable",
                        number < 3 ? stepId("action", number + 1) : stepId("end", 1));
        }
        sample.end(1);
        auto const made = engine.call("POST", "/api/v1/playbooks", sample.document(), engine.admin());
        QVERIFY2(made.status == 201, made.text.c_str());
        QCOMPARE(engine
                     .call("POST", "/api/v1/playbooks/" + made.at("/id") + "/approve", json::Object{},
                           engine.signIn("alan"))
                     .status,
                 200);
        auto const started = engine.call("POST", "/api/v1/playbooks/" + made.at("/id") + "/runs",
                                         json::Object{}, engine.admin());
        QVERIFY2(started.status == 202, started.text.c_str());
        auto const shown = [&] {
            return engine.call("GET", "/api/v1/playbooks/runs/" + started.at("/id"), nullptr, engine.admin());
        };
        QTRY_VERIFY(!shown().at("/run/ended_at").empty());
        QCOMPARE(shown().at("/run/state"), std::string{"failed"});
        QVERIFY2(shown().at("/run/reason").starts_with("409"), shown().text.c_str());
        QCOMPARE(world.reachable(), 1);
    }

    void keepsOneWhenTwoDisableEachOther()
    {
        for (int round = 0; round < 8; ++round) {
            World world;
            QCOMPARE(world.disable(world.grace, world.engine.admin()).status, 204);
            auto const first = world.engine.admin();
            auto const second = world.engine.signIn("alan");
            Reply one;
            Reply other;
            std::thread disabling{[&] { one = world.disable(world.alan, first); }};
            std::thread back{[&] { other = world.disable(world.ada, second); }};
            disabling.join();
            back.join();
            QCOMPARE((one.status == 204) + (other.status == 204), 1);
            QCOMPARE(world.reachable(), 1);
        }
    }
};

DEWAR_TEST(test_attack_a22)
#include "test_attack_a22.moc"
