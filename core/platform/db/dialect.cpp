// SQL text of collections for SQLite and PostgreSQL; identifiers are digits, literals checked names.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/dialect.h"

#include <algorithm>

#include "core/base/text.h"

namespace core::db {
namespace {

constexpr std::size_t kPartBytesMax = 64;

bool isPart(std::string_view part)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !part.empty() && part.size() <= kPartBytesMax && letter(part.front()) &&
           std::all_of(part.begin(), part.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// PostgreSQL 15 looks into no JSON that has an escaped NUL, which is good JSON. It reads as the escape of a
// private character instead, in big letters: canonical JSON writes that character plainly, so no two texts
// become one. Only a backslash that is not itself escaped begins an escape.
std::string withoutNul(std::string const& text)
{
    return "CASE WHEN strpos(" + text + R"(, '\u0000') = 0 THEN )" + text + " ELSE regexp_replace(" + text +
           R"(, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\uE000', 'g') END)";
}

// What an index orders by and a filter compares: the member's canonical JSON text, so 1 is not "1".
std::string memberText(Dialect dialect, MemberPath const& path)
{
    if (dialect == Dialect::Sqlite)
        return "member_text(body, '" + path.text() + "')"; // sqlite/sqlite_functions.h
    std::string joined;
    for (auto const& part : path.parts())
        joined.append(joined.empty() ? "" : ",").append(part);
    // json, not jsonb: it keeps the text as stored, which is canonical; jsonb rewrites numbers.
    return "NULLIF(((" + withoutNul("body") + ")::json #> '{" + joined + "}')::text, 'null')";
}

std::string memberValue(Dialect dialect, std::string const& parameter)
{
    return dialect == Dialect::Sqlite ? parameter : "(" + withoutNul(parameter) + ")";
}

} // namespace

Result<MemberPath> MemberPath::parse(std::string_view text)
{
    std::vector<std::string> parts;
    for (auto const part : split(text, '.')) {
        if (!isPart(part) || parts.size() == kPathPartsMax)
            return failed(ErrorCode::Invalid, "must be names of letters, digits and '_' joined by dots");
        parts.emplace_back(part);
    }
    return MemberPath{std::move(parts)};
}

std::string MemberPath::text() const
{
    std::string joined;
    for (auto const& part : m_parts)
        joined.append(joined.empty() ? "" : ".").append(part);
    return joined;
}

std::string_view beginWrite(Dialect dialect)
{
    // LOCK TABLE takes no snapshot, a SELECT of an advisory lock would. EXCLUSIVE lets readers read. An
    // engine that is paused in the middle of a batch must not keep all others from writing.
    return dialect == Dialect::Sqlite ? "BEGIN IMMEDIATE"
                                      : "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '5s'; "
                                        "LOCK TABLE authority_epoch IN EXCLUSIVE MODE";
}

std::string recordTable(std::int64_t number)
{
    return "c_" + std::to_string(number);
}
std::string historyTable(std::int64_t number)
{
    return recordTable(number) + "_history";
}

std::string createRecordTables(Dialect dialect, std::int64_t number)
{
    auto const table = recordTable(number);
    auto const history = historyTable(number);
    bool const sqlite = dialect == Dialect::Sqlite;
    std::string const integer = sqlite ? "INTEGER" : "BIGINT";
    std::string const end = sqlite ? ") STRICT;" : ");";
    std::string const text = sqlite ? "TEXT" : "TEXT COLLATE \"C\""; // Ordered by bytes on both.
    std::string const columns = "revision " + integer + " NOT NULL, body " + text + " NOT NULL, owner " +
                                text + " NOT NULL, created_at " + integer + " NOT NULL, updated_at " +
                                integer + " NOT NULL, deleted_at " + integer;
    return "CREATE TABLE " + table + "(id " + text + " PRIMARY KEY, " + columns + end + "CREATE TABLE " +
           history + "(id " + text + " NOT NULL, " + columns + ", PRIMARY KEY(id, revision)" + end +
           "CREATE INDEX " + table + "_updated ON " + table + "(updated_at, id);";
}

std::string dropRecordTables(std::int64_t number)
{
    return "DROP TABLE " + historyTable(number) + "; DROP TABLE " + recordTable(number) + ";";
}

std::string createMemberIndex(Dialect dialect, std::int64_t number, std::size_t ordinal,
                              MemberPath const& path, bool unique)
{
    auto const table = recordTable(number);
    auto const name = table + "_i" + std::to_string(ordinal);
    auto const member = memberText(dialect, path);
    // A plain index ends with the id: a filtered list in the order of ids then needs no sorting.
    return std::string{unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX "} + name + " ON " + table + "((" +
           member + (unique ? "))" : "), id)") + " WHERE deleted_at IS NULL;";
}

RecordStatements recordStatements(std::int64_t number)
{
    auto const table = recordTable(number);
    auto const history = historyTable(number);
    std::string const all = "id, revision, body, owner, created_at, updated_at, deleted_at";
    RecordStatements sql;
    sql.insert = "INSERT INTO " + table + "(" + all + ") VALUES($1, 1, $2, $3, $4, $4, NULL)";
    sql.find = "SELECT id, revision, body, created_at, updated_at FROM " + table +
               " WHERE id = $1 AND deleted_at IS NULL LIMIT 1";
    sql.findAny = "SELECT id, revision, body, created_at, updated_at, deleted_at FROM " + table +
                  " WHERE id = $1 LIMIT 1";
    sql.keepRevision =
        "INSERT INTO " + history + "(" + all + ") SELECT " + all + " FROM " + table + " WHERE id = $1";
    sql.replace = "UPDATE " + table +
                  " SET revision = revision + 1, body = $3, updated_at = $4"
                  " WHERE id = $1 AND revision = $2 AND deleted_at IS NULL";
    sql.remove = "UPDATE " + table +
                 " SET revision = revision + 1, updated_at = $3, deleted_at = $3"
                 " WHERE id = $1 AND revision = $2 AND deleted_at IS NULL";
    sql.history = "SELECT revision, body, created_at, updated_at, deleted_at FROM " + history +
                  " WHERE id = $1 AND revision < $2 ORDER BY revision DESC LIMIT $3";
    sql.chunk = "SELECT " + all + " FROM " + table + " WHERE id > $1 ORDER BY id LIMIT $2";
    sql.changedSince = "SELECT id, body FROM " + table +
                       " WHERE updated_at >= $1 AND deleted_at IS NULL ORDER BY updated_at, id LIMIT $2";
    sql.latest = "SELECT updated_at FROM " + table + " ORDER BY updated_at DESC, id DESC LIMIT 1";
    return sql;
}

std::string listRecords(Dialect dialect, std::int64_t number, RecordOrder order, bool descending, bool from,
                        std::span<MemberPath const> filters)
{
    bool const byTime = order == RecordOrder::UpdatedAt;
    std::string const direction = descending ? " DESC" : "";
    std::string const beyond = descending ? " < " : " > ";
    std::string sql = "SELECT id, revision, body, created_at, updated_at FROM " + recordTable(number) +
                      " WHERE deleted_at IS NULL";
    int parameter = 2;
    if (from) {
        sql += byTime ? " AND (updated_at, id)" + beyond + "($3, $2)" : " AND id" + beyond + "$2";
        parameter = byTime ? 4 : 3;
    }
    for (auto const& path : filters)
        sql += " AND " + memberText(dialect, path) + " = " +
               memberValue(dialect, "$" + std::to_string(parameter++));
    sql += byTime ? " ORDER BY updated_at" + direction + ", id" + direction : " ORDER BY id" + direction;
    return sql + " LIMIT $1";
}

} // namespace core::db
