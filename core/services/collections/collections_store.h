// SQL of the catalogue and of the records.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/collections/collections_catalogue.h"

namespace core::collections {

// The catalogue.
Result<std::int64_t> nextNumber(db::Tx& tx);
Status insertCollection(db::Tx& tx, StoredCollection const& collection);
Result<std::optional<StoredCollection>> findCollection(db::Tx& tx, std::string_view name);
Result<std::vector<StoredCollection>> listCollections(db::Tx& tx, std::string_view after, std::int64_t limit);
Status replaceSchema(db::Tx& tx, std::int64_t number, std::string_view schemaText, std::int64_t version,
                     Time now);
Status deleteCollection(db::Tx& tx, std::int64_t number);
Result<std::int64_t> countCollections(db::Tx& tx);
// Number and schema version of the collection as this transaction sees it.
Result<std::optional<std::pair<std::int64_t, std::int64_t>>> collectionVersion(db::Tx& tx,
                                                                               std::string_view name);

// The records.
struct StoredRecord {
    std::string id;
    std::int64_t revision = 0;
    std::string body; // canonical JSON
    std::string owner;
    Time createdAt{};
    Time updatedAt{};
    std::optional<Time> deletedAt;
};

// The same as views into the statement's row, so that a read copies the body once.
struct RecordView {
    std::string_view id;
    std::int64_t revision = 0;
    std::string_view body;
    Time createdAt{};
    Time updatedAt{};
};
// Calls `use` with the record, if there is one, and says whether there was.
template <class Use>
Result<bool> withRecord(db::Tx& tx, Collection const& collection, std::string_view id, Use&& use)
{
    auto const seen = [&](db::Row const& row) {
        use(RecordView{row.view(0), row.integer(1), row.view(2), row.time(3), row.time(4)});
        return true;
    };
    return TRY(tx.one(collection.sql.find, seen, id)).has_value();
}

Status makeTables(db::Tx& tx, StoredCollection const& collection, std::vector<db::MemberPath> const& unique,
                  std::vector<db::MemberPath> const& indexes);
Status dropTables(db::Tx& tx, std::int64_t number);
// Conflict when a unique member has that value already.
Status insertRecord(db::Tx& tx, Collection const& collection, std::string_view id, std::string_view body,
                    std::string_view owner, Time now);
Result<std::optional<StoredRecord>> findRecord(db::Tx& tx, Collection const& collection, std::string_view id);
Result<std::optional<StoredRecord>> findAnyRecord(db::Tx& tx, Collection const& collection,
                                                  std::string_view id);
// Both keep the revision before in the history; false when the revision is not the current one.
Result<bool> replaceRecord(db::Tx& tx, Collection const& collection, std::string_view id,
                           std::int64_t revision, std::string_view body, Time now);
Result<bool> removeRecord(db::Tx& tx, Collection const& collection, std::string_view id,
                          std::int64_t revision, Time now);
Result<std::vector<StoredRecord>> recordHistory(db::Tx& tx, Collection const& collection, std::string_view id,
                                                std::int64_t below, std::int64_t limit);

struct RecordQuery {
    std::int64_t limit = 50;
    db::RecordOrder order = db::RecordOrder::Id;
    bool descending = false;
    std::optional<std::string> afterId;
    std::int64_t afterTime = 0;
    std::vector<std::pair<db::MemberPath, std::string>> filters; // with the canonical JSON text of the value
};
Result<std::vector<StoredRecord>> findRecords(db::Tx& tx, Collection const& collection,
                                              RecordQuery const& query);

// Deleted ones too, in the order of ids, from the one after `after`.
Result<std::vector<StoredRecord>> recordsAfter(db::Tx& tx, Collection const& collection,
                                               std::string_view after, std::int64_t limit);
Result<std::vector<StoredRecord>> recordsChangedSince(db::Tx& tx, Collection const& collection, Time since,
                                                      std::int64_t limit);
// When the last change was; the epoch's beginning when there was none.
Result<Time> latestChange(db::Tx& tx, Collection const& collection);

} // namespace core::collections
