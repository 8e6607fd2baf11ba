// Cases write their own timeline, keep evidence with hashes, and leave as a report and a bundle that others
// can check.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/services/incidents/incidents_bundle.h"
#include "core/services/incidents/incidents_service.h"
#include "tests/support/registry.h"
#include "tests/support/serial_changes.h"

using namespace core;

namespace {
struct World {
    support::TempDatabase database;
    support::SerialChanges changes{database};
    incidents::Sources sources{.auditHead = [](db::Tx&) -> Result<json::Object> {
                                   return json::Object{{"number", 7}, {"hash", "ab"}};
                               },
                               .touched = [](api::ReadContext&, std::string_view user, Time,
                                             Time at) -> Result<std::vector<incidents::TouchedRecord>> {
                                   return std::vector<incidents::TouchedRecord>{
                                       {"customers", "c1|<b>", "read", at, std::string{user}}};
                               }};
    incidents::IncidentsService service{changes, sources};
    api::Principal caller = support::callerWith({"incidents.read", "incidents.write"});

    IncidentId opened(std::string title = "Stolen token")
    {
        auto incident = changes.as(caller, [&](api::Context& context) {
            return service.create(
                context, {.title = std::move(title), .severity = "high", .alertId = {}, .userId = "u1"});
        });
        return incident ? incident->id : IncidentId{};
    }
    Result<incidents::Incident> set(IncidentId const& id, std::string state)
    {
        return changes.as(caller, [&](api::Context& context) {
            return service.changeState(context, {id, std::move(state)});
        });
    }
    std::vector<incidents::TimelineRow> timeline(IncidentId const& id)
    {
        auto page = changes.reading(caller, [&](api::ReadContext& context) {
            return service.timeline(context, {id, 200, {}});
        });
        return page ? page->items : std::vector<incidents::TimelineRow>{};
    }
    std::string report(IncidentId const& id)
    {
        return changes
            .reading(caller, [&](api::ReadContext& context) { return service.report(context, {id}); })
            ->body;
    }
    json::Value bundle(IncidentId const& id)
    {
        auto raw =
            changes.reading(caller, [&](api::ReadContext& context) { return service.bundle(context, {id}); });
        return *json::parse(raw->body);
    }
    std::vector<incidents::Incident> all()
    {
        return changes.reading(caller, [&](api::ReadContext& context) { return service.list(context, {}); })
            ->items;
    }
};

api::Event fact(std::int64_t number, std::string type, json::Object data, std::string trace = {})
{
    return {.number = number,
            .type = std::move(type),
            .at = timeOf(1'790'000'000'000'000),
            .traceId = std::move(trace),
            .data = std::move(data)};
}
} // namespace

class test_incidents_service : public QObject {
    Q_OBJECT

private slots:
    void opensContainsAndCloses()
    {
        World world;
        auto const id = world.opened();
        QCOMPARE(world.changes.events.back().name, std::string{"incident.opened"});
        QCOMPARE(world.set(id, "contained")->state, std::string{"contained"});
        QCOMPARE(world.set(id, "open")->state, std::string{"open"});
        QVERIFY(world.set(id, "closed")->closedAt);
        QVERIFY(world.set(id, "open").error().code == ErrorCode::Conflict);
        QVERIFY(world.set(IncidentId{"nobody"}, "open").error().code == ErrorCode::NotFound);
        QCOMPARE(world.timeline(id).size(), 4U);
    }

    void opensOnceForAnAlertWhoseRuleSaysSo()
    {
        World world;
        QVERIFY(world.service.take(fact(1, "alert.opened",
                                        {{"alert_id", "a1"},
                                         {"title", "Guessed password"},
                                         {"severity", "critical"},
                                         {"user_id", "u1"},
                                         {"opens_incident", true}})));
        QVERIFY(world.service.take(fact(1, "alert.opened",
                                        {{"alert_id", "a1"},
                                         {"title", "Guessed password"},
                                         {"severity", "critical"},
                                         {"user_id", "u1"},
                                         {"opens_incident", true}})));
        QVERIFY(world.service.take(fact(2, "alert.opened", {{"alert_id", "a2"}, {"title", "Noise"}})));
        // Severe, but made of lines that somebody sent: those steer nothing.
        QVERIFY(world.service.take(fact(
            3, "alert.opened", {{"alert_id", "a3"}, {"severity", "critical"}, {"engine_events", false}})));
        QCOMPARE(world.all().size(), 1U);
        QCOMPARE(world.all()[0].title, std::string{"Guessed password"});
        QCOMPARE(*world.all()[0].userId, std::string{"u1"});
        QCOMPARE(world.timeline(world.all()[0].id).size(), 2U); // opened, and the alert itself
    }

