// A database as the engine holds it: one writer connection, as many read-only ones as there are threads that read.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/db/tx.h"

namespace core::db {

// Hears that another engine committed something that concerns all (engines.h). One thread.
class Listener {
public:
    virtual ~Listener() = default;
    // At most that long; true when something was told since the last call. What is told while the connection is lost is
    // missed: whoever listens looks from time to time as well.
    virtual bool wait(std::chrono::milliseconds timeMax) = 0;
};

class Database {
public:
    virtual ~Database() = default;
    virtual Dialect dialect() const = 0;
    // The only read-write connection of the process; the write lane owns it after start.
    virtual Connection& writer() = 0;
    // A read-only connection of its own: SQLite refuses a change on it, so a mistake fails.
    virtual Result<std::unique_ptr<Connection>> reader() = 0;
    // Null where one engine is alone with its file (SQLite).
    virtual std::unique_ptr<Listener> listener() = 0;
    // After COMMIT failed: the writer is opened anew.
    virtual Status reopenWriter() = 0;
    // Bytes in the write-ahead log that no checkpoint has taken yet; write lane only.
    virtual std::int64_t pendingBytes() const = 0;
    // Moves the log into the database; true when all of it was moved. Write lane only, outside a transaction.
    virtual Result<bool> checkpoint() = 0;
    // A consistent copy of the whole database as one file, in a single step on a connection of its own: readers and
    // writers go on. The file is made private (0600) and must not exist. Jobs threads only.
    virtual Status copyTo(std::string const& path) = 0;
};

// Opens or makes the file (0600). Errors: not a database, not ours to read, disk full.
Result<std::unique_ptr<Database>> openSqlite(std::string const& path);
// A PostgreSQL database that exists and is UTF-8; connects once to see that it is there.
struct PostgresRequest {
    // "postgresql://user@host:5432,other:5432/name?..."; holds no password (postgres/postgres_address.h).
    std::string url;
    Secret password = {}; // empty: the server asks for none, or the URL names a passfile
    // The server ends a statement after this; two seconds later the connection counts as lost.
    std::chrono::milliseconds statementTimeMax{30'000};
};
// Errors: Invalid for the URL, Unavailable when no host takes writes, Conflict for a database that cannot be used.
Result<std::unique_ptr<Database>> openPostgres(PostgresRequest request);
// Read-only, without the lock of an engine: offline tools and restores. Refuses a missing file.
Result<std::unique_ptr<Connection>> openSqliteReadOnly(std::string const& path);
// Another file's tables under the name `restored` on this connection, read-only, for a restore's comparison and swap.
Status attachReadOnly(Connection& connection, std::string const& path);
Status detachRestored(Connection& connection);

// Fault injection for tests: the N-th step of a changing statement from now fails as a full disk would; 0 turns it off.
void failStatementForTests(int number);

// Applies the embedded migrations in the order of the capabilities, each in its own transaction. Refuses gaps,
// changed checksums and a database newer than this program (type "schema-newer"), and then changes nothing.
Status migrate(Connection& connection, Clock const& clock);

} // namespace core::db
