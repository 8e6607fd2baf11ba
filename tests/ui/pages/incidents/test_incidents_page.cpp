// Tests of the incidents page: the list, a case at work, what it sends, its report on the disk, rights and pictures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_dialogs.h"
#include "ui/pages/incidents/incidents_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/case_world.h"

#include <QAbstractItemModelTester>
#include <QTextTable>

using namespace ui;
using namespace ui::incidents;
using support::CaseWorld;

class test_incidents_page : public QObject {
    Q_OBJECT
private slots:
    void showsItsStates_data();
    void showsItsStates();
    void declaresACase();
    void opensACaseAndMakesItTheActiveOne();
    void leavesTheActiveCaseWhenItIsClosed();
    void readsOnlyTheLinesThatAreNew();
    void pollsWhileARunIsLiveAndThePageIsVisible();
    void addsNotesAndDecisions();
    void keepsTheNoteWhenTheEngineRefuses();
    void containsWithUndo();
    void closesAfterSayingWhatEnds();
    void leadsToTheRunThatWaits();
    void startsThePlaybookWithAllItKnows();
    void ordersTheDryRunByTheFlow();
    void looksForWhatWasTouched();
    void asksTheLogsForNobodyWhoMayNot();
    void savesTheReport();
    void hashesAFilePieceByPiece();
    void keepsButtonsFromThoseWhoMayNot();
    void fitsTheSmallestWindow();
    void pictures();

private:
    QString const m_path = QStringLiteral("/incidents/") + support::kCaseId;
    kit::Address const m_address{"incidents", support::kCaseId, {}};
};

void test_incidents_page::showsItsStates_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("face");
    using Face = kit::StateView::Face;
    QTest::newRow("none") << 200 << R"({"items":[]})" << static_cast<int>(Face::Empty);
    QTest::newRow("one") << 200 << R"({"items":[{"id":"i1","title":"T","severity":"high","state":"open"}]})"
                         << static_cast<int>(Face::Content);
    QTest::newRow("refused") << 403 << "" << static_cast<int>(Face::Failed);
    QTest::newRow("silent") << 0 << "" << static_cast<int>(Face::Failed);
}

void test_incidents_page::showsItsStates()
{
    QFETCH(int, status);
    QFETCH(QString, answer);
    CaseWorld world;
    if (status == 200)
        world.api.answer(Verb::Get, "/incidents", support::jsonOf(answer.toUtf8().constData()));
    else
        world.api.refuse(Verb::Get, "/incidents", {.status = status, .type = "x", .title = "no"});
    IncidentsPage page{world.context()};
    QAbstractItemModelTester const tester{page.model()};
    support::stage(page, {1232, 826});
    QTEST(static_cast<int>(page.state()->face()), "face");
}

void test_incidents_page::declaresACase()
{
    CaseWorld world;
    world.api.answer(Verb::Post, "/incidents", world.incidentJson(), 201);
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.declare();
    support::settle();
    auto* dialog = page.findChild<DeclareDialog*>();
    QVERIFY(dialog);
    dialog->submitButton()->click();
    support::settle();
    QCOMPARE(world.api.count(Verb::Post, "/incidents"), 0); // Without a title nothing is sent.
    dialog->form()->field("title")->setText("Signing key seen in a build log");
    dialog->findChildren<QComboBox*>().at(1)->setCurrentIndex(2);
    dialog->submitButton()->click();
    support::settle();
    auto const body = world.api.lastBody(Verb::Post, "/incidents");
    QCOMPARE(body["severity"].toString(), "high");
    QCOMPARE(body["user_id"].toString(), support::kUserId);
    QCOMPARE(world.shell.gone.last(), m_address);
}

