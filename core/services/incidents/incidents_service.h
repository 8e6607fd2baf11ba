// Cases: opened by people or alerts, with a timeline that writes itself, evidence with hashes, a report and a
// bundle.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/api/context.h"
#include "core/api/ports.h"
#include "core/api/route.h"
#include "core/services/incidents/incidents_types.h"

namespace core::incidents {

// What the engine lends from other capabilities; each may be absent, the report then says so.
struct Sources {
    // The head of the audit chain, as the bundle states it.
    std::function<Result<json::Object>(db::Tx&)> auditHead = {};
    // What the account's tokens read and wrote in that time, oldest first.
    std::function<Result<std::vector<TouchedRecord>>(api::ReadContext&, std::string_view userId, Time from,
                                                     Time to)>
        touched = {};
};

class IncidentsService {
public:
    IncidentsService(api::Changes& changes, Sources sources)
        : m_changes{changes}, m_sources{std::move(sources)}
    {
    }

    // Before the outbox starts.
    void subscribe(api::Events& events);
    // One event of the outbox; may come twice, counts once.
    Status take(api::Event const& event);

    Result<api::Page<Incident>> list(api::ReadContext& context, IncidentFilter const& filter);
    Result<IncidentDetail> show(api::ReadContext& context, IncidentById const& wanted);
    Result<api::Page<TimelineRow>> timeline(api::ReadContext& context, TimelineStretch const& stretch);
    Result<Incident> create(api::Context& context, NewIncident const& wanted);
    // open, contained and back; closed is the end.
    Result<Incident> changeState(api::Context& context, NewState const& wanted);
    // Also after the end, as an addendum.
    Result<TimelineRow> addNote(api::Context& context, NewNote const& note);
    Result<Evidence> addEvidence(api::Context& context, NewEvidence const& evidence);
    Result<api::RawAnswer> report(api::ReadContext& context, IncidentById const& wanted);
    Result<api::RawAnswer> bundle(api::ReadContext& context, IncidentById const& wanted);

    // For playbooks: the incident is there and not closed.
    Status require(api::ReadContext& context, IncidentId const& id);

private:
    Status open(api::Context& context, Incident const& incident);
    Status write(api::Context& context, IncidentId const& id, TimelineRow row,
                 std::optional<std::int64_t> eventNumber);
    Status openFromAlert(api::Context& context, api::Event const& event);
    Result<std::vector<IncidentId>> concerned(db::Tx& tx, api::Event const& event) const;
    Result<struct CaseFile> caseFile(api::ReadContext& context, IncidentId const& id);

    api::Changes& m_changes;
    Sources m_sources;
};

} // namespace core::incidents
