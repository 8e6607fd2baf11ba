// The library of playbooks and the checks before a run's first step.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
SamplePlaybook disabling()
{
    SamplePlaybook sample;
    sample.variable("__user__", {{"type", "string"}, {"external", true}})
        .grant({"users.disable"})
        .start(stepId("action", 1))
        .call(1, "POST /api/v1/users/__user__:value/disable", stepId("end", 1))
        .end(1);
    return sample;
}
} // namespace

class test_playbooks_service : public QObject {
    Q_OBJECT

private slots:
    void keepsAnImportAsADraftUntilItIsApproved()
    {
        PlaybookWorld world;
        auto const row = world.imported(disabling().document());
        QVERIFY(row);
        QCOMPARE(row->state, std::string{"draft"});
        QCOMPARE(world.started(row->id, {{"__user__", "u1"}}).error().type,
                 std::string{"playbook-not-approved"});
        QVERIFY(world.approved(row->id));
        QVERIFY(world.started(row->id, {{"__user__", "u1"}}));
        QVERIFY(world.approved(row->id).error().code == ErrorCode::Conflict);
    }

    void answersAnEqualImportWithTheSamePlaybook()
    {
        PlaybookWorld world;
        auto const first = world.imported(disabling().document());
        auto const second = world.imported(disabling().document());
        QCOMPARE(second->id.value, first->id.value);
    }

    void refusesAnotherContentUnderTheSameVersion()
    {
        PlaybookWorld world;
        QVERIFY(world.imported(disabling().document()));
        auto const other = world.imported(disabling().set("name", "Another").document());
        QCOMPARE(other.error().type, std::string{"playbook-version-taken"});
    }

    void namesTheDefectsOfWhatItCannotKeep()
    {
        PlaybookWorld world;
        auto const refused = world.imported(json::Object{{"type", "playbook"}});
        QVERIFY(refused.error().code == ErrorCode::Invalid);
        QVERIFY(std::ranges::any_of(refused.error().fields,
                                    [](auto const& fault) { return fault.field == "/workflow"; }));
    }

    void startsTheBuiltInPlaybooksAsTrusted()
    {
        PlaybookWorld world;
        QVERIFY(world.playbooks.loadBuiltIns());
        QVERIFY(world.playbooks.loadBuiltIns()); // Again at the next start.
        auto const page = world.changes.reading(
            world.starter, [&](api::ReadContext& context) { return world.playbooks.list(context, {}); });
        QCOMPARE(page->items.size(), 1U);
        QCOMPARE(page->items[0].name, std::string{"Credential compromise"});
        QCOMPARE(page->items[0].state, std::string{"approved"});
        auto const detail = world.changes.reading(world.starter, [&](api::ReadContext& context) {
            return world.playbooks.show(context, {PlaybookId{page->items[0].cacaoId}});
        });
        QVERIFY(detail && detail->defects.empty());
        QCOMPARE(detail->variables.size(), 4U);
    }

    void showsWhatARunWouldDo()
    {
        PlaybookWorld world;
        auto const id = world.ready(disabling());
        auto const preview = world.changes.reading(
            world.starter, [&](api::ReadContext& context) { return world.playbooks.preview(context, {id}); });
        QCOMPARE(preview->effects.size(), 1U);
        QCOMPARE(preview->effects[0].says, std::string{"POST /api/v1/users/{__user__}/disable HTTP/1.1"});
    }

    void refusesAStarterWithLessThanTheGrant()
    {
        PlaybookWorld world;
        auto const id = world.ready(disabling());
        auto const viewer = support::callerWith({"*.read", "playbooks.run"});
        auto const refused = world.startedBy(viewer, id, {{"__user__", "u1"}});
        QVERIFY(refused.error().code == ErrorCode::Forbidden);
        QCOMPARE(refused.error().fields.front().problem, std::string{"needs users.disable"});
        QVERIFY(world.calls.effects.empty());
    }

    void givesTheRunNoMoreThanTheGrant()
    {
        PlaybookWorld world;
        auto const id = world.ready(disabling());
        QVERIFY(world.started(id, {{"__user__", "u1"}}));
        world.settle();
        auto const& who = world.calls.effects.at(0).who;
        QVERIFY(who.kind == api::Principal::Kind::Run);
        QCOMPARE(who.userId, world.starter.userId);
        QCOMPARE(who.permissions.grants(), std::vector<std::string>{"users.disable"});
        QVERIFY(!who.permissions.allows("users.write"));
    }

    void refusesAPlaybookOutsideItsTime()
    {
        PlaybookWorld world;
        auto sample = disabling();
        sample.set("valid_until", "2026-01-01T00:00:00.000Z");
        QCOMPARE(world.started(world.ready(sample), {{"__user__", "u1"}}).error().type,
                 std::string{"playbook-not-valid"});
    }

    void refusesARunWithoutThePlaybooksItNeeds()
    {
        PlaybookWorld world;
        SamplePlaybook parent{1};
        parent.start(stepId("playbook-action", 1))
            .step(stepId("playbook-action", 1),
                  {{"playbook_id", stepId("playbook", 2)}, {"on_completion", stepId("end", 1)}})
            .end(1);
        auto const id = world.ready(parent);
        QCOMPARE(world.started(id).error().type, std::string{"playbook-missing"});
        SamplePlaybook child{2};
        child.start(stepId("action", 1)).call(1, "POST /api/v1/x/1", stepId("end", 1)).end(1);
        QVERIFY(world.imported(child.document()));
        QCOMPARE(world.started(id).error().type, std::string{"playbook-missing"}); // A draft is not enough.
    }

    void givesTheIncidentToThePlaybook()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.variable("__incident_id__", {{"type", "string"}, {"external", true}})
            .start(stepId("action", 1))
            .call(1, "POST /api/v1/incidents/__incident_id__:value/state", stepId("end", 1))
            .end(1);
        auto const id = world.ready(sample);
        QVERIFY(world.started(id, {}, "nobody").error().code == ErrorCode::NotFound);
        auto const incident = world.changes.as(world.starter, [&](api::Context& context) {
            return world.incidents.create(
                context, {.title = "Stolen", .severity = "high", .alertId = {}, .userId = {}});
        });
        QVERIFY(world.started(id, {}, incident->id.value));
        world.settle();
        QCOMPARE(world.calls.told().at(0), "POST /api/v1/incidents/" + incident->id.value + "/state");
    }
};

DEWAR_TEST(test_playbooks_service)
#include "test_playbooks_service.moc"