void test_incidents_page::opensACaseAndMakesItTheActiveOne()
{
    CaseWorld world;
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    QCOMPARE(page.caseView()->state()->face(), kit::StateView::Face::Content);
    QCOMPARE(world.shell.incident.id, support::kCaseId);
    QCOMPARE(page.caseView()->head()->clock(), "00:11:00");
    QCOMPARE(page.caseView()->timeline()->count(), 12);
    QCOMPARE(page.caseView()->timeline()->count("evidence"), 1);
    QCOMPARE(page.caseView()->timeline()->count("message"), 1);
    QVERIFY(page.header()->isHidden());
}

void test_incidents_page::leavesTheActiveCaseWhenItIsClosed()
{
    CaseWorld world;
    world.shell.incident = {support::kCaseId, "x", Severity::High, {}};
    world.incident("closed");
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    QVERIFY(world.shell.incident.none());
    QCOMPARE(page.caseView()->head()->clock(), "00:10:00");
}

void test_incidents_page::readsOnlyTheLinesThatAreNew()
{
    CaseWorld world;
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.refresh();
    support::settle();
    QCOMPARE(world.api.last(Verb::Get, m_path + "/timeline").query.queryItemValue("after"), "12");
    QCOMPARE(page.caseView()->timeline()->count(), 12);
}

void test_incidents_page::pollsWhileARunIsLiveAndThePageIsVisible()
{
    CaseWorld world;
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    auto const before = world.api.count(Verb::Get, "/playbooks/runs");
    QTRY_VERIFY_WITH_TIMEOUT(world.api.count(Verb::Get, "/playbooks/runs") > before, 3000);
    page.hide();
    support::settle();
    auto const hidden = world.api.calls.size();
    QTest::qWait(1300);
    QCOMPARE(world.api.calls.size(), hidden);
}

void test_incidents_page::addsNotesAndDecisions()
{
    CaseWorld world;
    world.api.answer(Verb::Post, m_path + "/notes", QJsonObject{{"number", 13}, {"kind", "note"}}, 201);
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->note()->setText("  the owner is on his way  ");
    QVERIFY(page.unsaved());
    QTest::keyClick(page.caseView()->note(), Qt::Key_Return);
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_path + "/notes")["text"].toString(), "the owner is on his way");
    QVERIFY(!page.unsaved());
    page.caseView()->findChild<kit::Segmented*>()->setCurrent(1);
    page.caseView()->note()->setText("rotate first");
    QTest::keyClick(page.caseView()->note(), Qt::Key_Return);
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_path + "/notes")["text"].toString(), "Decision: rotate first");
}

void test_incidents_page::keepsTheNoteWhenTheEngineRefuses()
{
    CaseWorld world;
    world.api.refuse(Verb::Post, m_path + "/notes", {.status = 503, .type = "unavailable", .title = "busy"});
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->note()->setText("kept");
    QTest::keyClick(page.caseView()->note(), Qt::Key_Return);
    support::settle();
    QCOMPARE(page.caseView()->note()->text(), "kept");
    QCOMPARE(world.shell.problems.size(), 1);
}

void test_incidents_page::containsWithUndo()
{
    CaseWorld world;
    world.api.answer(Verb::Post, m_path + "/state", world.incidentJson("contained"));
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->findChild<kit::Button*>("nextState")->click();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_path + "/state")["state"].toString(), "contained");
    QVERIFY(world.shell.toasts.last().undo);
    world.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_path + "/state")["state"].toString(), "open");
}

void test_incidents_page::closesAfterSayingWhatEnds()
{
    CaseWorld world;
    world.incident("contained");
    world.api.answer(Verb::Post, m_path + "/state", world.incidentJson("closed"));
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->findChild<kit::Button*>("nextState")->click();
    auto* dialog = page.findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    bool warned = false;
    for (auto* label : dialog->findChildren<QLabel*>())
        warned = warned || label->text().contains("still goes on");
    QVERIFY(warned);
    QCOMPARE(world.api.count(Verb::Post, m_path + "/state"), 0);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(world.api.lastBody(Verb::Post, m_path + "/state")["state"].toString(), "closed");
    QVERIFY(!world.shell.toasts.last().undo); // Closed is closed.
}

