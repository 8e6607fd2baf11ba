// The runner: journal before and after each effect, jobs that are waited for, answers, and a crash at every
// write.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::answered;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
// A backup that is waited for, a disabled user, a question, and a branch.
SamplePlaybook story()
{
    SamplePlaybook sample;
    sample.variable("__user__", {{"type", "string"}, {"external", true}})
        .variable("__answer__", {{"type", "string"}})
        .variable("__backup__", {{"type", "string"}})
        .grant({"backup.run", "jobs.read", "users.disable"})
        .start(stepId("action", 1))
        .call(1, "POST /api/v1/backups", stepId("action", 2),
              {{"step_extensions", SamplePlaybook::options(
                                       {{"wait_job", true}, {"out_job", {{"__backup__", "/result_link"}}}})}})
        .call(2, "POST /api/v1/users/__user__:value/disable", stepId("action", 3))
        .ask(3, "Was it the user?", stepId("if-condition", 1),
             {{"out_args", {"__answer__"}},
              {"step_extensions", SamplePlaybook::options({{"answers", {"yes", "no"}}})}})
        .step(stepId("if-condition", 1), {{"condition", "__answer__:value = 'yes'"},
                                          {"on_true", stepId("action", 4)},
                                          {"on_completion", stepId("end", 2)}})
        .call(4, "POST /api/v1/users/__user__:value/enable", stepId("end", 1),
              {{"content", R"({"after":"__backup__:value"})"}})
        .end(1)
        .end(2);
    return sample;
}

// Three branches: a backup that is waited for, a question, and two calls. Then one more call.
SamplePlaybook branches()
{
    SamplePlaybook sample;
    sample.variable("__answer__", {{"type", "string"}})
        .start(stepId("parallel", 1))
        .step(stepId("parallel", 1),
              {{"next_steps", {stepId("action", 1), stepId("action", 2), stepId("action", 3)}},
               {"on_completion", stepId("action", 5)}})
        .call(1, "POST /api/v1/backups", stepId("end", 1),
              {{"step_extensions", SamplePlaybook::options({{"wait_job", true}})}})
        .ask(2, "Was it the user?", stepId("end", 2), {{"out_args", {"__answer__"}}})
        .call(3, "POST /api/v1/x/3", stepId("action", 4))
        .call(4, "POST /api/v1/x/4", stepId("end", 3))
        .call(5, "POST /api/v1/x/5", stepId("end", 4));
    for (int const number : {1, 2, 3, 4})
        sample.end(number);
    return sample;
}

void answerLikeTheEngine(PlaybookWorld& world, int& polls)
{
    world.calls.answer = [&polls](support::FakeCalls::Effect const& effect) {
        if (effect.call == "POST /api/v1/backups")
            return http::Response{
                .status = 202, .headers = {{"Location", "/api/v1/jobs/j1"}}, .body = R"({"id":"j1"})"};
        if (effect.call == "GET /api/v1/jobs/j1")
            return answered(200, ++polls < 3 ? R"({"state":"running"})"
                                             : R"({"state":"done","result_link":"/backups/b1"})");
        return answered(204);
    };
}

// What the whole story does, in order, each once.
std::vector<std::string> const kEffects{"POST /api/v1/backups", "POST /api/v1/users/u1/disable",
                                        "POST /api/v1/users/u1/enable"};
} // namespace

