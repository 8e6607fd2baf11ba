// SQL over another database file: what a copy holds, what differs from the live one, and the floor under a restore.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_copy_store.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/db/transfer.h"
#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup::copy {

namespace {

constexpr std::string_view kTablesOfBoth = R"sql(
    SELECT a.name FROM main.sqlite_schema a
      JOIN restored.sqlite_schema b ON b.type = 'table' AND b.name = a.name
     WHERE a.type = 'table' AND a.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY a.name LIMIT $1)sql";
constexpr std::string_view kColumns = "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid LIMIT 1000";
constexpr std::string_view kColumnsOfRestored =
    "SELECT name, pk FROM pragma_table_info($1, 'restored') ORDER BY cid LIMIT 1000";
constexpr std::string_view kLadder =
    "SELECT stem, number, checksum FROM schema_migrations ORDER BY stem, number LIMIT 10000";
constexpr std::string_view kAuditHead = "SELECT number, hash FROM audit_rows ORDER BY number DESC LIMIT 1";
constexpr std::string_view kIntegrity = "SELECT integrity_check FROM pragma_integrity_check(20) LIMIT 20";
constexpr std::string_view kCollections = "SELECT number, name FROM collections ORDER BY name LIMIT 10000";
constexpr std::string_view kCommonCollections = R"sql(
    SELECT a.number, a.name FROM main.collections a
      JOIN restored.collections b ON b.number = a.number ORDER BY a.name LIMIT 10000)sql";

struct Shape {
    std::vector<std::string> columns;
    std::vector<std::string> key;
};

// Names come from the catalogue of a file that somebody else may have written: quoted, they cannot leave the text.
std::string quoted(std::string_view name)
{
    std::string text{"\""};
    for (char const letter : name) {
        text.push_back(letter);
        if (letter == '"')
            text.push_back(letter);
    }
    return text + "\"";
}

std::string joined(std::vector<std::string> const& parts, std::string_view between)
{
    std::string text;
    for (auto const& part : parts)
        text += (text.empty() ? std::string{} : std::string{between}) + part;
    return text;
}

Result<Shape> shapeOf(db::Tx& tx, std::string_view table, std::string_view sql)
{
    struct Column {
        std::string name;
        std::int64_t place = 0;
    };
    auto columns = TRY(tx.all(
        sql,
        [](db::Row const& row) {
            return Column{row.text(0), row.integer(1)};
        },
        table));
    Shape shape;
    for (auto const& column : columns)
        shape.columns.push_back(quoted(column.name));
    std::erase_if(columns, [](Column const& column) { return column.place == 0; });
    std::ranges::sort(columns, {}, &Column::place);
    for (auto const& column : columns)
        shape.key.push_back(quoted(column.name));
    return shape;
}

Result<bool> hasTable(db::Tx& tx, std::string_view table)
{
    return std::ranges::count(TRY(db::tableNames(tx)), table) > 0;
}

