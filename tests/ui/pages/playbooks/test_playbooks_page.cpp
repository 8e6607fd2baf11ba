// Tests of the playbooks page: the library, starting, a run from its question to its end, import, approval, rights.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/case_world.h"

#include <QAbstractItemModelTester>

using namespace ui;
using namespace ui::playbooks;
using support::CaseWorld;

namespace {

kit::Address runAddress()
{
    return {"playbooks", support::kRunId, QUrlQuery{{"kind", "run"}}};
}

kit::Address startAddress()
{
    return {"playbooks", support::kBookId,
            QUrlQuery{{"start", "1"},
                      {"incident", support::kCaseId},
                      {"user", support::kUserId},
                      {"query", "user_id=\"x\""}}};
}

} // namespace

class test_playbooks_page : public QObject {
    Q_OBJECT
private slots:
    void showsItsStates_data();
    void showsItsStates();
    void startsWithNothingTyped();
    void saysWhatWillHappenWithTheseValues();
    void warnsOfOnesOwnAccount();
    void putsTheEnginesErrorsBesideTheFields();
    void showsWhereTheRunStands();
    void answersInOneClick();
    void offersNothingToThoseWhoMayNot();
    void refusesOnesOwnApproval();
    void approvesWithTheDigestThatWasShown();
    void saysThatSomebodyWasFirst();
    void keepsTypedWordsWhileItPolls();
    void pollsOnlyLiveRunsThatAreVisible();
    void showsTheEndOfARun();
    void cancelsAfterSayingWhatStays();
    void importsAFile();
    void listsWhatIsWrongWithAFile();
    void approvesADraft();
    void fitsTheSmallestWindow();
    void pictures();

private:
    QString const m_run = QStringLiteral("/playbooks/runs/") + support::kRunId;
};

void test_playbooks_page::showsItsStates_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("face");
    using Face = kit::StateView::Face;
    QTest::newRow("none") << 200 << R"({"items":[]})" << static_cast<int>(Face::Empty);
    QTest::newRow("one") << 200 << R"({"items":[{"id":"b2","name":"P","state":"draft"}]})"
                         << static_cast<int>(Face::Content);
    QTest::newRow("refused") << 403 << "" << static_cast<int>(Face::Failed);
    QTest::newRow("silent") << 0 << "" << static_cast<int>(Face::Failed);
}

void test_playbooks_page::showsItsStates()
{
    QFETCH(int, status);
    QFETCH(QString, answer);
    CaseWorld world;
    if (status == 200)
        world.api.answer(Verb::Get, "/playbooks", support::jsonOf(answer.toUtf8().constData()));
    else
        world.api.refuse(Verb::Get, "/playbooks", {.status = status, .type = "x", .title = "no"});
    PlaybooksPage page{world.context()};
    QAbstractItemModelTester const tester{page.model()};
    support::stage(page, {1232, 826});
    QTEST(static_cast<int>(page.state()->face()), "face");
}

void test_playbooks_page::startsWithNothingTyped()
{
    CaseWorld world;
    auto const path = QStringLiteral("/playbooks/%1/runs").arg(support::kBookId);
    world.api.answer(Verb::Post, path, world.runJson({}), 202);
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(startAddress());
    support::settle();
    auto* dialog = page.findChild<StartDialog*>();
    QVERIFY(dialog);
    dialog->submitButton()->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, path);
    auto const given = body["variables"].toObject();
    QCOMPARE(body["incident_id"].toString(), support::kCaseId);
    QCOMPARE(given["__incident_id__"].toString(), support::kCaseId);
    QCOMPARE(given["__user_id__"].toString(), support::kUserId);
    QCOMPARE(given["__destination__"].toString(), "on-call");
    QCOMPARE(given["__query__"].toString(), "user_id=\"x\"");
    QCOMPARE(world.shell.gone.last(), runAddress());
}

void test_playbooks_page::saysWhatWillHappenWithTheseValues()
{
    CaseWorld world;
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(startAddress());
    support::settle();
    auto const effects = page.findChild<StartDialog*>()->effects();
    QCOMPARE(effects.size(), 10);
    QCOMPARE(effects.at(0), "A backup is taken; nothing is changed");
    QCOMPARE(effects.at(1), "Account aiko.tan is disabled: nobody signs in with it");
    QVERIFY(effects.at(2).endsWith("3 sessions now"));
    QVERIFY(effects.at(3).contains("everybody's tokens"));
    QVERIFY(effects.at(4).endsWith("asks you"));
    QVERIFY(effects.at(5).contains("on-call"));
    QVERIFY(effects.at(6).contains("user_id=\"x\""));
    QVERIFY(effects.at(8).endsWith("only if: Was it somebody else? yes"));
    QVERIFY(effects.at(9).endsWith("only if: Was it somebody else? no"));
}

