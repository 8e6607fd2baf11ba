// Health: readiness is the sum of its checks, and the metrics count what was answered.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/health/health_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using support::callerWith;

class test_health_service : public QObject {
    Q_OBJECT

private slots:
    void isReadyWhenEveryCheckIs()
    {
        auto const ready = readiness(true);
        QVERIFY(ready && ready->ready);
        QCOMPARE(ready->checks.size(), 2U);
    }
    void refusesWithTheChecksThatFail()
    {
        auto const unready = readiness(false);
        QVERIFY(!unready);
        QVERIFY(unready.error().code == ErrorCode::Unavailable);
        QCOMPARE(unready.error().fields.size(), 1U);
        QCOMPARE(unready.error().fields.front().field, std::string{"/checks/second"});
        QCOMPARE(unready.error().fields.front().problem, std::string{"it does not work"});
    }
    void countsAnswersByRouteAndClass()
    {
        api::Metrics metrics;
        metrics.setRoutes({"GET /a"});
        metrics.count(0, 200, Span{120});
        metrics.count(0, 404, Span{90});
        metrics.count(7, 500, Span{1});
        auto const text = metrics.text();
        QVERIFY(text.find("dewar_requests_total{route=\"GET /a\",status=\"2xx\"} 1\n") != std::string::npos);
        QVERIFY(text.find("dewar_requests_total{route=\"GET /a\",status=\"4xx\"} 1\n") != std::string::npos);
        QVERIFY(text.find("dewar_requests_total{route=\"unmatched\",status=\"5xx\"} 1\n") !=
                std::string::npos);
        QVERIFY(text.find("dewar_request_seconds_bucket{route=\"GET /a\",le=\"+Inf\"} 2\n") !=
                std::string::npos);
    }

private:
    Result<health::Readiness> readiness(bool second)
    {
        api::Metrics metrics;
        health::HealthService service{metrics, {}};
        service.addCheck("first", [] { return health::Check{.ok = true}; });
        service.addCheck("second",
                         [second] { return health::Check{.ok = second, .says = "it does not work"}; });
        return m_database.read(callerWith({"*"}),
                               [&](api::ReadContext& context) { return service.ready(context, {}); });
    }

    support::TempDatabase m_database;
};

DEWAR_TEST(test_health_service)
#include "test_health_service.moc"
