// Every row of one database into another, of either kind: backups of PostgreSQL, and moving from one to the
// other.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/db/tx.h"

namespace core::db {

// How a column's values are bound and read; the schema has no other kinds.
enum class ColumnKind { Text, Integer, Real, Bytes };

struct Column {
    std::string name;
    ColumnKind kind = ColumnKind::Text;
    int keyPlace = 0;      // from 1 in the primary key, 0 outside
    bool numbered = false; // the database counts by itself (AUTOINCREMENT, IDENTITY)
};

// Tables of the engine in this database by name, at most kTablesMax; the ladder's own record is among them.
constexpr std::int64_t kTablesMax = 20'000;
Result<std::vector<std::string>> tableNames(Tx& tx);
// Internal when there is no such table or a column is of another kind.
Result<std::vector<Column>> columnsOf(Tx& tx, std::string_view table);

// Every row of a table in the order of its key, its columns as columnsOf() names them.
Status eachRow(Connection& connection, std::string const& table,
               std::function<Status(Row const&)> const& each);

struct CopiedTable {
    std::string name;
    std::int64_t rows = 0;
};
// Told after each stretch of rows; a failure ends the copy.
using CopyProgress = std::function<Status(std::string_view table, std::int64_t rows)>;

// Copies all rows, collections' tables and indexes included, within the transactions that both connections
// are in: the source's should be a snapshot, the target's is the caller's to commit. The target is migrated
// and holds nothing but what the migrations put there (Conflict "database-in-use" otherwise), on the same
// ladder (Conflict "schema-differs").
Result<std::vector<CopiedTable>> copyRows(Connection& from, Connection& to, CopyProgress const& progress);

// Removes every table of the engine from a PostgreSQL database, for a set-up that failed half-way in an empty
// one.
Status dropEverything(Connection& connection);

// A clock that stands: schema_migrations of a copy say what the original says.
class StandingClock final : public Clock {
public:
    explicit StandingClock(Time time) : m_time{time} {}
    Time now() const override { return m_time; }
    Span monotonic() const override { return Span{0}; }

private:
    Time m_time;
};

} // namespace core::db
