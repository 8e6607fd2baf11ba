// Statements of the catalogue; the records' own come from platform/db/dialect.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_store.h"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "core/platform/json/json.h"

namespace core::collections {
namespace {

constexpr std::string_view kNextNumber =
    "UPDATE collection_numbers SET last = last + 1 WHERE only_row = 1 RETURNING last";
constexpr std::string_view kInsert = R"sql(
    INSERT INTO collections(number, name, description, schema, schema_version, unique_paths, index_paths,
                            write_once, created_at, updated_at)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING)sql";
constexpr std::string_view kFind = R"sql(
    SELECT number, name, description, schema, schema_version, unique_paths, index_paths, write_once,
           created_at, updated_at
    FROM collections WHERE name = $1 LIMIT 1)sql";
constexpr std::string_view kList = R"sql(
    SELECT number, name, description, schema, schema_version, unique_paths, index_paths, write_once,
           created_at, updated_at
    FROM collections WHERE name > $1 ORDER BY name LIMIT $2)sql";
constexpr std::string_view kReplaceSchema =
    "UPDATE collections SET schema = $2, schema_version = $3, updated_at = $4 WHERE number = $1";
constexpr std::string_view kDelete = "DELETE FROM collections WHERE number = $1";
constexpr std::string_view kCount = "SELECT COUNT(*) FROM collections LIMIT 1";
constexpr std::string_view kVersion =
    "SELECT number, schema_version FROM collections WHERE name = $1 LIMIT 1";

std::string listText(std::vector<std::string> const& names)
{
    return json::text(json::Value(json::Array(names.begin(), names.end())));
}

std::vector<std::string> namesFrom(std::string_view text)
{
    std::vector<std::string> names;
    if (auto const list = json::parse(text); list && list->is_array())
        for (auto const& name : list->get_array())
            if (name.is_string())
                names.emplace_back(std::string_view{name.get_string()});
    return names;
}

StoredCollection collectionFrom(db::Row const& row)
{
    return {.number = row.integer(0),
            .name = row.text(1),
            .description = row.text(2),
            .schemaText = row.text(3),
            .schemaVersion = row.integer(4),
            .unique = namesFrom(row.view(5)),
            .indexes = namesFrom(row.view(6)),
            .writeOnce = row.truth(7),
            .createdAt = row.time(8),
            .updatedAt = row.time(9)};
}

// Columns of RecordStatements::find.
StoredRecord foundFrom(db::Row const& row)
{
    return {.id = row.text(0),
            .revision = row.integer(1),
            .body = row.text(2),
            .owner = {},
            .createdAt = row.time(3),
            .updatedAt = row.time(4),
            .deletedAt = {}};
}

Error clash(Error error)
{
    if (error.code == ErrorCode::Conflict)
        error.message = "Another record has the same value in a unique member.";
    return error;
}

} // namespace

Result<std::int64_t> nextNumber(db::Tx& tx)
{
    auto const number = TRY(tx.one(kNextNumber, [](db::Row const& row) { return row.integer(0); }));
    if (!number)
        return failed(ErrorCode::Internal, "The catalogue has no number to give.");
    return *number;
}

Status insertCollection(db::Tx& tx, StoredCollection const& collection)
{
    auto const rows =
        TRY(tx.run(kInsert, collection.number, collection.name, collection.description, collection.schemaText,
                   collection.schemaVersion, listText(collection.unique), listText(collection.indexes),
                   collection.writeOnce, collection.createdAt, collection.updatedAt));
    if (rows == 0)
        return failed(ErrorCode::Conflict, "A collection of that name exists.");
    return Done{};
}

Result<std::optional<StoredCollection>> findCollection(db::Tx& tx, std::string_view name)
{
    return tx.one(kFind, collectionFrom, name);
}

Result<std::vector<StoredCollection>> listCollections(db::Tx& tx, std::string_view after, std::int64_t limit)
{
    return tx.all(kList, collectionFrom, after, limit);
}

Status replaceSchema(db::Tx& tx, std::int64_t number, std::string_view schemaText, std::int64_t version,
                     Time now)
{
    TRY(tx.run(kReplaceSchema, number, schemaText, version, now));
    return Done{};
}

Status deleteCollection(db::Tx& tx, std::int64_t number)
{
    TRY(tx.run(kDelete, number));
    return Done{};
}