Result<std::int64_t> countOf(db::Tx& tx, std::string const& sql)
{
    return TRY(tx.one(sql, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

// Ends a statement that is stepped by hand.
struct Ended {
    db::Statement& statement;
    ~Ended() { statement.reset(); }
};

constexpr std::int64_t kPauseRows = 4096;

// Each value as a mark, its length and its bytes, so that no two rows can be told from one another by chance only.
void addValue(crypto::Sha256& digest, db::Row const& row, int column)
{
    if (row.isNull(column)) {
        digest.add("n");
        return;
    }
    auto const bytes = row.view(column);
    std::string mark{"v"};
    putNumber(mark, bytes.size());
    digest.add(mark).add(bytes);
}

// The same for the same rows on either database: numbers are hashed as decimal text.
Result<TableFact> factOf(db::Tx& tx, std::string const& table, Pause const& pause)
{
    std::vector<std::string> names;
    for (auto const& column : TRY(db::columnsOf(tx, table)))
        names.push_back(quoted(column.name));
    crypto::Sha256 digest;
    digest.add(joined(names, ","));
    TableFact fact{.name = table};
    TRY(db::eachRow(tx.connection(), table, [&](db::Row const& row) -> Status {
        for (std::size_t column = 0; column < names.size(); ++column)
            addValue(digest, row, static_cast<int>(column));
        if (++fact.rows % kPauseRows == 0)
            TRY(pause());
        return Done{};
    }));
    fact.sha256 = hexOf(digest.finish());
    return fact;
}

} // namespace

Result<std::vector<TableFact>> tables(db::Tx& tx, Pause const& pause)
{
    std::vector<TableFact> facts;
    auto const names = TRY(db::tableNames(tx));
    if (names.size() > kTablesMax)
        return failedAs("backup-size", ErrorCode::TooLarge,
                        "the database has more tables than a backup may hold");
    for (auto const& name : names) {
        TRY(pause());
        facts.push_back(TRY(factOf(tx, name, pause)));
    }
    return facts;
}

Result<std::vector<LadderStep>> ladder(db::Tx& tx)
{
    return tx.all(kLadder, [](db::Row const& row) {
        return LadderStep{row.text(0), row.integer(1), row.text(2)};
    });
}

Result<AuditHead> auditHead(db::Tx& tx)
{
    auto const head = TRY(tx.one(kAuditHead, [](db::Row const& row) {
        return AuditHead{row.integer(0), hexOf(row.view(1))};
    }));
    return head.value_or(AuditHead{0, std::string(64, '0')});
}

Status integrity(db::Tx& tx)
{
    auto const lines = TRY(tx.all(kIntegrity, [](db::Row const& row) { return row.text(0); }));
    if (lines.size() == 1 && lines.front() == "ok")
        return Done{};
    return damaged("the database in the backup is damaged", lines.empty() ? std::string{} : lines.front());
}

namespace {

struct Held {
    std::string_view name;
    std::string_view table;
    std::string_view sql;
};
constexpr std::array<Held, 5> kHeld{{
    {"playbook_runs", "playbook_runs", "SELECT COUNT(*) FROM playbook_runs WHERE ended_at IS NULL LIMIT 1"},
    {"jobs", "jobs", "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running') LIMIT 1"},
    {"events", "outbox",
     "SELECT COUNT(*) FROM outbox WHERE number > (SELECT COALESCE(MIN(read_up_to), 0) FROM outbox_readers) "
     "LIMIT 1"},
    {"sessions", "sessions", "SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL LIMIT 1"},
    {"signing_keys", "signing_keys",
     "SELECT COUNT(*) FROM signing_keys WHERE state IN ('next', 'active', 'retiring') LIMIT 1"},
}};

} // namespace

Result<std::map<std::string, std::int64_t>> heldBack(db::Tx& tx)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const& held : kHeld)
        if (TRY(hasTable(tx, held.table)))
            counts[std::string{held.name}] = TRY(countOf(tx, std::string{held.sql}));
    return counts;
}

namespace {
CollectionName collectionFrom(db::Row const& row)
{
    return {row.integer(0), row.text(1)};
}
} // namespace

Result<std::vector<CollectionName>> commonCollections(db::Tx& tx)
{
    if (!TRY(hasTable(tx, "collections")))
        return std::vector<CollectionName>{};
    return tx.all(kCommonCollections, collectionFrom);
}

Result<std::vector<CollectionName>> collections(db::Tx& tx)
{
    if (!TRY(hasTable(tx, "collections")))
        return std::vector<CollectionName>{};
    return tx.all(kCollections, collectionFrom);
}

