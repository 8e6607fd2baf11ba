// SQL of the incidents capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/incidents/incidents_store.h"

#include <boost/json.hpp>

namespace core::incidents {
namespace {
constexpr std::string_view kInsert = R"sql(
    INSERT INTO incidents (id, title, severity, state, alert_id, subject_user_id, opened_by, opened_at,
           changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8))sql";

constexpr std::string_view kById = R"sql(
    SELECT id, title, severity, state, alert_id, subject_user_id, opened_by, revision, opened_at,
           changed_at, closed_at
      FROM incidents
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kOfAlert = R"sql(
    SELECT id FROM incidents WHERE alert_id = $1 LIMIT 1)sql";

constexpr std::string_view kPage = R"sql(
    SELECT id, title, severity, state, alert_id, subject_user_id, opened_by, revision, opened_at,
           changed_at, closed_at
      FROM incidents
     WHERE ($1 = '' OR state = $1) AND ($2 = '' OR id < $2)
     ORDER BY id DESC
     LIMIT $3)sql";

constexpr std::string_view kSetState = R"sql(
    UPDATE incidents
       SET state = $2, changed_at = $3, closed_at = $4, revision = revision + 1
     WHERE id = $1)sql";

constexpr std::string_view kTouch = R"sql(
    UPDATE incidents SET changed_at = $2, revision = revision + 1 WHERE id = $1)sql";

constexpr std::string_view kLinkTrace = R"sql(
    INSERT INTO incident_traces (trace_id, incident_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)sql";

constexpr std::string_view kOfTrace = R"sql(
    SELECT incident_id FROM incident_traces WHERE trace_id = $1 LIMIT 1)sql";

constexpr std::string_view kAbout = R"sql(
    SELECT id FROM incidents WHERE subject_user_id = $1 AND state <> 'closed' ORDER BY id LIMIT $2)sql";

constexpr std::string_view kInsertLine = R"sql(
    INSERT INTO incident_timeline (incident_id, number, at, kind, says, data, actor, trace_id,
           event_number, previous,
                                   hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kLast = R"sql(
    SELECT number, at, kind, says, data, actor, trace_id, previous, hash
      FROM incident_timeline
     WHERE incident_id = $1
     ORDER BY number DESC
     LIMIT 1)sql";

constexpr std::string_view kHasEvent = R"sql(
    SELECT 1 FROM incident_timeline WHERE incident_id = $1 AND event_number = $2 LIMIT 1)sql";

constexpr std::string_view kLines = R"sql(
    SELECT number, at, kind, says, data, actor, trace_id, previous, hash
      FROM incident_timeline
     WHERE incident_id = $1 AND number > $2
     ORDER BY number
     LIMIT $3)sql";

constexpr std::string_view kInsertEvidence = R"sql(
    INSERT INTO incident_evidence (id, incident_id, kind, reference, sha256, rows_held, added_by,
           added_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";

constexpr std::string_view kEvidence = R"sql(
    SELECT id, kind, reference, sha256, rows_held, added_by, added_at
      FROM incident_evidence
     WHERE incident_id = $1
     ORDER BY id
     LIMIT $2)sql";

Incident incidentFrom(db::Row const& row)
{
    return {.id = {row.text(0)},
            .title = row.text(1),
            .severity = row.text(2),
            .state = row.text(3),
            .alertId = row.optionalText(4),
            .userId = row.optionalText(5),
            .openedBy = row.text(6),
            .revision = row.integer(7),
            .openedAt = row.time(8),
            .changedAt = row.time(9),
            .closedAt = row.optionalTime(10)};
}

TimelineRow lineFrom(db::Row const& row)
{
    auto data = json::parse(row.view(4));
    return {.number = row.integer(0),
            .at = row.time(1),
            .kind = row.text(2),
            .says = row.text(3),
            .data = data ? std::move(*data) : json::Value{},
            .actor = row.text(5),
            .traceId = row.text(6),
            .previous = row.text(7),
            .hash = row.text(8)};
}

Evidence evidenceFrom(db::Row const& row)
{
    return {.id = row.text(0),
            .kind = row.text(1),
            .reference = row.text(2),
            .sha256 = row.text(3),
            .rows = row.integer(4),
            .addedBy = row.text(5),
            .addedAt = row.time(6)};
}

IncidentId idFrom(db::Row const& row)
{
    return IncidentId{row.text(0)};
}
} // namespace

Status insertIncident(db::Tx& tx, Incident const& incident)
{
    TRY(tx.run(kInsert, incident.id, incident.title, incident.severity, incident.state, incident.alertId,
               incident.userId, incident.openedBy, incident.openedAt));
    return Done{};
}

Result<std::optional<Incident>> incidentById(db::Tx& tx, IncidentId const& id)
{
    return tx.one(kById, incidentFrom, id);
}

Result<std::optional<IncidentId>> incidentOfAlert(db::Tx& tx, std::string_view alertId)
{
    return tx.one(kOfAlert, idFrom, alertId);
}

Result<std::vector<Incident>> incidentPage(db::Tx& tx, IncidentFilter const& filter, std::int64_t limit)
{
    return tx.all(kPage, incidentFrom, filter.state.value_or(""), filter.after.value_or(""), limit);
}

Status setState(db::Tx& tx, IncidentId const& id, std::string_view state, Time at,
                std::optional<Time> closedAt)
{
    TRY(tx.run(kSetState, id, state, at, closedAt));
    return Done{};
}

Status linkTrace(db::Tx& tx, std::string_view traceId, IncidentId const& id)
{
    TRY(tx.run(kLinkTrace, traceId, id));
    return Done{};
}

Result<std::optional<IncidentId>> incidentOfTrace(db::Tx& tx, std::string_view traceId)
{
    return tx.one(kOfTrace, idFrom, traceId);
}

Result<std::vector<IncidentId>> openIncidentsAbout(db::Tx& tx, std::string_view userId, std::int64_t limit)
{
    return tx.all(kAbout, idFrom, userId, limit);
}

Status insertLine(db::Tx& tx, IncidentId const& id, TimelineRow const& row,
                  std::optional<std::int64_t> eventNumber)
{
    TRY(tx.run(kInsertLine, id, row.number, row.at, row.kind, row.says, json::canonical(row.data), row.actor,
               row.traceId, eventNumber, row.previous, row.hash));
    TRY(tx.run(kTouch, id, row.at));
    return Done{};
}

Result<std::optional<TimelineRow>> lastLine(db::Tx& tx, IncidentId const& id)
{
    return tx.one(kLast, lineFrom, id);
}

Result<bool> hasEvent(db::Tx& tx, IncidentId const& id, std::int64_t eventNumber)
{
    return TRY(tx.one(
                   kHasEvent, [](db::Row const&) { return true; }, id, eventNumber))
        .has_value();
}

Result<std::vector<TimelineRow>> lines(db::Tx& tx, IncidentId const& id, std::int64_t after,
                                       std::int64_t limit)
{
    return tx.all(kLines, lineFrom, id, after, limit);
}

Status insertEvidence(db::Tx& tx, IncidentId const& id, Evidence const& evidence)
{
    TRY(tx.run(kInsertEvidence, evidence.id, id, evidence.kind, evidence.reference, evidence.sha256,
               evidence.rows, evidence.addedBy, evidence.addedAt));
    return Done{};
}

Result<std::vector<Evidence>> evidenceOf(db::Tx& tx, IncidentId const& id, std::int64_t limit)
{
    return tx.all(kEvidence, evidenceFrom, id, limit);
}

} // namespace core::incidents
