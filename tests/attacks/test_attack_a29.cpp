// A29: a run that dies anywhere does each effect once; of two who press at once the second is told who was
// first. The fencing of two engines on one database waits for leases (PostgreSQL); this file covers one
// engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

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
};

DEWAR_TEST(test_attack_a29)
#include "test_attack_a29.moc"
