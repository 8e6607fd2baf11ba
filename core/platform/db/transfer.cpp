// Copying rows between databases: tables in the order of their references, rows in the order of their keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/transfer.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <span>

#include "core/base/text.h"
#include "core/platform/db/dialect.h"
#include "core/platform/json/json.h"

namespace core::db {
namespace {

constexpr std::int64_t kStretchRows = 500;
constexpr std::size_t kRowsPerInsert =
    20; // Fewer round trips to a server; one statement text for all of them.
constexpr std::string_view kLadderTable = "schema_migrations";

constexpr std::string_view kSqliteTables = R"sql(
    SELECT name FROM sqlite_schema
     WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name LIMIT $1)sql";
constexpr std::string_view kPostgresTables = R"sql(
    SELECT c.relname::text FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
     ORDER BY c.relname::text COLLATE "C" LIMIT $1)sql";
constexpr std::string_view kSqliteColumns =
    "SELECT name, type, pk, pk > 0 AND EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.name = $1 AND s.type = "
    "'table'"
    " AND s.sql LIKE '%AUTOINCREMENT%') FROM pragma_table_info($1) ORDER BY cid LIMIT 1000";
// A primary key's int2vector counts from 0.
constexpr std::string_view kPostgresColumns = R"sql(
    SELECT a.attname::text, format_type(a.atttypid, NULL),
           COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0),
           CASE a.attidentity WHEN '' THEN 0 ELSE 1 END
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname = $1
       AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum LIMIT 1000)sql";
constexpr std::string_view kSqliteReferences =
    R"sql(SELECT "table" FROM pragma_foreign_key_list($1) LIMIT 100)sql";
constexpr std::string_view kPostgresReferences = R"sql(
    SELECT t.relname::text FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.relname = $1
     LIMIT 100)sql";
constexpr std::string_view kLadder =
    "SELECT stem, number FROM schema_migrations ORDER BY stem, number LIMIT 10000";
constexpr std::string_view kCollections =
    "SELECT number, unique_paths, index_paths FROM collections ORDER BY number LIMIT 10000";

struct Ended {
    Statement& statement;
    ~Ended() { statement.reset(); }
};

std::string textFrom(Row const& row)
{
    return row.text(0);
}

Result<ColumnKind> kindOf(std::string_view declared)
{
    auto const type = lowered(declared);
    if (type == "text")
        return ColumnKind::Text;
    if (type == "integer" || type == "bigint")
        return ColumnKind::Integer;
    if (type == "blob" || type == "bytea")
        return ColumnKind::Bytes;
    if (type == "real" || type == "double precision")
        return ColumnKind::Real;
    return failed(ErrorCode::Internal, "the store failed", "a column of type " + type);
}

std::string quoted(std::string_view name)
{
    std::string text{"\""};
    for (char const letter : name)
        text.append(letter == '"' ? 2 : 1, letter);
    return text + "\"";
}

std::string listed(std::vector<std::string> const& parts)
{
    std::string text;
    for (auto const& part : parts)
        text.append(text.empty() ? "" : ", ").append(part);
    return text;
}

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::size_t> key; // indexes into columns, in the order of the primary key

    std::string columnList() const
    {
        std::vector<std::string> names;
        for (auto const& column : columns)
            names.push_back(quoted(column.name));
        return listed(names);
    }
    std::string keyList() const
    {
        std::vector<std::string> names;
        for (auto const at : key)
            names.push_back(quoted(columns[at].name));
        return listed(names);
    }
};

Result<Table> tableOf(Tx& tx, std::string const& name)
{
    auto columns = TRY(columnsOf(tx, name));
    Table table{.name = name, .columns = std::move(columns), .key = {}};
    for (std::size_t at = 0; at < table.columns.size(); ++at)
        if (table.columns[at].keyPlace > 0)
            table.key.push_back(at);
    std::ranges::sort(table.key, {}, [&](std::size_t at) { return table.columns[at].keyPlace; });
    if (table.key.empty())
        return failed(ErrorCode::Internal, "the store failed", "the table " + name + " has no key");
    return table;
}