void test_incidents_page::leadsToTheRunThatWaits()
{
    CaseWorld world;
    world.run(world.waitingForOwner());
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->findChild<kit::Button*>("nextRun")->click();
    QCOMPARE(world.shell.gone.last().page, "playbooks");
    QCOMPARE(world.shell.gone.last().object, support::kRunId);
    QCOMPARE(world.shell.gone.last().more.queryItemValue("kind"), "run");
}

void test_incidents_page::startsThePlaybookWithAllItKnows()
{
    CaseWorld world;
    world.noRun();
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    page.caseView()->findChild<kit::Button*>("startSuggested")->click();
    auto const more = world.shell.gone.last().more;
    QCOMPARE(world.shell.gone.last().object, support::kBookId);
    QCOMPARE(more.queryItemValue("incident"), support::kCaseId);
    QCOMPARE(more.queryItemValue("user"), support::kUserId);
    QCOMPARE(more.queryItemValue("start"), "1");
    QVERIFY(more.queryItemValue("query", QUrl::FullyDecoded).contains(support::kUserId));
}

void test_incidents_page::ordersTheDryRunByTheFlow()
{
    CaseWorld world;
    world.noRun();
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    QStringList steps;
    for (auto* label : page.caseView()->side()->findChildren<QLabel*>())
        for (auto const* name :
             {"Take a backup", "Disable the account", "Ask the owner of the account", "Notify"})
            if (label->text() == name)
                steps << name;
    QCOMPARE(steps,
             (QStringList{"Take a backup", "Disable the account", "Ask the owner of the account", "Notify"}));
}

void test_incidents_page::looksForWhatWasTouched()
{
    CaseWorld world;
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    auto const query = world.api.last(Verb::Get, "/logs/touched").query;
    QCOMPARE(query.queryItemValue("user_id"), support::kUserId);
    QCOMPARE(world.api.count(Verb::Get, "/logs/touched"), 1);
    auto* whose = page.caseView()->findChild<TouchedPane*>()->findChild<QComboBox*>();
    QCOMPARE(whose->count(), 2);
    whose->setCurrentIndex(1);
    emit whose->activated(1);
    support::settle();
    QVERIFY(world.api.last(Verb::Get, "/logs/touched").query.hasQueryItem("token_id"));
}

void test_incidents_page::asksTheLogsForNobodyWhoMayNot()
{
    CaseWorld world{{"incidents.read"}};
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    for (auto const* path : {"/logs/touched", "/playbooks/runs", "/playbooks", "/users"})
        QCOMPARE(world.api.count(Verb::Get, path), 0);
    QCOMPARE(page.caseView()->state()->face(), kit::StateView::Face::Content);
}

void test_incidents_page::savesTheReport()
{
    CaseWorld world;
    IncidentsClient client{world.api};
    auto const markdown = CaseWorld::report();
    auto const evidence = listFrom(world.evidence(), evidenceFrom);
    auto const folder = world.folder.path();
    QCOMPARE(writeFile(folder + "/r.md", markdown), QString{});
    QFile saved{folder + "/r.md"};
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), markdown); // Byte for byte: its hash is in the bundle.
    QCOMPARE(writePdf(folder + "/r.pdf", "Case", markdown, evidence), QString{});
    QFile pdf{folder + "/r.pdf"};
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QVERIFY(pdf.read(5) == "%PDF-");
    QVERIFY(pdf.size() > 4000);
    ReportPane pane{client};
    pane.setCase(incidentFrom(world.incidentJson()), evidence);
    pane.read();
    support::settle();
    bool tables = false; // The engine writes its facts as tables: they must be shown as such.
    for (auto* frame : pane.findChild<QTextBrowser*>()->document()->rootFrame()->childFrames())
        tables = tables || qobject_cast<QTextTable*>(frame);
    QVERIFY(tables);
    auto const footer = footerOf(markdown, evidence).join('\n');
    QVERIFY(footer.contains(QCryptographicHash::hash(markdown, QCryptographicHash::Sha256).toHex()));
    QVERIFY(footer.contains(evidence.front().sha256));
    QVERIFY(footer.contains(evidence.back().sha256));
    QVERIFY(!writeFile(folder + "/nowhere/r.md", markdown).isEmpty());
    QVERIFY(!writePdf(folder + "/nowhere/r.pdf", "Case", markdown, evidence).isEmpty());
}

