// Paints every view of the kit with sample data in both themes: none may be blank, nameless or the same in
// both. With DEWAR_GALLERY=<folder> the pictures are written there, to be looked at beside the mockups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/picture.h"
#include "tests/support/registry.h"
#include "ui/kit/charts.h"
#include "ui/kit/facts.h"
#include "ui/kit/graph_view.h"
#include "ui/kit/histogram.h"
#include "ui/kit/layout.h"
#include "ui/kit/lifelines.h"
#include "ui/kit/log_view.h"
#include "ui/kit/month.h"
#include "ui/kit/phase_bar.h"
#include "ui/kit/ring.h"
#include "ui/kit/sparkline.h"
#include "ui/kit/text.h"
#include "ui/kit/timeline.h"

#include <QDir>
#include <QImage>
#include <QRandomGenerator>
#include <QScrollBar>

#include <cmath>
#include <set>

using namespace ui;

namespace {

QDateTime const kNow{QDate{2026, 11, 21}, QTime{14, 42, 17}, Qt::UTC};

// The same sequence in every run: pictures are compared.
double noise(int index, int series)
{
    QRandomGenerator generator{static_cast<quint32>(index * 7'919 + series * 104'729)};
    return generator.generateDouble();
}

QWidget* facts()
{
    using kit::FactLook;
    auto* right = new kit::Facts{"Key facts"};
    right->setFacts(
        {{.name = "Fingerprint", .value = "SHA256:Qm4x…8tVA", .look = FactLook::Mono, .copyable = true},
         {.name = "Created", .value = "2026-09-02 02:00", .look = FactLook::Mono},
         {.name = "Created by", .value = "rotation policy P-3"},
         {.name = "Storage", .value = "hsm-eu-1 slot 14"},
         {.name = "State", .chip = "Exposed", .chipTone = Role::Crit},
         {.name = "Exportable", .value = "No"},
         {.name = "Last used", .value = "14:42:16", .look = FactLook::Mono}});
    auto* left = new kit::Facts{"Event fields", kit::Facts::Side::Left, 92};
    left->setFacts(
        {{.name = "status", .value = "504", .look = FactLook::Mono},
         {.name = "route", .value = "/v1/auth/introspect", .look = FactLook::Mono, .copyable = true},
         {.name = "trace_id", .value = "4bf92f3577b34da6a3ce929d0e0e4736", .look = FactLook::Link},
         {.name = "kid", .value = "sig-2026-09", .look = FactLook::Link},
         {.name = "actor"}});
    auto* pane = kit::column(16, {16, 16, 16, 16}, "pane");
    pane->add(right)->add(left)->stretch();
    pane->resize(320, 400);
    return pane;
}

QWidget* histogram()
{
    std::vector<kit::Bucket> buckets;
    for (int i = 0; i < 72; ++i)
        buckets.push_back(
            {.error = static_cast<qint64>(9'000 + 25'000 * noise(i, 9) + (i > 50 && i < 66 ? 62'000 : 0)),
             .warn =
                 static_cast<qint64>(85'000 + 66'000 * noise(i, 4) + (i > 48 ? 60'000 * noise(i, 6) : 0))});
    auto* view = new kit::Histogram{"Events per 5 minutes"};
    view->setBuckets(kNow.addSecs(-6 * 3'600), 300'000, buckets);
    view->setRange(kNow.addSecs(-3'300), kNow.addSecs(-2'400));
    auto* pane = kit::column(0, {16, 10, 16, 8}, "pane");
    pane->add(view);
    pane->resize(700, 122);
    return pane;
}

// Rows of the mockup; a page that is still on its way below row 19.
class SampleLog final : public kit::LogSource {
public:
    using LogSource::LogSource;
    std::vector<kit::LogColumn> columns() const override
    {
        return {{"Time (UTC)", 116, kit::LogLook::Time},
                {"Level", 84, kit::LogLook::Level},
                {"Service", 92, kit::LogLook::Field},
                {"Message", 0, kit::LogLook::Message}};
    }
    qint64 rowCount() const override { return 8'412'907; }
    void requestPage(qint64 page) override
    {
        if (page > 0)
            return;
        static QStringList const kMessages{"upstream timeout after 5000 ms  POST /v1/collections/orders",
                                           "retry 2/3 to keyring after timeout  wait=250ms",
                                           "write quorum timeout  acks=1/2 shard=07 txn=9f3c2a",
                                           "heartbeat timeout  node=replica-c lag=41.2s limit=30s"};
        std::vector<kit::LogRow> rows;
        for (int i = 0; i < kit::kLogPageRows; ++i) {
            auto const at = kNow.addMSecs(412 - i * 137);
            auto const error = i % 4 == 0 || i % 7 == 2;
            rows.push_back({{at.toString("HH:mm:ss.zzz"),
                             i == 9  ? "INFO"
                             : error ? "ERROR"
                                     : "WARN",
                             i % 3 ? "gateway" : "replicator", kMessages[i % 4]},
                            i == 9  ? Severity::Info
                            : error ? Severity::Critical
                                    : Severity::High});
        }
        emit pageReady(page, rows);
    }
};

QWidget* logView()
{
    auto* view = new kit::LogView{"Log events"};
    view->setSource(new SampleLog{view});
    view->setHighlights({"timeout"});
    view->resize(700, 560);
    view->verticalScrollBar()->setValue(kit::kLogPageRows - 19);
    view->setCurrentRow(kit::kLogPageRows - 15);
    QTest::qWait(60);
    return view;
}

QWidget* logTail()
{
    auto* view = new kit::LogView{"Log events"};
    auto* tail = new kit::LogTail{SampleLog{}.columns(), 5'000, view};
    view->setSource(tail);
    view->resize(700, 200);
    std::vector<kit::LogRow> rows;
    for (int i = 0; i < 1'204; ++i)
        rows.push_back(
            {{kNow.addMSecs(i).toString("HH:mm:ss.zzz"), "INFO", "auth", "session opened  mfa=totp"}});
    tail->append(rows);
    tail->flush();
    view->verticalScrollBar()->setValue(5);
    tail->append(rows);
    tail->flush();
    return view;
}

kit::Series wave(char const* name, double base, double swing, int seed)
{
    kit::Series series{name, {}};
    for (int i = 0; i <= 72; ++i)
        series.points << QPointF{static_cast<double>(kNow.addSecs((i - 72) * 300).toMSecsSinceEpoch()),
                                 base + swing * (0.7 * noise(i / 2, seed) + 0.5 * std::sin(i / 8.0 + seed))};
    return series;
}

QWidget* charts()
{
    auto* areas = new kit::AreaChart{"Request rate"};
    auto bad = wave("5xx", 60, 60, 1);
    bad.tone = Role::Crit;
    auto refused = wave("4xx", 320, 120, 2);
    refused.tone = Role::Teal;
    auto good = wave("2xx", 2'600, 900, 3);
    good.tone = Role::Accent;
    areas->setSeries({bad, refused, good});
    auto* bars = new kit::BarChart{"Errors per minute"};
    kit::Series errors{"5xx", {}, Role::Crit};
    for (int i = 0; i < 36; ++i)
        errors.points << QPointF{static_cast<double>(kNow.addSecs((i - 36) * 600).toMSecsSinceEpoch()),
                                 6 + 6 * noise(i, 5) + (i > 26 ? 15 + 14 * noise(i, 6) : 0)};
    bars->setBars(errors);
    bars->setObjective(15, "Objective");
    auto* lines = new kit::LineChart{"Latency"};
    lines->setUnit("ms");
    auto median = wave("p50", 24, 8, 31);
    median.tone = Role::Teal;
    auto high = wave("p95", 92, 22, 32);
    high.tone = Role::Accent;
    lines->setSeries({median, high, wave("p99", 158, 48, 33)});
    auto* row = kit::row(16, {16, 16, 16, 16}, "canvas");
    row->add(kit::card("Request rate", areas->legend())->add(areas, 1), 1);
    row->add(kit::card("Errors per minute", bars->legend())->add(bars, 1), 1);
    row->add(kit::card("Latency", lines->legend())->add(lines, 1), 1);
    row->resize(1'184, 280);
    return row;
}

QWidget* chartTable()
{
    auto* lines = new kit::LineChart{"Latency"};
    lines->setSeries({wave("p50", 24, 8, 31), wave("p95", 92, 22, 32)});
    lines->setUnit("ms");
    lines->showTable(true);
    auto* pane = kit::card("Latency")->add(lines, 1);
    pane->resize(380, 260);
    return pane;
}

QWidget* smallViews()
{
    auto* month = new kit::Month{"Key rotation"};
    month->setMonth({2026, 11, 1});
    month->setToday({2026, 11, 21});
    month->setDays({{{2026, 11, 4}, {kit::DayMark::Done, "sig-2026-11"}},
                    {{2026, 11, 12}, {kit::DayMark::Done, "bak-2026-3"}},
                    {{2026, 11, 19}, {kit::DayMark::Overdue, "enc-orders-4"}},
                    {{2026, 11, 24}, {kit::DayMark::Due, "enc-customers-7"}},
                    {{2026, 11, 28}, {kit::DayMark::Due, "bak-2026-3"}}});
    auto* ring = new kit::Ring{"Security review"};
    ring->set(86);
    auto* none = new kit::Ring{"Security review"};
    auto* sparks = kit::column(8);
    for (auto const tone : {Role::Accent, Role::High, Role::Violet}) {
        auto* spark = new kit::Sparkline{"Requests", tone};
        QList<double> values;
        for (int i = 0; i < 40; ++i)
            values << noise(i / 2, static_cast<int>(tone)) + std::sin(i / 9.0) +
                          (tone == Role::High && i > 32 ? 2 : 0);
        spark->set(values);
        sparks->add(spark);
    }
    auto* phases = new kit::PhaseBar{"Phases"};
    using enum kit::PhaseState;
    phases->set({{"Detect", Done, "14:00"},
                 {"Triage", Done, "14:04"},
                 {"Contain", Current, "33 m"},
                 {"Eradicate"},
                 {"Recover", Skipped},
                 {"Close"}});
    auto* run = new kit::PhaseBar{"Steps", kit::PhaseBar::Look::Thin};
    run->set({{"1", Done}, {"2", Done}, {"3", Failed}, {"4", Skipped}, {"5", Current}, {"6"}, {"7"}, {"8"}});
    auto* row = kit::row(24);
    row->add(month)->add(ring)->add(none)->add(sparks)->stretch();
    auto* pane = kit::column(16, {16, 16, 16, 16}, "pane");
    pane->add(row)->add(phases)->add(run);
    pane->resize(900, 380);
    return pane;
}

QDateTime day(int month, int day, int year = 2026)
{
    return {QDate{year, month, day}, QTime{0, 0}, Qt::UTC};
}

QWidget* keyLives()
{
    using enum kit::SpanKind;
    auto* lives = new kit::Lifelines{"Rotation timeline"};
    lives->setSpan(day(6, 1), day(2, 1, 2027));
    lives->setNow(kNow);
    lives->setLines({{"a",
                      "sig-2026-06",
                      "Ed25519",
                      Role::Muted,
                      true,
                      {{day(5, 20), day(6, 1), Published},
                       {day(6, 1), day(8, 1), Active, "Signing"},
                       {day(8, 1), day(9, 1), Retiring, "Verify"}}},
                     {"b",
                      "sig-2026-08",
                      "Ed25519",
                      Role::Muted,
                      true,
                      {{day(7, 20), day(8, 1), Published},
                       {day(8, 1), day(9, 10), Active, "Signing"},
                       {day(9, 10), day(10, 13), Retiring, "Verify"}}},
                     {"c",
                      "sig-2026-09",
                      "Ed25519 · exposed",
                      Role::Crit,
                      true,
                      {{day(8, 28), day(9, 10), Published},
                       {day(9, 10), day(11, 20), Active, "Signing"},
                       {day(11, 22), day(12, 22), Revoked, "", "Revoke now"}}},
                     {"d",
                      "sig-2026-11b",
                      "Ed25519 · signing",
                      Role::Muted,
                      true,
                      {{day(11, 15), day(11, 21), Published},
                       {day(11, 21), day(1, 4, 2027), Active, "Signing"},
                       {day(1, 4, 2027), {}, Retiring, "Verify"}}},
                     {"e",
                      "enc-orders-4",
                      "AES-256-GCM · overdue",
                      Role::High,
                      true,
                      {{day(6, 9), day(6, 15), Published},
                       {day(6, 15), day(11, 19), Active, "Encrypting"},
                       {day(11, 19), day(12, 3), Overdue, "", "2 days overdue"}}},
                     {"f",
                      "enc-customers-7",
                      "AES-256-GCM",
                      Role::Muted,
                      true,
                      {{day(8, 19), day(8, 25), Published},
                       {day(8, 25), day(11, 24), Active, "Encrypting"},
                       {day(11, 24), {}, Retiring, "Decrypt only"}}}});
    lives->setCurrentId("c");
    auto* legend = kit::lifelineLegend({{Published, "Published"},
                                        {Active, "Signing"},
                                        {Retiring, "Verify only"},
                                        {Revoked, "Revoked / pending"}});
    auto* card = kit::card("Rotation timeline", legend, "UTC")->add(lives, 1);
    card->resize(860, 372);
    return card;
}

QWidget* snapshotLanes()
{
    auto* lanes = new kit::Lifelines{"Snapshots", 92};
    lanes->setSpan(day(11, 15), day(11, 22));
    lanes->setNow(kNow);
    kit::Lifeline daily{"daily", "Daily full"};
    kit::Lifeline hourly{"hourly", "Hourly"};
    for (int i = 0; i < 7; ++i)
        daily.points << kit::LifePoint{day(11, 15 + i).addSecs(4 * 3'600),
                                       i == 2 ? Severity::Critical : Severity::Ok,
                                       i == 2 ? "Failed" : "3.1 TB"};
    for (int i = 0; i < 159; ++i)
        if (i != 53)
            hourly.amounts << kit::LifeAmount{day(11, 15).addSecs(i * 3'600),
                                              0.3 +
                                                  0.7 * noise(i, 5) * (i % 24 > 7 && i % 24 < 19 ? 1 : 0.45)};
    hourly.points << kit::LifePoint{day(11, 17).addSecs(5 * 3'600), Severity::Critical};
    kit::Lifeline drills{"drills", "Drills"};
    drills.points = {{day(11, 16).addSecs(6 * 3'600), Severity::Medium, "Partial"},
                     {day(11, 19).addSecs(10 * 3'600), Severity::Ok, "Passed · 21 m"},
                     {day(11, 21).addSecs(14 * 3'600), Severity::Info, "Running", true}};
    for (auto* lane : {&daily, &hourly, &drills})
        lane->monoName = false;
    lanes->setLines({daily, hourly, drills});
    auto* card = kit::card("Snapshots", nullptr, "15 – 21 November, UTC")->add(lanes, 1);
    card->resize(1'184, 236);
    return card;
}

QWidget* timeline()
{
    auto* view = new kit::Timeline{"Case timeline"};
    auto const at = [](int hour, int minute) { return QDateTime{kNow.date(), QTime{hour, minute}, Qt::UTC}; };
    using Box = kit::TimelineEntry::Box;
    view->setNow(kNow);
    view->setEntries({{"9", at(14, 39), "decision", "user-check", Role::High, "Aiko Tan",
                       "asked for approval from Jon Brandt and Marta Okafor",
                       "Revoke signing key sig-2026-09", "1 of 2 approvals · Jon Brandt approved at 14:40",
                       Box::Attention, "hourglass", "", "Review approval"},
                      {"8", at(14, 36), "automated", "bot", Role::Accent, "Playbook step 4",
                       "Rotate to a new signing key finished",
                       "key.rotate  sig-2026-11b is now the active signer  (3 nodes, 4.1 s)", "", Box::Mono,
                       "circle-check", "", "", at(14, 41)},
                      {"7", at(14, 33), "automated", "lock", Role::Accent, "Playbook step 3",
                       "Freeze CI deploy tokens finished", "token.freeze  46 tokens", "", Box::Mono,
                       "circle-check", "", "", at(14, 46)},
                      {"6", at(14, 31), "decision", "gavel", Role::Violet, "Decision by Marta Okafor",
                       "rotate first, then revoke, so that clients holding fresh tokens keep working. "
                       "Accepted risk: 9 minutes of exposure."},
                      {"5", at(14, 22), "evidence", "paperclip", Role::Teal, "Aiko Tan",
                       "added evidence E-5 and started its custody record",
                       "ci-build-88213.log   4.2 MB · SHA-256 c71e…90ab · sealed", "", Box::Plain,
                       "file-lock-2", "", "Open"},
                      {"4", at(14, 11), "message", "search-check", Role::Ok, "Aiko Tan",
                       "confirmed that the key in the log is the live signing key"},
                      {"3", at(14, 9), "message", "megaphone", Role::Info, "Update 1",
                       "sent to Engineering leads and Legal: “We are replacing a signing key. No customer "
                       "action is needed now.”"},
                      {"2", at(14, 4), "decision", "siren", Role::Crit, "Severity raised to SEV 1",
                       "by Jon Brandt after the key was found in 3 public build logs"},
                      {"1", at(14, 0), "automated", "radar", Role::Info, "Alert log-scan/secret-in-output",
                       "opened this case"}});
    auto* pane = kit::column(0, {16, 12, 16, 12}, "pane");
    pane->add(view);
    pane->resize(828, 540);
    return pane;
}

QWidget* graph()
{
    using enum kit::NodeState;
    auto* view = new kit::GraphView{"Playbook graph"};
    view->setGraph({{"1", "Confirm exposure", "1 · Done", "search-check", Done},
                    {"2", "Key used for signing?", "2 · Done", "split", Done},
                    {"3", "Freeze CI tokens", "3 · Done", "bot", Done},
                    {"4", "Rotate signing key", "4 · Done", "bot", Done},
                    {"5", "Revoke exposed key", "5 · Waiting for you", "user-check", Waiting},
                    {"6", "Purge build logs", "6 · Manual", "eraser"},
                    {"7", "Hunt for misuse", "7 · Automated", "scroll-text"},
                    {"8", "Misuse found?", "8 · Decision", "split"},
                    {"9", "Invalidate sessions", "9 · Automated", "bot", Failed},
                    {"10", "Notify consumers", "10 · Manual", "megaphone", Skipped},
                    {"11", "Verify and hand over", "11 · Approval", "clipboard-check", Current}},
                   {{"1", "2"},
                    {"2", "3"},
                    {"2", "4", "yes"},
                    {"3", "5"},
                    {"4", "5"},
                    {"5", "6"},
                    {"5", "7"},
                    {"7", "8"},
                    {"8", "9", "yes"},
                    {"8", "11", "no"},
                    {"6", "10"},
                    {"9", "11"},
                    {"10", "11"}});
    view->setCurrent("8");
    auto* pane = kit::column(0, {8, 8, 8, 8}, "pane");
    pane->add(view);
    pane->resize(460, 640);
    return pane;
}

struct Exhibit {
    char const* name;
    QWidget* (*make)();
};

constexpr Exhibit kExhibits[] = {
    {"facts", facts},
    {"histogram", histogram},
    {"log-view", logView},
    {"log-tail", logTail},
    {"charts", charts},
    {"chart-table", chartTable},
    {"small-views", smallViews},
    {"key-lives", keyLives},
    {"snapshot-lanes", snapshotLanes},
    {"timeline", timeline},
    {"graph", graph},
};

int coloursIn(QImage const& image)
{
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    return static_cast<int>(colours.size());
}

} // namespace

class test_gallery : public QObject {
    Q_OBJECT
private slots:
    void paints_data();
    void paints();
};

void test_gallery::paints_data()
{
    QTest::addColumn<int>("exhibit");
    for (std::size_t i = 0; i < std::size(kExhibits); ++i)
        QTest::newRow(kExhibits[i].name) << static_cast<int>(i);
}

void test_gallery::paints()
{
    QFETCH(int, exhibit);
    auto const& [name, make] = kExhibits[exhibit];
    theme().apply(Theme::Choice::Dark);
    std::unique_ptr<QWidget> const widget{make()};
    widget->show();
    QTest::qWait(60);
    auto const dark = widget->grab().toImage();
    // The same widget again: nothing may keep a colour of the other theme.
    theme().apply(Theme::Choice::Light);
    QTest::qWait(60);
    auto const light = widget->grab().toImage();
    theme().apply(Theme::Choice::Dark); // The test program has one theme; others find it as it was.
    support::keepPicture(dark, QString{"kit/%1-dark"}.arg(name));
    support::keepPicture(light, QString{"kit/%1-light"}.arg(name));
    QVERIFY(coloursIn(dark) > 8);
    QVERIFY(coloursIn(light) > 8);
    QVERIFY(dark.size() == light.size() && dark != light);
    for (auto const* child : widget->findChildren<QWidget*>())
        if (child->focusPolicy() & Qt::TabFocus)
            QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
}

DEWAR_TEST(test_gallery)
#include "test_gallery.moc"