void test_playbooks_page::warnsOfOnesOwnAccount()
{
    CaseWorld world;
    world.api.answer(Verb::Get, "/notifications/destinations", QJsonObject{{"items", QJsonArray{}}});
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(startAddress());
    support::settle();
    auto const effects = page.findChild<StartDialog*>()->effects();
    QVERIFY(effects.first().contains("No destination is set up"));
    QVERIFY(!effects.join(' ').contains("your own account"));
}

void test_playbooks_page::putsTheEnginesErrorsBesideTheFields()
{
    CaseWorld world;
    world.api.refuse(Verb::Post, QStringLiteral("/playbooks/%1/runs").arg(support::kBookId),
                     {.status = 422,
                      .type = "invalid",
                      .title = "no",
                      .errors = {{"/variables/__query__", "a bracket is open"}}});
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(startAddress());
    support::settle();
    auto* dialog = page.findChild<StartDialog*>();
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(dialog->form()->field("__query__")->error(), "a bracket is open");
    QVERIFY(dialog->submitButton()->isEnabled());
}

void test_playbooks_page::showsWhereTheRunStands()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    QCOMPARE(page.runView()->state()->face(), kit::StateView::Face::Content);
    QCOMPARE(page.runView()->title(), "Step 5 of 11: Ask the owner of the account");
    QCOMPARE(page.runView()->shownStep(), support::kAsk);
    QCOMPARE(page.runView()->graph()->current(), support::kAsk);
}

void test_playbooks_page::answersInOneClick()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    world.api.answer(Verb::Post, m_run + "/answer", world.runJson({}));
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    auto* yes = page.runView()->step()->findChild<kit::Button*>("answer:yes");
    QVERIFY(yes);
    QCOMPARE(yes->text(), "Yes: Mark the incident as contained");
    yes->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, m_run + "/answer");
    QCOMPARE(body["answer"].toString(), "yes");
    QCOMPARE(body["step"].toString(), QString(support::kAsk) + "/1");
    QVERIFY(!body.contains("digest"));
    QCOMPARE(world.api.count(Verb::Post, m_run + "/answer"), 1);
}

void test_playbooks_page::offersNothingToThoseWhoMayNot()
{
    CaseWorld world{{"playbooks.read"}};
    world.run(world.waitingForOwner());
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    QVERIFY(!page.runView()->step()->findChild<kit::Button*>("answer:yes")->isEnabled());
    QVERIFY(page.runView()->step()->reason().contains("playbooks.answer"));
    QVERIFY(!page.runView()->findChild<kit::Button*>("cancelRun")->isEnabled());
    QVERIFY(!page.inspector()->startButton()->isEnabled());
    QVERIFY(page.commands().isEmpty());
}

void test_playbooks_page::refusesOnesOwnApproval()
{
    CaseWorld world;
    auto waiting = world.waitingForOwner();
    waiting["kind"] = "approval";
    waiting["answers"] = QJsonArray{};
    waiting["digest"] = QString(64, 'd');
    world.run(waiting);
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    QVERIFY(!page.runView()->step()->findChild<kit::Button*>("answer:approve")->isEnabled());
    QCOMPARE(page.runView()->step()->reason(), "You started this run: somebody else approves it.");
}

void test_playbooks_page::approvesWithTheDigestThatWasShown()
{
    CaseWorld world;
    world.session.assume("jon.brandt", support::kEveryRight);
    auto waiting = world.waitingForOwner();
    waiting["kind"] = "approval";
    waiting["answers"] = QJsonArray{};
    waiting["digest"] = QString(64, 'd');
    world.run(waiting);
    world.api.answer(Verb::Post, m_run + "/answer", world.runJson({}));
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    page.runView()->step()->findChild<kit::Button*>("answer:approve")->click();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_run + "/answer")["digest"].toString(), QString(64, 'd'));
}

void test_playbooks_page::saysThatSomebodyWasFirst()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    world.api.refuse(Verb::Post, m_run + "/answer",
                     {.status = 409, .type = "already-answered", .title = "jon.brandt was first"});
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    auto const read = world.api.count(Verb::Get, m_run);
    page.runView()->step()->findChild<kit::Button*>("answer:yes")->click();
    support::settle();
    QCOMPARE(world.shell.problems.size(), 1);
    QVERIFY(world.api.count(Verb::Get, m_run) > read); // It shows how it stands now.
}

void test_playbooks_page::keepsTypedWordsWhileItPolls()
{
    CaseWorld world;
    auto waiting = world.waitingForOwner();
    waiting["answers"] = QJsonArray{};
    world.run(waiting);
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    auto* edit = page.runView()->step()->findChild<QLineEdit*>();
    QVERIFY(edit);
    QVERIFY(!page.runView()->step()->findChild<kit::Button*>("answerText")->isEnabled());
    edit->setText("she was at home");
    page.runView()->refresh();
    support::settle();
    QCOMPARE(page.runView()->step()->findChild<QLineEdit*>(), edit);
    QCOMPARE(edit->text(), "she was at home");
    QVERIFY(page.runView()->step()->findChild<kit::Button*>("answerText")->isEnabled());
}

