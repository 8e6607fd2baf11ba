// SQL of the engine's own rows about backups, and of a swap.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_store.h"

#include <boost/json.hpp>

namespace core::backup::store {

namespace {

constexpr std::string_view kKeys =
    "SELECT sealed_key, signing_key, print, generation FROM backup_keys WHERE id = 1 LIMIT 1";
constexpr std::string_view kInsertKeys = R"sql(
    INSERT INTO backup_keys(id, sealed_key, signing_key, print, generation, created_at)
    VALUES(1, $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql";

constexpr std::string_view kInsert = R"sql(
    INSERT INTO backups(id, label, state, started_by, created_at, bytes, stored_bytes, chunks, manifest_hash,
                        audit_number, audit_hash, result)
    VALUES($1, $2, $3, $4, $5, 0, 0, 0, '', 0, '', '{}'))sql";
constexpr std::string_view kById = R"sql(
    SELECT id, label, state, started_by, created_at, finished_at, bytes, stored_bytes, chunks, manifest_hash,
           audit_number, audit_hash, last_verified_at, last_proven_at, restored_at, swapped_at, result
      FROM backups
     WHERE id = $1
     LIMIT 1)sql";
constexpr std::string_view kPage = R"sql(
    SELECT id, label, state, started_by, created_at, finished_at, bytes, stored_bytes, chunks, manifest_hash,
           audit_number, audit_hash, last_verified_at, last_proven_at, restored_at, swapped_at, result
      FROM backups
     WHERE $1 = '' OR id < $1
     ORDER BY id DESC
     LIMIT $2)sql";
constexpr std::string_view kSetState = "UPDATE backups SET state = $2 WHERE id = $1";
constexpr std::string_view kFinish = R"sql(
    UPDATE backups
       SET state = $2, finished_at = $3, bytes = $4, stored_bytes = $5, chunks = $6, manifest_hash = $7,
           audit_number = $8, audit_hash = $9, result = $10
     WHERE id = $1)sql";
constexpr std::string_view kFail =
    "UPDATE backups SET state = $2, finished_at = $3, result = $4 WHERE id = $1";
constexpr std::string_view kVerified =
    "UPDATE backups SET last_verified_at = COALESCE($2, last_verified_at), result = $3 WHERE id = $1";
constexpr std::string_view kProven =
    "UPDATE backups SET last_proven_at = COALESCE($2, last_proven_at), result = $3 WHERE id = $1";
constexpr std::string_view kRestored =
    "UPDATE backups SET restored_at = COALESCE($2, restored_at), result = $3 WHERE id = $1";
constexpr std::string_view kSwapped =
    "UPDATE backups SET swapped_at = COALESCE($2, swapped_at), result = $3 WHERE id = $1";

constexpr std::string_view kTotals = "SELECT COUNT(*), CAST(COALESCE(SUM(stored_bytes), 0) AS BIGINT) FROM "
                                     "backups WHERE state = 'done' LIMIT 1";
constexpr std::string_view kLast = R"sql(
    SELECT id, created_at FROM backups WHERE state = 'done' ORDER BY created_at DESC, id DESC LIMIT 1)sql";
constexpr std::string_view kLastProven = R"sql(
    SELECT id, last_proven_at FROM backups WHERE last_proven_at IS NOT NULL
     ORDER BY last_proven_at DESC, id DESC LIMIT 1)sql";

constexpr std::string_view kPutComparison = R"sql(
    INSERT INTO backup_comparisons(backup_id, compared_at, document) VALUES($1, $2, $3)
    ON CONFLICT(backup_id) DO UPDATE SET compared_at = excluded.compared_at, document = excluded.document)sql";
constexpr std::string_view kComparison =
    "SELECT document FROM backup_comparisons WHERE backup_id = $1 LIMIT 1";

constexpr std::string_view kClearStaged = R"sql(
    DELETE FROM backup_staged_records
     WHERE (collection, id) IN (SELECT collection, id FROM backup_staged_records ORDER BY collection, id LIMIT $1))sql";
constexpr std::string_view kStage = R"sql(
    INSERT INTO backup_staged_records(collection, id, revision, body, owner, created_at, deleted, action)
    VALUES($1, $2, $3, $4, $5, $6, $7, ''))sql";

