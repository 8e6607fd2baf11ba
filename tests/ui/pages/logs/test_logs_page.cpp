// Tests of the logs page: what it asks for, what it shows, and its pictures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/dialog.h"
#include "ui/kit/text.h"
#include "ui/pages/logs/logs_page.h"

#include "tests/support/fake_shell.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"
#include "tests/support/registry.h"
#include "tests/ui/pages/logs/log_world.h"

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>

using namespace ui;
using namespace ui::logs;

namespace {

constexpr char kQuery[] = "(severity=error OR severity=warn) AND NOT source=edge AND timeout";
QStringList const kAll{"logs.read@*", "logs.read",       "logs.status",
                       "logs.freeze", "incidents.write", "users.read"};

} // namespace

class test_logs_page : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void asksForEverythingOnce();
    void saysThatNothingWasFound();
    void showsWhyItFailed();
    void showsTheEnginesWordsForABadQuery();
    void ticksNarrowTheQuery();
    void countsOnlyOpenFields();
    void waitsWhenTheBudgetIsSpent();
    void aDragNarrowsTheRange();
    void showsAnEventAndAddsItsValue();
    void leadsToUsersAndTraces();
    void tailsAndStops();
    void tellsWhatATokenTouched();
    void freezesIntoTheCase();
    void addsToTheCaseWithoutFreezingTwice();
    void exportsWhatIsShown_data();
    void exportsWhatIsShown();
    void disablesWhatIsNotAllowed();
    void opensAnAddress();
    void scrollsTenMillionRows();
    void fitsASmallWindow();
    void hasNamesForEverything();
    void pictures();

private:
    void make(QStringList const& permissions = kAll);
    void showPage(int width = 1232, int height = 826);
    template <class T> T* dialog() const { return m_window->findChild<T*>(); }
    kit::Button* button(QString const& words) const;
    QString query(char const* path) const
    {
        return m_api->last(Verb::Get, path).query.queryItemValue("q", QUrl::FullyDecoded);
    }

    std::unique_ptr<support::FakeApi> m_api;
    std::unique_ptr<support::FakeUiClock> m_clock;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<JobFollower> m_jobs;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<support::FakeShell> m_shell;
    std::unique_ptr<QWidget> m_window;
    support::LogWorld m_world;
    LogsPage* m_page = nullptr;
};

void test_logs_page::init()
{
    theme().apply(Theme::Choice::Dark);
    m_api = std::make_unique<support::FakeApi>();
    m_clock = std::make_unique<support::FakeUiClock>();
    m_session = std::make_unique<Session>(*m_api, *m_clock);
    m_jobs = std::make_unique<JobFollower>(*m_api);
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath("s.ini"), QSettings::IniFormat);
    m_shell = std::make_unique<support::FakeShell>();
    m_world = {};
    m_world.serve(*m_api);
}

void test_logs_page::cleanup()
{
    m_window.reset();
    m_page = nullptr;
    m_shell.reset();
    m_settings.reset();
    m_jobs.reset();
    m_session.reset();
    m_api.reset();
}

void test_logs_page::make(QStringList const& permissions)
{
    m_session->assume("mara.okafor", permissions);
    m_window = std::make_unique<QWidget>();
    m_window->setObjectName("root");
    auto* whole = new QVBoxLayout{m_window.get()};
    whole->setContentsMargins(0, 0, 0, 0);
    m_page = new LogsPage{{*m_api, *m_session, *m_jobs, *m_clock, *m_settings, *m_shell}};
    whole->addWidget(m_page);
}

void test_logs_page::showPage(int width, int height)
{
    m_window->resize(width, height);
    m_window->show();
    support::settle();
    QTest::qWait(60); // The table waits 25 ms before it asks.
    support::settle();
}

kit::Button* test_logs_page::button(QString const& words) const
{
    for (auto* button : m_window->findChildren<kit::Button*>())
        if (button->text() == words)
            return button;
    return nullptr;
}