// What a row refers to comes before it.
Result<std::vector<std::string>> inOrderOfReferences(Tx& tx, std::vector<std::string> const& names)
{
    auto const sql = tx.connection().dialect() == Dialect::Sqlite ? kSqliteReferences : kPostgresReferences;
    std::vector<std::string> ordered;
    std::set<std::string> placed;
    std::map<std::string, std::vector<std::string>> needs;
    for (auto const& name : names)
        needs[name] = TRY(tx.all(sql, textFrom, name));
    while (ordered.size() < names.size()) {
        auto const before = ordered.size();
        for (auto const& name : names) {
            auto const isThere = [&](std::string const& needed) {
                return needed == name || placed.contains(needed);
            };
            if (!placed.contains(name) && std::ranges::all_of(needs[name], isThere)) {
                ordered.push_back(name);
                placed.insert(name);
            }
        }
        if (ordered.size() == before)
            return failed(ErrorCode::Internal, "the store failed", "tables refer to each other in a circle");
    }
    return ordered;
}

// A value that outlives the row it was read from.
struct Value {
    bool isNull = true;
    std::int64_t integer = 0;
    double real = 0;
    std::string bytes = {};
};
using Values = std::vector<Value>;

Value valueFrom(Row const& row, int column, ColumnKind kind)
{
    if (row.isNull(column))
        return {};
    switch (kind) {
    case ColumnKind::Integer:
        return {.isNull = false, .integer = row.integer(column)};
    case ColumnKind::Real:
        return {.isNull = false, .real = row.real(column)};
    case ColumnKind::Text:
    case ColumnKind::Bytes:
        return {.isNull = false, .bytes = row.bytes(column)};
    }
    return {};
}

void bindValue(Statement& statement, int number, Value const& value, ColumnKind kind)
{
    if (value.isNull)
        return statement.bindNull(number);
    switch (kind) {
    case ColumnKind::Integer:
        return statement.bindInteger(number, value.integer);
    case ColumnKind::Real:
        return statement.bindReal(number, value.real);
    case ColumnKind::Text:
        return statement.bindText(number, value.bytes);
    case ColumnKind::Bytes:
        return statement.bindBlob(number, value.bytes);
    }
}

using EachRow = std::function<Status(Row const&)>;

// The rows behind `last` (a key's values) in the order of the key; how many there were, and the last one's
// key.
Result<std::int64_t> stretch(Connection& from, Table const& table, Values& last, std::int64_t limit,
                             EachRow const& each)
{
    std::string sql = "SELECT " + table.columnList() + " FROM " + quoted(table.name);
    if (!last.empty()) {
        std::vector<std::string> places;
        for (std::size_t at = 0; at < table.key.size(); ++at)
            places.push_back("$" + std::to_string(at + 1));
        sql += " WHERE (" + table.keyList() + ") > (" + listed(places) + ")";
    }
    sql += " ORDER BY " + table.keyList() + " LIMIT " + std::to_string(limit);
    auto* const statement = TRY(from.prepare(sql));
    Ended const ended{*statement};
    for (std::size_t at = 0; at < last.size(); ++at)
        bindValue(*statement, static_cast<int>(at + 1), last[at], table.columns[table.key[at]].kind);
    std::int64_t rows = 0;
    Values key;
    while (TRY(statement->step()) == Statement::Step::Row) {
        Row const row{*statement};
        TRY(each(row));
        key.clear();
        for (auto const at : table.key)
            key.push_back(valueFrom(row, static_cast<int>(at), table.columns[at].kind));
        ++rows;
    }
    last = std::move(key);
    return rows;
}

Values valuesFrom(Row const& row, Table const& table)
{
    Values values;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        values.push_back(valueFrom(row, static_cast<int>(column), table.columns[column].kind));
    return values;
}

std::string insertSql(Dialect dialect, Table const& table, std::size_t rows)
{
    // A column that counts by itself takes a number that is given only when told so.
    bool const numbered = std::ranges::any_of(table.columns, &Column::numbered);
    std::string sql = "INSERT INTO " + quoted(table.name) + "(" + table.columnList() + ")";
    if (dialect == Dialect::Postgres && numbered)
        sql += " OVERRIDING SYSTEM VALUE";
    sql += " VALUES";
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<std::string> places;
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            places.push_back("$" + std::to_string(++number));
        sql.append(row == 0 ? "(" : ", (").append(listed(places)).append(")");
    }
    return sql;
}

Status insertRows(Connection& to, Table const& table, std::span<Values const> rows)
{
    while (!rows.empty()) {
        auto const count = rows.size() >= kRowsPerInsert ? kRowsPerInsert : 1;
        auto* const statement = TRY(to.prepare(insertSql(to.dialect(), table, count)));
        Ended const ended{*statement};
        int number = 0;
        for (auto const& values : rows.first(count))
            for (std::size_t column = 0; column < values.size(); ++column)
                bindValue(*statement, ++number, values[column], table.columns[column].kind);
        TRY(statement->step());
        rows = rows.subspan(count);
    }
    return Done{};
}

