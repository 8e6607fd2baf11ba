// Tests of the audit page: filters, paging, the pane, verifying against what was seen before, and the export.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_page.h"

#include "tests/support/registry.h"
#include "tests/ui/pages/audit/audit_world.h"
#include "tests/ui/pages/page_stage.h"

#include <QComboBox>
#include <QFile>
#include <QScrollBar>

using namespace ui;
using audit::AuditPage;
using support::PageStage;

class test_audit_page : public QObject {
    Q_OBJECT
private slots:
    void init() { theme().apply(Theme::Choice::Dark); }
    void showsTheNewestRowsAndTheHead();
    void showsFailureAndTriesAgain();
    void readsMoreByScrolling();
    void filtersByWhatIsTyped();
    void refusesTimesThatAreNone();
    void saysThatNothingMatches();
    void showsARowWithItsNeighbours();
    void narrowsToActorAndObject();
    void linksToPagesAndLogs();
    void opensWithAFilterAndARow();
    void verifiesToTheEnd();
    void waitsWhereTheEngineLimits();
    void namesTheFirstBadRow();
    void seesAChainThatWasCut();
    void seesAChainThatWasWrittenAnew();
    void stopsWhenAsked();
    void exportsToAFile();
    void keepsNoHalfFile();
    void needsItsPermissions();
    void fitsTheSmallestWindow();
    void pictures();

private:
    AuditPage& opened(PageStage& stage, qint64 rows = 402'911);
    void select(PageStage& stage, int row);
};

AuditPage& test_audit_page::opened(PageStage& stage, qint64 rows)
{
    support::showAudit(stage.api, rows);
    return stage.put(new AuditPage{stage.context()});
}

void test_audit_page::select(PageStage& stage, int row)
{
    stage.window.findChild<kit::Table*>()->selectRow(row);
    support::settle();
}

void test_audit_page::showsTheNewestRowsAndTheHead()
{
    PageStage stage;
    opened(stage);
    QVERIFY(stage.words().contains("402,911 rows · head " + audit::shortHash(support::hashOf(402'911))));
    QVERIFY(stage.words().contains("200 rows shown, more follow by scrolling"));
    QCOMPARE(stage.api.unscripted, QStringList{});
}

void test_audit_page::showsFailureAndTriesAgain()
{
    PageStage stage;
    support::showAudit(stage.api);
    stage.api.refuse(Verb::Get, "/audit", {.status = 403, .type = "forbidden", .permission = "audit.read"});
    stage.put(new AuditPage{stage.context()});
    QVERIFY(stage.words().contains("You need audit.read"));
    support::showAudit(stage.api);
    QVERIFY(stage.press("Try again"));
    QVERIFY(stage.words().contains("200 rows shown"));
}

void test_audit_page::readsMoreByScrolling()
{
    PageStage stage;
    opened(stage, 450);
    auto* table = stage.window.findChild<kit::Table*>();
    for (int page = 0; page < 3; ++page) {
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum());
        support::settle();
    }
    QCOMPARE(table->shownRows(), 450);
    QVERIFY(stage.words().contains("450 rows shown"));
    QVERIFY(!stage.words().contains("more follow"));
}

void test_audit_page::filtersByWhatIsTyped()
{
    PageStage stage;
    opened(stage);
    stage.edit("Action, as user.disable")->setText("user.disable");
    QTest::keyClick(stage.edit("Action, as user.disable"), Qt::Key_Return);
    stage.edit("Actor: name or id")->setText("marta okafor+1");
    QTest::keyClick(stage.edit("Actor: name or id"), Qt::Key_Return);
    auto* span = stage.window.findChild<QComboBox*>();
    span->setCurrentIndex(1);
    emit span->activated(1);
    support::settle();
    auto const query = stage.api.last(Verb::Get, "/audit").query;
    QCOMPARE(query.queryItemValue("verb"), "user.disable");
    QCOMPARE(query.queryItemValue("actor", QUrl::FullyDecoded), "marta okafor+1");
    QCOMPARE(query.queryItemValue("from", QUrl::FullyDecoded), "2026-09-14T08:30:00.000Z");
    QVERIFY(stage.press("Clear"));
    QVERIFY(!stage.api.last(Verb::Get, "/audit").query.hasQueryItem("verb"));
}

void test_audit_page::refusesTimesThatAreNone()
{
    PageStage stage;
    opened(stage);
    auto* span = stage.window.findChild<QComboBox*>();
    span->setCurrentIndex(5);
    emit span->activated(5);
    support::settle();
    auto const before = stage.api.count(Verb::Get, "/audit");
    stage.edit("From, 2026-09-14 09:30")->setText("yesterday");
    QTest::keyClick(stage.edit("From, 2026-09-14 09:30"), Qt::Key_Return);
    support::settle();
    QCOMPARE(stage.api.count(Verb::Get, "/audit"), before);
    QVERIFY(stage.words().contains("A time as 2026-09-14 09:30, in UTC"));
    stage.edit("From, 2026-09-14 09:30")->setText("2026-09-13 08:00");
    QTest::keyClick(stage.edit("From, 2026-09-14 09:30"), Qt::Key_Return);
    support::settle();
    QCOMPARE(stage.api.last(Verb::Get, "/audit").query.queryItemValue("from", QUrl::FullyDecoded),
             "2026-09-13T08:00:00.000Z");
}

void test_audit_page::saysThatNothingMatches()
{
    PageStage stage;
    auto& page = opened(stage);
    stage.api.next(Verb::Get, "/audit", support::answerOf(R"({"items":[]})"));
    QUrlQuery more;
    more.addQueryItem("verb", "no.such");
    page.open({"audit", {}, more});
    support::settle();
    QVERIFY(stage.words().contains("Nothing matches"));
    QVERIFY(stage.press("Clear filter"));
    QVERIFY(stage.words().contains("200 rows shown"));
}

void test_audit_page::showsARowWithItsNeighbours()
{
    PageStage stage;
    opened(stage);
    select(stage, 2);
    QVERIFY(stage.words().contains("aiko.tan was refused: exceeds own permissions."));
    auto* chain = stage.window.findChild<audit::ChainView*>();
    QVERIFY2(chain->accessibleName().contains("before row 402908"), qPrintable(chain->accessibleName()));
    QVERIFY(chain->accessibleName().contains("after row 402910"));
    auto const facts = stage.window.findChild<audit::Inspector*>()->findChild<kit::Facts*>()->facts();
    QCOMPARE(facts.last().value, support::hashOf(402'908));
}

void test_audit_page::narrowsToActorAndObject()
{
    PageStage stage;
    opened(stage);
    select(stage, 0);
    QVERIFY(stage.press("Same actor"));
    QCOMPARE(stage.api.last(Verb::Get, "/audit").query.queryItemValue("actor"), "marta.okafor");
    select(stage, 0);
    QVERIFY(stage.press("Same object"));
    bool asked = false;
    for (auto const& call : stage.api.calls)
        asked = asked || call.query.queryItemValue("subject") == "u-05";
    QVERIFY(asked);
}

void test_audit_page::linksToPagesAndLogs()
{
    PageStage stage;
    opened(stage);
    select(stage, 0);
    QVERIFY(stage.press("Open user"));
    QCOMPARE(stage.shell.gone.last(), (kit::Address{"users", "u-05", {}}));
    QVERIFY(stage.press("Logs of it"));
    QCOMPARE(stage.shell.gone.last().page, "logs");
    QVERIFY(stage.shell.gone.last()
                .more.queryItemValue("q", QUrl::FullyDecoded)
                .startsWith("trace_id=9a1b44c2e07f"));
    select(stage, 4); // A refused sign-in: no object.
    QVERIFY(stage.button("Same object") == nullptr);
}

void test_audit_page::opensWithAFilterAndARow()
{
    PageStage stage;
    support::showAudit(stage.api);
    auto* page = new AuditPage{stage.context()};
    QUrlQuery more;
    more.addQueryItem("actor", "jon.brandt");
    page->open({"audit", {}, more});
    stage.put(page);
    QCOMPARE(stage.edit("Actor: name or id")->text(), "jon.brandt");
    page->open({"audit", "1207", {}});
    support::settle();
    QCOMPARE(page->findChild<audit::Inspector*>()->shownNumber(), 1207);
}

void test_audit_page::verifiesToTheEnd()
{
    PageStage stage;
    opened(stage);
    support::showWhole(stage.api, 402'911);
    QVERIFY(stage.press("Verify chain"));
    QCOMPARE(stage.api.count(Verb::Get, "/audit/verify"), 5);
    QVERIFY(stage.words().contains("Chain unbroken"));
    QVERIFY(stage.words().contains("402,911 of 402,911 rows verified at 09:30 UTC"));
    QVERIFY(stage.words().contains("found whole here up to row 402,911"));
    support::showAudit(stage.api, 402'950); // Longer, and the row that was seen is as it was.
    support::showWhole(stage.api, 402'950);
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("row 402,911 is as this console saw it before"));
}

void test_audit_page::waitsWhereTheEngineLimits()
{
    PageStage stage;
    opened(stage, 150'000);
    support::showWhole(stage.api, 150'000);
    stage.api.next(Verb::Get, "/audit/verify",
                   Problem{.status = 429, .type = "too-many-requests", .retryAfterSeconds = 1});
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("Goes on in 1 s: the engine limits heavy reads"));
    QTRY_VERIFY(stage.words().contains("Chain unbroken"));
}

void test_audit_page::namesTheFirstBadRow()
{
    PageStage stage;
    opened(stage);
    stage.api.shows(
        "/audit/verify",
        R"({"ok":false,"rows":1206,"first_bad":1207,"problem":"the row is not as it was written"})");
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("Chain broken"));
    QVERIFY(stage.words().contains("Row 1,207: the row is not as it was written"));
    QCOMPARE(stage.shell.badges["audit"].worst, Severity::Critical);
    QVERIFY(stage.press("Show row 1,207"));
    QCOMPARE(stage.window.findChild<audit::Inspector*>()->shownNumber(), 1207);
}

void test_audit_page::seesAChainThatWasCut()
{
    PageStage stage;
    stage.settings.setValue("audit/seen/Production/number", 402'990);
    stage.settings.setValue("audit/seen/Production/hash", support::hashOf(402'990));
    opened(stage);
    support::showWhole(stage.api, 402'911);
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("this console saw row 402,990 before: rows were cut off"));
    QCOMPARE(stage.settings.value("audit/seen/Production/number").toInt(), 402'990);
}

void test_audit_page::seesAChainThatWasWrittenAnew()
{
    PageStage stage;
    stage.settings.setValue("audit/seen/Production/number", 400'000);
    stage.settings.setValue("audit/seen/Production/hash", support::hashOf(1));
    opened(stage);
    support::showWhole(stage.api, 402'911);
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("Row 400,000 has another hash than this console saw before"));
}

void test_audit_page::stopsWhenAsked()
{
    PageStage stage;
    opened(stage);
    support::showWhole(stage.api, 402'911);
    stage.api.next(Verb::Get, "/audit/verify", Problem{.status = 429, .retryAfterSeconds = 60});
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.press("Stop"));
    QVERIFY(!stage.words().contains("Verifying the chain"));
    QVERIFY(stage.press("Verify chain"));
    QVERIFY(stage.words().contains("Chain unbroken"));
}

void test_audit_page::exportsToAFile()
{
    PageStage stage;
    auto& page = opened(stage, 2'500);
    stage.api.script(Verb::Get, "/audit/export", [](Call const& call) -> Reply<Answer> {
        Answer answer{.status = 200};
        auto const after = call.query.queryItemValue("after").toLongLong();
        for (auto number = after + 1; number <= std::min<qint64>(after + 1000, 2'500); ++number)
            answer.raw += "{\"number\":" + QByteArray::number(number) + "}\n";
        return answer;
    });
    auto const path = stage.folder.filePath("audit.jsonl");
    page.exportTo(path);
    support::settle();
    QFile file{path};
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 2'500);
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions{});
    QVERIFY(stage.words().contains("2,500 rows in"));
}

void test_audit_page::keepsNoHalfFile()
{
    PageStage stage;
    auto& page = opened(stage, 2'500);
    stage.api.refuse(Verb::Get, "/audit/export", {.status = 503, .type = "unavailable"});
    auto const path = stage.folder.filePath("audit.jsonl");
    page.exportTo(path);
    support::settle();
    QVERIFY(!QFile::exists(path));
    QVERIFY(stage.words().contains("The export stopped"));
    page.exportTo(stage.folder.filePath("nowhere/audit.jsonl"));
    support::settle();
    QVERIFY(stage.words().contains("The file could not be written"));
}

void test_audit_page::needsItsPermissions()
{
    PageStage stage;
    stage.session.assume("lea.fischer", {"audit.read"});
    auto& page = opened(stage);
    QVERIFY(stage.button("Verify chain")->isEnabled());
    QVERIFY(!stage.button("Export…")->isEnabled());
    QCOMPARE(page.commands().size(), 1);
}

void test_audit_page::fitsTheSmallestWindow()
{
    PageStage stage;
    auto& page = opened(stage);
    select(stage, 0);
    page.setNarrow(true);
    QVERIFY(stage.press("Details"));
    auto* span = stage.window.findChild<QComboBox*>();
    span->setCurrentIndex(5);
    emit span->activated(5);
    support::settle();
    auto const least = page.minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
}

void test_audit_page::pictures()
{
    PageStage stage;
    auto& page = opened(stage);
    select(stage, 7);
    support::showWhole(stage.api, 402'911);
    QVERIFY(stage.press("Verify chain"));
    stage.pictures(page, theme(), "audit-rows");
    stage.api.shows(
        "/audit/verify",
        R"({"ok":false,"rows":1206,"first_bad":1207,"problem":"the row is not as it was written"})");
    QVERIFY(stage.press("Verify chain"));
    stage.save("audit-broken", Theme::Choice::Dark);
}

DEWAR_TEST(test_audit_page)
#include "test_audit_page.moc"
