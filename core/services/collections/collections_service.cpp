// The catalogue: making collections, changing their schemas, removing them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_service.h"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/services/collections/collections_store.h"

namespace core::collections {
namespace {

constexpr std::int64_t kChunkRows = 500;

Error noSuchCollection()
{
    return failed(ErrorCode::NotFound, "There is no such collection.");
}

Result<SchemaPointer> compiledSchema(json::Value const& document)
{
    auto schema = TRY(schema::Schema::compile(document, {.pointer = "/schema"}));
    // shared: see collections_catalogue.h
    return SchemaPointer{std::make_shared<schema::Schema const>(std::move(schema))};
}

Result<std::vector<db::MemberPath>> memberPaths(std::optional<std::vector<std::string>> const& texts,
                                                std::string const& field, std::vector<db::MemberPath>& seen)
{
    std::vector<db::MemberPath> paths;
    std::vector<FieldError> faults;
    for (std::size_t i = 0; texts && i < texts->size(); ++i) {
        auto path = db::MemberPath::parse((*texts)[i]);
        auto const at = "/" + field + "/" + std::to_string(i);
        if (!path)
            faults.push_back({at, path.error().message});
        else if (std::find(seen.begin(), seen.end(), *path) != seen.end())
            faults.push_back({at, "is named twice"});
        else {
            seen.push_back(*path);
            paths.push_back(std::move(*path));
        }
    }
    if (!faults.empty())
        return Error{.code = ErrorCode::Invalid,
                     .message = "Some members cannot be indexed.",
                     .fields = std::move(faults)};
    return paths;
}

Result<CollectionView> viewOf(StoredCollection const& stored)
{
    auto schema = TRY(json::parse(stored.schemaText));
    return CollectionView{.name = stored.name,
                          .description = stored.description,
                          .schema = std::move(schema),
                          .schemaVersion = stored.schemaVersion,
                          .unique = stored.unique,
                          .indexes = stored.indexes,
                          .writeOnce = stored.writeOnce,
                          .createdAt = stored.createdAt,
                          .updatedAt = stored.updatedAt};
}

// Names the record in front of the fault: /<id>/email.
void addFaults(std::vector<FieldError>& faults, std::string const& id, Error const& error)
{
    for (auto const& [field, problem] : error.fields)
        faults.push_back({"/" + id + field, problem});
    if (error.fields.empty())
        faults.push_back({"/" + id, error.message});
}

Error invalidRecords(std::vector<FieldError> faults)
{
    if (faults.size() > schema::kFaultsMax)
        faults.resize(schema::kFaultsMax);
    return Error{.code = ErrorCode::Conflict,
                 .message = "Records that are stored would not meet the schema.",
                 .fields = std::move(faults),
                 .type = "records-invalid"};
}

Result<bool> meets(schema::Schema const& schema, StoredRecord const& record, std::vector<FieldError>& faults)
{
    auto const body = TRY(json::parse(record.body));
    auto const checked = schema.check(body);
    if (!checked)
        addFaults(faults, record.id, checked.error());
    return bool(checked);
}

Status checkAllRecords(db::Tx& tx, Collection const& collection, schema::Schema const& schema)
{
    std::vector<FieldError> faults;
    std::size_t invalid = 0;
    std::string after;
    for (std::int64_t checked = 0; checked < kRecordsCheckedMax && invalid < kInvalidRecordsMax;) {
        auto const records = TRY(recordsAfter(tx, collection, after, kChunkRows));
        for (auto const& record : records)
            if (!record.deletedAt && !TRY(meets(schema, record, faults)) && ++invalid == kInvalidRecordsMax)
                break;
        if (std::ssize(records) < kChunkRows)
            return faults.empty() ? Status{Done{}} : Status{invalidRecords(std::move(faults))};
        checked += std::ssize(records);
        after = records.back().id;
    }
    if (!faults.empty())
        return invalidRecords(std::move(faults));
    return failed(ErrorCode::Conflict, "The collection has too many records to check against a new schema.");
}

} // namespace

Status CollectionsService::load(db::Tx& tx)
{
    CollectionMap all;
    std::string after;
    for (;;) {
        auto stored = TRY(listCollections(tx, after, kChunkRows));
        for (auto& one : stored) {
            after = one.name;
            all.emplace(after, TRY(compiled(std::move(one))));
        }
        if (std::ssize(stored) < kChunkRows)
            break;
    }
    m_catalogue.replaceAll(std::move(all));
    return Done{};
}

Result<CollectionPointer> CollectionsService::known(std::string_view name) const
{
    auto found = m_catalogue.find(name);
    if (!found)
        return noSuchCollection();
    return found;
}

Result<CollectionPointer> CollectionsService::current(db::Tx& tx, std::string_view name) const
{
    auto const version = TRY(collectionVersion(tx, name));
    if (!version)
        return noSuchCollection();
    auto found = m_catalogue.find(name);
    if (found && found->stored.number == version->first && found->stored.schemaVersion == version->second)
        return found;
    auto stored = TRY(findCollection(tx, name));
    if (!stored)
        return noSuchCollection();
    return compiled(std::move(*stored));
}

Error CollectionsService::explained(db::Tx& tx, std::string_view name, Error error) const
{
    if (error.code != ErrorCode::Internal)
        return error;
    auto const version = collectionVersion(tx, name);
    return version && !*version ? noSuchCollection() : error;
}

Result<CollectionsService::Prepared> CollectionsService::prepareCreate(api::ReadContext&,
                                                                       NewCollection const& input)
{
    std::vector<db::MemberPath> seen;
    auto schema = TRY(compiledSchema(input.schema));
    auto unique = TRY(memberPaths(input.unique, "unique", seen));
    auto indexes = TRY(memberPaths(input.indexes, "indexes", seen));
    Prepared prepared{.input = input,
                      .schema = std::move(schema),
                      .unique = std::move(unique),
                      .indexes = std::move(indexes)};
    if (seen.size() > kMemberIndexesMax)
        return failed(ErrorCode::Invalid,
                      "A collection has at most " + std::to_string(kMemberIndexesMax) + " indexed members.");
    return prepared;
}

Result<CollectionView> CollectionsService::create(api::Context& context, Prepared const& prepared)
{
    auto const& input = prepared.input;
    if (TRY(countCollections(context.tx)) >= static_cast<std::int64_t>(kCollectionsMax))
        return failed(ErrorCode::Conflict, "There are as many collections as there may be.");
    StoredCollection stored{.number = TRY(nextNumber(context.tx)),
                            .name = input.name,
                            .description = input.description.value_or(""),
                            .schemaText = json::text(input.schema),
                            .schemaVersion = 1,
                            .unique = {},
                            .indexes = {},
                            .writeOnce = input.writeOnce.value_or(false),
                            .createdAt = context.now,
                            .updatedAt = context.now};
    for (auto const& path : prepared.unique)
        stored.unique.push_back(path.text());
    for (auto const& path : prepared.indexes)
        stored.indexes.push_back(path.text());
    TRY(insertCollection(context.tx, stored));
    TRY(makeTables(context.tx, stored, prepared.unique, prepared.indexes));
    context.subject("collection", stored.name);
    context.note("schema_version", stored.schemaVersion);
    context.answer.location = "/collections/" + stored.name;
    auto view = TRY(viewOf(stored));
    context.sharedChanged(api::Topic::Collections);
    context.afterCommit(
        [this, collection = withSchema(std::move(stored), prepared.schema)] { m_catalogue.put(collection); });
    return view;
}

Result<api::Page<CollectionSummary>> CollectionsService::list(api::ReadContext& context,
                                                              CollectionList const& input)
{
    auto const limit = input.limit.value_or(50);
    auto const stored = TRY(listCollections(context.tx, input.after.value_or(""), limit + 1));
    api::Page<CollectionSummary> page;
    for (auto const& one : stored) {
        if (std::ssize(page.items) == limit) {
            page.next = page.items.back().name;
            break;
        }
        page.items.push_back({.name = one.name,
                              .description = one.description,
                              .schemaVersion = one.schemaVersion,
                              .writeOnce = one.writeOnce,
                              .createdAt = one.createdAt,
                              .updatedAt = one.updatedAt});
    }
    return page;
}

Result<CollectionView> CollectionsService::show(api::ReadContext& context, CollectionRef const& input)
{
    auto const stored = TRY(findCollection(context.tx, input.collection));
    if (!stored)
        return noSuchCollection();
    return viewOf(*stored);
}

Result<CollectionsService::PreparedSchema> CollectionsService::prepareSchema(api::ReadContext& context,
                                                                             SchemaChange const& input)
{
    auto const collection = TRY(current(context.tx, input.collection));
    auto schema = TRY(compiledSchema(input.schema));
    auto const checkedUntil = TRY(latestChange(context.tx, *collection));
    PreparedSchema prepared{.input = input,
                            .schema = std::move(schema),
                            .number = collection->stored.number,
                            .version = collection->stored.schemaVersion,
                            .checkedUntil = checkedUntil};
    TRY(checkAllRecords(context.tx, *collection, *prepared.schema));
    return prepared;
}

Result<CollectionView> CollectionsService::changeSchema(api::Context& context, PreparedSchema const& prepared)
{
    auto const before = TRY(current(context.tx, prepared.input.collection));
    if (before->stored.number != prepared.number || before->stored.schemaVersion != prepared.version)
        return failed(ErrorCode::Conflict, "The schema was changed by someone else meanwhile.");
    auto const recent = TRY(recordsChangedSince(context.tx, *before, prepared.checkedUntil, kChunkRows));
    if (std::ssize(recent) == kChunkRows || context.now < prepared.checkedUntil)
        return failed(ErrorCode::Conflict,
                      "Too many records changed while the schema was checked. Try again.");
    std::vector<FieldError> faults;
    for (auto const& record : recent)
        TRY(meets(*prepared.schema, record, faults));
    if (!faults.empty())
        return invalidRecords(std::move(faults));
    auto stored = before->stored;
    stored.schemaText = json::text(prepared.input.schema);
    stored.schemaVersion += 1;
    stored.updatedAt = context.now;
    TRY(replaceSchema(context.tx, stored.number, stored.schemaText, stored.schemaVersion, context.now));
    context.subject("collection", stored.name);
    context.note("schema_version", stored.schemaVersion);
    auto view = TRY(viewOf(stored));
    context.sharedChanged(api::Topic::Collections);
    context.afterCommit(
        [this, collection = withSchema(std::move(stored), prepared.schema)] { m_catalogue.put(collection); });
    return view;
}

Result<Done> CollectionsService::remove(api::Context& context, CollectionRemoval const& input)
{
    auto const stored = TRY(findCollection(context.tx, input.collection));
    if (!stored)
        return noSuchCollection();
    if (input.confirm != stored->name)
        return Error{.code = ErrorCode::Invalid,
                     .message = "Removing a collection removes its records for good.",
                     .fields = {{"/confirm", "must be the collection's name"}}};
    TRY(dropTables(context.tx, stored->number));
    TRY(deleteCollection(context.tx, stored->number));
    context.subject("collection", stored->name);
    context.sharedChanged(api::Topic::Collections);
    context.afterCommit([this, name = stored->name] { m_catalogue.drop(name); });
    return Done{};
}

Result<std::vector<CollectionTables>> CollectionsService::tables(db::Tx& tx)
{
    std::vector<CollectionTables> all;
    for (auto const& stored : TRY(listCollections(tx, "", static_cast<std::int64_t>(kCollectionsMax))))
        all.push_back(
            {stored.name, stored.number, db::recordTable(stored.number), db::historyTable(stored.number)});
    return all;
}

Result<std::vector<CollectionContents>> CollectionsService::contents(db::Tx& tx)
{
    std::vector<CollectionContents> all;
    for (auto& stored : TRY(listCollections(tx, "", static_cast<std::int64_t>(kCollectionsMax)))) {
        CollectionContents contents{.name = stored.name, .number = stored.number, .rows = 0, .sha256 = {}};
        auto const collection = TRY(compiled(std::move(stored)));
        crypto::Sha256 hash;
        std::string after;
        for (;;) {
            auto const records = TRY(recordsAfter(tx, *collection, after, kChunkRows));
            for (auto const& record : records) {
                json::Value const row{std::string_view{record.id},
                                      record.revision,
                                      std::string_view{record.body},
                                      std::string_view{record.owner},
                                      microsOf(record.createdAt),
                                      microsOf(record.updatedAt),
                                      record.deletedAt ? json::Value(microsOf(*record.deletedAt))
                                                       : json::Value(nullptr)};
                hash.add(json::canonical(row)).add("\n");
            }
            contents.rows += std::ssize(records);
            if (std::ssize(records) < kChunkRows)
                break;
            after = records.back().id;
        }
        contents.sha256 = hexOf(hash.finish());
        all.push_back(std::move(contents));
    }
    return all;
}

} // namespace core::collections
