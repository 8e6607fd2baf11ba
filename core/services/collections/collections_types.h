// What collections and records are on the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"

namespace core::collections {

using api::field;

constexpr std::size_t kCollectionsMax = 1000;
constexpr std::size_t kMemberIndexesMax = 8; // unique and plain together, of one collection
constexpr std::size_t kRecordBytesMax = 256 * 1024;
constexpr std::size_t kFiltersMax = 4;

struct NewCollection {
    std::string name;
    json::Value schema;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> unique;
    std::optional<std::vector<std::string>> indexes;
    std::optional<bool> writeOnce;

    static constexpr auto fields = std::tuple{
        field("name", &NewCollection::name).length(1, 64).format("slug"),
        field("schema", &NewCollection::schema)
            .about("JSON Schema 2020-12; unsupported keywords are refused."),
        field("description", &NewCollection::description).length(0, 1000),
        field("unique", &NewCollection::unique)
            .length(0, kMemberIndexesMax)
            .about("Members that no two records share, like email or address.city."),
        field("indexes", &NewCollection::indexes)
            .length(0, kMemberIndexesMax)
            .about("Members by which lists can be filtered."),
        field("write_once", &NewCollection::writeOnce)
            .about("Records are never replaced, patched or deleted."),
    };
};

struct CollectionRef {
    std::string collection;

    static constexpr auto fields = std::tuple{field("collection", &CollectionRef::collection).length(1, 64)};
};

struct CollectionList {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("limit", &CollectionList::limit).range(1, 200),
        field("after", &CollectionList::after).length(1, 64),
    };
};

struct CollectionSummary {
    std::string name;
    std::string description;
    std::int64_t schemaVersion = 1;
    bool writeOnce = false;
    Time createdAt{};
    Time updatedAt{};

    static constexpr auto fields = std::tuple{
        field("name", &CollectionSummary::name),
        field("description", &CollectionSummary::description),
        field("schema_version", &CollectionSummary::schemaVersion),
        field("write_once", &CollectionSummary::writeOnce),
        field("created_at", &CollectionSummary::createdAt),
        field("updated_at", &CollectionSummary::updatedAt),
    };
};

struct CollectionView {
    std::string name;
    std::string description;
    json::Value schema;
    std::int64_t schemaVersion = 1;
    std::vector<std::string> unique;
    std::vector<std::string> indexes;
    bool writeOnce = false;
    Time createdAt{};
    Time updatedAt{};

    static constexpr auto fields = std::tuple{
        field("name", &CollectionView::name),
        field("description", &CollectionView::description),
        field("schema", &CollectionView::schema),
        field("schema_version", &CollectionView::schemaVersion),
        field("unique", &CollectionView::unique),
        field("indexes", &CollectionView::indexes),
        field("write_once", &CollectionView::writeOnce),
        field("created_at", &CollectionView::createdAt),
        field("updated_at", &CollectionView::updatedAt),
    };
};

struct SchemaChange {
    std::string collection;
    json::Value schema;

    static constexpr auto fields = std::tuple{
        field("collection", &SchemaChange::collection).length(1, 64),
        field("schema", &SchemaChange::schema),
    };
};

struct CollectionRemoval {
    std::string collection;
    std::string confirm;

    static constexpr auto fields = std::tuple{
        field("collection", &CollectionRemoval::collection).length(1, 64),
        field("confirm", &CollectionRemoval::confirm).length(1, 64).about("The collection's name once more."),
    };
};

struct NewRecord {
    std::string collection;
    json::Value body;

    static constexpr auto fields = std::tuple{
        field("collection", &NewRecord::collection).length(1, 64),
        field("body", &NewRecord::body).about("What the collection's schema demands."),
    };
};

struct RecordRef {
    std::string collection;
    std::string id;

    static constexpr auto fields = std::tuple{
        field("collection", &RecordRef::collection).length(1, 64),
        field("id", &RecordRef::id).length(1, 64),
    };
};

struct RecordChange {
    std::string collection;
    std::string id;
    json::Value body;

    static constexpr auto fields = std::tuple{
        field("collection", &RecordChange::collection).length(1, 64),
        field("id", &RecordChange::id).length(1, 64),
        field("body", &RecordChange::body),
    };
};

struct RecordList {
    static constexpr std::array<std::string_view, 3> kSorts{"id", "created_at", "updated_at"};

    std::string collection;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
    std::optional<std::string> sort;
    std::optional<bool> descending;
    std::optional<std::vector<std::string>> filter;

    static constexpr auto fields = std::tuple{
        field("collection", &RecordList::collection).length(1, 64),
        field("limit", &RecordList::limit).range(1, 200),
        field("after", &RecordList::after).length(1, 256),
        field("sort", &RecordList::sort)
            .oneOf(kSorts)
            .about("Ids are in the order of creation, to the millisecond."),
        field("descending", &RecordList::descending),
        field("filter", &RecordList::filter)
            .length(0, kFiltersMax)
            .about(
                "member:value, the member being an index of the collection; a number, true, false or quoted "
                "text is taken as JSON, everything else as text."),
    };
};

struct RecordHistory {
    std::string collection;
    std::string id;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> after;

    static constexpr auto fields = std::tuple{
        field("collection", &RecordHistory::collection).length(1, 64),
        field("id", &RecordHistory::id).length(1, 64),
        field("limit", &RecordHistory::limit).range(1, 200),
        field("after", &RecordHistory::after)
            .range(1, 9'007'199'254'740'991)
            .about("Only revisions below this one."),
    };
};

// For backup and restore.
struct CollectionTables {
    std::string name;
    std::int64_t number = 0;
    std::string table;
    std::string historyTable;
};

struct CollectionContents {
    std::string name;
    std::int64_t number = 0;
    std::int64_t rows = 0; // deleted ones too
    std::string sha256;    // hex, of every row in the order of ids
};

} // namespace core::collections
