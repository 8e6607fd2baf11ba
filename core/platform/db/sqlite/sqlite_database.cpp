// The SQLite database of an engine: the writer, the readers, checkpoints and copies.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include "core/platform/db/database.h"
#include "core/platform/db/sqlite/sqlite_connection.h"

namespace core::db {

namespace {

using sqlite::SqliteConnection;
constexpr std::int64_t kPageBytes = 4096;

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer)
        : m_path{std::move(path)}, m_writer{std::move(writer)} {}

    Dialect dialect() const override { return Dialect::Sqlite; }
    Connection& writer() override { return *m_writer; }
    Result<std::unique_ptr<Connection>> reader() override { return openSqliteReadOnly(m_path); }
    std::unique_ptr<Listener> listener() override { return nullptr; }
    Status reopenWriter() override
    {
        m_writer.reset();
        m_writer = TRY(SqliteConnection::open(m_path, SqliteConnection::Access::ReadWrite));
        return Done{};
    }
    std::int64_t pendingBytes() const override { return m_writer->pendingPages() * kPageBytes; }
    Result<bool> checkpoint() override;
    Status copyTo(std::string const& path) override;

private:
    std::string m_path;
    std::unique_ptr<SqliteConnection> m_writer;
};

Result<bool> SqliteDatabase::checkpoint()
{
    auto* const handle = m_writer->handle();
    // Wait for a reader only briefly: the write lane tries again after the next batch.
    sqlite3_busy_timeout(handle, 5);
    int logged = 0;
    int moved = 0;
    int const code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_RESTART, &logged, &moved);
    sqlite3_busy_timeout(handle, 2000);
    if (code == SQLITE_OK) {
        m_writer->noPendingPages();
        return true;
    }
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return false;
    return sqlite::errorOf(handle, code);
}

Status SqliteDatabase::copyTo(std::string const& path)
{
    auto source = TRY(SqliteConnection::open(m_path, SqliteConnection::Access::ReadOnly));
    sqlite3* raw = nullptr;
    auto const before = ::umask(S_IRWXG | S_IRWXO);
    int code = sqlite3_open_v2(path.c_str(), &raw,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    ::umask(before);
    std::unique_ptr<sqlite3, sqlite::CloseConnection> const target{raw};
    if (code != SQLITE_OK)
        return sqlite::errorOf(raw, code);
    sqlite3_backup* const copy = sqlite3_backup_init(raw, "main", source->handle(), "main");
    if (copy == nullptr)
        return sqlite::errorOf(raw, sqlite3_errcode(raw));
    // All pages in one step: a stepped copy restarts for ever while another connection writes.
    sqlite3_backup_step(copy, -1);
    code = sqlite3_backup_finish(copy);
    if (code != SQLITE_OK)
        return sqlite::errorOf(raw, code);
    // The copy stands alone: no write-ahead log beside it.
    if (sqlite3_exec(raw, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr) != SQLITE_OK)
        return sqlite::errorOf(raw, sqlite3_errcode(raw));
    return Done{};
}

} // namespace

Result<std::unique_ptr<Database>> openSqlite(std::string const& path)
{
    auto const before = ::umask(S_IRWXG | S_IRWXO);
    auto writer = SqliteConnection::open(path, SqliteConnection::Access::ReadWrite);
    ::umask(before);
    if (!writer)
        return std::move(writer).error();
    return std::unique_ptr<Database>{std::make_unique<SqliteDatabase>(path, std::move(*writer))};
}

Result<std::unique_ptr<Connection>> openSqliteReadOnly(std::string const& path)
{
    return std::unique_ptr<Connection>{TRY(SqliteConnection::open(path, SqliteConnection::Access::ReadOnly))};
}

Status attachReadOnly(Connection& connection, std::string const& path)
{
    auto* const statement = TRY(connection.prepare("ATTACH DATABASE $1 AS restored"));
    auto const address = "file:" + path + "?mode=ro&immutable=1";   // Bound, not copied: it must outlive step.
    statement->bindText(1, address);
    auto const stepped = statement->step();
    statement->reset();
    if (!stepped)
        return stepped.error();
    return Done{};
}

Status detachRestored(Connection& connection) { return connection.execute("DETACH DATABASE restored"); }

} // namespace core::db
