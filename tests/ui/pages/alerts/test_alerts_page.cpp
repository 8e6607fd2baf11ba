// Tests of the alerts page: states, the one step into a case, acknowledging, closing, rules and rights.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_dialogs.h"
#include "ui/pages/alerts/alerts_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/case_world.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::alerts;
using support::CaseWorld;

class test_alerts_page : public QObject {
    Q_OBJECT
private slots:
    void showsItsStates_data();
    void showsItsStates();
    void opensACaseInOneStep();
    void goesToTheCaseThatIsThere();
    void acknowledges();
    void closesWithAReason();
    void showsTheEventsInLogs();
    void opensTheAlertOfAnAddress();
    void disablesARuleAfterSayingWhatEnds();
    void removesAnOwnRuleWithItsNameTyped();
    void createsARule();
    void putsTheEnginesErrorsBesideTheFields();
    void keepsButtonsFromThoseWhoMayNot();
    void tellsWhatWasNotLookedAt();
    void fitsTheSmallestWindow();
    void pictures();
};

void test_alerts_page::showsItsStates_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("face");
    using Face = kit::StateView::Face;
    QTest::newRow("none") << 200 << R"({"items":[]})" << static_cast<int>(Face::Empty);
    QTest::newRow("one") << 200 << R"({"items":[{"id":"a1","rule":"R","severity":"high","state":"open"}]})"
                         << static_cast<int>(Face::Content);
    QTest::newRow("refused") << 403 << "" << static_cast<int>(Face::Failed);
    QTest::newRow("silent") << 0 << "" << static_cast<int>(Face::Failed);
}

void test_alerts_page::showsItsStates()
{
    QFETCH(int, status);
    QFETCH(QString, answer);
    CaseWorld world;
    if (status == 200)
        world.api.answer(Verb::Get, "/alerts", support::jsonOf(answer.toUtf8().constData()));
    else
        world.api.refuse(Verb::Get, "/alerts", {.status = status, .type = "x", .title = "no"});
    AlertsPage page{world.context()};
    QAbstractItemModelTester const tester{page.model()};
    support::stage(page, {1232, 826});
    QTEST(static_cast<int>(page.state()->face()), "face");
}

void test_alerts_page::opensACaseInOneStep()
{
    CaseWorld world;
    world.api.answer(Verb::Post, "/incidents", world.incidentJson(), 201);
    world.api.answer(Verb::Post, QStringLiteral("/alerts/%1/acknowledge").arg(support::kAlertId),
                     world.firstAlert());
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.alertPane()->incidentButton()->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, "/incidents");
    QCOMPARE(body["alert_id"].toString(), support::kAlertId);
    QCOMPARE(body["user_id"].toString(), support::kUserId);
    QCOMPARE(body["severity"].toString(), "high");
    QCOMPARE(world.shell.gone.last(), (kit::Address{"incidents", support::kCaseId, {}}));
    QCOMPARE(page.alertPane()->incidentButton()->text(), "Go to the case");
}

void test_alerts_page::goesToTheCaseThatIsThere()
{
    CaseWorld world;
    world.api.answer(Verb::Get, "/incidents", QJsonObject{{"items", QJsonArray{world.incidentJson()}}});
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.alertPane()->incidentButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, "/incidents"), 0);
    QCOMPARE(world.shell.gone.last().object, support::kCaseId);
}

void test_alerts_page::acknowledges()
{
    CaseWorld world;
    auto taken = world.firstAlert();
    taken["state"] = "acknowledged";
    taken["acknowledged_by"] = "marta.okafor";
    auto const path = QStringLiteral("/alerts/%1/acknowledge").arg(support::kAlertId);
    world.api.answer(Verb::Post, path, taken);
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.alertPane()->acknowledgeButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, path), 1);
    QCOMPARE(page.model()->rowAt(0).state, "acknowledged");
    QVERIFY(page.alertPane()->acknowledgeButton()->isHidden());
}

void test_alerts_page::closesWithAReason()
{
    CaseWorld world;
    auto const path = QStringLiteral("/alerts/%1/close").arg(support::kAlertId);
    auto gone = world.firstAlert();
    gone["state"] = "closed";
    world.api.answer(Verb::Post, path, gone);
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.alertPane()->closeButton()->click();
    auto* dialog = page.findChild<CloseDialog*>();
    QVERIFY(dialog);
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, path), 0); // No reason, no call.
    dialog->form()->field("reason")->setText("Load test");
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, path)["reason"].toString(), "Load test");
    QCOMPARE(page.model()->rowAt(0).state, "closed");
}

void test_alerts_page::showsTheEventsInLogs()
{
    CaseWorld world;
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.alertPane()->findChild<kit::Button*>("events")->click();
    auto const address = world.shell.gone.last();
    QCOMPARE(address.page, "logs");
    QCOMPARE(
        address.more.queryItemValue("q", QUrl::FullyDecoded),
        R"(((name=auth.sign_in outcome=failure) OR (name=auth.sign_in outcome=success)) AND address="203.0.113.77")");
    QVERIFY(address.more.hasQueryItem("from"));
    QVERIFY(address.more.hasQueryItem("to"));
}

void test_alerts_page::opensTheAlertOfAnAddress()
{
    CaseWorld world;
    world.api.answer(
        Verb::Get, "/alerts/a3",
        world.alert("a3", "Many refused reads", "medium", "open", "address=198.51.100.20", 38, 95));
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open({"alerts", "a3", {}});
    support::settle();
    QCOMPARE(page.alertPane()->alert().id, "a3");
}

