// Tests of lines as timeline entries, of phases, clocks and the columns of the incidents page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_lines.h"
#include "ui/pages/incidents/incidents_model.h"

#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::incidents;

class test_incidents_model : public QObject {
    Q_OBJECT
private slots:
    void knowsTheKindOfALine_data();
    void knowsTheKindOfALine();
    void readsADecisionOutOfANote();
    void offersTheRunThatWaits();
    void followsThePhases_data();
    void followsThePhases();
    void countsTime_data();
    void countsTime();
    void readsBranchesInTheirOrder();
    void countsWhatWasTouched();
    void showsCases();
};

void test_incidents_model::knowsTheKindOfALine_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("entry");
    QTest::newRow("opened") << "incident.opened"
                            << "";
    QTest::newRow("state") << "incident.state_changed"
                           << "decision";
    QTest::newRow("note") << "note"
                          << "message";
    QTest::newRow("addendum") << "addendum"
                              << "message";
    QTest::newRow("evidence") << "evidence"
                              << "evidence";
    QTest::newRow("step") << "playbook.step"
                          << "automated";
    QTest::newRow("started") << "playbook.started"
                             << "decision";
    QTest::newRow("answered") << "playbook.answered"
                              << "decision";
    QTest::newRow("disabled") << "user.disabled"
                              << "automated";
    QTest::newRow("alert") << "alert.opened"
                           << "";
    QTest::newRow("unknown") << "comet.passed"
                             << "automated";
}

void test_incidents_model::knowsTheKindOfALine()
{
    QFETCH(QString, kind);
    Line line;
    line.number = 4;
    line.kind = kind;
    auto const entry = entryFrom(line);
    QTEST(entry.kind, "entry");
    QVERIFY(!entry.icon.isEmpty());
    QCOMPARE(entry.id, "4");
}

void test_incidents_model::readsADecisionOutOfANote()
{
    Line line;
    line.kind = "note";
    line.actor = "jon.brandt";
    line.says = "Decision: rotate first";
    auto const entry = entryFrom(line);
    QCOMPARE(entry.kind, "decision");
    QCOMPARE(entry.lead, "Decision by jon.brandt");
    QCOMPARE(entry.words, "rotate first");
}

void test_incidents_model::offersTheRunThatWaits()
{
    Line line;
    line.kind = "playbook.waiting";
    line.data = {{"name", "Ask the owner"}, {"says", "asks: Was it you?"}, {"playbook", "P"}};
    auto const entry = entryFrom(line);
    QCOMPARE(entry.box, kit::TimelineEntry::Box::Attention);
    QCOMPARE(entry.action, "Open run");
    QCOMPARE(entry.second, "Ask the owner");
}

void test_incidents_model::followsThePhases_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QStringList>("changes");
    QTest::addColumn<QList<int>>("phases");
    using P = kit::PhaseState;
    auto const list = [](std::initializer_list<P> states) {
        QList<int> all;
        for (auto const state : states)
            all << static_cast<int>(state);
        return all;
    };
    QTest::newRow("open") << "open" << QStringList{} << list({P::Current, P::ToCome, P::ToCome});
    QTest::newRow("contained") << "contained" << QStringList{"contained"}
                               << list({P::Done, P::Current, P::ToCome});
    QTest::newRow("open again") << "open" << QStringList{"contained", "open"}
                                << list({P::Current, P::ToCome, P::ToCome});
    QTest::newRow("closed") << "closed" << QStringList{"contained", "closed"}
                            << list({P::Done, P::Done, P::Done});
    QTest::newRow("closed at once") << "closed" << QStringList{"closed"}
                                    << list({P::Done, P::Skipped, P::Done});
}

void test_incidents_model::followsThePhases()
{
    QFETCH(QString, state);
    QFETCH(QStringList, changes);
    support::FakeUiClock clock;
    Incident incident;
    incident.state = state;
    incident.openedAt = clock.now().addSecs(-600);
    incident.closedAt = clock.now();
    std::vector<Line> lines;
    for (auto const& to : changes) {
        Line line;
        line.kind = "incident.state_changed";
        line.data = {{"to", to}};
        line.at = clock.now().addSecs(-60);
        lines.push_back(line);
    }
    QList<int> phases;
    for (auto const& phase : phasesOf(incident, lines, clock.now()))
        phases << static_cast<int>(phase.state);
    QTEST(phases, "phases");
}

void test_incidents_model::countsTime_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("clock");
    QTest::newRow("now") << 0 << "00:00:00";
    QTest::newRow("minutes") << 2537 << "00:42:17";
    QTest::newRow("days") << 2 * 86'400 + 61 << "2 d 00:01:01";
    QTest::newRow("a clock that is behind") << -5 << "00:00:00";
}

void test_incidents_model::countsTime()
{
    QFETCH(int, seconds);
    support::FakeUiClock clock;
    QTEST(runningClock(clock.now(), clock.now().addSecs(seconds)), "clock");
}

void test_incidents_model::readsBranchesInTheirOrder()
{
    QJsonObject const document{
        {"workflow_start", "s"},
        {"workflow",
         QJsonObject{{"s", QJsonObject{{"on_completion", "if"}}},
                     {"if", QJsonObject{{"on_true", "b"}, {"on_false", "a"}, {"on_completion", "e"}}},
                     {"a", QJsonObject{{"on_completion", "e"}}},
                     {"b", QJsonObject{{"on_completion", "e"}}},
                     {"e", QJsonObject{{"on_completion", "s"}}}}}};
    QCOMPARE(flowOrder(document), (QStringList{"s", "if", "b", "e", "a"}));
}

void test_incidents_model::countsWhatWasTouched()
{
    auto const touched =
        touchedFrom({{"requests", 5},
                     {"complete", false},
                     {"collections", QJsonArray{QJsonObject{{"collection", "orders"},
                                                            {"read", QJsonArray{"1", "2"}},
                                                            {"written", QJsonArray{"2"}}}}}});
    QCOMPARE(touched.records.size(), std::size_t{3});
    QCOMPARE(touched.written(), 1);
    QVERIFY(!touched.complete);
}

void test_incidents_model::showsCases()
{
    support::FakeUiClock clock;
    IncidentsModel model{clock, nullptr};
    QAbstractItemModelTester const tester{&model};
    Incident incident;
    incident.title = QStringLiteral("a\u202eb");
    incident.severity = "critical";
    incident.state = "open";
    incident.openedAt = clock.now().addSecs(-120);
    model.setRows({incident});
    QCOMPARE(model.index(0, 0).data().toString(), "Critical");
    QCOMPARE(model.index(0, 1).data().toString(), "a\\u202eb");
    QCOMPARE(model.index(0, 3).data().toString(), "2 m");
}

DEWAR_TEST(test_incidents_model)
#include "test_incidents_model.moc"
