// Tests of charts: words, table, thinning, colours by theme and frame time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/charts.h"

#include "tests/support/registry.h"
#include "ui/kit/table.h"

#include <QMenu>
#include <QSignalSpy>

#include <QtCharts/QBarSeries>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>

#include <cmath>
#include <ctime>

using namespace ui;

namespace {

QDateTime const kStart{QDate{2026, 11, 21}, QTime{8, 0}, Qt::UTC};
constexpr double kFrameMs = 16;
constexpr double kSlack = 3; // The guard must hold on a busy machine of two cores.

kit::Series series(QString const& name, QList<double> const& heights, qint64 stepSeconds = 3'600)
{
    kit::Series made{name, {}};
    for (qsizetype i = 0; i < heights.size(); ++i)
        made.points << QPointF{static_cast<double>(kStart.addSecs(i * stepSeconds).toMSecsSinceEpoch()),
                               heights[i]};
    return made;
}

QChart* chartOf(kit::Chart& chart)
{
    return chart.findChild<QChartView*>()->chart();
}

} // namespace

class test_charts : public QObject {
    Q_OBJECT
private slots:
    void saysWhatItShows();
    void labelsTimesInUtc();
    void turnsIntoATableAndBack();
    void thinsButKeepsPeaks();
    void keepsItsSeriesWhenValuesChange();
    void tellsLinesApartWithoutColour();
    void followsTheTheme();
    void stacksAreas();
    void standsEmpty();
    void paintsInTime();
};

void test_charts::saysWhatItShows()
{
    kit::BarChart bars{"Errors per minute"};
    QCOMPARE(bars.accessibleDescription(), QString{"Errors per minute, no values"});
    bars.setBars(series("5xx", {5, 6, 5, 7, 21, 29}));
    bars.setObjective(15, "Objective");
    QCOMPARE(bars.accessibleDescription(), QString{"Errors per minute, last 6 h, now 29, limit 15, rising"});
    kit::LineChart lines{"Latency"};
    lines.setUnit("ms");
    lines.setSeries({series("p50", {20, 20, 20, 20}), series("p99", {200, 190, 150, 90})});
    QCOMPARE(lines.accessibleDescription(),
             QString{"Latency, last 3 h, p50 now 20 ms, steady, p99 now 90 ms, falling"});
}

void test_charts::labelsTimesInUtc()
{
    qputenv("TZ", "America/New_York"); // Whatever the desktop's zone is.
    tzset();
    kit::LineChart lines{"Latency"};
    lines.resize(500, 240);
    lines.show();
    lines.setSeries({series("p50", {1, 2, 3, 4, 5, 6, 7})});
    auto* times = qobject_cast<QCategoryAxis*>(chartOf(lines)->axes(Qt::Horizontal).constFirst());
    auto const labels = times->categoriesLabels();
    qputenv("TZ", "UTC");
    tzset();
    // Three hours up to noon in UTC; in New York they would end at seven or eight.
    QVERIFY2(labels.contains("09:00") && labels.contains("12:00") && !labels.contains("08:00"),
             qPrintable(labels.join(' ')));
}

void test_charts::turnsIntoATableAndBack()
{
    kit::LineChart lines{"Latency"};
    lines.setUnit("ms");
    lines.setSeries({series("p50", {1, 2}), series("p99", {10, 20})});
    lines.show();
    QVERIFY(QTest::qWaitForWindowActive(&lines));
    lines.setFocus();
    QSignalSpy const shown{&lines, &kit::Chart::tableShown};
    QTest::keyClick(&lines, Qt::Key_F10, Qt::ShiftModifier);
    auto* menu = lines.findChild<QMenu*>();
    QVERIFY(menu && menu->actions().size() == 1);
    QCOMPARE(menu->actions()[0]->text(), QString{"Show as table"});
    menu->actions()[0]->trigger();
    menu->close();
    auto* table = lines.findChild<kit::Table*>();
    QVERIFY(lines.showsTable() && table->isVisible() && table->hasFocus());
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(table->model()->headerData(2, Qt::Horizontal).toString(), QString{"p99, ms"});
    QCOMPARE(table->model()->index(0, 0).data().toString(), QString{"2026-11-21 09:00:00"}); // Newest first.
    QCOMPARE(table->model()->index(0, 2).data().toString(), QString{"20"});
    lines.showTable(false);
    QVERIFY(lines.hasFocus());
    QCOMPARE(shown.size(), 2);
}

void test_charts::thinsButKeepsPeaks()
{
    QList<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points << QPointF{i * 1.0, i == 7'777 ? 1'000.0 : i == 3'333 ? -50.0 : 1.0 + i % 3};
    auto const thin = kit::thinned(points, 400);
    QVERIFY(thin.size() <= 400);
    QVERIFY(thin.contains(QPointF{7'777, 1'000}) && thin.contains(QPointF{3'333, -50}));
    QVERIFY(
        std::is_sorted(thin.begin(), thin.end(), [](auto const& a, auto const& b) { return a.x() < b.x(); }));
    QCOMPARE(kit::thinned(points.first(300), 400).size(), 300);
}

void test_charts::keepsItsSeriesWhenValuesChange()
{
    kit::LineChart lines{"Latency"};
    lines.setSeries({series("a", {1, 2, 3})});
    auto const before = chartOf(lines)->series();
    lines.setSeries({series("a", {4, 5, 6})});
    QCOMPARE(chartOf(lines)->series(), before);
    QCOMPARE(qobject_cast<QLineSeries*>(before[0])->at(2).y(), 6.0);
    lines.setSeries({series("a", {4, 5, 6}), series("b", {1, 1, 1})});
    QCOMPARE(chartOf(lines)->series().size(), 3); // And the limit's.
}

void test_charts::tellsLinesApartWithoutColour()
{
    kit::LineChart lines{"Latency"};
    lines.setSeries({series("a", {1, 2}), series("b", {1, 2}), series("c", {1, 2})});
    QList<QList<qreal>> dashes;
    for (auto* any : chartOf(lines)->series().first(3))
        dashes << qobject_cast<QLineSeries*>(any)->pen().dashPattern();
    QVERIFY(dashes[0] != dashes[1] && dashes[1] != dashes[2] && dashes[0] != dashes[2]);
}

void test_charts::followsTheTheme()
{
    kit::LineChart lines{"Latency"};
    lines.setSeries({series("a", {1, 2})});
    auto* line = qobject_cast<QLineSeries*>(chartOf(lines)->series()[0]);
    QCOMPARE(line->pen().color(), color(Role::Accent));
    auto const dark = line->pen().color();
    theme().apply(Theme::Choice::Light);
    QCOMPARE(line->pen().color(), color(Role::Accent));
    QVERIFY(line->pen().color() != dark);
    theme().apply(Theme::Choice::Dark);
}

void test_charts::stacksAreas()
{
    kit::AreaChart areas{"Requests"};
    areas.setSeries({series("5xx", {1, 2}), series("2xx", {10, 20})});
    double highest = 0;
    for (auto* any : chartOf(areas)->series())
        if (auto* line = qobject_cast<QLineSeries*>(any))
            for (auto const& point : line->points())
                highest = std::max(highest, point.y());
    QCOMPARE(highest, 22.0);
}

void test_charts::standsEmpty()
{
    kit::BarChart bars{"Errors"};
    kit::AreaChart areas{"Requests"};
    for (auto* chart : {static_cast<kit::Chart*>(&bars), static_cast<kit::Chart*>(&areas)}) {
        chart->show();
        QVERIFY(!chart->grab().isNull());
    }
    bars.setBars(series("5xx", {3}));
    bars.setBars(series("5xx", {}));
    QVERIFY(!bars.grab().isNull());
}

void test_charts::paintsInTime()
{
    kit::LineChart lines{"Latency"};
    lines.resize(380, 240);
    lines.show();
    QList<double> frames;
    for (int round = 0; round < 30; ++round) {
        QList<double> heights;
        for (int i = 0; i < 360; ++i)
            heights << 20 + 15 * std::sin(i / 20.0 + round) + i % 5; // Waves with noise, as latencies are.
        QList<kit::Series> const all{series("a", heights, 60), series("b", heights, 60),
                                     series("c", heights, 60)};
        auto const begin = std::clock(); // Processor time: others may share the machine.
        lines.setSeries(all);
        lines.grab();
        frames << 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    }
    std::sort(frames.begin(), frames.end());
    qInfo("chart of 3 lines x 360 points, new values and frame: %.2f ms", frames[15]);
    QVERIFY2(frames[15] < kFrameMs * kSlack, qPrintable(QString::number(frames[15])));
}

DEWAR_TEST(test_charts)
#include "test_charts.moc"
