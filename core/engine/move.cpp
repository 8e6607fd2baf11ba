// Moving between databases: one transaction on each side, compared before the target's is committed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/move.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "core/engine/database_place.h"
#include "core/platform/db/dialect.h"
#include "core/platform/db/transfer.h"
#include "core/platform/os/directory_lock.h"
#include "core/platform/os/files.h"
#include "core/services/backup/backup_copy_store.h"

namespace core::engine {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgres = "postgres";
// An index over all records of a collection is one statement.
constexpr std::chrono::hours kStatementTimeMax{1};
constexpr std::string_view kLadderTable =
    "schema_migrations"; // Its checksums are those of each side's own files.

std::string directoryIn(MovePlace const& place)
{
    return place.name.substr(kSqlite.size());
}
bool isSqlite(MovePlace const& place)
{
    return place.name.starts_with(kSqlite);
}

Status checkName(MovePlace const& place)
{
    if ((isSqlite(place) && place.name.size() > kSqlite.size()) || place.name.starts_with(kPostgres))
        return Done{};
    return failed(ErrorCode::Invalid, "a place to move from or to is sqlite:DIR or postgresql://...");
}

Result<std::unique_ptr<db::Database>> openServer(MovePlace const& place)
{
    return db::openPostgres(
        {.url = place.name, .password = place.password.copy(), .statementTimeMax = kStatementTimeMax});
}

// Read, and kept from changing, for as long as this lives.
class Source {
public:
    Status open(MovePlace const& place)
    {
        if (isSqlite(place)) {
            auto const directory = directoryIn(place);
            TRY(os::checkPrivateDirectory(directory));
            m_lock.emplace(TRY(os::DirectoryLock::take(directory)));
            m_reader = TRY(db::openSqliteReadOnly(directory + "/dewar.db"));
            return m_reader->execute("BEGIN");
        }
        m_server = TRY(openServer(place));
        // The lock of every write lane: changes wait, and are refused with a hint when they waited too long.
        TRY(m_server->writer().execute(db::beginWrite(db::Dialect::Postgres)));
        // A batch is short; the other side's work between two reads may not be.
        return m_server->writer().execute("SET LOCAL idle_in_transaction_session_timeout = '1h'");
    }
    db::Connection& connection() { return m_server ? m_server->writer() : *m_reader; }

private:
    std::optional<os::DirectoryLock> m_lock;
    std::unique_ptr<db::Connection> m_reader;
    std::unique_ptr<db::Database> m_server;
};

// Empty when it is opened, and again when it goes without keep().
class Target {
public:
    Status open(MovePlace const& place)
    {
        if (!isSqlite(place)) {
            m_database = TRY(openServer(place));
            db::Tx tx{m_database->writer()};
            if (!TRY(db::tableNames(tx)).empty())
                return failed(ErrorCode::Conflict, "the target database is not empty");
            m_isOurs = true;
            return Done{};
        }
        m_directory = directoryIn(place);
        TRY(os::checkPrivateDirectory(m_directory));
        m_lock.emplace(TRY(os::DirectoryLock::take(m_directory)));
        if (!os::exists(m_directory + "/vault.json"))
            return failed(ErrorCode::NotFound,
                          m_directory + " has no vault.json; it must be the engine's directory");
        if (os::exists(m_directory + "/dewar.db"))
            return failed(ErrorCode::Conflict,
                          m_directory + "/dewar.db is there already; move it away first");
        TRY(removePartial());
        m_database = TRY(db::openSqlite(partial()));
        m_isOurs = true;
        return Done{};
    }
    ~Target()
    {
        if (!m_isOurs)
            return;
        // Best effort: what remains is refused as not empty the next time.
        if (m_database && m_database->dialect() == db::Dialect::Postgres) {
            if (m_database->writer().inTransaction())
                static_cast<void>(m_database->writer().execute("ROLLBACK"));
            static_cast<void>(db::dropEverything(m_database->writer()));
        }
        m_database.reset();
        if (!m_directory.empty())
            static_cast<void>(removePartial());
    }
    db::Connection& connection() { return m_database->writer(); }
    Status keep()
    {
        TRY(connection().execute("COMMIT"));
        if (!m_directory.empty()) {
            if (!TRY(m_database->checkpoint()))
                return failed(ErrorCode::Unavailable, "the new database file could not be completed");
            TRY(connection().execute("PRAGMA journal_mode=DELETE"));
            m_database.reset();
            TRY(os::renameDurably(partial(), m_directory + "/dewar.db"));
            // The directory stands on its own file again.
            TRY(os::removeFile(m_directory + "/database"));
        }
        m_isOurs = false;
        return Done{};
    }

private:
    std::string partial() const { return m_directory + "/dewar.db.moving"; }
    Status removePartial() const
    {
        for (auto const* ending : {"", "-wal", "-shm", "-journal"})
            TRY(os::removeFile(partial() + ending));
        return Done{};
    }

    std::string m_directory;
    std::optional<os::DirectoryLock> m_lock;
    std::unique_ptr<db::Database> m_database;
    bool m_isOurs = false;
};

Result<std::vector<backup::TableFact>> factsOf(db::Connection& connection)
{
    db::Tx tx{connection};
    auto facts = TRY(backup::copy::tables(tx, []() -> Status { return Done{}; }));
    std::erase_if(facts, [](backup::TableFact const& fact) { return fact.name == kLadderTable; });
    return facts;
}

Result<MoveReport> compared(Source& source, Target& target, MoveRequest const& request)
{
    auto const before = TRY(factsOf(source.connection()));
    auto const after = TRY(factsOf(target.connection()));
    MoveReport report;
    for (auto const& fact : before) {
        auto const there = std::ranges::find(after, fact.name, &backup::TableFact::name);
        if (there == after.end() || there->rows != fact.rows || there->sha256 != fact.sha256)
            return failedAs("move-differs", ErrorCode::Conflict,
                            "the table " + fact.name + " is not the same on both sides; nothing was kept");
        if (request.progress)
            request.progress("compared", fact.name, fact.rows);
        report.tables.push_back({fact.name, fact.rows, fact.sha256});
        report.rows += fact.rows;
    }
    if (after.size() != before.size())
        return failedAs("move-differs", ErrorCode::Conflict, "the target has more tables; nothing was kept");
    return report;
}

} // namespace

Result<MoveReport> move(MoveRequest const& request, Clock const& clock)
{
    TRY(checkName(request.from));
    TRY(checkName(request.to));
    if (isSqlite(request.from) == isSqlite(request.to))
        return failed(ErrorCode::Invalid, "one place must be sqlite:DIR and the other postgresql://...");
    Source source;
    TRY(source.open(request.from));
    Target target;
    TRY(target.open(request.to));
    TRY(db::migrate(target.connection(), clock));
    TRY(target.connection().execute("BEGIN"));
    TRY(db::copyRows(source.connection(), target.connection(),
                     [&](std::string_view table, std::int64_t rows) -> Status {
                         if (request.progress)
                             request.progress("copied", table, rows);
                         return Done{};
                     }));
    auto report = TRY(compared(source, target, request));
    TRY(target.keep());
    return report;
}

} // namespace core::engine