    void opensForAGraveAlertOfTheEnginesOwnEvents()
    {
        World world;
        QVERIFY(world.service.take(fact(1, "alert.opened",
                                        {{"alert_id", "a1"},
                                         {"rule", "Guessing, then success"},
                                         {"severity", "high"},
                                         {"engine_events", true},
                                         {"subject", {{"user_id", "u1"}, {"address", "192.0.2.1"}}}})));
        QCOMPARE(world.all().size(), 1U);
        QCOMPARE(world.all()[0].title, std::string{"Guessing, then success"});
        QCOMPARE(*world.all()[0].userId, std::string{"u1"});
        // A person who opens one for the same alert is given that.
        auto const again = world.changes.as(world.caller, [&](api::Context& context) {
            return world.service.create(context,
                                        {.title = "T", .severity = "low", .alertId = "a1", .userId = {}});
        });
        QCOMPARE(again->id.value, world.all()[0].id.value);
    }

    void writesItsOwnTimeline()
    {
        World world;
        auto const id = world.opened();
        std::string const trace(32, 'a');
        QVERIFY(world.service.take(fact(
            1, "playbook.started",
            {{"incident_id", id.value}, {"playbook", "P"}, {"by", "Ada"}, {"trace_id", trace}}, "other")));
        // Facts of the run's own calls name no incident, only the trace.
        QVERIFY(world.service.take(fact(2, "key.rotated", {{"says", "signing key k2"}}, trace)));
        QVERIFY(world.service.take(
            fact(3, "user.disabled", {{"user_id", "u1"}, {"says", "u1 was disabled"}}, trace)));
        QVERIFY(world.service.take(
            fact(3, "user.disabled", {{"user_id", "u1"}, {"says", "u1 was disabled"}}, trace)));
        QVERIFY(
            world.service.take(fact(4, "user.disabled", {{"user_id", "u2"}, {"says", "u2 was disabled"}})));
        QVERIFY(world.service.take(
            fact(5, "playbook.step",
                 {{"incident_id", id.value}, {"name", "Rotate"}, {"did", "POST /x"}, {"result", "done"}})));
        auto const timeline = world.timeline(id);
        QCOMPARE(timeline.size(), 5U);
        QCOMPARE(timeline[2].says, std::string{"signing key k2"});
        QCOMPARE(timeline[4].says, std::string{"Rotate: POST /x, done"});
    }

    void tiesEveryLineToTheOneBefore()
    {
        World world;
        auto const id = world.opened();
        QVERIFY(world.set(id, "contained"));
        auto const timeline = world.timeline(id);
        QCOMPARE(timeline[0].previous, std::string{incidents::kFirstPrevious});
        QCOMPARE(timeline[1].previous, timeline[0].hash);
        QCOMPARE(incidents::hashOf(id, timeline[1]), timeline[1].hash);
    }

    void refusesEvidenceWithoutAHash()
    {
        World world;
        auto const id = world.opened();
        auto const add = [&](std::string hash) {
            return world.changes.as(world.caller, [&](api::Context& context) {
                return world.service.addEvidence(
                    context, {id, "frozen_query", "/logs/frozen/f1", std::move(hash), 12});
            });
        };
        QVERIFY(add(std::string(64, 'A')).error().code == ErrorCode::Invalid);
        QVERIFY(add(std::string(64, 'a')));
        QCOMPARE(world.timeline(id).back().kind, std::string{"evidence"});
        QVERIFY(world.report(id).find(std::string(64, 'a')) != std::string::npos);
    }

