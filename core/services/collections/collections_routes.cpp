// Collections are made at the admin listener; records are served by both.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_routes.h"

#include <iterator>
#include <utility>

#include "core/services/collections/collections_service.h"

namespace core::collections {
namespace {

constexpr api::Permission kRead{"collections.read"};
constexpr api::Permission kWrite{"collections.write"};
constexpr api::Permission kReadRecords{"records.read", api::Scope::Collection};
constexpr api::Permission kWriteRecords{"records.write", api::Scope::Collection};
constexpr std::size_t kSchemaBodyBytesMax = schema::kSchemaBytesMax + 16 * 1024; // and what stands around it

std::vector<api::Route> catalogueRoutes(CollectionsService& collections)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Post,
        .path = "/collections",
        .summary = "Create a collection",
        .access = needs(kWrite),
        .rate = Rate::Write,
        .audit = audited("collection.create"),
        .success = 201,
        .bodyBytesMax = kSchemaBodyBytesMax,
        .handler = call(collections, &CollectionsService::prepareCreate, &CollectionsService::create),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/collections",
        .summary = "List collections",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(collections, &CollectionsService::list),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/collections/{collection}",
        .summary = "Show a collection with its schema",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(collections, &CollectionsService::show),
    });
    routes.push_back({
        .method = Method::Put,
        .path = "/collections/{collection}/schema",
        .summary = "Replace a collection's schema; refused when stored records would not meet it",
        .access = needs(kWrite),
        .rate = Rate::Heavy,
        .audit = audited("collection.change_schema"),
        .bodyBytesMax = kSchemaBodyBytesMax,
        .handler = call(collections, &CollectionsService::prepareSchema, &CollectionsService::changeSchema),
    });
    routes.push_back({
        .method = Method::Delete,
        .path = "/collections/{collection}",
        .summary = "Remove a collection and its records for good",
        .access = needs(kWrite),
        .rate = Rate::Heavy,
        .audit = audited("collection.delete"),
        .handler = call(collections, &CollectionsService::remove),
    });
    return routes;
}

std::vector<api::Route> readingRoutes(CollectionsService& collections)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Get,
        .path = "/collections/{collection}/records",
        .summary = "List records",
        .access = needs(kReadRecords, "collection"),
        .rate = Rate::Read,
        .audit = notAudited(),
        .serves = Serves::Both,
        .handler = call(collections, &CollectionsService::listRecords),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/collections/{collection}/records/{id}",
        .summary = "Show a record",
        .access = needs(kReadRecords, "collection"),
        .rate = Rate::Read,
        .audit = notAudited(),
        .serves = Serves::Both,
        .handler = call(collections, &CollectionsService::showRecord),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/collections/{collection}/records/{id}/history",
        .summary = "List a record's revisions, newest first",
        .access = needs(kReadRecords, "collection"),
        .rate = Rate::Read,
        .audit = notAudited(),
        .serves = Serves::Both,
        .handler = call(collections, &CollectionsService::recordHistory),
    });
    return routes;
}

std::vector<api::Route> writingRoutes(CollectionsService& collections)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Post,
        .path = "/collections/{collection}/records",
        .summary = "Create a record",
        .access = needs(kWriteRecords, "collection"),
        .rate = Rate::Write,
        .audit = audited("record.create"),
        .success = 201,
        .body = Body::Document,
        .serves = Serves::Both,
        .bodyBytesMax = kRecordBytesMax,
        .handler = call(collections, &CollectionsService::createRecord),
    });
    routes.push_back({
        .method = Method::Put,
        .path = "/collections/{collection}/records/{id}",
        .summary = "Replace a record; If-Match is required",
        .access = needs(kWriteRecords, "collection"),
        .rate = Rate::Write,
        .audit = audited("record.replace"),
        .body = Body::Document,
        .serves = Serves::Both,
        .bodyBytesMax = kRecordBytesMax,
        .handler = call(collections, &CollectionsService::replaceRecord),
    });
    routes.push_back({
        .method = Method::Patch,
        .path = "/collections/{collection}/records/{id}",
        .summary = "Merge a patch (RFC 7396) into a record; If-Match is required",
        .access = needs(kWriteRecords, "collection"),
        .rate = Rate::Write,
        .audit = audited("record.patch"),
        .body = Body::Document,
        .serves = Serves::Both,
        .bodyBytesMax = kRecordBytesMax,
        .handler = call(collections, &CollectionsService::patchRecord),
    });
    routes.push_back({
        .method = Method::Delete,
        .path = "/collections/{collection}/records/{id}",
        .summary = "Delete a record; its revisions stay in the history",
        .access = needs(kWriteRecords, "collection"),
        .rate = Rate::Write,
        .audit = audited("record.delete"),
        .serves = Serves::Both,
        .handler = call(collections, &CollectionsService::deleteRecord),
    });
    return routes;
}

} // namespace

std::vector<api::Route> collectionsRoutes(CollectionsService& collections)
{
    auto routes = catalogueRoutes(collections);
    for (auto const part : {readingRoutes, writingRoutes}) {
        auto more = part(collections);
        std::move(more.begin(), more.end(), std::back_inserter(routes));
    }
    return routes;
}

} // namespace core::collections
