// Rows of incidents: one per alert, lines once per event, traces that lead to their incident.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/services/incidents/incidents_store.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
incidents::Incident incident(std::string id, std::optional<std::string> alert = {})
{
    return {.id = {std::move(id)},
            .title = "T",
            .severity = "high",
            .state = "open",
            .alertId = std::move(alert),
            .userId = "u1",
            .openedBy = "Ada",
            .revision = 1,
            .openedAt = timeOf(1),
            .changedAt = timeOf(1),
            .closedAt = {}};
}
incidents::TimelineRow line(std::int64_t number)
{
    return {.number = number,
            .at = timeOf(number),
            .kind = "note",
            .says = "s",
            .data = json::Object{{"b", 1}, {"a", 2}},
            .actor = "Ada",
            .traceId = "",
            .previous = "p",
            .hash = "h"};
}
} // namespace

class test_incidents_store : public QObject {
    Q_OBJECT

private slots:
    void keepsOneIncidentPerAlert()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(incidents::insertIncident(tx, incident("a", "alert-1")));
        QVERIFY(!incidents::insertIncident(tx, incident("b", "alert-1")));
        QVERIFY(incidents::insertIncident(tx, incident("c")) && incidents::insertIncident(tx, incident("d")));
        QCOMPARE((*incidents::incidentOfAlert(tx, "alert-1"))->value, std::string{"a"});
    }

    void keepsOneLinePerEvent()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(incidents::insertIncident(tx, incident("a")));
        QVERIFY(incidents::insertLine(tx, {"a"}, line(1), 7));
        QVERIFY(*incidents::hasEvent(tx, {"a"}, 7) && !*incidents::hasEvent(tx, {"a"}, 8));
        QVERIFY(!incidents::insertLine(tx, {"a"}, line(2), 7));
        QVERIFY(incidents::insertLine(tx, {"a"}, line(2), std::nullopt) &&
                incidents::insertLine(tx, {"a"}, line(3), std::nullopt));
        QCOMPARE(incidents::lines(tx, {"a"}, 1, 10)->size(), 2U);
        QCOMPARE(json::text((*incidents::lastLine(tx, {"a"}))->data), std::string{R"({"a":2,"b":1})"});
        QCOMPARE((*incidents::incidentById(tx, {"a"}))->revision, 4);
    }

    void findsIncidentsByTraceAndAccount()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(incidents::insertIncident(tx, incident("a")) && incidents::insertIncident(tx, incident("b")));
        QVERIFY(incidents::linkTrace(tx, "t1", {"a"}) && incidents::linkTrace(tx, "t1", {"b"}));
        QCOMPARE((*incidents::incidentOfTrace(tx, "t1"))->value, std::string{"a"});
        QVERIFY(!*incidents::incidentOfTrace(tx, "t2"));
        QVERIFY(incidents::setState(tx, {"a"}, "closed", timeOf(2), timeOf(2)));
        QCOMPARE(incidents::openIncidentsAbout(tx, "u1", 10)->size(), 1U);
    }
};

DEWAR_TEST(test_incidents_store)
#include "test_incidents_store.moc"