Backup backupFrom(db::Row const& row)
{
    Backup backup{.id = {row.text(0)},
                  .label = row.text(1),
                  .state = row.text(2),
                  .startedBy = row.text(3),
                  .createdAt = row.time(4),
                  .finishedAt = row.optionalTime(5),
                  .bytes = row.integer(6),
                  .storedBytes = row.integer(7),
                  .chunks = row.integer(8),
                  .manifestHash = row.text(9),
                  .auditNumber = row.integer(10),
                  .auditHash = row.text(11),
                  .lastVerifiedAt = row.optionalTime(12),
                  .lastProvenAt = row.optionalTime(13),
                  .restoredAt = row.optionalTime(14),
                  .swappedAt = row.optionalTime(15),
                  .result = json::Object{}};
    if (auto result = json::parse(row.view(16)))
        backup.result = std::move(*result);
    return backup;
}

std::string_view milestoneSql(Milestone milestone)
{
    switch (milestone) {
    case Milestone::Verified:
        return kVerified;
    case Milestone::Proven:
        return kProven;
    case Milestone::Restored:
        return kRestored;
    case Milestone::Swapped:
        return kSwapped;
    }
    return kVerified;
}

} // namespace

Result<std::optional<StoredKeys>> keys(db::Tx& tx)
{
    return tx.one(kKeys, [](db::Row const& row) {
        return StoredKeys{row.bytes(0), row.bytes(1), row.text(2), row.integer(3)};
    });
}

Result<bool> insertKeys(db::Tx& tx, StoredKeys const& keys, Time now)
{
    return TRY(tx.run(kInsertKeys, db::Blob{keys.sealedKey}, db::Blob{keys.signingKey}, keys.print,
                      keys.generation, now)) == 1;
}

Status insert(db::Tx& tx, Backup const& backup)
{
    TRY(tx.run(kInsert, backup.id, backup.label, backup.state, backup.startedBy, backup.createdAt));
    return Done{};
}

Result<std::optional<Backup>> byId(db::Tx& tx, BackupId const& id)
{
    return tx.one(kById, backupFrom, id);
}

Result<std::vector<Backup>> page(db::Tx& tx, std::string_view after, std::int64_t limit)
{
    return tx.all(kPage, backupFrom, after, limit);
}

Status setState(db::Tx& tx, BackupId const& id, State state)
{
    TRY(tx.run(kSetState, id, nameOf(state)));
    return Done{};
}

Status finish(db::Tx& tx, BackupId const& id, Manifest const& manifest, Time now)
{
    json::Object const result{{"operation", "backup"},
                              {"sequence", manifest.sequence},
                              {"tables", manifest.facts.tables.size()},
                              {"pages", manifest.pages}};
    TRY(tx.run(kFinish, id, nameOf(State::Done), now, manifest.databaseBytes(), manifest.storedBytes,
               manifest.storedPages, manifest.hash, manifest.facts.auditNumber, manifest.facts.auditHash,
               json::text(result)));
    return Done{};
}

Status fail(db::Tx& tx, BackupId const& id, std::string_view result, Time now)
{
    TRY(tx.run(kFail, id, nameOf(State::Failed), now, result));
    return Done{};
}

Status setResult(db::Tx& tx, BackupId const& id, Milestone milestone, std::optional<Time> reached,
                 std::string_view result)
{
    TRY(tx.run(milestoneSql(milestone), id, reached, result));
    return Done{};
}

Result<BackupStatus> status(db::Tx& tx)
{
    BackupStatus status;
    auto const place = [](db::Row const& row) { return std::pair{BackupId{row.text(0)}, row.time(1)}; };
    if (auto const last = TRY(tx.one(kLast, place)))
        std::tie(status.lastId, status.lastAt) = *last;
    if (auto const proven = TRY(tx.one(kLastProven, place)))
        std::tie(status.lastProvenId, status.lastProvenAt) = *proven;
    auto const totals = TRY(tx.one(kTotals, [](db::Row const& row) {
        return std::pair{row.integer(0), row.integer(1)};
    }));
    if (totals)
        std::tie(status.backups, status.storedBytes) = *totals;
    return status;
}

Status putComparison(db::Tx& tx, BackupId const& id, Time comparedAt, std::string_view document)
{
    TRY(tx.run(kPutComparison, id, comparedAt, document));
    return Done{};
}

Result<std::optional<std::string>> comparison(db::Tx& tx, BackupId const& id)
{
    return tx.one(
        kComparison, [](db::Row const& row) { return row.text(0); }, id);
}

Result<std::int64_t> clearStaged(db::Tx& tx, std::int64_t limit)
{
    return tx.run(kClearStaged, limit);
}

Status stage(db::Tx& tx, std::int64_t collection, StagedRecord const& record)
{
    TRY(tx.run(kStage, collection, record.id, record.revision, record.body, record.owner, record.createdAt,
               record.deleted));
    return Done{};
}