void test_incidents_page::hashesAFilePieceByPiece()
{
    QTemporaryDir folder;
    QByteArray const bytes(9 * 1024 * 1024 + 17, 'x'); // More than two pieces.
    QCOMPARE(writeFile(folder.filePath("image"), bytes), QString{});
    FileHash hash{folder.filePath("image"), nullptr};
    QSignalSpy done{&hash, &FileHash::done};
    hash.start();
    QTRY_COMPARE(done.count(), 1);
    QCOMPARE(done.first().first().toString(), sha256Of(bytes));
    FileHash missing{folder.filePath("nothing"), nullptr};
    QSignalSpy failed{&missing, &FileHash::done};
    missing.start();
    QCOMPARE(failed.count(), 1);
    QVERIFY(!failed.first().at(1).toString().isEmpty());
}

void test_incidents_page::keepsButtonsFromThoseWhoMayNot()
{
    CaseWorld world{{"incidents.read", "playbooks.read"}};
    world.noRun();
    IncidentsPage page{world.context()};
    support::stage(page, {1232, 826});
    page.open(m_address);
    support::settle();
    QVERIFY(!page.caseView()->findChild<kit::Button*>("nextState")->isEnabled());
    QVERIFY(!page.caseView()->findChild<kit::Button*>("addNote")->isEnabled());
    QVERIFY(!page.caseView()->findChild<kit::Button*>("startSuggested")->isEnabled());
    QVERIFY(page.caseView()->findChild<kit::Button*>("startSuggested")->toolTip().contains("playbooks.run"));
}

void test_incidents_page::fitsTheSmallestWindow()
{
    CaseWorld world;
    IncidentsPage page{world.context()};
    support::stage(page, {1044, 626});
    page.open(m_address);
    support::settle();
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1x%2").arg(least.width()).arg(least.height())));
}

void test_incidents_page::pictures()
{
    for (auto const& size : {QSize{1232, 826}, QSize{1044, 626}}) {
        CaseWorld world;
        QJsonObject contained = world.incidentJson("contained", 2900);
        contained["id"] = "01935f00-0000-7000-8000-000000aa1100";
        contained["title"] = "Leaked API key of the export service";
        contained["severity"] = "critical";
        contained["alert_id"] = QJsonValue::Null;
        QJsonObject closed = world.incidentJson("closed", 20'000);
        closed["id"] = "01934f00-0000-7000-8000-000000bb2200";
        closed["title"] = "Slow answers of the search";
        closed["severity"] = "low";
        world.api.answer(Verb::Get, "/incidents",
                         QJsonObject{{"items", QJsonArray{world.incidentJson(), contained, closed}}});
        world.run(world.waitingForOwner());
        IncidentsPage page{world.context()};
        support::stage(page, size);
        support::picture(world, page, "incidents-list");
        page.open(m_address);
        support::settle();
        support::picture(world, page, "incidents-case");
        page.caseView()->showTab(CaseView::TouchedTab);
        support::picture(world, page, "incidents-touched");
        page.caseView()->showTab(CaseView::ReportTab);
        support::settle();
        support::picture(world, page, "incidents-report");
        world.noRun();
        page.caseView()->showTab(CaseView::EvidenceTab);
        page.refresh();
        support::settle();
        support::picture(world, page, "incidents-suggested");
    }
}

DEWAR_TEST(test_incidents_page)
#include "test_incidents_page.moc"
