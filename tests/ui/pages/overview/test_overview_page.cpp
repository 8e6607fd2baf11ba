// Tests of the overview: what it asks for, its states, its actions and its pictures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/dialog.h"
#include "ui/pages/overview/overview_page.h"

#include "tests/support/fake_api.h"
#include "tests/support/fake_shell.h"
#include "tests/support/fake_ui_clock.h"
#include "tests/support/picture.h"
#include "tests/support/registry.h"

#include <QSettings>
#include <QTemporaryDir>

#include <cmath>

using namespace ui;
using namespace ui::overview;
using support::answerOf;

namespace {

QStringList const kAll{"logs.read",       "logs.status",    "health.read", "alerts.read",   "incidents.read",
                       "incidents.write", "playbooks.read", "keys.read",   "settings.read", "backup.read"};

/// A day's shape: waves, and failures near the end.
double waveAt(qint64 seconds, double share)
{
    return 3'000 + 900 * std::sin(static_cast<double>(seconds) / 6'000) +
           160 * std::sin(static_cast<double>(seconds) / 311) + 60 * share;
}

} // namespace

class test_overview_page : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void fillsItsChartsFromThePast();
    void goesOnWithTheCounters();
    void asksForNoBoundThatNobodyReached();
    void comparesWithTheTimeBefore();
    void waitsWhenTheBudgetIsSpent();
    void asksOnlyForWhatIsAllowed();
    void saysThatACheckFails();
    void saysThatTheEngineIsSilent();
    void showsTheWorstAlertsAndAllOfThem();
    void remindsOfWhatWaits();
    void marksRotations();
    void tellsOfTheLastProvenRestore_data();
    void tellsOfTheLastProvenRestore();
    void declaresAnIncident();
    void keepsRangeAndPause();
    void drawsTheObjective();
    void fitsASmallWindow();
    void hasNamesForEverything();
    void pictures();

private:
    kit::Table* openAlerts() const;
    void script();
    ui::Answer histogram(ui::Call const& call) const;
    QByteArray metrics() const;
    void make(QStringList const& permissions = kAll);
    void showPage(int width = 1232, int height = 826);
    kit::Button* button(QString const& words) const;
    NumberTile* tile(int index) const { return m_page->findChildren<NumberTile*>().at(index); }
    bool says(QString const& words) const;

    std::unique_ptr<support::FakeApi> m_api;
    std::unique_ptr<support::FakeUiClock> m_clock;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<JobFollower> m_jobs;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<support::FakeShell> m_shell;
    std::unique_ptr<QWidget> m_window;
    OverviewPage* m_page = nullptr;
    qint64 m_served = 1'000'000; // Requests in /metrics.
    qint64 m_failed = 400;
    qint64 m_slow = 900; // Slower than 50 ms.
};

void test_overview_page::init()
{
    theme().apply(Theme::Choice::Dark);
    m_api = std::make_unique<support::FakeApi>();
    m_clock = std::make_unique<support::FakeUiClock>();
    m_session = std::make_unique<Session>(*m_api, *m_clock);
    m_jobs = std::make_unique<JobFollower>(*m_api);
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath("s.ini"), QSettings::IniFormat);
    m_shell = std::make_unique<support::FakeShell>();
    m_served = 1'000'000;
    script();
}

void test_overview_page::cleanup()
{
    m_window.reset();
    m_page = nullptr;
    m_shell.reset();
    m_settings.reset();
    m_jobs.reset();
    m_session.reset();
    m_api.reset();
}

