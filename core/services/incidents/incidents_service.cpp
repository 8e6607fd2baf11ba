// Rules of incidents and what becomes a line of a timeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/incidents/incidents_service.h"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "core/services/incidents/incidents_bundle.h"
#include "core/services/incidents/incidents_store.h"

namespace core::incidents {
namespace {
constexpr std::size_t kSaysMax = 500;
constexpr std::size_t kDataBytesMax = 8 * 1024;
constexpr std::int64_t kConcernedMax = 20;

std::string cut(std::string_view text)
{
    return printable(text.substr(0, kSaysMax));
}

Error notThere()
{
    return failed(ErrorCode::NotFound, "there is no such incident");
}

bool isOneOf(std::string_view name, auto const& names)
{
    return std::ranges::find(names, name) != names.end();
}

// The event in one sentence; what it does not say itself is read from its data.
std::string sentenceOf(api::Event const& event)
{
    json::Value const data(event.data); // Braces would make an array.
    auto says = json::textAt(data, "says");
    auto const name = json::textAt(data, "name");
    auto const did = json::textAt(data, "did");
    auto const result = json::textAt(data, "result");
    if (event.type == "playbook.step")
        return name + ": " + did + ", " + result + (says.empty() ? "" : " (" + says + ")");
    if (event.type == "playbook.answered")
        return json::textAt(data, "by") + " answered " + name + ": " + says;
    if (event.type == "playbook.started")
        return json::textAt(data, "by") + " started the playbook " + json::textAt(data, "playbook");
    if (event.type == "playbook.ended")
        return "the playbook " + json::textAt(data, "playbook") + " " + json::textAt(data, "state") +
               (says.empty() ? "" : ": " + says);
    if (event.type == "playbook.waiting")
        return name + " " + says;
    if (event.type == "alert.opened")
        return "alert: " + json::textAt(data, "rule", json::textAt(data, "title")) + " " +
               json::textAt(data, "key");
    return says.empty() ? event.type + " " + json::text(data) : says;
}

// The account an event is about: named by itself, or as the subject of an alert.
std::string accountOf(json::Value const& data)
{
    auto const* subject = json::find(data, "subject");
    auto const named = json::textAt(data, "user_id");
    return named.empty() && subject != nullptr ? json::textAt(*subject, "user_id") : named;
}

json::Value boundedData(json::Object const& data)
{
    if (json::text(data).size() <= kDataBytesMax)
        return data;
    return json::Object{{"cut", true}};
}
} // namespace

void IncidentsService::subscribe(api::Events& events)
{
    events.subscribe("incidents", "", [this](api::Event const& event) { return take(event); });
}

Status IncidentsService::take(api::Event const& event)
{
    // Its own facts are written in the change that makes them.
    if (event.type.starts_with("incident."))
        return Done{};
    // Most facts are nobody's case: a read finds that out without a place on the write lane.
    bool isConcerned = event.type == "alert.opened";
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        isConcerned = isConcerned || !TRY(concerned(context.tx, event)).empty();
        return Done{};
    }));
    if (!isConcerned)
        return Done{};
    return m_changes.change(api::systemPrincipal("incidents"), "", [&](api::Context& context) -> Status {
        if (event.type == "alert.opened")
            TRY(openFromAlert(context, event));
        for (auto const& id : TRY(concerned(context.tx, event))) {
            if (TRY(hasEvent(context.tx, id, event.number)))
                continue;
            if (event.type == "playbook.started")
                TRY(linkTrace(context.tx, json::textAt(event.data, "trace_id"), id));
            TimelineRow row{.at = event.at,
                            .kind = event.type,
                            .says = cut(sentenceOf(event)),
                            .data = boundedData(event.data),
                            .actor = json::textAt(event.data, "by"),
                            .traceId = event.traceId,
                            .previous = {},
                            .hash = {}};
            TRY(write(context, id, std::move(row), event.number));
        }
        return Done{};
    });
}