void test_alerts_page::disablesARuleAfterSayingWhatEnds()
{
    CaseWorld world;
    auto const path = QStringLiteral("/alerts/rules/sign-in-guessing-then-success/disable");
    world.api.answer(Verb::Post, path,
                     QJsonObject{{"id", "sign-in-guessing-then-success"},
                                 {"name", "Sign-in guessing then success"},
                                 {"enabled", false}});
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.showTab(1);
    page.rulesTable()->selectRow(0);
    page.rulePane()->toggleButton()->click();
    auto* dialog = page.findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    QCOMPARE(world.api.count(Verb::Post, path), 0);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, path), 1);
    QVERIFY(!page.rulesModel()->rowAt(0).enabled);
    QVERIFY(world.shell.toasts.last().undo);
}

void test_alerts_page::removesAnOwnRuleWithItsNameTyped()
{
    CaseWorld world;
    world.api.answer(Verb::Delete, "/alerts/rules/own-1", QJsonValue::Undefined, 204);
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.showTab(1);
    page.rulesTable()->selectRow(0);
    QVERIFY(!page.rulePane()->removeButton()->isEnabled()); // Built-in.
    page.rulesTable()->selectRow(4);
    page.rulePane()->removeButton()->click();
    auto* dialog = page.findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    dialog->typedEdit()->setText("many refused reads");
    QVERIFY(!dialog->dangerButton()->isEnabled());
    dialog->typedEdit()->setText("Many refused reads");
    QVERIFY(dialog->dangerButton()->isEnabled());
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Delete, "/alerts/rules/own-1"), 1);
}

void test_alerts_page::createsARule()
{
    CaseWorld world;
    world.api.answer(Verb::Post, "/alerts/rules",
                     QJsonObject{{"id", "own-3"}, {"name", "Bursts"}, {"enabled", true}}, 201);
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.newRule();
    auto* dialog = page.findChild<RuleDialog*>();
    QVERIFY(dialog);
    dialog->form()->field("name")->setText("Bursts");
    dialog->form()->field("query")->setText("name=http.request status=429");
    dialog->form()->field("window_s")->setText("1.5 m");
    dialog->form()->field("group_by")->setText("address, user");
    dialog->submitButton()->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, "/alerts/rules");
    QCOMPARE(body["window_s"].toInt(), 90);
    QCOMPARE(body["group_by"].toArray().size(), 2);
    QCOMPARE(body["steps"].toArray().size(), 1);
    QCOMPARE(body["steps"].toArray().first().toObject()["count"].toInt(), 20);
}

void test_alerts_page::putsTheEnginesErrorsBesideTheFields()
{
    CaseWorld world;
    world.api.refuse(Verb::Post, "/alerts/rules",
                     {.status = 422,
                      .type = "invalid",
                      .title = "no",
                      .errors = {{"/steps/0/query", "a bracket is open"}}});
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.newRule();
    auto* dialog = page.findChild<RuleDialog*>();
    dialog->form()->field("name")->setText("Bursts");
    dialog->form()->field("query")->setText("(name=x");
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(dialog->form()->field("query")->error(), "a bracket is open");
    QVERIFY(dialog->submitButton()->isEnabled());
}

void test_alerts_page::keepsButtonsFromThoseWhoMayNot()
{
    CaseWorld world{{"alerts.read"}};
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    QVERIFY(!page.alertPane()->incidentButton()->isEnabled());
    QVERIFY(page.alertPane()->incidentButton()->toolTip().contains("incidents.write"));
    QVERIFY(!page.alertPane()->acknowledgeButton()->isEnabled());
    QVERIFY(!page.alertPane()->closeButton()->isEnabled());
    QCOMPARE(world.api.count(Verb::Get, "/incidents"), 0);
    QVERIFY(page.commands().isEmpty());
}

void test_alerts_page::tellsWhatWasNotLookedAt()
{
    CaseWorld world;
    world.api.answer(Verb::Get, "/alerts/rules",
                     QJsonObject{{"items", QJsonArray{}}, {"events_skipped", 1200}});
    AlertsPage page{world.context()};
    support::stage(page, {1232, 826});
    bool told = false;
    for (auto* label : page.findChildren<QLabel*>())
        told = told || label->text() == "1,200 events were not looked at";
    QVERIFY(told);
}

void test_alerts_page::fitsTheSmallestWindow()
{
    CaseWorld world;
    AlertsPage page{world.context()};
    support::stage(page, {1044, 626});
    QVERIFY2(page.minimumSizeHint().width() <= 1044 && page.minimumSizeHint().height() <= 600,
             qPrintable(QStringLiteral("%1x%2")
                            .arg(page.minimumSizeHint().width())
                            .arg(page.minimumSizeHint().height())));
}

void test_alerts_page::pictures()
{
    for (auto const& size : {QSize{1232, 826}, QSize{1044, 626}}) {
        CaseWorld world;
        world.api.answer(Verb::Get, "/incidents",
                         QJsonObject{{"items", QJsonArray{QJsonObject{{"id", "c9"},
                                                                      {"title", "Administrator missing"},
                                                                      {"alert_id", "a2"},
                                                                      {"state", "open"}}}}});
        AlertsPage page{world.context()};
        support::stage(page, size);
        support::picture(world, page, "alerts-list");
        page.showTab(1);
        page.rulesTable()->selectRow(0);
        support::picture(world, page, "alerts-rules");
        page.newRule();
        support::picture(world, page, "alerts-rule");
    }
}

DEWAR_TEST(test_alerts_page)
#include "test_alerts_page.moc"
