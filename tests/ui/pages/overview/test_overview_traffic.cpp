// Tests of the arithmetic of requests over time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_traffic.h"

#include "tests/support/registry.h"

using namespace ui::overview;

namespace {

constexpr char kMetrics[] = R"(# HELP dewar_requests_total Answered requests.
# TYPE dewar_requests_total counter
dewar_requests_total{route="GET /api/v1/users",status="2xx"} 90
dewar_requests_total{route="GET /api/v1/users",status="4xx"} 8
dewar_requests_total{route="POST /api/v1/logs",status="5xx"} 2
dewar_requests_total{route="GET /healthz",status="2xx"} 5000
dewar_requests_total{route="GET /metrics",status="2xx"} 700
# TYPE dewar_request_seconds histogram
dewar_request_seconds_bucket{route="GET /api/v1/users",le="0.0005"} 50
dewar_request_seconds_bucket{route="GET /api/v1/users",le="0.0025"} 90
dewar_request_seconds_bucket{route="GET /api/v1/users",le="0.01"} 98
dewar_request_seconds_bucket{route="GET /api/v1/users",le="0.05"} 98
dewar_request_seconds_bucket{route="GET /api/v1/users",le="0.25"} 98
dewar_request_seconds_bucket{route="GET /api/v1/users",le="1"} 98
dewar_request_seconds_bucket{route="GET /api/v1/users",le="+Inf"} 98
dewar_request_seconds_count{route="GET /api/v1/users"} 98
dewar_request_seconds_bucket{route="POST /api/v1/logs",le="0.0005"} 0
dewar_request_seconds_bucket{route="POST /api/v1/logs",le="0.25"} 1
dewar_request_seconds_bucket{route="POST /api/v1/logs",le="1"} 1
dewar_request_seconds_count{route="POST /api/v1/logs"} 2
dewar_request_seconds_count{route="GET /healthz"} 5000
dewar_write_queue 3
dewar_resident_bytes 4.2e+07
)";

QDateTime const kAt{QDate{2026, 9, 14}, QTime{9, 30}, Qt::UTC};

} // namespace

class test_overview_traffic : public QObject {
    Q_OBJECT
private slots:
    void readsCounters();
    void readsNothingFromNonsense();
    void tellsWhatHappenedBetweenTwoReadings();
    void estimatesQuantiles_data();
    void estimatesQuantiles();
    void movesWithTime();
};

void test_overview_traffic::readsCounters()
{
    auto const reading = readingFrom(kMetrics, kAt);
    QCOMPARE(reading.counted.requests, 100); // Probes are no traffic.
    QCOMPARE(reading.counted.clientErrors, 8);
    QCOMPARE(reading.counted.serverErrors, 2);
    QCOMPARE(reading.counted.above[0], 50);
    QCOMPARE(reading.counted.above[5], 1);
    QCOMPARE(*reading.writeQueue, 3.0);
    QCOMPARE(*reading.residentBytes, 4.2e7);
}

void test_overview_traffic::readsNothingFromNonsense()
{
    auto const reading = readingFrom("dewar_requests_total{\n\n}{\" =", kAt);
    QCOMPARE(reading.counted.requests, 0);
    QVERIFY(!reading.residentBytes);
}

void test_overview_traffic::tellsWhatHappenedBetweenTwoReadings()
{
    auto const earlier = readingFrom(kMetrics, kAt);
    auto later = earlier;
    later.counted.requests += 10;
    later.counted.serverErrors += 1;
    later.counted.above[2] += 4;
    auto const step = difference(earlier, later);
    QVERIFY(step);
    QCOMPARE(step->requests, 10);
    QCOMPARE(step->serverErrors, 1);
    QCOMPARE(step->above[2], 4);
    QVERIFY(!difference(later, earlier)); // The engine was started anew.
}

void test_overview_traffic::estimatesQuantiles_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("expected");
    QTest::newRow("in the first bound") << 0.25 << 0.25;
    QTest::newRow("at the first bound") << 0.50 << 0.5;
    QTest::newRow("between two") << 0.70 << 1.5;
    QTest::newRow("skips empty ones") << 0.95 << 10 + 40.0 * 5 / 9;
    QTest::newRow("beyond the last") << 1.0 << 10'000.0;
}

void test_overview_traffic::estimatesQuantiles()
{
    QFETCH(double, share);
    Step step{.requests = 100};
    step.above = {50, 10, 10, 1, 1, 1};
    auto const ms = quantileMs(step, share);
    QVERIFY(ms);
    QFETCH(double, expected);
    QVERIFY2(std::abs(*ms - expected) < 0.001, qPrintable(QString::number(*ms)));
}

void test_overview_traffic::movesWithTime()
{
    Traffic traffic;
    traffic.set(kAt, 60'000, std::vector<Step>(3));
    traffic.add({.requests = 5}, kAt.addSecs(130));
    QCOMPARE(traffic.steps()[2].requests, 5);
    QCOMPARE(traffic.secondsOf(2, kAt.addSecs(130)), 10.0);
    QCOMPARE(traffic.secondsOf(0, kAt.addSecs(130)), 60.0);
    traffic.add({.requests = 7}, kAt.addSecs(180)); // The first moment of the next step.
    QCOMPARE(traffic.steps()[1].requests, 5);
    QCOMPARE(traffic.steps()[2].requests, 7);
    QCOMPARE(traffic.from(), kAt.addSecs(60));
    QCOMPARE(traffic.sum().requests, 12);
    traffic.advance(kAt.addSecs(3'600));
    QCOMPARE(traffic.sum().requests, 0);
    QCOMPARE(traffic.steps().size(), std::size_t{3});
    QCOMPARE(traffic.secondsOf(2, kAt.addSecs(3'600)), 0.0);
    Traffic empty;
    empty.add({.requests = 1}, kAt);
    QVERIFY(empty.empty());
}

DEWAR_TEST(test_overview_traffic)
#include "test_overview_traffic.moc"