ui::Answer test_overview_page::histogram(ui::Call const& call) const
{
    auto const query = call.query.queryItemValue("q", QUrl::FullyDecoded);
    auto const from =
        QDateTime::fromString(call.query.queryItemValue("from", QUrl::FullyDecoded), Qt::ISODateWithMs)
            .toSecsSinceEpoch();
    auto const to =
        QDateTime::fromString(call.query.queryItemValue("to", QUrl::FullyDecoded), Qt::ISODateWithMs)
            .toSecsSinceEpoch();
    auto const parts = call.query.queryItemValue("buckets").toInt();
    auto const end = std::min(to, m_clock->now().toSecsSinceEpoch());
    QJsonArray buckets;
    qint64 total = 0;
    for (int part = 0; part < parts; ++part) {
        auto const at = from + (to - from) * part / parts;
        auto const passed = static_cast<double>(std::clamp<qint64>(end - at, 0, (to - from) / parts));
        auto const all = waveAt(at, part % 7) * passed;
        auto const late = m_clock->now().toSecsSinceEpoch() - at < 5'000;
        auto share = 1.0;
        if (query.contains("status>=400"))
            share = 0.11;
        if (query.contains("duration_us>500"))
            share = 0.93;
        if (query.contains("duration_us>2500"))
            share = 0.81;
        if (query.contains("duration_us>10000"))
            share = 0.62 + 0.02 * (part % 5);
        if (query.contains("duration_us>50000"))
            share = 0.11 + 0.01 * (part % 4);
        if (query.contains("duration_us>250000"))
            share = 0.004 + 0.002 * (part % 3);
        if (query.contains("duration_us>1000000"))
            share = 0;
        auto const count = qRound64(all * share);
        total += count;
        buckets.append(
            QJsonObject{{"count", count},
                        {"errors", qRound64(passed / 60 * (late ? 28 + part % 5 * 4 : 6 + part % 4 * 2))}});
    }
    return answerOf(QJsonObject{{"buckets", buckets}, {"total", total}, {"ended", "complete"}});
}

QByteArray test_overview_page::metrics() const
{
    QByteArray text = "dewar_requests_total{route=\"GET /api/v1/users\",status=\"2xx\"} " +
                      QByteArray::number(m_served - m_failed) + '\n';
    text += "dewar_requests_total{route=\"GET /api/v1/users\",status=\"5xx\"} " +
            QByteArray::number(m_failed) + '\n';
    for (auto const* bound : {"0.0005", "0.0025", "0.01", "0.05", "0.25", "1"})
        text += QByteArray{"dewar_request_seconds_bucket{route=\"GET /api/v1/users\",le=\""} + bound +
                "\"} " + QByteArray::number(m_served - m_slow) + '\n';
    text += "dewar_request_seconds_count{route=\"GET /api/v1/users\"} " + QByteArray::number(m_served) + '\n';
    return text + "dewar_write_queue 2\ndewar_resident_bytes 231735296\n";
}

void test_overview_page::script()
{
    auto& api = *m_api;
    api.script(Verb::Get, "/logs/histogram", [this](ui::Call const& call) { return histogram(call); });
    api.script(Verb::Get, "/metrics", [this](ui::Call const&) {
        ui::Answer answer;
        answer.status = 200;
        answer.raw = metrics();
        return answer;
    });
    api.shows("/readyz",
              R"({"ready":true,"checks":[{"name":"write-lane","ok":true,"says":"0 changes wait"},
            {"name":"disk","ok":true,"says":"48211 MiB free"}]})");
    api.shows(
        "/meta",
        R"({"name":"Dewar","version":"1.0.0","engine_id":"e1","started_at":"2026-09-11T05:12:00.000000Z"})");
    api.shows("/alerts", R"({"items":[
        {"id":"a1","rule":"Signing key seen in a log","severity":"critical","key":"gateway","count":1,
            "opened_at":"2026-09-14T08:48:00.000000Z"},
        {"id":"a2","rule":"Many failed sign-ins","severity":"high","key":"203.0.113.7","count":41,
            "opened_at":"2026-09-14T08:59:00.000000Z"},
        {"id":"a3","rule":"Refresh token used twice","severity":"high","key":"mara.okafor","count":2,
            "opened_at":"2026-09-14T09:12:00.000000Z"},
        {"id":"a4","rule":"Unusual reads of a collection","severity":"medium","key":"orders",
            "count":1200,"opened_at":"2026-09-14T03:30:00.000000Z"},
        {"id":"a5","rule":"Source claims to be another","severity":"low","key":"edge-7","count":3,
            "opened_at":"2026-09-13T09:12:00.000000Z"}]})");
    api.shows("/incidents",
              R"({"items":[{"id":"i1","title":"Signing key exposed in CI log","severity":"critical",
            "state":"open","opened_at":"2026-09-14T08:47:43.000000Z"}]})");
    api.shows("/playbooks/runs",
              R"({"items":[{"id":"r0","playbook_id":"p0","name":"Tidy","state":"running",
            "waiting_for":{"kind":"time","step_name":"x","prompt":""}},
        {"id":"r1","playbook_id":"p1","name":"Signing key exposed","state":"running","incident_id":"i1",
         "waiting_for":{"kind":"approval","key":"k","step":"s5","step_name":"Revoke the key",
            "prompt":"Revoke signing key 3fA91c0b and issue a new one"}}]})");
    api.shows("/keys",
              R"({"items":[{"kid":"next0001","state":"next"},{"kid":"act00001","state":"active",
            "activated_at":"2026-08-29T04:00:00.000000Z"},
        {"kid":"old00001","state":"retired","activated_at":"2026-09-04T04:00:00.000000Z"},
            {"kid":"old00002","state":"revoked","activated_at":"2026-09-12T09:00:00.000000Z"}]})");
    api.shows("/settings", R"({"items":[{"name":"keys.rotation_days","value":"30"}]})");
    api.shows("/backups/status",
              R"({"backups":41,"last_id":"b41","last_at":"2026-09-14T09:26:00.000000Z",
            "last_proven_id":"01JD8Q4M7Z","last_proven_at":"2026-09-12T05:30:00.000000Z",
            "stored_bytes":3328599654})");
    api.shows("/alerts/rules",
              R"({"items":[{"enabled":true},{"enabled":true},{"enabled":true},{"enabled":false}],
            "events_skipped":0})");
    api.shows("/logs/status",
              R"({"events":8412907,"engine_events_lost":0,"newest_at":"2026-09-14T09:29:57.000000Z",
            "sources":[{},{},{},{},{},{}]})");
}