namespace {

// What decides who may do what, and what proves what was done.
constexpr std::array<std::string_view, 17> kSecurityTables{
    "audit_rows",    "authority_epoch", "backup_keys",  "client_tokens", "clients",           "login_attempts",
    "refresh_tokens", "role_grants",    "roles",        "sessions",      "settings",          "shared_epochs",
    "signing_keys",  "users",           "vault_keys",   "vault_passphrases", "vault_state"};
// Differences here are this engine's own work and say nothing about the data.
constexpr std::array<std::string_view, 8> kNotCompared{
    "alert_counted",      "backup_comparisons", "backup_staged_records", "backups",
    "idempotent_answers", "leases",             "nodes",                 "schema_migrations"};

bool contains(std::span<std::string_view const> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

// c_7 or c_7_history; nothing for every other table.
std::optional<std::int64_t> collectionNumberOf(std::string_view table)
{
    if (!table.starts_with("c_"))
        return std::nullopt;
    std::int64_t number = 0;
    auto const digits = table.substr(2, table.find('_', 2) - 2);
    if (digits.empty() || digits.size() > 15)
        return std::nullopt;
    for (char const digit : digits) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    auto const rest = table.substr(2 + digits.size());
    return rest.empty() || rest == "_history" ? std::optional{number} : std::nullopt;
}

// The statements that compare one table; both sides have the columns and the key of `shape`.
struct ComparisonStatements {
    ComparisonStatements(std::string_view table, Shape const& shape)
        : live{"main." + quoted(table)}, backup{"restored." + quoted(table)}, keyed{shape.key}
    {
        std::vector<std::string> texts;
        for (auto const& column : shape.key) {
            same += (same.empty() ? "" : " AND ") + std::string{"a."} + column + " = b." + column;
            texts.push_back("CASE typeof(a." + column + ") WHEN 'blob' THEN hex(a." + column +
                            ") ELSE CAST(a." + column + " AS TEXT) END");
        }
        id = joined(texts, " || '/' || ");
        for (auto const& column : shape.columns)
            if (std::ranges::find(keyed, column) == keyed.end())
                differs +=
                    (differs.empty() ? "" : " OR ") + std::string{"a."} + column + " IS NOT b." + column;
        if (differs.empty())
            differs = "1 = 0";
    }

    std::string surplus(std::string const& one, std::string const& other) const
    {
        return " FROM " + one + " a WHERE NOT EXISTS (SELECT 1 FROM " + other + " b WHERE " + same + ")";
    }
    std::string onlyLive() const { return surplus(live, backup); }
    std::string onlyBackup() const { return surplus(backup, live); }
    std::string changed() const
    {
        return " FROM " + live + " a JOIN " + backup + " b ON " + same + " WHERE " + differs;
    }
    std::string order() const
    {
        std::vector<std::string> columns;
        for (auto const& column : keyed)
            columns.push_back("a." + column);
        return " ORDER BY " + joined(columns, ", ");
    }

    std::string live;
    std::string backup;
    std::vector<std::string> keyed;
    std::string same;
    std::string differs;
    std::string id;
};

Result<std::vector<std::string>> idsOf(db::Tx& tx, ComparisonStatements const& sql, std::string const& which)
{
    return tx.all(
        "SELECT " + sql.id + which + sql.order() + " LIMIT $1",
        [](db::Row const& row) { return row.text(0); }, kDifferingIdsMax);
}

Result<TableDifference> differenceOf(db::Tx& tx, std::string const& table)
{
    auto shape = TRY(shapeOf(tx, table, kColumns));
    auto const other = TRY(shapeOf(tx, table, kColumnsOfRestored));
    std::erase_if(shape.columns, [&](std::string const& column) {
        return std::ranges::find(other.columns, column) == other.columns.end();
    });
    TableDifference difference{.table = table, .kind = "other"};
    difference.liveRows = TRY(countOf(tx, "SELECT COUNT(*) FROM main." + quoted(table) + " LIMIT 1"));
    difference.backupRows = TRY(countOf(tx, "SELECT COUNT(*) FROM restored." + quoted(table) + " LIMIT 1"));
    if (shape.key.empty() || shape.key != other.key)
        return difference;
    ComparisonStatements const sql{table, shape};
    difference.onlyLive = TRY(countOf(tx, "SELECT COUNT(*)" + sql.onlyLive() + " LIMIT 1"));
    difference.onlyBackup = TRY(countOf(tx, "SELECT COUNT(*)" + sql.onlyBackup() + " LIMIT 1"));
    difference.changed = TRY(countOf(tx, "SELECT COUNT(*)" + sql.changed() + " LIMIT 1"));
    difference.onlyLiveIds = TRY(idsOf(tx, sql, sql.onlyLive()));
    difference.onlyBackupIds = TRY(idsOf(tx, sql, sql.onlyBackup()));
    difference.changedIds = TRY(idsOf(tx, sql, sql.changed()));
    return difference;
}

} // namespace

Result<std::vector<TableDifference>> differences(db::Tx& tx, Pause const& pause)
{
    std::map<std::int64_t, std::string> names;
    for (auto const& collection : TRY(commonCollections(tx)))
        names[collection.number] = collection.name;
    std::vector<TableDifference> all;
    auto const limit = static_cast<std::int64_t>(kTablesMax);
    for (auto const& table : TRY(tx.all(
             kTablesOfBoth, [](db::Row const& row) { return row.text(0); }, limit))) {
        if (contains(kNotCompared, table))
            continue;
        TRY(pause());
        auto difference = TRY(differenceOf(tx, table));
        if (contains(kSecurityTables, table))
            difference.kind = "security";
        if (auto const number = collectionNumberOf(table)) {
            difference.kind = table.ends_with("_history") ? "history" : "collection";
            difference.collection = names[*number];
        }
        all.push_back(std::move(difference));
    }
    return all;
}

namespace {

// Each gives id and words. A table that one side does not have has nothing to bring back.
struct Revoked {
    std::string_view kind;
    std::string_view table;
    std::string_view sql;
};
constexpr std::array<Revoked, 9> kRevoked{{
    {"user-enabled", "users",
     "SELECT b.id, b.name FROM restored.users b JOIN main.users a ON a.id = b.id"
     " WHERE a.enabled = 0 AND b.enabled = 1 ORDER BY b.id LIMIT $1"},
    {"user", "users",
     "SELECT b.id, b.name FROM restored.users b WHERE NOT EXISTS (SELECT 1 FROM main.users a WHERE a.id = "
     "b.id)"
     " ORDER BY b.id LIMIT $1"},
    {"password", "users",
     "SELECT b.id, b.name FROM restored.users b JOIN main.users a ON a.id = b.id"
     " WHERE a.password_changed_at > b.password_changed_at ORDER BY b.id LIMIT $1"},
    {"session", "sessions",
     "SELECT b.id, b.user_id FROM restored.sessions b WHERE b.ended_at IS NULL AND NOT EXISTS"
     " (SELECT 1 FROM main.sessions a WHERE a.id = b.id AND a.ended_at IS NULL) ORDER BY b.id LIMIT $1"},
    {"signing-key", "signing_keys",
     "SELECT b.kid, b.state FROM restored.signing_keys b WHERE b.state IN ('next', 'active', 'retiring')"
     " AND NOT EXISTS (SELECT 1 FROM main.signing_keys a WHERE a.kid = b.kid"
     " AND a.state IN ('next', 'active', 'retiring')) ORDER BY b.kid LIMIT $1"},
    {"role-grant", "role_grants",
     "SELECT b.user_id, r.name FROM restored.role_grants b JOIN restored.roles r ON r.id = b.role_id"
     " WHERE NOT EXISTS (SELECT 1 FROM main.role_grants a WHERE a.user_id = b.user_id AND a.role_id = "
     "b.role_id)"
     " ORDER BY b.user_id, r.name LIMIT $1"},
    {"role-permissions", "roles",
     "SELECT b.id, b.name FROM restored.roles b LEFT JOIN main.roles a ON a.id = b.id"
     " WHERE a.id IS NULL OR a.permissions <> b.permissions ORDER BY b.id LIMIT $1"},
    {"client-enabled", "clients",
     "SELECT b.id, b.name FROM restored.clients b LEFT JOIN main.clients a ON a.id = b.id"
     " WHERE b.enabled = 1 AND (a.id IS NULL OR a.enabled = 0) ORDER BY b.id LIMIT $1"},
    {"client-secret", "clients",
     "SELECT b.id, b.name FROM restored.clients b JOIN main.clients a ON a.id = b.id"
     " WHERE a.secret_issued_at > b.secret_issued_at ORDER BY b.id LIMIT $1"},
}};

} // namespace

Result<std::vector<ComeBack>> comeBacks(db::Tx& tx)
{
    auto const limit = static_cast<std::int64_t>(kTablesMax);
    auto const both = TRY(tx.all(
        kTablesOfBoth, [](db::Row const& row) { return row.text(0); }, limit));
    std::vector<ComeBack> all;
    for (auto const& revoked : kRevoked) {
        if (!std::ranges::binary_search(both, revoked.table))
            continue;
        auto const from = [&](db::Row const& row) {
            return ComeBack{std::string{revoked.kind}, row.text(0), row.text(1)};
        };
        auto found = TRY(tx.all(revoked.sql, from, kComeBacksMax));
        std::ranges::move(found, std::back_inserter(all));
    }
    return all;
}

Result<std::vector<store::StagedRecord>> records(db::Tx& tx, std::int64_t collection, std::string_view after,
                                                 std::int64_t limit)
{
    auto const sql = "SELECT id, revision, body, owner, created_at, deleted_at FROM c_" +
                     std::to_string(collection) + " WHERE id > $1 ORDER BY id LIMIT $2";
    auto const from = [](db::Row const& row) {
        return store::StagedRecord{row.text(0), row.integer(1), row.text(2),
                                   row.text(3), row.time(4),    !row.isNull(5)};
    };
    return tx.all(sql, from, after, limit);
}

Result<std::string> recordsHash(db::Tx& tx, std::int64_t collection, Pause const& pause)
{
    auto const sql =
        "SELECT id, body FROM c_" + std::to_string(collection) + " WHERE deleted_at IS NULL ORDER BY id";
    auto* const statement = TRY(tx.connection().prepare(sql));
    Ended const ended{*statement};
    crypto::Sha256 digest;
    for (std::int64_t rows = 1; TRY(statement->step()) == db::Statement::Step::Row; ++rows) {
        db::Row const row{*statement};
        addValue(digest, row, 0);
        addValue(digest, row, 1);
        if (rows % kPauseRows == 0)
            TRY(pause());
    }
    return hexOf(digest.finish());
}

namespace {

// Why a person finds a user or a run as it is.
constexpr std::string_view kReason = "restored from a backup";

constexpr std::string_view kRaiseEpoch = "UPDATE authority_epoch SET value = value + 1000000 WHERE id = 1";
constexpr std::string_view kRaiseGeneration =
    "UPDATE backup_keys SET generation = generation + 1 WHERE id = 1 RETURNING generation";
constexpr std::string_view kEndSessions =
    "UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE ended_at IS NULL";
constexpr std::string_view kForgetRefresh = "DELETE FROM refresh_tokens";
constexpr std::string_view kForgetAnswers = "DELETE FROM idempotent_answers";
constexpr std::string_view kRevokeKeys = R"sql(
    UPDATE signing_keys SET state = 'revoked', revoked_at = $1, reason = $2, sealed_private = NULL
     WHERE state IN ('next', 'active', 'retiring'))sql";
constexpr std::string_view kCloseRuns = R"sql(
    UPDATE playbook_runs SET state = 'cancelled', reason = $2, ended_at = $1, revision = revision + 1
     WHERE ended_at IS NULL)sql";