    void keepsAddendaAfterTheEnd()
    {
        World world;
        auto const id = world.opened();
        QVERIFY(world.set(id, "closed"));
        auto const note = world.changes.as(world.caller, [&](api::Context& context) {
            return world.service.addNote(context, {id, "seen later"});
        });
        QCOMPARE(note->kind, std::string{"addendum"});
    }

    void neutralisesTextInTheReport_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("never");
        QTest::newRow("an image") << "![x](https://evil.example/p.png)"
                                  << "](";
        QTest::newRow("HTML") << "<img src=x onerror=alert(1)>"
                              << "<img";
        QTest::newRow("a bare link") << "https://evil.example/"
                                     << "https://";
        QTest::newRow("www") << "www.evil.example"
                             << "www.";
        QTest::newRow("mail") << "a@evil.example"
                              << "a@";
        QTest::newRow("a table cell") << "a | b"
                                      << "a | b";
        QTest::newRow("code") << "``` x"
                              << "```";
        QTest::newRow("entity") << "&lt;script&gt;"
                                << "&lt;script";
        QTest::newRow("lines") << "a\n# Heading"
                               << "\n# Heading";
        QTest::newRow("direction") << QString::fromUtf8("a\u202eb") << QString::fromUtf8("\u202e");
    }

    void neutralisesTextInTheReport()
    {
        QFETCH(QString, text);
        QFETCH(QString, never);
        World world;
        auto const id = world.opened(text.toStdString());
        auto const report = QString::fromStdString(world.report(id));
        QVERIFY2(!report.contains(never), qPrintable(report));
    }

    void makesABundleThatVerifies()
    {
        World world;
        auto const id = world.opened();
        QVERIFY(world.set(id, "contained"));
        auto const bundle = world.bundle(id);
        auto const problems = incidents::verifyBundle(bundle);
        QVERIFY2(problems.empty(),
                 problems.empty() ? "" : (problems[0].where + " " + problems[0].says).c_str());
        QCOMPARE(json::textAt(bundle.at("audit_head"), "hash"), std::string{"ab"});
        QVERIFY(json::textAt(bundle.at("report"), "text").find("customers") != std::string::npos);
    }

    void findsEveryChangeOfABundle_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("found");
        QTest::newRow("the report") << "/report/text"
                                    << "/report/text";
        QTest::newRow("a line") << "/timeline/0/says"
                                << "/timeline/0/hash";
        QTest::newRow("its hash") << "/timeline/0/hash"
                                  << "/timeline/0/hash";
        QTest::newRow("the head") << "/timeline_head"
                                  << "/timeline_head";
        QTest::newRow("evidence") << "/evidence/0/sha256"
                                  << "/evidence";
        QTest::newRow("a touched record") << "/touched/0/record"
                                          << "/touched";
        QTest::newRow("the title") << "/incident/title"
                                   << "/manifest_sha256";
        QTest::newRow("the format") << "/format"
                                    << "/format";
    }

    void findsEveryChangeOfABundle()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, found);
        World world;
        auto const id = world.opened();
        QVERIFY(world.changes.as(world.caller, [&](api::Context& context) {
            return world.service.addEvidence(context, {id, "file", "f", std::string(64, 'a'), 1});
        }));
        auto bundle = world.bundle(id);
        boost::system::error_code problem;
        *bundle.find_pointer(pointer.toStdString(), problem) = "changed";
        auto const problems = incidents::verifyBundle(bundle);
        QVERIFY(std::any_of(problems.begin(), problems.end(),
                            [&](auto const& one) { return one.where == found.toStdString(); }));
    }

    void findsARemovedLine()
    {
        World world;
        auto const id = world.opened();
        QVERIFY(world.set(id, "contained"));
        QVERIFY(world.set(id, "open"));
        auto bundle = world.bundle(id);
        auto& timeline = bundle.at("timeline").as_array();
        timeline.erase(timeline.begin() + 1);
        QVERIFY(!incidents::verifyBundle(bundle).empty());
    }
};

DEWAR_TEST(test_incidents_service)
#include "test_incidents_service.moc"