void test_overview_page::make(QStringList const& permissions)
{
    m_session->assume("mara.okafor", permissions);
    m_window = std::make_unique<QWidget>();
    m_window->setObjectName("root");
    auto* whole = new QVBoxLayout{m_window.get()};
    whole->setContentsMargins(0, 0, 0, 0);
    m_page = new OverviewPage{{*m_api, *m_session, *m_jobs, *m_clock, *m_settings, *m_shell}};
    whole->addWidget(m_page);
}

void test_overview_page::showPage(int width, int height)
{
    m_window->resize(width, height);
    m_window->show();
    for (int turn = 0; turn < 12; ++turn)
        support::settle();
}

kit::Button* test_overview_page::button(QString const& words) const
{
    for (auto* button : m_window->findChildren<kit::Button*>())
        if (button->text() == words)
            return button;
    return nullptr;
}

bool test_overview_page::says(QString const& words) const
{
    for (auto* label : m_page->findChildren<QLabel*>())
        if (label->text().contains(words))
            return true;
    return false;
}

void test_overview_page::fillsItsChartsFromThePast()
{
    make();
    showPage();
    QCOMPARE(m_api->unscripted, QStringList{});
    auto const cards = m_page->findChildren<ChartCard*>();
    QCOMPARE(cards.size(), 3);
    for (auto* card : cards)
        QCOMPARE(card->note(), QString{});
    for (int place = 0; place < 3; ++place)
        QVERIFY(tile(place)->value() != "–");
    QVERIFY(tile(1)->caption().contains("failed"));
    QVERIFY(tile(2)->caption().startsWith("p50 "));
    auto const first = m_api->calls.at(std::distance(
        m_api->calls.begin(), std::find_if(m_api->calls.begin(), m_api->calls.end(),
                                           [](auto const& call) { return call.path == "/logs/histogram"; })));
    QCOMPARE(first.query.queryItemValue("q", QUrl::FullyDecoded), "source=dewar AND name=request");
    QCOMPARE(first.query.queryItemValue("buckets"), "144");
    QCOMPARE(first.query.queryItemValue("from", QUrl::FullyDecoded), "2026-09-13T21:35:00.000Z");
}

void test_overview_page::goesOnWithTheCounters()
{
    make();
    showPage();
    m_clock->advance(5);
    m_served += 21'000;
    m_page->poll();
    support::settle();
    QCOMPARE(tile(0)->value(), "4,200");
    m_clock->advance(5);
    m_served = 10; // The engine was started anew: nothing is invented.
    m_failed = 0;
    m_page->poll();
    support::settle();
    QVERIFY(tile(0)->value() != "4,200");
    m_failed = 400;
}

