// A29: a run that dies anywhere does each effect once; of two who press at once the second is told who was
// first; an engine that was paused while another took its work over does nothing more of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <boost/json.hpp>

#include "core/api/leases.h"
#include "core/services/jobs/jobs_service.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
// Three effects, in a loop, so that every turn needs a key of its own.
SamplePlaybook looping()
{
    SamplePlaybook sample;
    sample.variable("__n__", {{"type", "integer"}, {"value", "0"}})
        .start(stepId("while-condition", 1))
        .step(stepId("while-condition", 1), {{"condition", "__n__:value < 3"},
                                             {"on_true", stepId("action", 1)},
                                             {"on_completion", stepId("end", 2)}})
        .call(1, "POST /api/v1/count", stepId("end", 1),
              {{"step_extensions", SamplePlaybook::options({{"out", {{"__n__", "/n"}}}})}})
        .end(1)
        .end(2);
    return sample;
}

SamplePlaybook asking()
{
    SamplePlaybook sample;
    sample.start(stepId("action", 1))
        .ask(1, "Go on?", stepId("action", 2))
        .call(2, "POST /api/v1/x/1", stepId("end", 1))
        .end(1);
    return sample;
}

// Silent for longer than a lease, by the database's clock.
void lapse(support::SerialChanges& changes)
{
    support::TempDatabase::must(
        changes.change(api::systemPrincipal("test"), "", [](api::Context& context) -> Status {
            TRY(context.tx.run("UPDATE leases SET until = 1"));
            return Done{};
        }));
}
} // namespace

class test_attack_a29 : public QObject {
    Q_OBJECT

private slots:
    void doesEachTurnOnceWhereverItDies()
    {
        for (int writes = 1; writes <= 14; ++writes) {
            PlaybookWorld world;
            int counted = 0;
            world.calls.answer = [&](auto const&) {
                return support::answered(200, "{\"n\":" + std::to_string(++counted) + "}");
            };
            auto const run = world.started(world.ready(looping()));
            world.changes.failAfter = writes;
            for (int life = 0; life < 40 && world.shown(run->id).run.state == "running"; ++life) {
                playbooks::Runner runner{world.changes, world.calls, world.database.clock};
                if (runner.load())
                    world.settle(runner);
                world.changes.refuses = false;
                world.changes.failAfter = writes;
                world.database.clock.advance(std::chrono::seconds{3});
            }
            QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
            QCOMPARE(counted, 3);
        }
    }

