// SQL of the audit chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_store.h"

namespace core::audit {
namespace {

constexpr std::string_view kInsert = R"sql(
    INSERT INTO audit_rows(number, at, actor_kind, actor_id, actor_name, session_id, token_id, verb, subject_type,
                           subject_id, outcome, trace_id, address, details, previous_hash, hash)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16))sql";

constexpr std::string_view kLast = "SELECT number, hash FROM audit_rows ORDER BY number DESC LIMIT 1";

// One text per leading index; the rest of the filter narrows what the index finds.
#define AUDIT_SELECT                                                                                           \
    "SELECT number, at, actor_kind, actor_id, actor_name, session_id, token_id, verb, subject_type, subject_id, " \
    "outcome, trace_id, address, details, previous_hash, hash FROM audit_rows WHERE "
#define AUDIT_REST                                                                                             \
    "($1 = '' OR verb = $1) AND ($2 = '' OR actor_id = $2) AND ($3 = '' OR actor_name = $3) "                    \
    "AND ($4 = '' OR subject_id = $4) AND at >= $5 AND at < $6 AND number < $7 ORDER BY number DESC LIMIT $8"

constexpr std::string_view kMatching = AUDIT_SELECT AUDIT_REST;
constexpr std::string_view kMatchingVerb = AUDIT_SELECT "verb = $1 AND " AUDIT_REST;
constexpr std::string_view kMatchingActorId = AUDIT_SELECT "actor_id = $2 AND " AUDIT_REST;
constexpr std::string_view kMatchingActorName = AUDIT_SELECT "actor_name = $3 AND " AUDIT_REST;
constexpr std::string_view kMatchingSubject = AUDIT_SELECT "subject_id = $4 AND " AUDIT_REST;
constexpr std::string_view kAfter = AUDIT_SELECT "number > $1 ORDER BY number LIMIT $2";

#undef AUDIT_SELECT
#undef AUDIT_REST

Row rowFrom(db::Row const& row)
{
    return {.number = row.integer(0),
            .entry = {.at = row.time(1),
                      .actorKind = row.text(2),
                      .actorId = row.text(3),
                      .actorName = row.text(4),
                      .sessionId = row.text(5),
                      .tokenId = row.text(6),
                      .verb = row.text(7),
                      .subjectType = row.text(8),
                      .subjectId = row.text(9),
                      .outcome = row.text(10),
                      .traceId = row.text(11),
                      .address = row.text(12),
                      .details = {}},
            .detailsText = row.text(13),
            .previousHash = row.bytes(14),
            .hash = row.bytes(15)};
}

// The most selective index first: a thing, then a person, then a verb.
std::string_view statementFor(RowFilter const& filter)
{
    if (!filter.subject.empty())
        return kMatchingSubject;
    if (!filter.actorId.empty())
        return kMatchingActorId;
    if (!filter.actorName.empty())
        return kMatchingActorName;
    return filter.verb.empty() ? kMatching : kMatchingVerb;
}

} // namespace

Status insert(db::Tx& tx, Row const& row)
{
    auto const& entry = row.entry;
    TRY(tx.run(kInsert, row.number, entry.at, entry.actorKind, entry.actorId, entry.actorName, entry.sessionId,
               entry.tokenId, entry.verb, entry.subjectType, entry.subjectId, entry.outcome, entry.traceId, entry.address,
               row.detailsText, db::Blob{row.previousHash}, db::Blob{row.hash}));
    return Done{};
}

Result<std::optional<StoredHead>> lastRow(db::Tx& tx)
{
    return tx.one(kLast, [](db::Row const& row) { return StoredHead{row.integer(0), row.bytes(1)}; });
}

Result<std::vector<Row>> rowsMatching(db::Tx& tx, RowFilter const& filter)
{
    return tx.all(statementFor(filter), rowFrom, filter.verb, filter.actorId, filter.actorName, filter.subject, filter.from,
                  filter.to, filter.before, filter.limit);
}

Result<std::vector<Row>> rowsAfter(db::Tx& tx, std::int64_t number, std::int64_t limit)
{
    return tx.all(kAfter, rowFrom, number, limit);
}

} // namespace core::audit
