// What the incidents capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"

namespace core::incidents {

using api::field;

inline constexpr std::array<std::string_view, 3> kStates{"open", "contained", "closed"};
inline constexpr std::array<std::string_view, 4> kSeverities{"low", "medium", "high", "critical"};

struct Incident {
    IncidentId id;
    std::string title;
    std::string severity;
    std::string state;
    std::optional<std::string> alertId;
    std::optional<std::string> userId;
    std::string openedBy;
    std::int64_t revision = 0;
    Time openedAt{};
    Time changedAt{};
    std::optional<Time> closedAt;

    static constexpr auto fields = std::tuple{
        field("id", &Incident::id),
        field("title", &Incident::title),
        field("severity", &Incident::severity).oneOf(kSeverities),
        field("state", &Incident::state).oneOf(kStates),
        field("alert_id", &Incident::alertId),
        field("user_id", &Incident::userId).about("whose account it is about"),
        field("opened_by", &Incident::openedBy),
        field("revision", &Incident::revision),
        field("opened_at", &Incident::openedAt),
        field("changed_at", &Incident::changedAt),
        field("closed_at", &Incident::closedAt),
    };
};

struct NewIncident {
    std::string title;
    std::string severity;
    std::optional<std::string> alertId;
    std::optional<std::string> userId;

    static constexpr auto fields = std::tuple{
        field("title", &NewIncident::title).length(1, 200),
        field("severity", &NewIncident::severity).oneOf(kSeverities),
        field("alert_id", &NewIncident::alertId).length(1, 64),
        field("user_id", &NewIncident::userId).length(1, 64),
    };
};

struct IncidentFilter {
    std::optional<std::string> state;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("state", &IncidentFilter::state).oneOf(kStates),
        field("limit", &IncidentFilter::limit).range(1, 200),
        field("after", &IncidentFilter::after).length(1, 64),
    };
};

struct IncidentById {
    IncidentId id;

    static constexpr auto fields = std::tuple{field("id", &IncidentById::id).length(1, 64)};
};

struct NewState {
    IncidentId id;
    std::string state;

    static constexpr auto fields = std::tuple{
        field("id", &NewState::id).length(1, 64),
        field("state", &NewState::state).oneOf(kStates),
    };
};

struct NewNote {
    IncidentId id;
    std::string text;

    static constexpr auto fields = std::tuple{
        field("id", &NewNote::id).length(1, 64),
        field("text", &NewNote::text).length(1, 4000),
    };
};

struct NewEvidence {
    IncidentId id;
    std::string kind;
    std::string reference;
    std::string sha256;
    std::int64_t rows = 0;

    static constexpr auto fields = std::tuple{
        field("id", &NewEvidence::id).length(1, 64),
        field("kind", &NewEvidence::kind).length(1, 64).about("frozen_query, file, backup"),
        field("reference", &NewEvidence::reference).length(1, 500).about("where it is kept"),
        field("sha256", &NewEvidence::sha256).length(64, 64).about("lower-case hex"),
        field("rows", &NewEvidence::rows).range(0, 9'007'199'254'740'991),
    };
};

struct Evidence {
    std::string id;
    std::string kind;
    std::string reference;
    std::string sha256;
    std::int64_t rows = 0;
    std::string addedBy;
    Time addedAt{};

    static constexpr auto fields = std::tuple{
        field("id", &Evidence::id),
        field("kind", &Evidence::kind),
        field("reference", &Evidence::reference),
        field("sha256", &Evidence::sha256),
        field("rows", &Evidence::rows),
        field("added_by", &Evidence::addedBy),
        field("added_at", &Evidence::addedAt),
    };
};

struct IncidentDetail {
    Incident incident;
    std::vector<Evidence> evidence;

    static constexpr auto fields = std::tuple{
        field("incident", &IncidentDetail::incident),
        field("evidence", &IncidentDetail::evidence).length(0, 1000),
    };
};

// One line that the case wrote itself (or a person's note), tied to the line before it.
struct TimelineRow {
    std::int64_t number = 0;
    Time at{};
    std::string kind;
    std::string says;
    json::Value data;
    std::string actor;
    std::string traceId;
    std::string previous;
    std::string hash;

    static constexpr auto fields = std::tuple{
        field("number", &TimelineRow::number),
        field("at", &TimelineRow::at),
        field("kind", &TimelineRow::kind),
        field("says", &TimelineRow::says),
        field("data", &TimelineRow::data),
        field("actor", &TimelineRow::actor),
        field("trace_id", &TimelineRow::traceId),
        field("previous", &TimelineRow::previous),
        field("hash", &TimelineRow::hash).about("SHA-256 of the canonical line with the hash before it"),
    };
};

struct TimelineStretch {
    IncidentId id;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("id", &TimelineStretch::id).length(1, 64),
        field("limit", &TimelineStretch::limit).range(1, 200),
        field("after", &TimelineStretch::after).length(1, 20),
    };
};

// A record that the account's tokens read or wrote while the incident was open.
struct TouchedRecord {
    std::string collection;
    std::string record;
    std::string operation;
    Time at{};
    std::string tokenId;

    static constexpr auto fields = std::tuple{
        field("collection", &TouchedRecord::collection), field("record", &TouchedRecord::record),
        field("operation", &TouchedRecord::operation),   field("at", &TouchedRecord::at),
        field("token_id", &TouchedRecord::tokenId),
    };
};

} // namespace core::incidents