Result<std::int64_t> countCollections(db::Tx& tx)
{
    return TRY(tx.one(kCount, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

Result<std::optional<std::pair<std::int64_t, std::int64_t>>> collectionVersion(db::Tx& tx,
                                                                               std::string_view name)
{
    return tx.one(
        kVersion,
        [](db::Row const& row) {
            return std::pair{row.integer(0), row.integer(1)};
        },
        name);
}

Status makeTables(db::Tx& tx, StoredCollection const& collection, std::vector<db::MemberPath> const& unique,
                  std::vector<db::MemberPath> const& indexes)
{
    auto const dialect = tx.connection().dialect();
    auto sql = db::createRecordTables(dialect, collection.number);
    std::size_t ordinal = 0;
    for (auto const& path : unique)
        sql += db::createMemberIndex(dialect, collection.number, ++ordinal, path, true);
    for (auto const& path : indexes)
        sql += db::createMemberIndex(dialect, collection.number, ++ordinal, path, false);
    return tx.connection().execute(sql);
}

Status dropTables(db::Tx& tx, std::int64_t number)
{
    return tx.connection().execute(db::dropRecordTables(number));
}

Status insertRecord(db::Tx& tx, Collection const& collection, std::string_view id, std::string_view body,
                    std::string_view owner, Time now)
{
    auto inserted = tx.run(collection.sql.insert, id, body, owner, now);
    if (!inserted)
        return clash(std::move(inserted).error());
    return Done{};
}

Result<std::optional<StoredRecord>> findRecord(db::Tx& tx, Collection const& collection, std::string_view id)
{
    return tx.one(collection.sql.find, foundFrom, id);
}

Result<std::optional<StoredRecord>> findAnyRecord(db::Tx& tx, Collection const& collection,
                                                  std::string_view id)
{
    auto const from = [](db::Row const& row) {
        auto record = foundFrom(row);
        record.deletedAt = row.optionalTime(5);
        return record;
    };
    return tx.one(collection.sql.findAny, from, id);
}

Result<bool> replaceRecord(db::Tx& tx, Collection const& collection, std::string_view id,
                           std::int64_t revision, std::string_view body, Time now)
{
    TRY(tx.run(collection.sql.keepRevision, id));
    auto replaced = tx.run(collection.sql.replace, id, revision, body, now);
    if (!replaced)
        return clash(std::move(replaced).error());
    return *replaced == 1;
}

Result<bool> removeRecord(db::Tx& tx, Collection const& collection, std::string_view id,
                          std::int64_t revision, Time now)
{
    TRY(tx.run(collection.sql.keepRevision, id));
    return TRY(tx.run(collection.sql.remove, id, revision, now)) == 1;
}

Result<std::vector<StoredRecord>> recordHistory(db::Tx& tx, Collection const& collection, std::string_view id,
                                                std::int64_t below, std::int64_t limit)
{
    auto const from = [&](db::Row const& row) {
        return StoredRecord{.id = std::string{id},
                            .revision = row.integer(0),
                            .body = row.text(1),
                            .owner = {},
                            .createdAt = row.time(2),
                            .updatedAt = row.time(3),
                            .deletedAt = row.optionalTime(4)};
    };
    return tx.all(collection.sql.history, from, id, below, limit);
}

Result<std::vector<StoredRecord>> findRecords(db::Tx& tx, Collection const& collection,
                                              RecordQuery const& query)
{
    std::vector<db::MemberPath> paths;
    for (auto const& [path, value] : query.filters)
        paths.push_back(path);
    auto const sql = db::listRecords(tx.connection().dialect(), collection.stored.number, query.order,
                                     query.descending, query.afterId.has_value(), paths);
    // The number of parameters depends on the query, so they are bound here and not by Tx.
    auto* statement = TRY(tx.connection().prepare(sql));
    struct Ended {
        db::Statement& statement;
        ~Ended() { statement.reset(); }
    } const ended{*statement};
    int number = 1;
    statement->bindInteger(number++, query.limit);
    if (query.afterId)
        statement->bindText(number++, *query.afterId);
    if (query.afterId && query.order == db::RecordOrder::UpdatedAt)
        statement->bindInteger(number++, query.afterTime);
    for (auto const& [path, value] : query.filters)
        statement->bindText(number++, value);
    std::vector<StoredRecord> records;
    while (TRY(statement->step()) == db::Statement::Step::Row)
        records.push_back(foundFrom(db::Row{*statement}));
    return records;
}

Result<std::vector<StoredRecord>> recordsAfter(db::Tx& tx, Collection const& collection,
                                               std::string_view after, std::int64_t limit)
{
    auto const from = [](db::Row const& row) {
        return StoredRecord{.id = row.text(0),
                            .revision = row.integer(1),
                            .body = row.text(2),
                            .owner = row.text(3),
                            .createdAt = row.time(4),
                            .updatedAt = row.time(5),
                            .deletedAt = row.optionalTime(6)};
    };
    return tx.all(collection.sql.chunk, from, after, limit);
}

Result<std::vector<StoredRecord>> recordsChangedSince(db::Tx& tx, Collection const& collection, Time since,
                                                      std::int64_t limit)
{
    auto const from = [](db::Row const& row) {
        StoredRecord record;
        record.id = row.text(0);
        record.body = row.text(1);
        return record;
    };
    return tx.all(collection.sql.changedSince, from, since, limit);
}

Result<Time> latestChange(db::Tx& tx, Collection const& collection)
{
    return TRY(tx.one(collection.sql.latest, [](db::Row const& row) { return row.time(0); }))
        .value_or(Time{});
}

} // namespace core::collections
