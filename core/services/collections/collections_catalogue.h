// The collections as the engine holds them in memory: compiled, with their SQL, swapped after a commit.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/platform/db/dialect.h"
#include "core/services/collections/schema/schema.h"

namespace core::collections {

// A row of the catalogue.
struct StoredCollection {
    std::int64_t number = 0;
    std::string name;
    std::string description;
    std::string schemaText;
    std::int64_t schemaVersion = 1;
    std::vector<std::string> unique;
    std::vector<std::string> indexes;
    bool writeOnce = false;
    Time createdAt{};
    Time updatedAt{};
};

// shared: versions of the catalogue and changes that have not committed hold one compiled schema.
using SchemaPointer = std::shared_ptr<schema::Schema const>;

// Immutable.
struct Collection {
    StoredCollection stored;
    SchemaPointer schema;
    db::RecordStatements sql;
    std::vector<db::MemberPath> filters; // by which lists can be filtered: unique and plain indexes
};

// shared: readers on several threads go on with what they hold while the writer swaps the catalogue.
using CollectionPointer = std::shared_ptr<Collection const>;
using CollectionMap = std::map<std::string, CollectionPointer, std::less<>>;
using CollectionsPointer = std::shared_ptr<CollectionMap const>;   // shared: as above

// Internal when the stored schema does not compile: the database was written by another program.
Result<CollectionPointer> compiled(StoredCollection stored);
CollectionPointer withSchema(StoredCollection stored, SchemaPointer schema);

class Catalogue {
public:
    // Any thread; null when there is none.
    CollectionPointer find(std::string_view name) const;
    // Write lane, after a commit (and at start).
    void put(CollectionPointer collection);
    void drop(std::string_view name);
    void replaceAll(CollectionMap collections);

private:
    CollectionsPointer now() const;
    void swap(CollectionMap collections);

    mutable std::mutex m_mutex; // guards the pointer only
    CollectionsPointer m_collections = std::make_shared<CollectionMap const>();   // shared: as above
};

} // namespace core::collections