Result<CopiedTable> copyTable(Connection& from, Connection& to, std::string const& name,
                              CopyProgress const& progress)
{
    Tx source{from};
    Tx target{to};
    auto const table = TRY(tableOf(source, name));
    auto const there = TRY(tableOf(target, name));
    auto const sameNames = [](Column const& a, Column const& b) {
        return a.name == b.name && a.kind == b.kind && a.keyPlace == b.keyPlace;
    };
    if (!std::ranges::equal(table.columns, there.columns, sameNames))
        return failedAs("schema-differs", ErrorCode::Conflict,
                        "the table " + name + " differs between the two databases");
    CopiedTable copied{.name = name};
    Values last;
    for (auto read = kStretchRows; read == kStretchRows;) {
        std::vector<Values> rows;
        read = TRY(stretch(from, table, last, kStretchRows, [&](Row const& row) -> Status {
            rows.push_back(valuesFrom(row, table));
            return Done{};
        }));
        TRY(insertRows(to, there, rows));
        copied.rows += read;
        TRY(progress(name, copied.rows));
    }
    return copied;
}

Status checkLadders(Tx& from, Tx& to)
{
    auto const step = [](Row const& row) { return std::pair{row.text(0), row.integer(1)}; };
    if (TRY(from.all(kLadder, step)) != TRY(to.all(kLadder, step)))
        return failedAs(
            "schema-differs", ErrorCode::Conflict,
            "the two databases are on different versions of the schema; start the engine on both once");
    return Done{};
}

// What the migrations put there gives way to the source's; what else is there belongs to somebody.
Status clear(Tx& to, std::vector<std::string> const& ordered)
{
    for (auto const* table : {"users", "vault_keys", "audit_rows", "collections"})
        if (TRY(to.one("SELECT 1 FROM " + quoted(table) + " LIMIT 1", [](Row const&) { return true; })))
            return failedAs("database-in-use", ErrorCode::Conflict,
                            "the target database already holds an engine's data");
    for (auto name = ordered.rbegin(); name != ordered.rend(); ++name)
        TRY(to.run("DELETE FROM " + quoted(*name)));
    return Done{};
}

struct CollectionShape {
    std::int64_t number = 0;
    std::vector<MemberPath> unique;
    std::vector<MemberPath> indexes;
};

Result<std::vector<MemberPath>> pathsIn(std::string_view text)
{
    std::vector<MemberPath> paths;
    auto const list = TRY(json::parse(text));
    if (list.is_array())
        for (auto const& path : list.get_array())
            if (path.is_string())
                paths.push_back(TRY(MemberPath::parse(std::string_view{path.get_string()})));
    return paths;
}

Result<std::vector<CollectionShape>> collectionShapes(Tx& tx)
{
    auto const rows = TRY(tx.all(kCollections, [](Row const& row) {
        return std::tuple{row.integer(0), row.text(1), row.text(2)};
    }));
    std::vector<CollectionShape> shapes;
    for (auto const& [number, unique, indexes] : rows) {
        auto uniquePaths = TRY(pathsIn(unique));
        auto indexPaths = TRY(pathsIn(indexes));
        shapes.push_back({number, std::move(uniquePaths), std::move(indexPaths)});
    }
    return shapes;
}

// After the rows: an index over what is there is made in one go. The ordinals are those of collections_store.
Status makeIndexes(Connection& to, CollectionShape const& shape)
{
    std::size_t ordinal = 0;
    for (auto const& path : shape.unique)
        TRY(to.execute(createMemberIndex(to.dialect(), shape.number, ++ordinal, path, true)));
    for (auto const& path : shape.indexes)
        TRY(to.execute(createMemberIndex(to.dialect(), shape.number, ++ordinal, path, false)));
    return Done{};
}

// The last number that the database gave to this column by itself; rows that had it may be gone since.
Result<std::int64_t> lastNumber(Tx& tx, Table const& table, Column const& column)
{
    auto const integer = [](Row const& row) { return row.integer(0); };
    if (tx.connection().dialect() == Dialect::Sqlite)
        return TRY(tx.one("SELECT seq FROM sqlite_sequence WHERE name = $1 LIMIT 1", integer, table.name))
            .value_or(0);
    return TRY(tx.one("SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0)",
                      integer, table.name, column.name))
        .value_or(0);
}