void test_logs_page::asksForEverythingOnce()
{
    make();
    showPage();
    QCOMPARE(m_api->count(Verb::Get, "/logs/events"), 1);
    auto const call = m_api->last(Verb::Get, "/logs/events");
    QCOMPARE(call.query.queryItemValue("to", QUrl::FullyDecoded), "2026-09-14T09:30:01.000Z");
    QCOMPARE(call.query.queryItemValue("from", QUrl::FullyDecoded), "2026-09-14T03:30:01.000Z");
    QCOMPARE(m_page->table()->rowCount(),
             m_world.countIn((m_world.newestUs / 1'000'000 + 1 - 21'600) * 1'000'000 + 1'000'000,
                             m_world.newestUs + 1));
    QVERIFY(m_page->table()->rowAt(0) != nullptr);
    QCOMPARE(m_page->table()->rowAt(0)->cells[kIdCell], m_world.idOf(0));
    QCOMPARE(m_api->count(Verb::Get, "/logs/facets"), 3);
    QCOMPARE(m_api->count(Verb::Get, "/logs/histogram"), 2); // All, and warnings.
    QCOMPARE(m_api->unscripted, QStringList{});
    auto const calls = m_api->calls.size();
    m_window->hide();
    m_window->show();
    support::settle();
    QCOMPARE(m_api->calls.size(), calls); // Coming back keeps what was found.
    m_page->refresh();
    support::settle();
    QVERIFY(m_api->calls.size() > calls);
}

void test_logs_page::saysThatNothingWasFound()
{
    m_world.events = 0;
    make();
    showPage();
    auto* states = m_page->table()->parentWidget()->parentWidget();
    QCOMPARE(qobject_cast<kit::StateView*>(states)->face(), kit::StateView::Face::Empty);
    m_world.events = 5;
    QTest::mouseClick(button("Look at 30 days"), Qt::LeftButton);
    support::settle();
    QCOMPARE(qobject_cast<kit::StateView*>(states)->face(), kit::StateView::Face::Content);
    QCOMPARE(m_page->shown().from.secsTo(m_page->shown().to), 2'592'000);
}

void test_logs_page::showsWhyItFailed()
{
    m_api->refuse(Verb::Get, "/logs/events",
                  {.status = 403,
                   .type = "forbidden",
                   .title = "Forbidden",
                   .detail = {},
                   .instance = {},
                   .traceId = "t1",
                   .permission = "logs.read"});
    make({});
    showPage();
    auto* states = qobject_cast<kit::StateView*>(m_page->table()->parentWidget()->parentWidget());
    QCOMPARE(states->face(), kit::StateView::Face::Failed);
    QVERIFY(states->note().contains("logs.read"));
    QCOMPARE(m_api->count(Verb::Get, "/logs/histogram"), 0); // Nothing dear is asked for in vain.
}

void test_logs_page::showsTheEnginesWordsForABadQuery()
{
    make();
    showPage();
    m_api->refuse(Verb::Get, "/logs/events",
                  {.status = 400,
                   .type = "bad-query",
                   .title = "Bad request",
                   .detail = "the query has no term at character 5"});
    auto* edit = m_window->findChild<QueryEdit*>();
    edit->setQuery("NOT ");
    QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
    support::settle();
    QVERIFY(edit->property("bad").toBool());
    QCOMPARE(edit->accessibleDescription(), "The query has no term at character 5");
    m_world.serve(*m_api);
    edit->setQuery("timeout");
    QTest::keyClick(edit, Qt::Key_Return);
    support::settle();
    QVERIFY(!edit->property("bad").toBool());
    QCOMPARE(query("/logs/events"), "timeout");
}

void test_logs_page::ticksNarrowTheQuery()
{
    make();
    showPage();
    auto* levels = m_window->findChild<FacetPane*>()->list("severity");
    QCOMPARE(levels->itemCount(), 3);
    levels->setFocus();
    QTest::keyClick(levels, Qt::Key_Down);
    QTest::keyClick(levels, Qt::Key_Space);
    support::settle();
    QCOMPARE(query("/logs/events"), "severity=error");
    QTest::mouseClick(levels, Qt::LeftButton, {}, levels->itemPlace(0).center());
    support::settle();
    QCOMPARE(query("/logs/events"), "(severity=error OR severity=warn)");
    QCOMPARE(m_window->findChild<QueryEdit*>()->query(), "(severity=error OR severity=warn)");
    // Levels are counted without their own ticks, the rest with them.
    for (auto const& call : m_api->calls)
        if (call.path == "/logs/facets" && call.query.queryItemValue("field") == "severity")
            QCOMPARE(call.query.queryItemValue("q"), QString{});
    QVERIFY(query("/logs/facets").contains("severity=warn"));
}

void test_logs_page::countsOnlyOpenFields()
{
    make();
    showPage();
    auto* pane = m_window->findChild<FacetPane*>();
    auto const calls = m_api->count(Verb::Get, "/logs/facets");
    pane->setOpen("status", true);
    support::settle();
    QCOMPARE(m_api->count(Verb::Get, "/logs/facets"), calls + 1);
    QCOMPARE(pane->list("status")->itemCount(), 3);
    pane->setOpen("name", false);
    m_page->refresh();
    support::settle();
    QCOMPARE(m_api->count(Verb::Get, "/logs/facets"), calls + 4);
    QCOMPARE(m_settings->value("logs/facets").toStringList().size(), 6); // All of them, open or not.
    QCOMPARE(m_settings->value("logs/facets_open").toStringList(),
             (QStringList{"severity", "source", "status"}));
}

void test_logs_page::waitsWhenTheBudgetIsSpent()
{
    m_api->next(Verb::Get, "/logs/facets",
                Problem{.status = 429,
                        .type = "too-many",
                        .title = {},
                        .detail = {},
                        .instance = {},
                        .traceId = {},
                        .permission = {},
                        .retryAfterSeconds = 1});
    make();
    showPage();
    auto* levels = m_window->findChild<FacetPane*>()->list("severity");
    QCOMPARE(levels->itemCount(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(levels->itemCount(), 3, 3000);
}

void test_logs_page::aDragNarrowsTheRange()
{
    make();
    showPage();
    auto* histogram = m_window->findChild<kit::Histogram*>();
    auto const all = m_page->table()->rowCount();
    QTest::mousePress(histogram, Qt::LeftButton, {}, {histogram->width() / 2, 40});
    QTest::mouseMove(histogram, {histogram->width() / 2 + 100, 40});
    QTest::mouseRelease(histogram, Qt::LeftButton, {}, {histogram->width() / 2 + 100, 40});
    support::settle();
    auto const part = m_page->shown();
    QVERIFY(part.from.secsTo(part.to) < 21'600);
    QCOMPARE(m_page->table()->rowCount(),
             m_world.countIn(part.from.toMSecsSinceEpoch() * 1000, part.to.toMSecsSinceEpoch() * 1000));
    QVERIFY(m_page->table()->rowCount() < all);
    QCOMPARE(m_api->last(Verb::Get, "/logs/events").query.queryItemValue("to", QUrl::FullyDecoded),
             wireTime(part.to));
    auto const counts = m_api->count(Verb::Get, "/logs/histogram");
    QTest::keyClick(histogram, Qt::Key_Escape);
    support::settle();
    QCOMPARE(m_page->table()->rowCount(), all);
    QCOMPARE(m_api->count(Verb::Get, "/logs/histogram"), counts); // Nothing had to be counted again.
}

void test_logs_page::showsAnEventAndAddsItsValue()
{
    make();
    showPage();
    m_page->table()->setCurrentRow(4);
    auto* details = m_window->findChild<DetailsPane*>();
    QCOMPARE(details->event().id, m_world.idOf(4));
    auto* table = details->fieldTable();
    auto* model = table->model();
    for (int row = 0; row < model->rowCount(); ++row)
        if (model->index(row, 0).data().toString() == "node")
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                              table->visualRect(model->index(row, 1)).center());
    support::settle();
    QCOMPARE(query("/logs/events"), "node=node-b");
}

void test_logs_page::leadsToUsersAndTraces()
{
    make();
    showPage();
    m_page->table()->setCurrentRow(0);
    auto* details = m_window->findChild<DetailsPane*>();
    emit details->userWanted("01JD8Q4M7ZKX");
    QCOMPARE(m_shell->gone.last(), (kit::Address{"users", "01JD8Q4M7ZKX", {}}));
    QTest::mouseClick(button("Trace"), Qt::LeftButton);
    support::settle();
    QCOMPARE(query("/logs/events"), "trace_id=4bf92f3577b34da6a3ce929d0e0e4736");
    QTRY_VERIFY(m_page->table()->rowAt(3, true)); // The rows of the new query.
    m_page->table()->setCurrentRow(3);
    auto const around = details->event().id;
    QCOMPARE(around, m_world.idOf(3));
    QTest::mouseClick(button("Around"), Qt::LeftButton);
    support::settle();
    QCOMPARE(query("/logs/events"), "");
    QVERIFY(m_page->shown().from.secsTo(m_page->shown().to) <= 121);
    QTRY_VERIFY(m_page->table()->currentRow() >= 0);
    QTRY_COMPARE(details->event().id, around);
}

void test_logs_page::tailsAndStops()
{
    make();
    showPage();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_page->table()->setFocus();
    QTest::keyClick(m_page->table(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(m_page->tailing());
    QTRY_VERIFY(m_page->table()->rowCount() > 0);
    auto const rows = m_page->table()->rowCount();
    QCOMPARE(rows,
             m_world.countIn((m_clock->now().toMSecsSinceEpoch() - 60'000) * 1000, m_world.newestUs + 1));
    m_world.newestUs += 3 * m_world.stepUs;
    m_world.events += 3;
    QTRY_COMPARE_WITH_TIMEOUT(m_page->table()->rowCount(), rows + 3, 4000);
    m_page->table()->setCurrentRow(0);
    QCOMPARE(m_window->findChild<DetailsPane*>()->event().id, m_world.idOf(0));
    QTest::mouseClick(button("Stop tail"), Qt::LeftButton);
    support::settle();
    QVERIFY(!m_page->tailing());
    QVERIFY(m_page->table()->rowCount() > rows + 3);
}

void test_logs_page::tellsWhatATokenTouched()
{
    m_api->shows(
        "/logs/touched",
        R"({"collections":[{"collection":"orders","read":["o-1","o-2"],"written":["o-3"],"requests":4,
        "first_at":"2026-09-14T08:00:00.000000Z","last_at":"2026-09-14T09:00:00.000000Z"}],"requests":9,
            "refused":2,"addresses":["10.4.18.22"],"complete":true})");
    make();
    showPage();
    m_page->table()->setCurrentRow(0);
    QTest::mouseClick(button("Touched"), Qt::LeftButton);
    support::settle();
    QCOMPARE(m_api->last(Verb::Get, "/logs/touched").query.queryItemValue("token_id"), "tok_7f3a91");
    auto* ids = dialog<kit::Dialog>()->findChild<QPlainTextEdit*>();
    QVERIFY(ids->toPlainText().contains("o-3"));
    QVERIFY(ids->toPlainText().contains("o-2"));
    QTest::mouseClick(button("Show its requests"), Qt::LeftButton);
    support::settle();
    QCOMPARE(query("/logs/events"), "name=request AND token_id=tok_7f3a91");
}

void test_logs_page::freezesIntoTheCase()
{
    m_shell->incident = {"inc1", "Signing key seen in a log", Severity::Critical, m_clock->now()};
    m_api->answer(
        Verb::Post, "/logs/freeze",
        QJsonObject{
            {"id", "fq1"}, {"rows", 8412}, {"bytes", 1}, {"complete", true}, {"sha256", QString(64, 'a')}},
        201);
    m_api->answer(Verb::Post, "/incidents/inc1/evidence", QJsonObject{{"id", "e1"}}, 201);
    make();
    showPage();
    QTest::mouseClick(button("Add to case…"), Qt::LeftButton);
    auto* form = dialog<kit::FormDialog>();
    form->form()->field("reason")->setText("key use");
    QTest::mouseClick(form->submitButton(), Qt::LeftButton);
    support::settle();
    QCOMPARE(m_api->lastBody(Verb::Post, "/logs/freeze"), (QJsonObject{{"query", ""},
                                                                       {"from", "2026-09-14T03:30:01.000Z"},
                                                                       {"to", "2026-09-14T09:30:01.000Z"},
                                                                       {"reason", "key use"}}));
    QCOMPARE(m_api->lastBody(Verb::Post, "/incidents/inc1/evidence"),
             (QJsonObject{{"kind", "frozen_query"},
                          {"reference", "/logs/frozen/fq1"},
                          {"sha256", QString(64, 'a')},
                          {"rows", 8412}}));
    QCOMPARE(m_shell->toasts.last().kind, kit::ToastKind::Done);
}

void test_logs_page::addsToTheCaseWithoutFreezingTwice()
{
    m_shell->incident = {"inc1", "Signing key seen in a log", Severity::Critical, m_clock->now()};
    m_api->answer(Verb::Post, "/logs/freeze",
                  QJsonObject{{"id", "fq1"}, {"rows", 1}, {"complete", false}, {"sha256", QString(64, 'a')}},
                  201);
    m_api->refuse(Verb::Post, "/incidents/inc1/evidence", {.status = 503});
    make();
    showPage();
    QTest::mouseClick(button("Add to case…"), Qt::LeftButton);
    auto* form = dialog<kit::FormDialog>();
    QTest::mouseClick(form->submitButton(), Qt::LeftButton);
    support::settle();
    QVERIFY(form->isVisible());
    QVERIFY(form->submitButton()->isEnabled());
    m_api->answer(Verb::Post, "/incidents/inc1/evidence", QJsonObject{}, 201);
    QTest::mouseClick(form->submitButton(), Qt::LeftButton);
    support::settle();
    QCOMPARE(m_api->count(Verb::Post, "/logs/freeze"), 1);
    QCOMPARE(m_api->count(Verb::Post, "/incidents/inc1/evidence"), 2);
    QCOMPARE(m_shell->toasts.last().kind, kit::ToastKind::Warning); // It was not complete, and that is said.
}

void test_logs_page::exportsWhatIsShown_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<int>("lines");
    QTest::newRow("json lines") << "events.jsonl" << QByteArray{"{\"arrived_at\":"} << 2'500;
    QTest::newRow("table") << "events.csv" << QByteArray{"arrived_at,severity,"} << 2'501;
}

void test_logs_page::exportsWhatIsShown()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, first);
    QFETCH(int, lines);
    m_world.events = 2'500;
    make();
    showPage();
    auto const path = m_folder->filePath(name);
    m_page->exportTo(path);
    QTRY_COMPARE(m_shell->toasts.size(), 1);
    QCOMPARE(m_shell->toasts.last().title, "2,500 events exported");
    QFile file{path};
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto const text = file.readAll();
    QVERIFY(text.startsWith(first));
    QCOMPARE(text.count('\n'), lines);
    m_page->exportTo(m_folder->filePath("no/such/folder.jsonl"));
    QTRY_COMPARE(m_shell->toasts.last().kind, kit::ToastKind::Failure);
}

void test_logs_page::disablesWhatIsNotAllowed()
{
    make({"logs.read"});
    showPage();
    QVERIFY(!button("Freeze…")->isEnabled());
    QVERIFY(button("Freeze…")->toolTip().contains("logs.freeze"));
    QVERIFY(!button("Sources")->isEnabled());
    QVERIFY(button("Export…")->isEnabled());
    QCOMPARE(m_api->count(Verb::Get, "/logs/status"), 0);
}

void test_logs_page::opensAnAddress()
{
    make();
    m_page->open(
        {"logs", {}, QUrlQuery{"q=name%3Dauth.sign_in&from=2026-09-14T08:00:00Z&to=2026-09-14T09:00:00Z"}});
    showPage();
    QCOMPARE(m_api->count(Verb::Get, "/logs/events"), 1);
    QCOMPARE(query("/logs/events"), "name=auth.sign_in");
    QCOMPARE(m_page->shown().from, QDateTime(QDate{2026, 9, 14}, QTime{8, 0}, Qt::UTC));
    m_page->open({"logs", m_world.idOf(100), {}});
    support::settle();
    QTest::qWait(60);
    support::settle();
    auto const row = m_page->table()->currentRow();
    QVERIFY(row >= 0);
    QVERIFY(std::abs(row - 23) <= 1); // A minute of events stands above it.
    m_api->shows("/logs/touched",
                 R"({"collections":[],"requests":0,"refused":0,"addresses":[],"complete":true})");
    m_page->open({"logs", {}, QUrlQuery{"touched=tok_1"}});
    support::settle();
    QCOMPARE(m_api->last(Verb::Get, "/logs/touched").query.queryItemValue("token_id"), "tok_1");
}

// Every frame within its time, wherever the scroll bar stands; pages come while it moves.
void test_logs_page::scrollsTenMillionRows()
{
    m_world.stepUs = 2'160;
    m_world.events = 10'000'000;
    make();
    showPage();
    QVERIFY(m_page->table()->rowCount() >= 9'999'000);
    QList<qint64> times;
    for (int jump = 0; jump < 60; ++jump) {
        m_page->table()->setCurrentRow(jump * 160'001LL % m_page->table()->rowCount());
        support::settle();
        QElapsedTimer frame;
        frame.start();
        m_page->table()->viewport()->repaint();
        times << frame.nsecsElapsed() / 1000;
    }
    std::sort(times.begin(), times.end());
    qInfo("frame: median %lld us, p95 %lld us", times[30], times[57]);
    QVERIFY(times[30] < 16'000);
    QTest::qWait(100);
    support::settle();
    auto const* row = m_page->table()->rowAt(m_page->table()->currentRow());
    QVERIFY(row);
    QCOMPARE(row->cells[kIdCell], m_world.idOf(m_page->table()->currentRow()));
}

void test_logs_page::fitsASmallWindow()
{
    make();
    m_page->setNarrow(true);
    showPage(1044, 626);
    auto const least = m_page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
    QVERIFY(!m_window->findChild<DetailsPane*>()->isVisible());
    QVERIFY(!m_window->findChild<FacetPane*>()->isVisible());
    QTest::mouseClick(button("Details"), Qt::LeftButton);
    QTest::mouseClick(button("Fields"), Qt::LeftButton);
    QVERIFY(m_window->findChild<DetailsPane*>()->isVisible());
    QVERIFY(m_window->findChild<FacetPane*>()->isVisible());
    auto const both = m_page->minimumSizeHint();
    QVERIFY2(both.width() <= 1044, qPrintable(QString::number(both.width())));
}

void test_logs_page::hasNamesForEverything()
{
    make();
    showPage();
    for (auto* widget : m_page->findChildren<QWidget*>())
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && !widget->inherits("QScrollBar"))
            QVERIFY2(
                !widget->accessibleName().isEmpty(),
                qPrintable(widget->metaObject()->className() + QStringLiteral(" ") + widget->objectName()));
    QVERIFY(m_page->commands().size() >= 5);
}

void test_logs_page::pictures()
{
    m_shell->incident = {"inc1", "Signing key seen in a log", Severity::Critical, m_clock->now()};
    for (auto const choice : {Theme::Choice::Dark, Theme::Choice::Light}) {
        auto const word = support::wordOf(choice);
        theme().apply(choice);
        m_world = {};
        m_world.wave = true;
        make();
        m_window->findChild<QueryEdit*>()->setQuery(kQuery);
        showPage();
        m_page->table()->setCurrentRow(4);
        m_window->findChild<QueryEdit*>()->setFocus();
        support::settle();
        support::keepPicture(m_window->grab().toImage(), "logs-search-" + word);
        auto* histogram = m_window->findChild<kit::Histogram*>();
        histogram->setFocus();
        histogram->setRange(m_clock->now().addSecs(-5'000), m_clock->now().addSecs(-2'000));
        QTest::keyClick(histogram, Qt::Key_Return);
        support::settle();
        QTest::qWait(60);
        support::keepPicture(m_window->grab().toImage(), "logs-narrowed-" + word);
        m_page->setNarrow(true);
        m_window->resize(1044, 626);
        support::settle();
        support::keepPicture(m_window->grab().toImage(), "logs-compact-" + word);
        m_window->resize(1232, 826);
        m_page->setNarrow(false);
        m_api->shows("/logs/touched",
                     R"({"collections":[{"collection":"orders","read":["ord-2201","ord-2207","ord-2291"],
            "written":["ord-2310"],"requests":41,
            "first_at":"2026-09-14T08:02:11.000000Z","last_at":"2026-09-14T09:28:40.000000Z"},
            {"collection":"customers","read":["cus-77","cus-81"],"written":[],"requests":6,
            "first_at":"2026-09-14T08:40:00.000000Z","last_at":"2026-09-14T08:41:12.000000Z"}],
            "requests":112,"refused":9,"addresses":["10.4.18.22","203.0.113.7"],"complete":true})");
        m_page->open({"logs", {}, QUrlQuery{"touched=tok_7f3a91"}});
        support::settle();
        support::keepPicture(m_window->grab().toImage(), "logs-touched-" + word);
        m_window.reset();
    }
}

DEWAR_TEST(test_logs_page)
#include "test_logs_page.moc"
