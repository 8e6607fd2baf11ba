// Incidents, their timeline and evidence in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/incidents/incidents_types.h"

namespace core::incidents {

constexpr std::int64_t kTimelineMax = 10'000; // lines of one incident
constexpr std::int64_t kEvidenceMax = 1000;

Status insertIncident(db::Tx& tx, Incident const& incident);
Result<std::optional<Incident>> incidentById(db::Tx& tx, IncidentId const& id);
Result<std::optional<IncidentId>> incidentOfAlert(db::Tx& tx, std::string_view alertId);
Result<std::vector<Incident>> incidentPage(db::Tx& tx, IncidentFilter const& filter, std::int64_t limit);
Status setState(db::Tx& tx, IncidentId const& id, std::string_view state, Time at,
                std::optional<Time> closedAt);

// What follows with that trace id belongs to the incident.
Status linkTrace(db::Tx& tx, std::string_view traceId, IncidentId const& id);
Result<std::optional<IncidentId>> incidentOfTrace(db::Tx& tx, std::string_view traceId);
// Incidents about that account that are not closed.
Result<std::vector<IncidentId>> openIncidentsAbout(db::Tx& tx, std::string_view userId, std::int64_t limit);

Status insertLine(db::Tx& tx, IncidentId const& id, TimelineRow const& row,
                  std::optional<std::int64_t> eventNumber);
Result<std::optional<TimelineRow>> lastLine(db::Tx& tx, IncidentId const& id);
Result<bool> hasEvent(db::Tx& tx, IncidentId const& id, std::int64_t eventNumber);
Result<std::vector<TimelineRow>> lines(db::Tx& tx, IncidentId const& id, std::int64_t after,
                                       std::int64_t limit);

Status insertEvidence(db::Tx& tx, IncidentId const& id, Evidence const& evidence);
Result<std::vector<Evidence>> evidenceOf(db::Tx& tx, IncidentId const& id, std::int64_t limit);

} // namespace core::incidents