void test_overview_page::asksForNoBoundThatNobodyReached()
{
    m_api->script(Verb::Get, "/logs/histogram", [this](ui::Call const& call) {
        auto answer = histogram(call);
        if (call.query.queryItemValue("q", QUrl::FullyDecoded).contains("duration_us>2500")) {
            auto body = answer.body.toObject();
            body["total"] = 0;
            answer.body = body;
        }
        return answer;
    });
    make();
    showPage();
    QCOMPARE(m_api->count(Verb::Get, "/logs/histogram"), 4); // All, refused, two bounds.
}

void test_overview_page::comparesWithTheTimeBefore()
{
    m_api->script(Verb::Get, "/logs/histogram", [](ui::Call const& call) {
        auto const parts = call.query.queryItemValue("buckets").toInt();
        QJsonArray buckets;
        for (int part = 0; part < parts; ++part)
            buckets.append(QJsonObject{{"count", parts == 144 && part >= 72 ? 200 : 100}, {"errors", 0}});
        return answerOf(QJsonObject{{"buckets", buckets}, {"total", 1}, {"ended", "complete"}});
    });
    make();
    showPage();
    QVERIFY2(tile(0)->caption().startsWith("+10") && tile(0)->caption().endsWith("% vs the 6 h before"),
             qPrintable(tile(0)->caption()));
    QCOMPARE(tile(1)->value(), "0.00");
}