constexpr std::string_view kCancelJobs = R"sql(
    UPDATE jobs SET state = 'cancelled', says = $2, ended_at = $1, expires_at = $1, revision = revision + 1
     WHERE state IN ('queued', 'running'))sql";
constexpr std::string_view kHeldEvents = "SELECT COUNT(*) FROM outbox WHERE number > (SELECT "
                                         "COALESCE(MIN(read_up_to), 0) FROM outbox_readers) LIMIT 1";
constexpr std::string_view kHoldEvents =
    "UPDATE outbox_readers SET read_up_to = (SELECT COALESCE(MAX(number), 0) FROM outbox)";
constexpr std::string_view kFailBackups =
    "UPDATE backups SET state = 'failed', finished_at = $1 WHERE state IN ('waiting', 'running')";
constexpr std::string_view kEndDeliveries = R"sql(
    UPDATE notification_deliveries SET state = 'failed', last_error = $2, finished_at = $1
     WHERE state = 'queued')sql";
constexpr std::string_view kHoldUsers = R"sql(
    UPDATE users SET enabled = 0, disabled_reason = $1, revision = revision + 1
     WHERE enabled = 1 AND id NOT IN
           (SELECT g.user_id FROM role_grants g JOIN roles r ON r.id = g.role_id WHERE r.administers = 1))sql";