Status setLastNumber(Tx& tx, Table const& table, Column const& column, std::int64_t last)
{
    if (tx.connection().dialect() == Dialect::Postgres) {
        TRY(tx.one(
            "SELECT setval(pg_get_serial_sequence($1, $2), GREATEST($3, 1), $3 > 0)",
            [](Row const& row) { return row.integer(0); }, table.name, column.name, last));
        return Done{};
    }
    if (TRY(tx.run("UPDATE sqlite_sequence SET seq = $2 WHERE name = $1", table.name, last)) == 0)
        TRY(tx.run("INSERT INTO sqlite_sequence(name, seq) VALUES($1, $2)", table.name, last));
    return Done{};
}

// Given numbers go on where they were: an outbox reader has its place in them.
Status continueNumbers(Tx& from, Tx& to, std::string const& name)
{
    auto const table = TRY(tableOf(to, name));
    for (auto const& column : table.columns)
        if (column.numbered)
            TRY(setLastNumber(to, table, column, TRY(lastNumber(from, table, column))));
    return Done{};
}

} // namespace

Result<std::vector<std::string>> tableNames(Tx& tx)
{
    bool const sqlite = tx.connection().dialect() == Dialect::Sqlite;
    auto names = TRY(tx.all(sqlite ? kSqliteTables : kPostgresTables, textFrom, kTablesMax + 1));
    if (static_cast<std::int64_t>(names.size()) > kTablesMax)
        return failed(ErrorCode::TooLarge, "the database has more tables than can be copied");
    return names;
}

Result<std::vector<Column>> columnsOf(Tx& tx, std::string_view table)
{
    bool const sqlite = tx.connection().dialect() == Dialect::Sqlite;
    struct Described {
        std::string name;
        std::string type;
        std::int64_t keyPlace = 0;
        bool numbered = false;
    };
    auto const from = [](Row const& row) {
        return Described{row.text(0), row.text(1), row.integer(2), row.truth(3)};
    };
    auto const described = TRY(tx.all(sqlite ? kSqliteColumns : kPostgresColumns, from, table));
    if (described.empty())
        return failed(ErrorCode::Internal, "the store failed", "there is no table " + std::string{table});
    std::vector<Column> columns;
    for (auto const& one : described) {
        auto const kind = TRY(kindOf(one.type));
        columns.push_back({one.name, kind, static_cast<int>(one.keyPlace), one.numbered});
    }
    return columns;
}

Status eachRow(Connection& connection, std::string const& name, EachRow const& each)
{
    Tx tx{connection};
    auto const table = TRY(tableOf(tx, name));
    // SQLite steps; a server's answer is held in memory as a whole, so it is asked for in stretches.
    bool const steps = connection.dialect() == Dialect::Sqlite;
    auto const limit = steps ? std::numeric_limits<std::int64_t>::max() : kStretchRows;
    Values last;
    while (TRY(stretch(connection, table, last, limit, each)) == limit) {
    }
    return Done{};
}

Result<std::vector<CopiedTable>> copyRows(Connection& from, Connection& to, CopyProgress const& progress)
{
    Tx source{from};
    Tx target{to};
    TRY(checkLadders(source, target));
    auto const shapes = TRY(collectionShapes(source));
    auto names = TRY(tableNames(target));
    std::erase(names, kLadderTable);
    TRY(clear(target, TRY(inOrderOfReferences(target, names))));
    for (auto const& shape : shapes)
        TRY(to.execute(createRecordTables(to.dialect(), shape.number)));
    auto all = TRY(tableNames(target));
    if (all != TRY(tableNames(source)))
        return failedAs("schema-differs", ErrorCode::Conflict, "the two databases have different tables");
    std::erase(all, kLadderTable);
    std::vector<CopiedTable> copied;
    for (auto const& name : TRY(inOrderOfReferences(target, all))) {
        copied.push_back(TRY(copyTable(from, to, name, progress)));
        TRY(continueNumbers(source, target, name));
    }
    for (auto const& shape : shapes)
        TRY(makeIndexes(to, shape));
    return copied;
}

Status dropEverything(Connection& connection)
{
    Tx tx{connection};
    for (auto const& name : TRY(tableNames(tx)))
        TRY(connection.execute("DROP TABLE " + quoted(name) + " CASCADE"));
    return connection.execute("DROP FUNCTION IF EXISTS audit_rows_stay()");
}

} // namespace core::db
