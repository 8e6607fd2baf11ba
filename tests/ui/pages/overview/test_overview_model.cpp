// Tests of the open alerts' table and of reading what the overview is made of.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_model.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::overview;

class test_overview_model : public QObject {
    Q_OBJECT
private slots:
    void showsAlerts();
    void putsTheWorstFirst();
    void readsTolerantly();

};

void test_overview_model::showsAlerts()
{
    OpenAlertsModel model{nullptr};
    QAbstractItemModelTester const tester{&model};
    auto alert = alertFrom(
        support::jsonOf(
            R"({"id":"a1","rule":"Key seen\u202E in a log","severity":"critical","key":"log-scan","count":3,
        "opened_at":"2026-09-14T08:00:00.000000Z","unknown":1})")
            .toObject());
    alert.age = "1 h";
    model.setRows({alert});
    QCOMPARE(model.index(0, 0).data().toString(), "Critical");
    QVERIFY(!model.index(0, 1).data().toString().contains(QChar{0x202E}));
    QCOMPARE(model.index(0, 2).data().toString(), "log-scan");
    QCOMPARE(model.index(0, 3).data().toString(), "1 h");
    QCOMPARE(model.index(0, 3).data(Qt::ToolTipRole).toString(), "2026-09-14 08:00:00");
}

void test_overview_model::putsTheWorstFirst()
{
    auto const at = [](int hour) { return QDateTime{QDate{2026, 9, 14}, QTime{hour, 0}, Qt::UTC}; };
    auto const alertOf = [&](char const* id, Severity severity, int hour) {
        Alert alert;
        alert.id = id;
        alert.severity = severity;
        alert.openedAt = at(hour);
        return alert;
    };
    std::vector<Alert> alerts{alertOf("low", Severity::Low, 9), alertOf("old", Severity::High, 1),
                              alertOf("new", Severity::High, 8), alertOf("worst", Severity::Critical, 2)};
    sortByNeed(alerts);
    QStringList order;
    for (auto const& alert : alerts)
        order << alert.id;
    QCOMPARE(order, (QStringList{"worst", "new", "old", "low"}));
}

void test_overview_model::readsTolerantly()
{
    QCOMPARE(rotationDaysFrom(support::jsonOf(
                 R"({"items":[{"name":"x","value":"1"},{"name":"keys.rotation_days","value":"45"}]})")),
             45);
    QCOMPARE(rotationDaysFrom(support::jsonOf("{}")), 0);
    QVERIFY(!runFrom({}).needsSomebody());
    QVERIFY(runFrom(support::jsonOf(R"({"waiting_for":{"kind":"approval"}})").toObject()).needsSomebody());
    QVERIFY(!runFrom(support::jsonOf(R"({"waiting_for":{"kind":"time"}})").toObject()).needsSomebody());
    QCOMPARE(
        rulesFrom(support::jsonOf(R"({"items":[{"enabled":true},{"enabled":false}],"events_skipped":4})"))
            .enabled,
        1);
    QVERIFY(!backupStatusFrom(support::jsonOf(R"({"backups":0})")).provenAt.isValid());
}

DEWAR_TEST(test_overview_model)
#include "test_overview_model.moc"
