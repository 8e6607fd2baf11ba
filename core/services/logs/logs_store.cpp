// SQL of the labels of frozen queries.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_store.h"

namespace core::logs {

namespace {

constexpr std::string_view kInsert = R"sql(
    INSERT INTO frozen_queries(id, query, from_at, to_at, rows, bytes, complete, sha256, reason, created_at, created_by)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kById = R"sql(
    SELECT id, query, from_at, to_at, rows, bytes, complete, sha256, reason, created_at, created_by
      FROM frozen_queries
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kBelow = R"sql(
    SELECT id, query, from_at, to_at, rows, bytes, complete, sha256, reason, created_at, created_by
      FROM frozen_queries
     WHERE id < $1
     ORDER BY id DESC
     LIMIT $2)sql";

FrozenQuery frozenFrom(db::Row const& row)
{
    return {.id = row.text(0),
            .query = row.text(1),
            .from = row.time(2),
            .to = row.time(3),
            .rows = row.integer(4),
            .bytes = row.integer(5),
            .complete = row.truth(6),
            .sha256 = row.text(7),
            .reason = row.text(8),
            .createdAt = row.time(9),
            .createdBy = row.text(10)};
}

} // namespace

Status insertFrozen(db::Tx& tx, FrozenQuery const& frozen)
{
    TRY(tx.run(kInsert, frozen.id, frozen.query, frozen.from, frozen.to, frozen.rows, frozen.bytes,
               frozen.complete, frozen.sha256, frozen.reason, frozen.createdAt, frozen.createdBy));
    return Done{};
}

Result<std::optional<FrozenQuery>> frozenById(db::Tx& tx, std::string const& id)
{
    return tx.one(kById, frozenFrom, id);
}

Result<std::vector<FrozenQuery>> frozenBelow(db::Tx& tx, std::string const& id, std::int64_t limit)
{
    return tx.all(kBelow, frozenFrom, id, limit);
}

} // namespace core::logs
