// Tests of flows, progress, outlooks and the words for what calls do.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_model.h"
#include "ui/pages/playbooks/playbooks_start.h"

#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"
#include "tests/ui/pages/case_world.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::playbooks;
using support::CaseWorld;

class test_playbooks_model : public QObject {
    Q_OBJECT
private slots:
    void readsTheBuiltInPlaybook();
    void joinsBranchesAgain();
    void saysWhatFollowsAnAnswer();
    void standsWhereTheJournalEnds();
    void skipsWhatARunDidNotReach();
    void saysWhatACallDoes_data();
    void saysWhatACallDoes();
    void fillsWhatIsKnown();
    void namesVariables();
    void showsRuns();
};

void test_playbooks_model::readsTheBuiltInPlaybook()
{
    auto const flow = flowFrom(CaseWorld::document());
    QCOMPARE(flow.numbered(), 11);
    QCOMPARE(flow.steps.front().type, "start");
    QCOMPARE(flow.steps.at(1).name, "Take a backup");
    QVERIFY(flow.steps.at(1).automated);
    auto const* ask = flow.step(support::kAsk);
    QVERIFY(ask);
    QVERIFY(!ask->automated);
    QCOMPARE(ask->answers, (QStringList{"yes", "no"}));
    QCOMPARE(ask->number, 5);
}

void test_playbooks_model::joinsBranchesAgain()
{
    auto const flow = flowFrom(CaseWorld::document());
    QString const decision = "if-condition--85989a15-a0cb-4549-8e46-a06235cf6be1";
    QStringList labels;
    for (auto const& edge : flow.from(decision))
        labels << edge.label;
    QCOMPARE(labels, (QStringList{"yes", "no"}));
    int joined = 0;
    for (auto const& edge : flow.edges)
        joined += edge.to == "end--a6043c81-10dc-49a9-9bed-128df06f4c14" ? 1 : 0;
    QCOMPARE(joined, 2);
}

void test_playbooks_model::saysWhatFollowsAnAnswer()
{
    auto const flow = flowFrom(CaseWorld::document());
    auto const outlooks = outlookOf(flow, support::kAsk, {"yes", "no"});
    QCOMPARE(outlooks.size(), std::size_t{2});
    QCOMPARE(outlooks[0].steps.back().name, "Mark the incident as contained");
    QCOMPARE(outlooks[0].endsAt, "Contained");
    QCOMPARE(outlooks[1].steps.back().name, "Enable the account again");
    QCOMPARE(outlooks[0].steps.size(), std::size_t{4});
}

void test_playbooks_model::standsWhereTheJournalEnds()
{
    CaseWorld world;
    auto const flow = flowFrom(CaseWorld::document());
    RunDetail detail{runFrom(world.runJson(world.waitingForOwner())), listFrom(world.journal(), journalFrom)};
    auto const progress = progressOf(flow, detail);
    QCOMPARE(progress.current, support::kAsk);
    QCOMPARE(progress.of(support::kAsk), kit::NodeState::Waiting);
    QCOMPARE(progress.of("action--4f0d65e4-a04b-4146-86e9-39a61709eaf1"), kit::NodeState::Done);
    QCOMPARE(progress.of("action--d01401a2-db33-4d37-acd3-1f5c633c76d9"), kit::NodeState::ToCome);
    QCOMPARE(progress.since, world.clock.now().addSecs(-240));
}

void test_playbooks_model::skipsWhatARunDidNotReach()
{
    CaseWorld world;
    auto const flow = flowFrom(CaseWorld::document());
    RunDetail detail{runFrom(world.runJson({}, "cancelled")), listFrom(world.journal(), journalFrom)};
    auto const progress = progressOf(flow, detail);
    QVERIFY(progress.current.isEmpty());
    QCOMPARE(progress.of(support::kAsk), kit::NodeState::Skipped);
    QCOMPARE(progress.of("action--4f0d65e4-a04b-4146-86e9-39a61709eaf1"), kit::NodeState::Done);
}

void test_playbooks_model::saysWhatACallDoes_data()
{
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("disable") << "POST /api/v1/users/ada/disable HTTP/1.1"
                             << ""
                             << "Account ada is disabled: nobody signs in with it";
    QTest::newRow("a kept key") << "POST /api/v1/keys/rotate HTTP/1.1"
                                << "{}"
                                << "A new signing key takes over";
    QTest::newRow("state") << "POST /api/v1/incidents/i1/state"
                           << R"({"state":"contained"})"
                           << "The case becomes contained";
    QTest::newRow("unknown change") << "DELETE /api/v1/comets/1"
                                    << ""
                                    << "It changes what this call says";
    QTest::newRow("unknown read") << "GET /api/v1/comets/1"
                                  << ""
                                  << "It reads";
}

void test_playbooks_model::saysWhatACallDoes()
{
    QFETCH(QString, says);
    QFETCH(QString, body);
    QTEST(effectOf({"s", "S", "http-api", says, body, false}).words, "words");
}

void test_playbooks_model::fillsWhatIsKnown()
{
    PreviewLine const freeze{
        "s", "S", "http-api", "POST /api/v1/logs/freeze HTTP/1.1", R"({"query":"{__query__}"})", false};
    QCOMPARE(effectOf(freeze, {{{"__query__", "user=\"a b\""}}, {}}).words,
             "What the logs hold for user=\"a b\" is kept, with its hash");
    PreviewLine const disable{"s", "S",  "http-api", "POST /api/v1/users/{__user_id__}/disable HTTP/1.1",
                              "",  false};
    QCOMPARE(effectOf(disable).words, "Account ‹user id› is disabled: nobody signs in with it");
    QCOMPARE(effectOf(disable, {{{"__user_id__", "u1"}}, {{"u1", "Ada Lo"}}}).words,
             "Account Ada Lo is disabled: nobody signs in with it");
    QCOMPARE(filled("/users/{__user_id__}/{__other__}", {{"__user_id__", "u1"}, {"__other__", ""}}),
             "/users/u1/{__other__}");
}

void test_playbooks_model::namesVariables()
{
    QCOMPARE(plainName("__user_id__"), "User id");
}

void test_playbooks_model::showsRuns()
{
    CaseWorld world;
    RunsModel model{world.clock, nullptr};
    QAbstractItemModelTester const tester{&model};
    model.setRows({runFrom(world.runJson(world.waitingForOwner())), runFrom(world.runJson({}, "failed"))});
    QCOMPARE(model.index(0, 1).data().toString(), "Waits for you");
    QCOMPARE(model.index(0, 0).data(kit::SecondRole).toString(), "waits: Ask the owner of the account");
    QCOMPARE(model.index(1, 1).data().toString(), "Failed");
}

DEWAR_TEST(test_playbooks_model)
#include "test_playbooks_model.moc"