class test_playbooks_runner : public QObject {
    Q_OBJECT

private slots:
    void runsTheStory()
    {
        PlaybookWorld world;
        int polls = 0;
        answerLikeTheEngine(world, polls);
        auto const run = world.started(world.ready(story()), {{"__user__", "u1"}});
        QVERIFY(run);
        for (int pass = 0; pass < 10 && !world.shown(run->id).run.waitingFor; ++pass) {
            world.settle();
            world.database.clock.advance(std::chrono::seconds{3});
        }
        QCOMPARE(world.shown(run->id).run.waitingFor->prompt, std::string{"Was it the user?"});
        QCOMPARE(world.calls.told(), (std::vector<std::string>{kEffects[0], kEffects[1]}));
        QVERIFY(world.answered(world.other, run->id, stepId("action", 3), "maybe").error().code ==
                ErrorCode::Invalid);
        QVERIFY(world.answered(world.other, run->id, stepId("action", 3), "yes"));
        world.settle();
        auto const shown = world.shown(run->id);
        QCOMPARE(shown.run.state, std::string{"succeeded"});
        QCOMPARE(world.calls.told(), kEffects);
        QCOMPARE(world.calls.effects[2].body, std::string{R"({"after":"/backups/b1"})"});
        QCOMPARE(world.calls.effects[2].traceId, std::string{"0123456789abcdef0123456789abcdef"});
        QVERIFY(std::ranges::any_of(shown.steps, [](auto const& step) {
            return step.kind == "visit" && step.says == "the condition holds";
        }));
    }

    void doesEachEffectOnceWhenItIsCutAtEveryJournalWrite()
    {
        int cuts = 0;
        for (int writes = 1; writes <= 40; ++writes) {
            PlaybookWorld world;
            int polls = 0;
            answerLikeTheEngine(world, polls);
            auto const id = world.ready(story());
            auto const run = world.started(id, {{"__user__", "u1"}});
            QVERIFY(run);
            world.changes.failAfter = writes;
            // Each life of the engine is a runner of its own; only the database and the recorded effects
            // remain.
            for (int life = 0; life < 60 && world.shown(run->id).run.state != "succeeded"; ++life) {
                playbooks::Runner runner{world.changes, world.calls, world.database.clock};
                if (runner.load())
                    world.settle(runner);
                if (world.changes.refuses) {
                    ++cuts;
                    world.changes.refuses = false;
                    world.changes.failAfter = writes;
                }
                world.database.clock.advance(std::chrono::seconds{3});
                if (auto const waiting = world.shown(run->id).run.waitingFor;
                    waiting && waiting->kind == "answer")
                    QVERIFY(world.answered(world.other, run->id, waiting->step, "yes"));
            }
            QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
            QCOMPARE(world.calls.told(), kEffects);
            std::set<std::string> keys;
            for (auto const& effect : world.calls.effects)
                QVERIFY(keys.insert(effect.key).second && effect.key.starts_with(run->id.value + "/"));
        }
        QVERIFY2(cuts > 20, qPrintable(QString::number(cuts)));
    }

    void movesTheBranchesOfAParallelStepTogether()
    {
        PlaybookWorld world;
        bool isDone = false;
        world.calls.answer = [&](support::FakeCalls::Effect const& effect) {
            if (effect.call == "POST /api/v1/backups")
                return answered(202, R"({"id":"j1"})");
            if (effect.call == "GET /api/v1/jobs/j1")
                return answered(200, isDone ? R"({"state":"done"})" : R"({"state":"running"})");
            return answered(204);
        };
        auto const run = world.started(world.ready(branches()));
        QVERIFY(run);
        world.settle();
        // The job runs, the person thinks, and the third branch has come to its end.
        QCOMPARE(world.calls.told(),
                 (std::vector<std::string>{"POST /api/v1/backups", "POST /api/v1/x/3", "POST /api/v1/x/4"}));
        QCOMPARE(world.shown(run->id).run.waitingFor->prompt, std::string{"Was it the user?"});
        isDone = true;
        world.database.clock.advance(std::chrono::seconds{3});
        world.settle();
        QCOMPARE(world.calls.told().size(), 3U); // The answer is still missing.
        QVERIFY(world.answered(world.other, run->id, stepId("action", 2), "no"));
        world.settle();
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        QCOMPARE(world.calls.told().back(), std::string{"POST /api/v1/x/5"});
    }

