// The swap of the catalogue, and what a row of it becomes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_catalogue.h"

#include <utility>

namespace core::collections {

CollectionPointer withSchema(StoredCollection stored, SchemaPointer schema)
{
    std::vector<db::MemberPath> filters;
    for (auto const* paths : {&stored.unique, &stored.indexes})
        for (auto const& path : *paths)
            if (auto parsed = db::MemberPath::parse(path))
                filters.push_back(std::move(*parsed));
    auto sql = db::recordStatements(stored.number);
    // shared: see the header
    return std::make_shared<Collection const>(
        Collection{std::move(stored), std::move(schema), std::move(sql), std::move(filters)});
}

Result<CollectionPointer> compiled(StoredCollection stored)
{
    auto const document = TRY(json::parse(stored.schemaText));
    auto schema = schema::Schema::compile(document);
    if (!schema)
        return failed(ErrorCode::Internal, "The stored schema of the collection does not compile.",
                      stored.name);
    // shared: see the header
    return withSchema(std::move(stored), std::make_shared<schema::Schema const>(std::move(*schema)));
}

CollectionsPointer Catalogue::now() const
{
    std::lock_guard const lock{m_mutex};
    return m_collections;
}

void Catalogue::swap(CollectionMap collections)
{
    auto next = std::make_shared<CollectionMap const>(std::move(collections)); // shared: see the header
    std::lock_guard const lock{m_mutex};
    m_collections.swap(next);
}

CollectionPointer Catalogue::find(std::string_view name) const
{
    auto const collections = now();
    auto const found = collections->find(name);
    return found == collections->end() ? nullptr : found->second;
}

void Catalogue::put(CollectionPointer collection)
{
    auto collections = *now();
    auto name = collection->stored.name;
    collections.insert_or_assign(std::move(name), std::move(collection));
    swap(std::move(collections));
}

void Catalogue::drop(std::string_view name)
{
    auto collections = *now();
    if (auto const found = collections.find(name); found != collections.end())
        collections.erase(found);
    swap(std::move(collections));
}

void Catalogue::replaceAll(CollectionMap collections)
{
    swap(std::move(collections));
}

} // namespace core::collections