void test_overview_page::waitsWhenTheBudgetIsSpent()
{
    m_api->next(Verb::Get, "/logs/histogram",
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
    QCOMPARE(m_page->findChildren<ChartCard*>().first()->note(), "Reading…");
    QTRY_COMPARE_WITH_TIMEOUT(m_page->findChildren<ChartCard*>().first()->note(), QString{}, 3000);
}

void test_overview_page::asksOnlyForWhatIsAllowed()
{
    make({});
    showPage();
    for (auto const& call : m_api->calls)
        QVERIFY2(call.path == "/readyz" || call.path == "/meta", qPrintable(call.path));
    QVERIFY(!button("Declare incident…")->isEnabled());
    QVERIFY(m_page->findChildren<ChartCard*>().first()->note().contains("logs.read"));
    QVERIFY(says("backup.read"));
    QVERIFY(says("keys.read"));
}

void test_overview_page::saysThatACheckFails()
{
    make();
    showPage();
    auto* health = m_page->findChild<HealthTile*>();
    QCOMPARE(health->word(), "Healthy");
    QVERIFY(health->caption().startsWith("2 of 2 checks pass"));
    m_api->refuse(Verb::Get, "/readyz", {.status = 503});
    m_page->refresh();
    support::settle();
    QCOMPARE(health->word(), "Not ready");
    QJsonArray const checks{QJsonObject{{"name", "disk"}, {"ok", false}, {"says", "12 MiB free"}},
                            QJsonObject{{"name", "write-lane"}, {"ok", true}, {"says", "0 changes wait"}}};
    m_api->refuse(Verb::Get, "/readyz", {.status = 503, .body = {{"ready", false}, {"checks", checks}}});
    m_page->refresh();
    support::settle();
    QCOMPARE(health->word(), "Not ready");
    QVERIFY(health->caption().contains("disk: 12 MiB free"));
}

void test_overview_page::saysThatTheEngineIsSilent()
{
    m_api->refuse(Verb::Get, "/readyz", {});
    make();
    showPage();
    auto* states = m_page->findChildren<kit::StateView*>().first();
    QCOMPARE(states->face(), kit::StateView::Face::Failed);
    script();
    QTest::mouseClick(button("Try again"), Qt::LeftButton);
    support::settle();
    QCOMPARE(states->face(), kit::StateView::Face::Content);
}

kit::Table* test_overview_page::openAlerts() const
{
    // A chart that can turn into a table holds one, too.
    for (auto* table : m_page->findChildren<kit::Table*>())
        if (table->accessibleName() == "Open alerts")
            return table;
    return nullptr;
}

void test_overview_page::showsTheWorstAlertsAndAllOfThem()
{
    make();
    showPage();
    auto* table = openAlerts();
    QCOMPARE(table->model()->rowCount(), 5);
    QCOMPARE(table->model()->index(0, 1).data().toString(), "Signing key seen in a log");
    QCOMPARE(m_shell->badges["alerts"].count, 5);
    QCOMPARE(m_shell->badges["alerts"].worst, Severity::Critical);
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(m_shell->gone.last(), (kit::Address{"alerts", "a3", {}}));
    QTest::mouseClick(button("View all"), Qt::LeftButton);
    QCOMPARE(m_shell->gone.last(), (kit::Address{"alerts", {}, {}}));
    m_api->shows("/alerts", R"({"items":[]})");
    m_page->refresh();
    support::settle();
    QVERIFY(says("No open alert"));
    QCOMPARE(m_shell->badges["alerts"].count, 0);
}

void test_overview_page::remindsOfWhatWaits()
{
    make();
    showPage();
    QVERIFY(says("waits for an approval: Revoke signing key 3fA91c0b"));
    QTest::mouseClick(button("Review approval"), Qt::LeftButton);
    QCOMPARE(m_shell->gone.last(), (kit::Address{"playbooks", "p1", QUrlQuery{"run=r1"}}));
    QTest::mouseClick(button("Case"), Qt::LeftButton);
    QCOMPARE(m_shell->gone.last(), (kit::Address{"incidents", "i1", {}}));
    m_api->shows("/playbooks/runs", R"({"items":[]})");
    m_page->refresh();
    support::settle();
    QTest::mouseClick(button("Open case"), Qt::LeftButton);
    QCOMPARE(m_shell->gone.last(), (kit::Address{"incidents", "i1", {}}));
    m_api->shows("/incidents", R"({"items":[]})");
    m_page->refresh();
    support::settle();
    QVERIFY(!button("Open case") || !button("Open case")->isVisible());
}

void test_overview_page::marksRotations()
{
    make();
    showPage();
    auto* month = m_page->findChild<kit::Month*>();
    QCOMPARE(month->month(), QDate(2026, 9, 1));
    QVERIFY2(month->summary().startsWith("2 done"),
             qPrintable(month->summary())); // The active one is due on the 28th.
    QVERIFY(month->summary().contains("1 due"));
    QVERIFY(says("September 2026"));
    m_api->shows("/settings", R"({"items":[{"name":"keys.rotation_days","value":"10"}]})");
    m_page->refresh();
    support::settle();
    QVERIFY2(month->summary().contains("1 overdue"), qPrintable(month->summary()));
}

void test_overview_page::tellsOfTheLastProvenRestore_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QString>("age");
    QTest::addColumn<QString>("chip");
    QTest::newRow("proven")
        << QByteArray{R"({"backups":2,"last_proven_id":"b","last_proven_at":"2026-09-12T05:30:00Z",
            "last_at":"2026-09-14T09:00:00Z"})"}
        << "2 d 4 h ago"
        << "Proven";
    QTest::newRow("long ago")
        << QByteArray{R"({"backups":2,"last_proven_id":"b","last_proven_at":"2026-07-12T05:30:00Z"})"}
        << "64 d ago"
        << "Long ago";
    QTest::newRow("no drill") << QByteArray{R"({"backups":2})"} << "No drill yet"
                              << "Never proven";
    QTest::newRow("none") << QByteArray{R"({"backups":0})"} << "No backup yet"
                          << "Never proven";
}

void test_overview_page::tellsOfTheLastProvenRestore()
{
    QFETCH(QByteArray, status);
    QFETCH(QString, age);
    QFETCH(QString, chip);
    m_api->shows("/backups/status", status.constData());
    make();
    showPage();
    QVERIFY(says(age));
    QCOMPARE(m_page->findChild<kit::Chip*>()->words(), chip);
}

