// Tests of the table of engines and of the words for how an engine does.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodes/nodes_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::nodes;

class test_nodes_model : public QObject {
    Q_OBJECT

private slots:
    void isAModel()
    {
        NodesModel model{nullptr};
        QAbstractItemModelTester const tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        model.setNow({QDate{2026, 9, 3}, QTime{12, 0}, Qt::UTC});
        model.setRows(nodesFrom(support::jsonOf(R"({"items":[
            {"id":"n1","name":"db-a","version":"0.1.0","state":"live","self":true,"data_address":"https:d1",
             "admin_address":"a1","started_at":"2026-09-01T00:00:00Z","heartbeat_at":"2026-09-03T11:59:48Z",
             "lag_ms":12,"clock_ms":-3400,
             "lanes":{"write_waiting":3,"write_changes":1200,"write_commits":40}},
            {"id":"n2","state":"gone","new":{"member":1}}]})")
                                    .toObject()));
        QCOMPARE(model.index(0, 0).data().toString(), "db-a · you talk to this one");
        QCOMPARE(model.index(0, 1).data().toString(), "Clock off");
        QCOMPARE(model.index(0, 3).data().toString(), "12 ms");
        QCOMPARE(model.index(0, 4).data().toString(), "−3.4 s");
        QCOMPARE(model.index(0, 5).data().toString(), "3");
        QCOMPARE(model.index(0, 6).data().toString(), "12 s");
        QCOMPARE(model.index(1, 1).data().toString(), "Gone");
        QCOMPARE(model.rowOf("n2"), 1);
        QCOMPARE(model.rowOf("n3"), -1);
    }
    void saysTheWorstFirst()
    {
        Node node{.state = "live", .lagMs = 1'000, .clockMs = 2'000};
        QCOMPARE(conditionWord(node), "Serves");
        QCOMPARE(conditionRole(node), Role::Ok);
        node.clockMs = -2'001;
        QCOMPARE(conditionWord(node), "Clock off");
        node.lagMs = 1'001;
        QCOMPARE(conditionWord(node), "Behind");
        QCOMPARE(conditionRole(node), Role::High);
        node.state = "gone";
        QCOMPARE(conditionWord(node), "Gone");
        QCOMPARE(conditionRole(node), Role::Crit);
    }
    void tellsTheSideOfAClock()
    {
        QCOMPARE(clockWord(0), "0 ms");
        QCOMPARE(clockWord(12), "+12 ms");
        QCOMPARE(clockWord(-12), "−12 ms");
        QCOMPARE(lagWord(1'240), "1.2 s");
    }
};

DEWAR_TEST(test_nodes_model)
#include "test_nodes_model.moc"
