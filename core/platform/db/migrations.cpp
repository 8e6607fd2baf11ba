// The migration ladder: numbered files per capability, recorded with their checksums, never skipped or changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/base/embedded.h"
#include "core/base/text.h"
#include "core/platform/db/database.h"

namespace core::db {

namespace {

struct Migration {
    std::string stem;
    std::int64_t number = 0;
    std::string_view sql;
    std::string checksum;
};

struct Applied {
    std::string stem;
    std::int64_t number = 0;
    std::string checksum;
};

// FNV-1a: finds an edited file; it need not resist an attacker, who could edit the record as well.
std::string checksumOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (unsigned char const byte : text)
        hash = (hash ^ byte) * 0x100000001b3U;
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(hash >> (8 * i));
    return hexOf(bytes);
}

// "core/services/users/migrations/0003.sqlite.sql" -> users, 3; another dialect or place gives nothing.
std::optional<Migration> migrationOf(EmbeddedFile const& file, std::string_view dialect)
{
    auto const parts = split(file.path, '/');
    if (parts.size() < 4 || parts[parts.size() - 2] != "migrations")
        return std::nullopt;
    auto const name = split(parts.back(), '.');
    if (name.size() != 3 || name[1] != dialect || name[2] != "sql")
        return std::nullopt;
    std::int64_t number = 0;
    for (char const digit : name[0])
        number = number * 10 + (digit - '0');
    return Migration{std::string{parts[parts.size() - 3]}, number, file.text, checksumOf(file.text)};
}

std::vector<Migration> ladder(std::string_view dialect)
{
    std::map<std::string, std::vector<Migration>, std::less<>> byStem;
    for (auto const& file : embeddedFiles())
        if (auto migration = migrationOf(file, dialect))
            byStem[migration->stem].push_back(std::move(*migration));
    std::vector<Migration> ordered;
    std::string const order = "api," + std::string{embeddedCapabilities()};
    for (auto const stem : split(order, ',')) {
        auto const found = byStem.find(stem);
        if (found == byStem.end())
            continue;
        std::ranges::sort(found->second, {}, &Migration::number);
        std::ranges::move(found->second, std::back_inserter(ordered));
    }
    return ordered;
}

constexpr std::string_view kMakeRecord = R"sql(
    CREATE TABLE IF NOT EXISTS schema_migrations(
        stem TEXT NOT NULL, number INTEGER NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL,
        PRIMARY KEY(stem, number)) STRICT)sql";
constexpr std::string_view kMakeRecordPostgres = R"sql(
    CREATE TABLE IF NOT EXISTS schema_migrations(
        stem TEXT COLLATE "C" NOT NULL, number BIGINT NOT NULL, checksum TEXT COLLATE "C" NOT NULL,
        applied_at BIGINT NOT NULL,
        PRIMARY KEY(stem, number)))sql";
// "dewar" as a number: one key for the ladder, apart from any other program's advisory locks in this database.
constexpr std::int64_t kLadderLock = 0x64'65'77'61'72;
constexpr std::string_view kRecorded = "SELECT stem, number, checksum FROM schema_migrations ORDER BY stem, number LIMIT 10000";
constexpr std::string_view kRecord =
    "INSERT INTO schema_migrations(stem, number, checksum, applied_at) VALUES($1, $2, $3, $4)";

Applied appliedFrom(Row const& row) { return {.stem = row.text(0), .number = row.integer(1), .checksum = row.text(2)}; }

Status checkRecorded(std::vector<Applied> const& applied, std::vector<Migration> const& known)
{
    for (auto const& row : applied) {
        auto const match = std::ranges::find_if(
            known, [&](Migration const& m) { return m.stem == row.stem && m.number == row.number; });
        std::string const name = row.stem + "/" + std::to_string(row.number);
        if (match == known.end())
            return failedAs("schema-newer", ErrorCode::Conflict,
                            "the data was written by a newer version (it has " + name + "); use that version or a later one");
        if (match->checksum != row.checksum)
            return failedAs("schema-changed", ErrorCode::Conflict, "migration " + name + " is not the one that made this data");
    }
    return Done{};
}

Status apply(Connection& connection, Migration const& migration, Clock const& clock)
{
    TRY(connection.execute("BEGIN"));
    auto const work = [&]() -> Status {
        TRY(connection.execute(migration.sql));
        Tx tx{connection};
        TRY(tx.run(kRecord, migration.stem, migration.number, migration.checksum, clock.now()));
        return connection.execute("COMMIT");
    };
    auto done = work();
    if (!done && connection.inTransaction())
        TRY(connection.execute("ROLLBACK"));
    if (!done)
        done.error().message = "migration " + migration.stem + "/" + std::to_string(migration.number) + " failed: " + done.error().message + " (" + done.error().detail + ")";
    return done;
}

Status climb(Connection& connection, Clock const& clock)
{
    bool const sqlite = connection.dialect() == Dialect::Sqlite;
    auto const known = ladder(sqlite ? "sqlite" : "postgres");
    TRY(connection.execute(sqlite ? kMakeRecord : kMakeRecordPostgres));
    Tx tx{connection};
    auto const applied = TRY(tx.all(kRecorded, appliedFrom));
    TRY(checkRecorded(applied, known));
    std::map<std::string, std::int64_t> expected;
    for (auto const& migration : known) {
        if (migration.number != ++expected[migration.stem])
            return failed(ErrorCode::Internal, "migration " + migration.stem + "/" + std::to_string(expected[migration.stem]) + " is missing");
        bool const present = std::ranges::any_of(
            applied, [&](Applied const& row) { return row.stem == migration.stem && row.number == migration.number; });
        if (!present)
            TRY(apply(connection, migration, clock));
    }
    return Done{};
}

} // namespace

Status migrate(Connection& connection, Clock const& clock)
{
    if (connection.dialect() == Dialect::Sqlite)   // The directory's lock keeps a second engine away.
        return climb(connection, clock);
    // Engines that start together climb one after the other; the lock goes with the connection, whatever happens.
    TRY(connection.execute("SELECT pg_advisory_lock(" + std::to_string(kLadderLock) + ")"));
    auto const done = climb(connection, clock);
    auto const unlocked = connection.execute("SELECT pg_advisory_unlock(" + std::to_string(kLadderLock) + ")");
    return done ? unlocked : done;
}

} // namespace core::db