namespace {

// The statements of a flip. A collection's tables have numbers as names: c_7 and c_7_history.
struct FlipStatements {
    explicit FlipStatements(std::int64_t number)
        : table{"c_" + std::to_string(number)}, history{table + "_history"}
    {
    }

    std::string count() const
    {
        return "SELECT COUNT(*) FROM " + table + " WHERE deleted_at IS NULL LIMIT 1";
    }
    // 'same' also where the backup knows only a deletion of what is not here: nothing would change.
    std::string mark() const
    {
        return R"sql(UPDATE backup_staged_records SET action = CASE
            WHEN NOT EXISTS (SELECT 1 FROM )sql" +
               table + R"sql( l WHERE l.id = backup_staged_records.id)
                THEN CASE WHEN deleted = 1 THEN 'same' ELSE 'add' END
            WHEN EXISTS (SELECT 1 FROM )sql" +
               table + R"sql( l WHERE l.id = backup_staged_records.id
                AND ((l.deleted_at IS NOT NULL AND backup_staged_records.deleted = 1)
                  OR (l.deleted_at IS NULL AND backup_staged_records.deleted = 0
                      AND l.body = backup_staged_records.body AND l.owner = backup_staged_records.owner)))
                THEN 'same'
            WHEN deleted = 1 THEN 'remove' ELSE 'change' END WHERE collection = $1)sql";
    }
    std::string markSurplus() const
    {
        return R"sql(INSERT INTO backup_staged_records(collection, id, revision, body, owner, created_at, deleted, action)
            SELECT $1, l.id, l.revision, l.body, l.owner, l.created_at, 1, 'remove' FROM )sql" +
               table + R"sql( l WHERE l.deleted_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM backup_staged_records s WHERE s.collection = $1 AND s.id = l.id))sql";
    }
    std::string keep() const
    {
        return "INSERT INTO " + history +
               "(id, revision, body, owner, created_at, updated_at, deleted_at)"
               " SELECT l.id, l.revision, l.body, l.owner, l.created_at, l.updated_at, l.deleted_at FROM " +
               table +
               " l WHERE l.id IN (SELECT id FROM backup_staged_records WHERE collection = $1"
               " AND action IN ('change', 'remove'))";
    }
    // All that differs leaves the unique indexes first: two records may have exchanged a unique value.
    std::string take() const
    {
        return "UPDATE " + table +
               " SET revision = revision + 1, updated_at = $2, deleted_at = $2"
               " WHERE id IN (SELECT id FROM backup_staged_records WHERE collection = $1"
               " AND action IN ('change', 'remove'))";
    }
    std::string give() const
    {
        return "UPDATE " + table +
               " SET body = s.body, owner = s.owner, deleted_at = NULL"
               " FROM backup_staged_records s WHERE s.collection = $1 AND s.action = 'change' AND s.id = " +
               table + ".id";
    }
    std::string add() const
    {
        return "INSERT INTO " + table +
               "(id, revision, body, owner, created_at, updated_at, deleted_at)"
               " SELECT s.id, s.revision + 1 + COALESCE((SELECT MAX(h.revision) FROM " +
               history +
               " h WHERE h.id = s.id), 0), s.body, s.owner, s.created_at, $2, NULL FROM "
               "backup_staged_records s"
               " WHERE s.collection = $1 AND s.action = 'add'";
    }

    std::string table;
    std::string history;
};

constexpr std::string_view kActions =
    "SELECT COUNT(*) FROM backup_staged_records WHERE collection = $1 AND action = $2 LIMIT 1";

Result<std::int64_t> countOf(db::Tx& tx, std::string const& sql)
{
    return TRY(tx.one(sql, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

Result<std::int64_t> actionsOf(db::Tx& tx, std::int64_t number, std::string_view action)
{
    return TRY(tx.one(
                   kActions, [](db::Row const& row) { return row.integer(0); }, number, action))
        .value_or(0);
}

} // namespace

Result<Flipped> flip(db::Tx& tx, std::int64_t number, Time now)
{
    FlipStatements const sql{number};
    Flipped flipped{.before = TRY(countOf(tx, sql.count()))};
    TRY(tx.run(sql.mark(), number));
    TRY(tx.run(sql.markSurplus(), number));
    flipped.changed = TRY(actionsOf(tx, number, "change"));
    flipped.added = TRY(actionsOf(tx, number, "add"));
    flipped.removed = TRY(actionsOf(tx, number, "remove"));
    TRY(tx.run(sql.keep(), number));
    TRY(tx.run(sql.take(), number, now));
    TRY(tx.run(sql.give(), number));
    TRY(tx.run(sql.add(), number, now));
    flipped.after = TRY(countOf(tx, sql.count()));
    return flipped;
}

} // namespace core::backup::store
