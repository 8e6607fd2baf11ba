// Collections of JSON records: each has a schema that every record meets, and tables of its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/api/context.h"
#include "core/api/route.h"
#include "core/services/collections/collections_catalogue.h"
#include "core/services/collections/collections_types.h"

namespace core::collections {

// Any thread; changes on the write lane only.
class CollectionsService {
public:
    // Reads the catalogue: before the engine takes requests, and on the write lane after a restore
    // replaced tables.
    Status load(db::Tx& tx);

    // A schema is compiled on the work lane, since patterns take their time.
    struct Prepared {
        NewCollection input;
        SchemaPointer schema;
        std::vector<db::MemberPath> unique;
        std::vector<db::MemberPath> indexes;
    };
    Result<Prepared> prepareCreate(api::ReadContext& context, NewCollection const& input);
    Result<CollectionView> create(api::Context& context, Prepared const& prepared);
    Result<api::Page<CollectionSummary>> list(api::ReadContext& context, CollectionList const& input);
    Result<CollectionView> show(api::ReadContext& context, CollectionRef const& input);
    // Every record is checked against the new schema on the work lane, in chunks; the write lane checks
    // again what changed meanwhile. Conflict names up to kInvalidRecordsMax records that would not meet it.
    struct PreparedSchema {
        SchemaChange input;
        SchemaPointer schema;
        std::int64_t number = 0;
        std::int64_t version = 0; // the one it replaces
        Time checkedUntil{};
    };
    Result<PreparedSchema> prepareSchema(api::ReadContext& context, SchemaChange const& input);
    Result<CollectionView> changeSchema(api::Context& context, PreparedSchema const& prepared);
    Result<Done> remove(api::Context& context, CollectionRemoval const& input);

    // Records. The scope is checked again here: calls that do not come through the authorize stage are no
    // way around.
    Result<api::RawAnswer> createRecord(api::Context& context, NewRecord const& input);
    Result<api::RawAnswer> showRecord(api::ReadContext& context, RecordRef const& input);
    Result<api::RawAnswer> replaceRecord(api::Context& context, RecordChange const& input);
    Result<api::RawAnswer> patchRecord(api::Context& context, RecordChange const& input);
    Result<Done> deleteRecord(api::Context& context, RecordRef const& input);
    Result<api::RawAnswer> listRecords(api::ReadContext& context, RecordList const& input);
    Result<api::RawAnswer> recordHistory(api::ReadContext& context, RecordHistory const& input);

    // For backup and restore.
    Result<std::vector<CollectionTables>> tables(db::Tx& tx);
    // Reads every row in chunks: work or jobs lane.
    Result<std::vector<CollectionContents>> contents(db::Tx& tx);

private:
    // For a read: what the catalogue in memory has.
    Result<CollectionPointer> known(std::string_view name) const;
    // For a change: number and schema version are those of this transaction, also when an earlier change
    // of the same batch altered them and the catalogue in memory does not know yet.
    Result<CollectionPointer> current(db::Tx& tx, std::string_view name) const;
    // A collection that was dropped after this read's snapshot is not found, rather than a failure of the
    // store.
    Error explained(db::Tx& tx, std::string_view name, Error error) const;
    Result<api::RawAnswer> storeRevision(api::Context& context, Collection const& collection,
                                         std::string const& id, std::int64_t revision, Time createdAt,
                                         json::Value const& body);

    Catalogue m_catalogue;
};

constexpr std::size_t kInvalidRecordsMax = 10;
constexpr std::int64_t kRecordsCheckedMax = 1'000'000; // by one change of a schema

} // namespace core::collections