void test_playbooks_page::pollsOnlyLiveRunsThatAreVisible()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    auto const before = world.api.count(Verb::Get, m_run);
    QTRY_VERIFY_WITH_TIMEOUT(world.api.count(Verb::Get, m_run) > before, 3000);
    page.hide();
    support::settle();
    auto const hidden = world.api.calls.size();
    QTest::qWait(1300);
    QCOMPARE(world.api.calls.size(), hidden);
    world.run({}, "succeeded");
    page.show();
    support::settle();
    auto const ended = world.api.count(Verb::Get, m_run);
    QTest::qWait(1300);
    QCOMPARE(world.api.count(Verb::Get, m_run), ended);
}

void test_playbooks_page::showsTheEndOfARun()
{
    CaseWorld world;
    world.run({}, "cancelled");
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    QCOMPARE(page.runView()->title(), "Credential compromise: cancelled");
    QVERIFY(page.runView()->step()->reason().contains("has ended"));
    QVERIFY(page.runView()->findChild<kit::Button*>("cancelRun")->isHidden());
}

void test_playbooks_page::cancelsAfterSayingWhatStays()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    world.api.answer(Verb::Post, m_run + "/cancel", world.runJson({}, "cancelled"));
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(runAddress());
    support::settle();
    page.runView()->findChild<kit::Button*>("cancelRun")->click();
    auto* dialog = page.findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    QCOMPARE(world.api.count(Verb::Post, m_run + "/cancel"), 0);
    QVERIFY(dialog->dangerButton()->text().contains("Production"));
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, m_run + "/cancel"), 1);
}

void test_playbooks_page::importsAFile()
{
    CaseWorld world;
    world.api.answer(Verb::Post, "/playbooks", QJsonObject{{"id", "b2"}, {"name", "Leaked API key"}}, 201);
    QFile file{world.folder.filePath("p.json")};
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"type":"playbook","name":"Leaked API key"})");
    file.close();
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.importFile(file.fileName());
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, "/playbooks")["type"].toString(), "playbook");
    QCOMPARE(page.inspector()->detail().playbook.id, "b2");
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{nothing");
    file.close();
    page.importFile(file.fileName());
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, "/playbooks"), 1);
    QCOMPARE(world.shell.toasts.last().kind, kit::ToastKind::Failure);
}

void test_playbooks_page::listsWhatIsWrongWithAFile()
{
    CaseWorld world;
    world.api.refuse(Verb::Post, "/playbooks",
                     {.status = 422,
                      .type = "invalid",
                      .title = "no",
                      .errors = {{"/workflow/x", "leads nowhere"}, {"/id", "is missing"}}});
    QFile file{world.folder.filePath("p.json")};
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}");
    file.close();
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.importFile(file.fileName());
    support::settle();
    auto* dialog = page.findChild<kit::Dialog*>();
    QVERIFY(dialog);
    QStringList told;
    for (auto* label : dialog->findChildren<QLabel*>())
        told << label->text();
    QVERIFY(told.contains("leads nowhere"));
    QVERIFY(told.contains("/id"));
}

void test_playbooks_page::approvesADraft()
{
    CaseWorld world;
    world.api.answer(Verb::Post, "/playbooks/b2/approve",
                     QJsonObject{{"id", "b2"}, {"name", "Leaked API key"}, {"state", "approved"}});
    PlaybooksPage page{world.context()};
    support::stage(page, {1232, 826});
    page.table()->selectRow(1);
    support::settle();
    QVERIFY(!page.inspector()->startButton()->isEnabled());
    page.inspector()->approveButton()->click();
    auto* dialog = page.findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, "/playbooks/b2/approve"), 1);
}

void test_playbooks_page::fitsTheSmallestWindow()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    PlaybooksPage page{world.context()};
    support::stage(page, {1044, 626});
    page.open(runAddress());
    support::settle();
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1x%2").arg(least.width()).arg(least.height())));
}

void test_playbooks_page::pictures()
{
    for (auto const& size : {QSize{1232, 826}, QSize{1044, 626}}) {
        CaseWorld world;
        world.run(world.waitingForOwner());
        PlaybooksPage page{world.context()};
        support::stage(page, size);
        support::picture(world, page, "playbooks-library");
        page.open(runAddress());
        support::settle();
        support::picture(world, page, "playbooks-run");
        page.runView()->findChild<kit::Segmented*>()->setCurrent(1);
        emit page.runView()->findChild<kit::Segmented*>()->chosen(1);
        support::picture(world, page, "playbooks-run-list");
        page.open(startAddress());
        support::settle();
        support::picture(world, page, "playbooks-start");
    }
}

DEWAR_TEST(test_playbooks_page)
#include "test_playbooks_page.moc"