    void tellsTheSecondWhoWasFirst()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(asking()));
        world.settle();
        QVERIFY(world.answered(world.starter, run->id, stepId("action", 1), "yes"));
        auto const key = stepId("action", 1) + "/1";
        auto const second = world.answered(world.other, run->id, key, "no");
        QVERIFY(second.error().code == ErrorCode::Conflict);
        QCOMPARE(second.error().type, std::string{"already-answered"});
        QVERIFY(second.error().message.find("Ada was first") != std::string::npos);
        world.settle();
        QCOMPARE(world.calls.told().size(), 1U);
    }

    void countsOneOfManyWhoPressAtOnce()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(asking()));
        world.settle();
        std::atomic<int> accepted{0};
        std::vector<std::thread> people;
        for (int number = 0; number < 8; ++number)
            people.emplace_back([&] {
                accepted += world.answered(world.other, run->id, stepId("action", 1), "yes") ? 1 : 0;
            });
        for (auto& person : people)
            person.join();
        QCOMPARE(accepted.load(), 1);
        world.settle();
        QCOMPARE(world.calls.told().size(), 1U);
    }

    void keepsAnAnswerThatCameWhileTheEngineWasDown()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(asking()));
        world.settle();
        QVERIFY(world.answered(world.other, run->id, stepId("action", 1), "yes"));
        playbooks::Runner next{world.changes, world.calls, world.database.clock};
        QVERIFY(next.load());
        world.settle(next);
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
    }

    // Two engines: the first is paused in the middle of an effect, the second takes the run over and ends it.
    void refusesTheLateEffectOfAnEngineThatWakes()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(looping()));
        playbooks::Runner sleeper{world.changes, world.calls, world.database.clock, "one"};
        playbooks::Runner other{world.changes, world.calls, world.database.clock, "two"};
        int counted = 0;
        bool slept = false;
        std::vector<std::string> leases;
        world.calls.answer = [&](support::FakeCalls::Effect const& effect) {
            leases.push_back(effect.who.fence->lease);
            return support::answered(200, "{\"n\":" + std::to_string(++counted) + "}");
        };
        world.calls.afterEffect = [&] {
            if (std::exchange(slept, true))
                return;
            lapse(world.changes);
        };
        QVERIFY(bool(sleeper.load()));
        QVERIFY(bool(other.load()));
        // Its first effect happens; before its outcome is written the lease is over, and the other engine is
        // at work.
        sleeper.turn();
        QVERIFY(slept);
        QVERIFY(bool(other.load()));
        world.settle(other);
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        auto const before = world.shown(run->id).steps.size();
        world.settle(sleeper);
        QCOMPARE(world.shown(run->id).steps.size(), before); // Nothing of the sleeper's was kept.
        QCOMPARE(counted, 3);
        QCOMPARE(leases.front(), "run/" + run->id.value);
    }

    // The same question at the door of the write lane: a run's API call carries its number.
    void refusesALateCallAtTheWriteLane()
    {
        support::EngineFixture fixture;
        auto& pipeline = fixture.engine().pipeline();
        auto who = api::systemPrincipal("run");
        std::optional<api::Fence> first;
        std::optional<api::Fence> second;
        auto const take = [&](std::string const& holder, std::optional<api::Fence>& fence) {
            return pipeline.change(api::systemPrincipal("test"), "", [&](api::Context& context) -> Status {
                TRY(context.tx.run("UPDATE leases SET until = 1 WHERE name = 'run/r'"));
                fence = TRY(api::Leases(holder, fixture.clock).take(context.tx, "run/r"));
                return Done{};
            });
        };
        auto const makeRole = [&](std::string const& name, std::string const& key) {
            json::Object const role{{"name", name}, {"permissions", json::Array{"users.read"}}};
            return pipeline.call(who, http::Method::Post, "/api/v1/roles", json::text(role), key, "");
        };
        QVERIFY(take("one", first) && take("two", second));
        QVERIFY(second->number > first->number);
        who.fence = first;
        auto const late = makeRole("late", "r/1");
        QCOMPARE(late.status, 409);
        QVERIFY2(late.body.find("lease-lost") != std::string::npos, late.body.c_str());
        who.fence = second;
        QCOMPARE(makeRole("right", "r/1").status, 201);
        QCOMPARE(fixture.call("GET", "/api/v1/roles", nullptr, fixture.admin()).text.find("late"),
                 std::string::npos);
    }

    void keepsNothingOfAJobThatAnotherEngineTook()
    {
        support::TempDatabase database;
        support::SerialChanges changes{database};
        jobs::JobsService sleeper{changes, database.clock, "one"};
        jobs::JobsService other{changes, database.clock, "two"};
        std::atomic<int> effects{0};
        std::atomic<bool> asleep{false};
        std::atomic<bool> awake{false};
        std::atomic<bool> lateRefused{false};
        std::atomic<bool> toldToStop{false};
        auto const effect = [&](jobs::JobContext& job) {
            return changes.change(job.startedBy(), "", [&](api::Context& context) -> Status {
                TRY(job.checkHeld(context.tx));
                ++effects;
                return Done{};
            });
        };
        sleeper.registerKind("count", [&](jobs::JobContext& job) -> Status {
            asleep = true;
            while (!awake)
                std::this_thread::yield();
            auto const late = effect(job);
            lateRefused = !late && late.error().type == api::kLeaseLost;
            lateRefused = lateRefused && !job.saveCursor(json::Value(1));
            toldToStop = job.cancelled();
            return late;
        });
        other.registerKind("count", [&](jobs::JobContext& job) { return effect(job); });
        std::optional<JobId> id;
        auto const queued =
            changes.as(support::callerWith({"*"}), [&](api::Context& context) -> Status {
                id = TRY(sleeper.enqueue(context, "count", json::Object{}));
                return Done{};
            });
        QVERIFY(bool(queued));
        QVERIFY(bool(sleeper.start()));
        QTRY_VERIFY(asleep);
        QVERIFY(bool(other.start()));
        QVERIFY(bool(other.lookAround()));
        auto const shown = [&] {
            return *changes.reading(support::callerWith({"*"}),
                                    [&](api::ReadContext& context) { return other.show(context, {*id}); });
        };
        QCOMPARE(shown().state, std::string{"running"}); // Its engine lives.
        lapse(changes);
        QVERIFY(bool(other.lookAround()));
        QTRY_COMPARE(shown().state, std::string{"done"});
        auto const revision = shown().revision;
        awake = true;
        sleeper.stop();
        QVERIFY(lateRefused && toldToStop);
        QCOMPARE(effects.load(), 1);
        QCOMPARE(shown().state, std::string{"done"});
        QCOMPARE(shown().revision, revision);
        other.stop();
    }
};

DEWAR_TEST(test_attack_a29)
#include "test_attack_a29.moc"
