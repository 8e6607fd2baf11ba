// The PostgreSQL database of an engine: a writer, and readers on connections of their own.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/database.h"
#include "core/platform/db/postgres/postgres_connection.h"
#include "core/platform/db/postgres/postgres_listener.h"
#include "core/platform/db/transfer.h"

namespace core::db {

namespace {

using postgres::Access;
using postgres::PostgresConnection;

class PostgresDatabase final : public Database {
public:
    // shared: see PostgresConnection.
    explicit PostgresDatabase(std::shared_ptr<postgres::Server> server)
        : m_server{std::move(server)}, m_writer{m_server, Access::ReadWrite}
    {
    }

    Dialect dialect() const override { return Dialect::Postgres; }
    Connection& writer() override { return m_writer; }
    Result<std::unique_ptr<Connection>> reader() override
    {
        auto connection = std::make_unique<PostgresConnection>(m_server, Access::ReadOnly);
        TRY(connection->connect());
        return std::unique_ptr<Connection>{std::move(connection)};
    }
    std::unique_ptr<Listener> listener() override { return postgres::listenTo(m_server); }
    Status reopenWriter() override
    {
        m_writer.disconnect();
        return m_writer.connect();
    }
    // The server checkpoints by itself.
    std::int64_t pendingBytes() const override { return 0; }
    Result<bool> checkpoint() override { return true; }
    Status copyTo(std::string const& path) override;

private:
    std::shared_ptr<postgres::Server> m_server; // shared: see PostgresConnection
    PostgresConnection m_writer;
};

Result<Time> madeAt(Tx& tx)
{
    auto const at = TRY(tx.one("SELECT MIN(applied_at) FROM schema_migrations LIMIT 1",
                               [](Row const& row) { return row.isNull(0) ? Time{} : row.time(0); }));
    return at.value_or(Time{});
}

// The file that a copy of a SQLite engine would be: archives, drills and comparisons know one format.
Status PostgresDatabase::copyTo(std::string const& path)
{
    PostgresConnection source{m_server, Access::ReadOnly};
    TRY(source.execute("BEGIN")); // One snapshot for all tables; it ends with the connection.
    Tx tx{source};
    StandingClock const clock{TRY(madeAt(tx))};
    auto const target = TRY(openSqlite(path));
    auto& writer = target->writer();
    TRY(migrate(writer, clock));
    TRY(writer.execute("BEGIN IMMEDIATE"));
    TRY(copyRows(source, writer, [](std::string_view, std::int64_t) -> Status { return Done{}; }));
    TRY(writer.execute("COMMIT"));
    if (!TRY(target->checkpoint()))
        return failed(ErrorCode::Unavailable, "the copy could not be completed");
    // The copy stands alone: no write-ahead log beside it.
    return writer.execute("PRAGMA journal_mode=DELETE");
}

} // namespace

Result<std::unique_ptr<Database>> openPostgres(PostgresRequest request)
{
    auto address = TRY(postgres::Address::parse(request.url));
    auto const place = address.text();
    // shared: see PostgresConnection.
    auto server = std::make_shared<postgres::Server>(std::move(address), std::move(request.password),
                                                     request.statementTimeMax);
    auto database = std::make_unique<PostgresDatabase>(std::move(server));
    if (auto opened = database->reopenWriter(); !opened) {
        // libpq's words name hosts and users, never the password; they are for who starts the engine.
        auto error = std::move(opened).error();
        error.message = "the database " + place + " cannot be used: " +
                        (error.code == ErrorCode::Unavailable ? error.detail : error.message);
        error.local = true;
        return error;
    }
    return std::unique_ptr<Database>{std::move(database)};
}

} // namespace core::db