constexpr std::string_view kHoldClients = "UPDATE clients SET enabled = 0 WHERE enabled = 1";

// A backup of an older version may lack a table; what is not there cannot act.
template <class... Values>
Result<std::int64_t> runOn(db::Tx& tx, std::string_view table, std::string_view sql, Values const&... values)
{
    if (!TRY(hasTable(tx, table)))
        return std::int64_t{0};
    return tx.run(sql, values...);
}

} // namespace

Result<Floor> layFloor(db::Tx& tx, Credentials credentials, Time now)
{
    Floor floor;
    TRY(runOn(tx, "authority_epoch", kRaiseEpoch));
    auto const generation = TRY(tx.one(kRaiseGeneration, [](db::Row const& row) { return row.integer(0); }));
    if (!generation)
        return damaged("the database in the backup has no backup keys");
    floor.generation = *generation;
    floor.sessionsEnded = TRY(runOn(tx, "sessions", kEndSessions, now, kReason));
    TRY(runOn(tx, "refresh_tokens", kForgetRefresh));
    TRY(runOn(tx, "idempotent_answers", kForgetAnswers));
    floor.keysRevoked = TRY(runOn(tx, "signing_keys", kRevokeKeys, now, kReason));
    floor.runsClosed = TRY(runOn(tx, "playbook_runs", kCloseRuns, now, kReason));
    floor.jobsCancelled = TRY(runOn(tx, "jobs", kCancelJobs, now, kReason));
    if (TRY(hasTable(tx, "outbox"))) {
        floor.eventsHeldBack = TRY(countOf(tx, std::string{kHeldEvents}));
        TRY(tx.run(kHoldEvents));
    }
    // What waited to be sent then is not sent now; the drill says so as well.
    floor.eventsHeldBack += TRY(runOn(tx, "notification_deliveries", kEndDeliveries, now, kReason));
    TRY(runOn(tx, "backups", kFailBackups, now));
    if (credentials == Credentials::Hold) {
        floor.usersHeld = TRY(runOn(tx, "users", kHoldUsers, kReason));
        floor.clientsHeld = TRY(runOn(tx, "clients", kHoldClients));
    }
    return floor;
}

} // namespace core::backup::copy