// Whose timeline the event belongs to: the incident it names, the one its request works for, those about its
// account.
Result<std::vector<IncidentId>> IncidentsService::concerned(db::Tx& tx, api::Event const& event) const
{
    json::Value const data(event.data); // Braces would make an array.
    std::vector<IncidentId> ids;
    if (auto const named = json::textAt(data, "incident_id"); !named.empty()) {
        if (TRY(incidentById(tx, IncidentId{named})))
            ids.push_back(IncidentId{named});
        return ids;
    }
    if (auto const alert = json::textAt(data, "alert_id"); !alert.empty()) {
        if (auto const found = TRY(incidentOfAlert(tx, alert)))
            ids.push_back(*found);
    }
    if (auto const traced = event.traceId.empty() ? std::nullopt : TRY(incidentOfTrace(tx, event.traceId)))
        ids.push_back(*traced);
    if (auto const user = accountOf(data); !user.empty()) {
        for (auto const& id : TRY(openIncidentsAbout(tx, user, kConcernedMax)))
            ids.push_back(id);
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

// A rule may say it; without a word, what is high or critical and comes from the engine's own events opens a
// case. Lines that others sent open none: they could steer the defenders.
Status IncidentsService::openFromAlert(api::Context& context, api::Event const& event)
{
    json::Value const data(event.data);
    auto const alert = json::textAt(data, "alert_id");
    auto const severity = json::textAt(data, "severity");
    bool const isGrave =
        (severity == "high" || severity == "critical") && json::boolAt(data, "engine_events");
    bool const opens = json::boolAt(data, "opens_incident", isGrave);
    if (!opens || alert.empty() || TRY(incidentOfAlert(context.tx, alert)))
        return Done{};
    auto const title = json::textAt(data, "rule", json::textAt(data, "title", "an alert"));
    auto const user = accountOf(data);
    Incident const incident{.id = {newId(context.now, context.random)},
                            .title = printable(title.substr(0, 200)),
                            .severity = isOneOf(severity, kSeverities) ? severity : "high",
                            .state = "open",
                            .alertId = alert,
                            .userId = user.empty() ? std::nullopt : std::optional{user},
                            .openedBy = "alert rule",
                            .revision = 1,
                            .openedAt = context.now,
                            .changedAt = context.now,
                            .closedAt = {}};
    return open(context, incident);
}

Status IncidentsService::open(api::Context& context, Incident const& incident)
{
    TRY(insertIncident(context.tx, incident));
    TRY(write(context, incident.id,
              {.at = context.now,
               .kind = "incident.opened",
               .says = "opened: " + incident.title,
               .data = api::write(incident),
               .actor = incident.openedBy,
               .traceId = context.traceId,
               .previous = {},
               .hash = {}},
              std::nullopt));
    context.announce("incident.opened", {{"incident_id", incident.id.value},
                                         {"title", incident.title},
                                         {"severity", incident.severity},
                                         {"alert_id", incident.alertId.value_or("")},
                                         {"user_id", incident.userId.value_or("")},
                                         {"by", incident.openedBy}});
    return Done{};
}

// Ties the line to the one before it. The writer is one thread, so the chain cannot fork.
Status IncidentsService::write(api::Context& context, IncidentId const& id, TimelineRow row,
                               std::optional<std::int64_t> eventNumber)
{
    auto const last = TRY(lastLine(context.tx, id));
    row.number = last ? last->number + 1 : 1;
    if (row.number > kTimelineMax)
        return failed(ErrorCode::Conflict, "the timeline is full");
    row.previous = last ? last->hash : std::string{kFirstPrevious};
    // The stored form is canonical; the hash is of what will be read back.
    row.data = TRY(json::parse(json::canonical(row.data)));
    row.hash = hashOf(id, row);
    return insertLine(context.tx, id, row, eventNumber);
}

Result<api::Page<Incident>> IncidentsService::list(api::ReadContext& context, IncidentFilter const& filter)
{
    auto const limit = filter.limit.value_or(50);
    return api::pageOf(TRY(incidentPage(context.tx, filter, limit + 1)), limit);
}

Result<IncidentDetail> IncidentsService::show(api::ReadContext& context, IncidentById const& wanted)
{
    auto const incident = TRY(incidentById(context.tx, wanted.id));
    if (!incident)
        return notThere();
    context.answer.etag = std::to_string(incident->revision);
    if (context.ifNoneMatch == context.answer.etag)
        context.answer.status = 304;
    auto evidence = TRY(evidenceOf(context.tx, wanted.id, kEvidenceMax));
    return IncidentDetail{*incident, std::move(evidence)};
}

Result<api::Page<TimelineRow>> IncidentsService::timeline(api::ReadContext& context,
                                                          TimelineStretch const& stretch)
{
    if (!TRY(incidentById(context.tx, stretch.id)))
        return notThere();
    std::int64_t after = 0;
    auto const text = stretch.after.value_or("0");
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (problem != std::errc{} || end != text.data() + text.size())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some fields are not acceptable",
                     .fields = {{"/after", "is not a cursor of this list"}}};
    auto const limit = stretch.limit.value_or(50);
    return api::pageOf(TRY(lines(context.tx, stretch.id, after, limit + 1)), limit,
                       [](auto const& row) { return std::to_string(row.number); });
}

Result<Incident> IncidentsService::create(api::Context& context, NewIncident const& wanted)
{
    if (auto const present =
            wanted.alertId ? TRY(incidentOfAlert(context.tx, *wanted.alertId)) : std::nullopt) {
        // One alert, one case: who comes second is given the first, with 200 instead of 201.
        context.answer.status = 200;
        context.answer.location = "/incidents/" + present->value;
        return std::move(*TRY(incidentById(context.tx, *present)));
    }
    Incident incident{.id = {newId(context.now, context.random)},
                      .title = wanted.title,
                      .severity = wanted.severity,
                      .state = "open",
                      .alertId = wanted.alertId,
                      .userId = wanted.userId,
                      .openedBy = context.caller.name,
                      .revision = 1,
                      .openedAt = context.now,
                      .changedAt = context.now,
                      .closedAt = {}};
    context.subject("incident", incident.id.value);
    context.answer.location = "/incidents/" + incident.id.value;
    TRY(open(context, incident));
    return std::move(*TRY(incidentById(context.tx, incident.id)));
}

Result<Incident> IncidentsService::changeState(api::Context& context, NewState const& wanted)
{
    auto const incident = TRY(incidentById(context.tx, wanted.id));
    if (!incident)
        return notThere();
    context.subject("incident", wanted.id.value);
    context.note("from", json::Value(incident->state));
    context.note("to", json::Value(wanted.state));
    if (incident->state == wanted.state)
        return *incident;
    if (incident->state == "closed")
        return failed(ErrorCode::Conflict, "a closed incident stays closed");
    auto const closedAt = wanted.state == "closed" ? std::optional{context.now} : std::nullopt;
    TRY(setState(context.tx, wanted.id, wanted.state, context.now, closedAt));
    TRY(write(context, wanted.id,
              {.at = context.now,
               .kind = "incident.state_changed",
               .says = "from " + incident->state + " to " + wanted.state,
               .data = json::Object{{"from", incident->state}, {"to", wanted.state}},
               .actor = context.caller.name,
               .traceId = context.traceId,
               .previous = {},
               .hash = {}},
              std::nullopt));
    context.announce("incident.state_changed", {{"incident_id", wanted.id.value},
                                                {"title", incident->title},
                                                {"from", incident->state},
                                                {"to", wanted.state},
                                                {"by", context.caller.name}});
    return std::move(*TRY(incidentById(context.tx, wanted.id)));
}

Result<TimelineRow> IncidentsService::addNote(api::Context& context, NewNote const& note)
{
    auto const incident = TRY(incidentById(context.tx, note.id));
    if (!incident)
        return notThere();
    context.subject("incident", note.id.value);
    auto const kind = incident->state == "closed" ? "addendum" : "note";
    TRY(write(context, note.id,
              {.at = context.now,
               .kind = kind,
               .says = note.text,
               .data = json::Object{},
               .actor = context.caller.name,
               .traceId = context.traceId,
               .previous = {},
               .hash = {}},
              std::nullopt));
    return std::move(*TRY(lastLine(context.tx, note.id)));
}

Result<Evidence> IncidentsService::addEvidence(api::Context& context, NewEvidence const& wanted)
{
    if (!TRY(incidentById(context.tx, wanted.id)))
        return notThere();
    if (wanted.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        return Error{.code = ErrorCode::Invalid,
                     .message = "some fields are not acceptable",
                     .fields = {{"/sha256", "must be lower-case hex"}}};
    if (static_cast<std::int64_t>(TRY(evidenceOf(context.tx, wanted.id, kEvidenceMax)).size()) >=
        kEvidenceMax)
        return failed(ErrorCode::Conflict, "the incident has too much evidence");
    Evidence evidence{.id = newId(context.now, context.random),
                      .kind = wanted.kind,
                      .reference = wanted.reference,
                      .sha256 = wanted.sha256,
                      .rows = wanted.rows,
                      .addedBy = context.caller.name,
                      .addedAt = context.now};
    context.subject("incident", wanted.id.value);
    context.note("sha256", json::Value(wanted.sha256));
    TRY(insertEvidence(context.tx, wanted.id, evidence));
    TRY(write(context, wanted.id,
              {.at = context.now,
               .kind = "evidence",
               .says = cut("evidence: " + wanted.kind + " " + wanted.reference),
               .data = api::write(evidence),
               .actor = context.caller.name,
               .traceId = context.traceId,
               .previous = {},
               .hash = {}},
              std::nullopt));
    return evidence;
}

Result<CaseFile> IncidentsService::caseFile(api::ReadContext& context, IncidentId const& id)
{
    auto const incident = TRY(incidentById(context.tx, id));
    if (!incident)
        return notThere();
    auto timeline = TRY(lines(context.tx, id, 0, kTimelineMax));
    auto evidence = TRY(evidenceOf(context.tx, id, kEvidenceMax));
    CaseFile file{.incident = *incident,
                  .timeline = std::move(timeline),
                  .evidence = std::move(evidence),
                  .touched = {},
                  .touchedIsKnown = false,
                  .auditHead = {},
                  .madeAt = context.now};
    if (m_sources.auditHead)
        file.auditHead = TRY(m_sources.auditHead(context.tx));
    if (m_sources.touched && incident->userId) {
        // The theft came before the alert: an hour is looked back.
        auto const from = incident->openedAt - std::chrono::hours{1};
        file.touched = TRY(
            m_sources.touched(context, *incident->userId, from, incident->closedAt.value_or(context.now)));
        file.touchedIsKnown = true;
    }
    return file;
}

Result<api::RawAnswer> IncidentsService::report(api::ReadContext& context, IncidentById const& wanted)
{
    auto const file = TRY(caseFile(context, wanted.id));
    return api::RawAnswer{"text/markdown; charset=utf-8", reportOf(file)};
}

Result<api::RawAnswer> IncidentsService::bundle(api::ReadContext& context, IncidentById const& wanted)
{
    auto const file = TRY(caseFile(context, wanted.id));
    return api::RawAnswer{"application/json", json::text(bundleOf(file))};
}

Status IncidentsService::require(api::ReadContext& context, IncidentId const& id)
{
    auto const incident = TRY(incidentById(context.tx, id));
    if (!incident)
        return notThere();
    if (incident->state == "closed")
        return failed(ErrorCode::Conflict, "the incident is closed");
    return Done{};
}

} // namespace core::incidents
