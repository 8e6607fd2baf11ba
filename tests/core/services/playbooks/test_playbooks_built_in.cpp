// The built-in playbook "credential compromise", from its start to both of its ends.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::answered;
using support::PlaybookWorld;

namespace {
http::Response engineAnswer(support::FakeCalls::Effect const& effect)
{
    if (effect.call == "POST /api/v1/backups")
        return {.status = 202, .headers = {{"Location", "/api/v1/jobs/j1"}}, .body = R"({"id":"b1"})"};
    if (effect.call == "GET /api/v1/jobs/j1")
        return answered(200, R"({"id":"j1","state":"done","result_link":"/backups/b1"})");
    if (effect.call == "POST /api/v1/logs/freeze")
        return answered(201, R"({"id":"f1","rows":17,"sha256":")" + std::string(64, 'a') + R"("})");
    return answered(204);
}

PlaybookId builtIn(PlaybookWorld& world)
{
    if (!world.playbooks.loadBuiltIns())
        return {};
    auto const page = world.changes.reading(
        world.starter, [&](api::ReadContext& context) { return world.playbooks.list(context, {}); });
    for (auto const& row : page->items) {
        if (row.name == "Credential compromise")
            return row.id;
    }
    return {};
}
} // namespace

class test_playbooks_built_in : public QObject {
    Q_OBJECT

private slots:
    void runsToBothEnds_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("last");
        QTest::newRow("it was somebody else") << "yes"
                                              << "POST /api/v1/incidents/%1/state";
        QTest::newRow("it was the owner") << "no"
                                          << "POST /api/v1/users/u1/enable";
    }

    void runsToBothEnds()
    {
        QFETCH(QString, answer);
        QFETCH(QString, last);
        PlaybookWorld world;
        world.calls.answer = engineAnswer;
        auto const incident = world.changes.as(world.starter, [&](api::Context& context) {
            return world.incidents.create(
                context, {.title = "Stolen", .severity = "high", .alertId = {}, .userId = "u1"});
        });
        auto const id = incident->id.value;
        auto const run =
            world.started(builtIn(world),
                          {{"__user_id__", "u1"}, {"__destination__", "soc"}, {"__query__", "user:u1"}}, id);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        world.settle();
        auto const waiting = world.shown(run->id).run.waitingFor;
        QVERIFY(waiting);
        QCOMPARE(waiting->prompt, std::string{"Did the user confirm the sign-in was not theirs?"});
        QVERIFY(world.answered(world.other, run->id, waiting->step, answer.toStdString()));
        world.settle();
        QCOMPARE(world.shown(run->id).run.state, std::string{"succeeded"});
        std::vector<std::string> const expected{"POST /api/v1/backups",
                                                "POST /api/v1/users/u1/disable",
                                                "POST /api/v1/users/u1/end-sessions",
                                                "POST /api/v1/keys/rotate",
                                                "POST /api/v1/notifications/send",
                                                "POST /api/v1/logs/freeze",
                                                "POST /api/v1/incidents/" + id + "/evidence",
                                                last.arg(QString::fromStdString(id)).toStdString()};
        QCOMPARE(world.calls.told(), expected);
        auto const evidence = json::parse(world.calls.effects[6].body);
        QCOMPARE(evidence->at("rows").as_int64(), 17);
        QCOMPARE(json::textAt(*evidence, "reference"), std::string{"/logs/frozen/f1"});
        QCOMPARE(json::textAt(*evidence, "sha256"), std::string(64, 'a'));
    }
};

DEWAR_TEST(test_playbooks_built_in)
#include "test_playbooks_built_in.moc"
