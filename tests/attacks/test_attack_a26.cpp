// A26: an approval covers exactly what was shown, by somebody else; nobody runs more than they may.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
// A question whose answer becomes the target of a step that needs approval; twice, in a loop.
SamplePlaybook guarded()
{
    SamplePlaybook sample;
    sample.variable("__who__", {{"type", "string"}, {"value", "nobody"}})
        .grant({"users.disable"})
        .start(stepId("while-condition", 1))
        .step(stepId("while-condition", 1), {{"condition", "__who__:value != 'enough'"},
                                             {"on_true", stepId("action", 1)},
                                             {"on_completion", stepId("end", 2)}})
        .ask(1, "Whom?", stepId("action", 2), {{"out_args", {"__who__"}}})
        .call(2, "POST /api/v1/users/__who__:value/disable", stepId("end", 1),
              {{"step_extensions", SamplePlaybook::options({{"approval", true}})}})
        .end(1)
        .end(2);
    return sample;
}
} // namespace

class test_attack_a26 : public QObject {
    Q_OBJECT

private slots:
    void lapsesWhenTheTargetIsAnother()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(guarded()));
        QVERIFY(run);
        auto const approvalFor = [&](std::string who) {
            world.settle();
            if (!world.answered(world.other, run->id, stepId("action", 1), std::move(who)))
                return playbooks::WaitingFor{};
            world.settle();
            return *world.shown(run->id).run.waitingFor;
        };
        auto const first = approvalFor("u1");
        QCOMPARE(first.kind, std::string{"approval"});
        QVERIFY(first.prompt.find("/api/v1/users/u1/disable") != std::string::npos);
        QVERIFY(world.answered(world.other, run->id, first.key, "approve", first.digest));
        auto const second = approvalFor("u2");
        QVERIFY(second.digest != first.digest);
        // The approval of the first target does not serve the second, and none without a digest does.
        QCOMPARE(world.answered(world.other, run->id, second.key, "approve", first.digest).error().type,
                 std::string{"approval-lapsed"});
        QCOMPARE(world.answered(world.other, run->id, second.key, "approve").error().type,
                 std::string{"approval-lapsed"});
        world.settle();
        QCOMPARE(world.calls.told(), std::vector<std::string>{"POST /api/v1/users/u1/disable"});
    }

    void isNotGivenByTheStarter()
    {
        PlaybookWorld world;
        auto const run = world.started(world.ready(guarded()));
        world.settle();
        QVERIFY(world.answered(world.starter, run->id, stepId("action", 1), "u1"));
        world.settle();
        auto const waiting = *world.shown(run->id).run.waitingFor;
        QCOMPARE(world.answered(world.starter, run->id, waiting.key, "approve", waiting.digest).error().type,
                 std::string{"own-approval"});
        world.settle();
        QVERIFY(world.calls.effects.empty());
        QVERIFY(world.answered(world.other, run->id, waiting.key, "deny"));
        world.settle();
        QVERIFY(world.calls.effects.empty());
        QCOMPARE(world.shown(run->id).run.state, std::string{"failed"});
    }

    void refusesARunAboveTheStarterBeforeItsFirstStep()
    {
        PlaybookWorld world;
        auto const id = world.ready(guarded());
        auto const refused = world.startedBy(support::callerWith({"playbooks.run", "users.read"}), id);
        QCOMPARE(refused.error().type, std::string{"playbook-above-starter"});
        world.settle();
        QCOMPARE(world.calls.calls, 0);
    }

    void endsWhenTheRightsBehindTheRunEnd()
    {
        PlaybookWorld world;
        // What the engine answers when the starter's rights were read anew and are gone.
        world.calls.answer = [](auto const&) {
            return support::answered(401, R"({"title":"sign in again","type":"session-ended"})");
        };
        SamplePlaybook sample;
        sample.start(stepId("action", 1))
            .call(1, "POST /api/v1/x/1", stepId("action", 2))
            .call(2, "POST /api/v1/x/2", stepId("end", 1))
            .end(1);
        auto const run = world.started(world.ready(sample));
        world.settle();
        QCOMPARE(world.shown(run->id).run.reason, std::string{"401: sign in again"});
        QCOMPARE(world.calls.calls, 1);
    }

    void refusesAStarInAGrant()
    {
        PlaybookWorld world;
        auto sample = guarded();
        sample.grant({"*"});
        auto const row = world.imported(sample.document());
        QVERIFY(!row->runnable);
        QVERIFY(!world.approved(row->id));
    }
};

DEWAR_TEST(test_attack_a26)
#include "test_attack_a26.moc"