    void asksSeveralPeopleAtOnceAndTakesTheirAnswersInAnyOrder()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("parallel", 1))
            .step(stepId("parallel", 1), {{"next_steps", {stepId("action", 1), stepId("action", 2)}},
                                          {"on_completion", stepId("end", 3)}})
            .ask(1, "First?", stepId("end", 1))
            .ask(2, "Second?", stepId("end", 2));
        for (int const number : {1, 2, 3})
            sample.end(number);
        auto const run = world.started(world.ready(sample));
        world.settle();
        QCOMPARE(world.shown(run->id).run.waiting.size(), 2U);
        QVERIFY(world.answered(world.other, run->id, stepId("action", 2), "yes"));
        QCOMPARE(world.shown(run->id).run.waiting.size(), 1U);
        QCOMPARE(world.answered(world.starter, run->id, stepId("action", 2) + "/1", "no").error().type,
                 std::string{"already-answered"});
        QVERIFY(world.answered(world.other, run->id, stepId("action", 1), "yes"));
        world.settle();
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
    }

    void asksNobodyForABranchThatRanOutOfTime()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("parallel", 1))
            .step(stepId("parallel", 1), {{"next_steps", {stepId("action", 1), stepId("action", 2)}},
                                          {"timeout", 60'000},
                                          {"on_success", stepId("end", 3)},
                                          {"on_failure", stepId("action", 3)}})
            .ask(1, "First?", stepId("end", 1))
            .ask(2, "Second?", stepId("end", 2))
            .ask(3, "What now?", stepId("end", 4));
        for (int const number : {1, 2, 3, 4})
            sample.end(number);
        auto const run = world.started(world.ready(sample));
        world.settle();
        world.database.clock.advance(std::chrono::minutes{2});
        world.settle();
        auto const shown = world.shown(run->id).run;
        QCOMPARE(shown.waiting.size(), 1U);
        QCOMPARE(shown.waitingFor->prompt, std::string{"What now?"});
        QCOMPARE(world.answered(world.other, run->id, stepId("action", 2), "late").error().type,
                 std::string{"not-waiting"});
    }

    void doesEachEffectOfParallelBranchesOnceWhenItIsCutAtEveryJournalWrite()
    {
        int cuts = 0;
        for (int writes = 1; writes <= 30; ++writes) {
            PlaybookWorld world;
            int polls = 0;
            answerLikeTheEngine(world, polls);
            auto const run = world.started(world.ready(branches()));
            QVERIFY(run);
            world.changes.failAfter = writes;
            for (int life = 0; life < 60 && world.shown(run->id).run.state != "succeeded"; ++life) {
                playbooks::Runner runner{world.changes, world.calls, world.database.clock};
                if (runner.load())
                    world.settle(runner);
                cuts += world.changes.refuses ? 1 : 0;
                world.changes.refuses = false;
                world.database.clock.advance(std::chrono::seconds{3});
                if (auto const waiting = world.shown(run->id).run.waitingFor)
                    QVERIFY(world.answered(world.other, run->id, waiting->step, "yes"));
                world.changes.failAfter = writes;
            }
            QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
            auto told = world.calls.told();
            QCOMPARE(told.back(), std::string{"POST /api/v1/x/5"});
            std::ranges::sort(told);
            QCOMPARE(told, (std::vector<std::string>{"POST /api/v1/backups", "POST /api/v1/x/3",
                                                     "POST /api/v1/x/4", "POST /api/v1/x/5"}));
        }
        QVERIFY2(cuts > 20, qPrintable(QString::number(cuts)));
    }

    void doesEachEffectOnceWhenTheEngineDiesRightAfterIt()
    {
        PlaybookWorld world;
        int polls = 0;
        answerLikeTheEngine(world, polls);
        auto const run = world.started(world.ready(story()), {{"__user__", "u1"}});
        world.calls.afterEffect = [&] { world.changes.refuses = true; };
        for (int life = 0; life < 60 && world.shown(run->id).run.state != "succeeded"; ++life) {
            world.changes.refuses = false;
            if (life % 2 == 1)
                world.calls.afterEffect = nullptr; // every second life survives
            else
                world.calls.afterEffect = [&] { world.changes.refuses = true; };
            playbooks::Runner runner{world.changes, world.calls, world.database.clock};
            if (runner.load())
                world.settle(runner);
            world.changes.refuses = false;
            world.database.clock.advance(std::chrono::seconds{3});
            if (auto const waiting = world.shown(run->id).run.waitingFor;
                waiting && waiting->kind == "answer")
                QVERIFY(world.answered(world.other, run->id, waiting->step, "yes"));
        }
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        QCOMPARE(world.calls.told(), kEffects);
        QVERIFY(world.calls.calls > 3);
    }

    void stopsAtARefusal()
    {
        PlaybookWorld world;
        world.calls.answer = [](auto const&) { return answered(403, R"({"title":"You may not do this"})"); };
        auto const run = world.started(world.ready(story()), {{"__user__", "u1"}});
        world.settle();
        auto const shown = world.shown(run->id);
        QCOMPARE(shown.run.state, std::string{"failed"});
        QCOMPARE(shown.run.reason, std::string{"403: You may not do this"});
        QCOMPARE(world.calls.told().size(), 1U);
    }

    void triesAgainWhileTheEngineIsBusy()
    {
        PlaybookWorld world;
        int refusals = 0;
        world.calls.answer = [&](auto const&) { return answered(++refusals <= 2 ? 503 : 204); };
        SamplePlaybook sample;
        sample.start(stepId("action", 1)).call(1, "POST /api/v1/x/1", stepId("end", 1)).end(1);
        auto const run = world.started(world.ready(sample));
        for (int pass = 0; pass < 5; ++pass) {
            world.settle();
            world.database.clock.advance(std::chrono::seconds{2});
        }
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        QCOMPARE(world.calls.told().size(), 1U);
    }

    void failsWithTheJobItWaitedFor()
    {
        PlaybookWorld world;
        world.calls.answer = [](support::FakeCalls::Effect const& effect) {
            return effect.call.starts_with("GET")
                       ? answered(200, R"({"state":"failed","says":"the target is full"})")
                       : answered(202, R"({"id":"j1"})");
        };
        auto const run = world.started(world.ready(story()), {{"__user__", "u1"}});
        world.settle();
        QCOMPARE(world.shown(run->id).run.reason, std::string{"the job failed: the target is full"});
    }

    void waitsForATimeAndTimesOutAQuestion()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("action", 1))
            .ask(1, "Anybody?", stepId("end", 1),
                 {{"delay", 60'000}, {"timeout", 120'000}, {"on_failure", stepId("action", 2)}})
            .call(2, "POST /api/v1/x/late", stepId("end", 1))
            .end(1);
        auto const run = world.started(world.ready(sample));
        world.settle();
        QCOMPARE(world.shown(run->id).run.waitingFor->kind, std::string{"time"});
        world.database.clock.advance(std::chrono::minutes{1});
        world.settle();
        QCOMPARE(world.shown(run->id).run.waitingFor->kind, std::string{"answer"});
        world.database.clock.advance(std::chrono::minutes{2});
        world.settle();
        QCOMPARE(world.calls.told(), std::vector<std::string>{"POST /api/v1/x/late"});
    }

    void stopsBeforeItsNextStepWhenItIsCancelled()
    {
        PlaybookWorld world;
        int polls = 0;
        answerLikeTheEngine(world, polls);
        auto const run = world.started(world.ready(story()), {{"__user__", "u1"}});
        world.settle(); // The job of the first step still runs.
        QVERIFY(world.changes.as(
            world.other, [&](api::Context& context) { return world.playbooks.cancel(context, {run->id}); }));
        world.database.clock.advance(std::chrono::minutes{1});
        world.settle();
        QCOMPARE(world.shown(run->id).run.state, std::string{"cancelled"});
        QCOMPARE(world.calls.told(), std::vector<std::string>{"POST /api/v1/backups"});
    }

    void worksOnItsOwnThread()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.start(stepId("action", 1))
            .call(1, "POST /api/v1/x/1", stepId("action", 2))
            .call(2, "POST /api/v1/x/2", stepId("end", 1))
            .end(1);
        auto const id = world.ready(sample);
        QVERIFY(world.playbooks.start());
        auto const run = world.started(id);
        QTRY_COMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        world.playbooks.stop();
        QCOMPARE(world.calls.told().size(), 2U);
    }
};

DEWAR_TEST(test_playbooks_runner)
#include "test_playbooks_runner.moc"
