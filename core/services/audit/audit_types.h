// What the audit capability says over the wire: rows, the head of the chain, and what a verification found.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/fields.h"
#include "core/api/ports.h"
#include "core/api/route.h"

namespace core::audit {

using api::field;

// A row as it is stored and hashed. Hashes are raw bytes.
struct Row {
    std::int64_t number = 0; // from 1, without gaps
    api::AuditEntry entry;
    std::string detailsText; // canonical JSON, exactly as hashed
    std::string previousHash;
    std::string hash;
};

struct AuditFilter {
    std::optional<std::string> verb;
    std::optional<std::string> actor;
    std::optional<std::string> subject;
    std::optional<Time> from;
    std::optional<Time> to;
    std::optional<std::string> after;
    std::optional<std::int64_t> limit;

    static constexpr auto fields = std::tuple{
        field("verb", &AuditFilter::verb).length(1, 64).about("Only this verb, like user.disable."),
        field("actor", &AuditFilter::actor).length(1, 128).about("Id or name of who acted."),
        field("subject", &AuditFilter::subject).length(1, 128).about("Id of what was acted upon."),
        field("from", &AuditFilter::from).about("Not before this time."),
        field("to", &AuditFilter::to).about("Before this time."),
        field("after", &AuditFilter::after).length(1, 20),
        field("limit", &AuditFilter::limit).range(1, 200),
    };
};

struct AuditRow {
    std::int64_t number = 0;
    Time at{};
    std::string actorKind;
    std::string actorId;
    std::string actorName;
    std::string sessionId;
    std::string tokenId;
    std::string verb;
    std::string subjectType;
    std::string subjectId;
    std::string outcome;
    std::string traceId;
    std::string address;
    json::Value details;
    std::string hash; // hex

    static constexpr auto fields = std::tuple{
        field("number", &AuditRow::number),
        field("at", &AuditRow::at),
        field("actor_kind", &AuditRow::actorKind),
        field("actor_id", &AuditRow::actorId),
        field("actor_name", &AuditRow::actorName),
        field("session_id", &AuditRow::sessionId),
        field("token_id", &AuditRow::tokenId),
        field("verb", &AuditRow::verb),
        field("subject_type", &AuditRow::subjectType),
        field("subject_id", &AuditRow::subjectId),
        field("outcome", &AuditRow::outcome),
        field("trace_id", &AuditRow::traceId),
        field("address", &AuditRow::address),
        field("details", &AuditRow::details),
        field("hash", &AuditRow::hash),
    };
};

// The last row; number 0 and 64 zeros before the first.
struct AuditHead {
    std::int64_t number = 0;
    std::string hash; // hex

    static constexpr auto fields =
        std::tuple{field("number", &AuditHead::number), field("hash", &AuditHead::hash)};
};

struct AuditStretch {
    std::optional<std::int64_t> after;

    static constexpr auto fields = std::tuple{
        field("after", &AuditStretch::after)
            .range(0, 9'007'199'254'740'991)
            .about("Start behind this row number."),
    };
};

// One call walks a bounded stretch; `next` says where the following call starts.
struct AuditVerified {
    bool ok = true;
    std::int64_t rows = 0;
    std::optional<std::int64_t> firstBad;
    std::optional<std::string> problem;
    std::optional<std::int64_t> next;

    static constexpr auto fields = std::tuple{
        field("ok", &AuditVerified::ok),
        field("rows", &AuditVerified::rows).about("Rows that this call walked."),
        field("first_bad", &AuditVerified::firstBad)
            .about("Number of the first row that is not as it was written."),
        field("problem", &AuditVerified::problem),
        field("next", &AuditVerified::next).about("Present when rows remain: the next call's `after`."),
    };
};

struct AuditExport {
    std::optional<std::int64_t> after;
    std::optional<std::int64_t> limit;

    static constexpr auto fields = std::tuple{
        field("after", &AuditExport::after)
            .range(0, 9'007'199'254'740'991)
            .about("Start behind this row number."),
        field("limit", &AuditExport::limit).range(1, 1000),
    };
};

} // namespace core::audit