void test_overview_page::declaresAnIncident()
{
    m_api->answer(Verb::Post, "/incidents",
                  QJsonObject{{"id", "i9"},
                              {"title", "Odd reads"},
                              {"severity", "critical"},
                              {"opened_at", "2026-09-14T09:30:00Z"}},
                  201);
    make();
    showPage();
    QTest::mouseClick(button("Declare incident…"), Qt::LeftButton);
    auto* dialog = m_window->findChild<kit::FormDialog*>();
    QTest::mouseClick(dialog->submitButton(), Qt::LeftButton);
    QCOMPARE(m_api->count(Verb::Post, "/incidents"), 0); // It needs a title.
    dialog->form()->field("title")->setText("Odd reads");
    qobject_cast<QComboBox*>(dialog->form()->field("severity")->control())->setCurrentIndex(0);
    QTest::mouseClick(dialog->submitButton(), Qt::LeftButton);
    support::settle();
    QCOMPARE(m_api->lastBody(Verb::Post, "/incidents"),
             (QJsonObject{{"title", "Odd reads"}, {"severity", "critical"}}));
    QCOMPARE(m_shell->incident.id, "i9");
    QCOMPARE(m_shell->gone.last(), (kit::Address{"incidents", "i9", {}}));
}

void test_overview_page::keepsRangeAndPause()
{
    make();
    showPage();
    m_page->chooseRange(0);
    for (int turn = 0; turn < 12; ++turn)
        support::settle();
    QCOMPARE(m_api->last(Verb::Get, "/logs/histogram").query.queryItemValue("buckets"), "60");
    auto const calls = m_api->count(Verb::Get, "/logs/histogram");
    m_page->chooseRange(1); // Known already.
    support::settle();
    QCOMPARE(m_api->count(Verb::Get, "/logs/histogram"), calls);
    m_page->setLive(false);
    m_window.reset();
    make();
    QCOMPARE(m_page->range(), 1);
    QVERIFY(!m_page->live());
}

void test_overview_page::drawsTheObjective()
{
    make();
    showPage();
    for (auto* icon : m_page->findChildren<kit::IconButton*>())
        if (icon->accessibleName() == "Set the objective…")
            QTest::mouseClick(icon, Qt::LeftButton);
    auto* dialog = m_window->findChild<kit::FormDialog*>();
    dialog->form()->field("objective")->setText("many");
    QTest::mouseClick(dialog->submitButton(), Qt::LeftButton);
    QVERIFY(!dialog->form()->field("objective")->error().isEmpty());
    dialog->form()->field("objective")->setText("15");
    QTest::mouseClick(dialog->submitButton(), Qt::LeftButton);
    QCOMPARE(m_settings->value("overview/errors_objective").toDouble(), 15.0);
    QVERIFY(m_page->findChild<kit::BarChart*>()->accessibleDescription().contains("15"));
}

void test_overview_page::fitsASmallWindow()
{
    make();
    m_page->setNarrow(true);
    showPage(1044, 626);
    auto const least = m_page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
    auto* area = m_page->findChild<QScrollArea*>();
    QVERIFY2(area->widget()->minimumSizeHint().width() <= 1044,
             qPrintable(QString::number(area->widget()->minimumSizeHint().width())));
}

void test_overview_page::hasNamesForEverything()
{
    make();
    showPage();
    for (auto* widget : m_page->findChildren<QWidget*>())
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && !widget->inherits("QScrollBar"))
            QVERIFY2(
                !widget->accessibleName().isEmpty(),
                qPrintable(widget->metaObject()->className() + QStringLiteral(" ") + widget->objectName()));
    QVERIFY(m_page->commands().size() >= 3);
}

void test_overview_page::pictures()
{
    m_settings->setValue("overview/errors_objective", 15);
    for (auto const choice : {Theme::Choice::Dark, Theme::Choice::Light}) {
        auto const word = support::wordOf(choice);
        theme().apply(choice);
        make();
        showPage();
        support::keepPicture(m_window->grab().toImage(), "overview-board-" + word);
        m_page->setNarrow(true);
        m_window->resize(1044, 626);
        support::settle();
        support::keepPicture(m_window->grab().toImage(), "overview-compact-" + word);
        m_window->resize(1232, 826);
        m_page->declare();
        support::settle();
        support::keepPicture(m_window->grab().toImage(), "overview-declare-" + word);
        m_window.reset();
    }
}

DEWAR_TEST(test_overview_page)
#include "test_overview_page.moc"
