// The one place that composes SQL text: tables and statements of a collection, whose names are numbers.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/platform/db/tx.h"

namespace core::db {

constexpr std::size_t kPathPartsMax = 8;

// A member inside a JSON body: names of letters, digits and '_' joined by dots, "address.city". Nothing
// else of what a caller chose enters SQL text, and these characters cannot leave a literal.
class MemberPath {
public:
    static Result<MemberPath> parse(std::string_view text);
    std::vector<std::string> const& parts() const { return m_parts; }
    std::string text() const;
    bool operator==(MemberPath const&) const = default;

private:
    explicit MemberPath(std::vector<std::string> parts) : m_parts{std::move(parts)} {}
    std::vector<std::string> m_parts;
};

// Begins the transaction of a write lane's batch: one writer at a time, in one engine by SQLite's lock and
// over all engines of a PostgreSQL database by one on the authority epoch, which is taken before the
// snapshot. So each batch sees the one before: the audit chain is one line, the outbox is numbered in the
// order of commits, and nothing runs twice.
std::string_view beginWrite(Dialect dialect);

// Names of a collection's tables: c_7 and c_7_history.
std::string recordTable(std::int64_t number);
std::string historyTable(std::int64_t number);

// Several statements for Connection::execute. Both tables have the columns id, revision, body, owner,
// created_at, updated_at, deleted_at; the history holds every revision but the current one.
std::string createRecordTables(Dialect dialect, std::int64_t number);
std::string dropRecordTables(std::int64_t number);
// `ordinal` tells a collection's indexes apart. Deleted records are outside; a missing or null member
// clashes with none.
std::string createMemberIndex(Dialect dialect, std::int64_t number, std::size_t ordinal,
                              MemberPath const& path, bool unique);

// Statements of one collection; made once, so that a connection finds them prepared.
struct RecordStatements {
    std::string insert;       // $1 id, $2 body, $3 owner, $4 now; revision 1
    std::string find;         // $1 id, not deleted: id, revision, body, created_at, updated_at
    std::string findAny;      // $1 id, also deleted: the same and deleted_at
    std::string keepRevision; // $1 id: copies the current row to the history
    std::string replace;      // $1 id, $2 expected revision, $3 body, $4 now
    std::string remove;       // $1 id, $2 expected revision, $3 now
    std::string history;      // $1 id, $2 below this revision, $3 limit: the columns of findAny without id
    std::string chunk;        // $1 after this id, $2 limit: all seven columns in the order of ids
    std::string changedSince; // $1 time, $2 limit: id, body of records changed at or after it
    std::string latest;       // the last updated_at, or nothing
};
RecordStatements recordStatements(std::int64_t number);

enum class RecordOrder { Id, UpdatedAt };
// Columns as in `find`. $1 limit; with `from`: $2 id, for UpdatedAt also $3 time, of the last record
// seen; then one parameter for each filter, the canonical JSON text of the value.
std::string listRecords(Dialect dialect, std::int64_t number, RecordOrder order, bool descending, bool from,
                        std::span<MemberPath const> filters);

} // namespace core::db
