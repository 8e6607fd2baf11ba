// Paints every view of the kit with sample data in both themes: none may be blank, nameless or the same in both.
// With DEWAR_GALLERY=<folder> the pictures are written there, to be looked at beside the mockups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"
#include "ui/kit/charts.h"
#include "ui/kit/facts.h"
#include "ui/kit/histogram.h"
#include "ui/kit/layout.h"
#include "ui/kit/log_view.h"
#include "ui/kit/month.h"
#include "ui/kit/phase_bar.h"
#include "ui/kit/ring.h"
#include "ui/kit/sparkline.h"
#include "ui/kit/text.h"

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

struct Exhibit {
    char const* name;
    QWidget* (*make)();
};

constexpr Exhibit kExhibits[] = {
    {"facts", facts},   {"histogram", histogram},    {"log-view", logView},       {"log-tail", logTail},
    {"charts", charts}, {"chart-table", chartTable}, {"small-views", smallViews},
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

private:
    Theme m_theme;
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
    m_theme.apply(Theme::Choice::Dark);
    std::unique_ptr<QWidget> const widget{make()};
    widget->show();
    QTest::qWait(60);
    auto const dark = widget->grab().toImage();
    // The same widget again: nothing may keep a colour of the other theme.
    m_theme.apply(Theme::Choice::Light);
    QTest::qWait(60);
    auto const light = widget->grab().toImage();
    if (auto const folder = qEnvironmentVariable("DEWAR_GALLERY"); !folder.isEmpty()) {
        QVERIFY(dark.save(QDir{folder}.filePath(QString{"%1-dark.png"}.arg(name))));
        QVERIFY(light.save(QDir{folder}.filePath(QString{"%1-light.png"}.arg(name))));
    }
    QVERIFY(coloursIn(dark) > 8);
    QVERIFY(coloursIn(light) > 8);
    QVERIFY(dark.size() == light.size() && dark != light);
    for (auto const* child : widget->findChildren<QWidget*>())
        if (child->focusPolicy() & Qt::TabFocus)
            QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
}

DEWAR_TEST(test_gallery)
#include "test_gallery.moc"
