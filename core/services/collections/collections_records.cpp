// Records: written on the write lane after their schema's check, read without parsing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "core/base/text.h"
#include "core/services/collections/collections_service.h"
#include "core/services/collections/collections_store.h"

namespace core::collections {
namespace {

constexpr std::string_view kRead = "records.read";
constexpr std::string_view kWrite = "records.write";

Status may(api::ReadContext const& context, std::string_view permission, std::string_view collection)
{
    auto const& caller = context.caller;
    if (caller.kind == api::Principal::Kind::System || caller.permissions.allows(permission, collection))
        return Done{};
    return failed(ErrorCode::Forbidden,
                  "This needs the permission " + std::string{permission} + " for the collection.");
}

Error noSuchRecord()
{
    return failed(ErrorCode::NotFound, "There is no such record.");
}

Error invalidField(std::string field, std::string problem)
{
    return Error{.code = ErrorCode::Invalid,
                 .message = "The request is not valid.",
                 .fields = {{std::move(field), std::move(problem)}}};
}

// RFC 9110, 13.1: a list of entity tags; the outer quotes of the whole are gone already.
bool namesTag(std::string_view header, std::string_view tag, bool weakToo)
{
    for (auto part : split(header, ',')) {
        part = trimmed(part);
        if (part == "*")
            return true;
        if (part.starts_with("W/")) {
            if (!weakToo)
                continue;
            part.remove_prefix(2);
        }
        if (part.starts_with('"'))
            part.remove_prefix(1);
        if (part.ends_with('"'))
            part.remove_suffix(1);
        if (part == tag)
            return true;
    }
    return false;
}

Status meetsIfMatch(api::ReadContext const& context, std::int64_t revision, bool required)
{
    if (!context.ifMatch)
        return required ? Status{failed(ErrorCode::PreconditionRequired,
                                        "Send If-Match with the record's ETag, so that no change is lost.")}
                        : Status{Done{}};
    if (!namesTag(*context.ifMatch, std::to_string(revision), false))
        return failed(ErrorCode::PreconditionFailed, "The record was changed since. Read it again.");
    return Done{};
}

void append(std::string& out, std::string_view name, std::string_view raw)
{
    out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":").append(raw);
}

RecordView viewOf(StoredRecord const& record)
{
    return {record.id, record.revision, record.body, record.createdAt, record.updatedAt};
}

// The stored body is spliced in as it is.
void appendRecord(std::string& out, RecordView const& record)
{
    out += '{';
    append(out, "id", "\"" + std::string{record.id} + "\"");
    append(out, "revision", std::to_string(record.revision));
    append(out, "created_at", "\"" + rfc3339(record.createdAt) + "\"");
    append(out, "updated_at", "\"" + rfc3339(record.updatedAt) + "\"");
    append(out, "body", record.body);
    out += '}';
}

api::RawAnswer answerOf(api::ReadContext& context, RecordView const& record)
{
    context.answer.etag = std::to_string(record.revision);
    api::RawAnswer answer;
    answer.body.reserve(record.body.size() + 192);
    appendRecord(answer.body, record);
    return answer;
}

Result<std::string> checkedBody(Collection const& collection, json::Value const& body)
{
    TRY(collection.schema->check(body));
    auto text = json::canonical(body);
    if (text.size() > kRecordBytesMax)
        return failed(ErrorCode::TooLarge,
                      "A record has at most " + std::to_string(kRecordBytesMax) + " bytes.");
    return text;
}

Status changeable(Collection const& collection)
{
    if (collection.stored.writeOnce)
        return failedAs("write-once", ErrorCode::Conflict, "Records of this collection are written once.");
    return Done{};
}

// RFC 7396, 2. Depth is bounded by the reader.
void merge(json::Value& target, json::Value const& patch)
{
    auto const* members = patch.if_object();
    if (!members) {
        target = patch;
        return;
    }
    if (!target.is_object())
        target.emplace_object();
    auto& object = target.get_object();
    for (auto const& [name, value] : *members) {
        if (value.is_null())
            object.erase(name);
        else
            merge(object[name], value);
    }
}

void recordAudit(api::Context& context, Collection const& collection, std::string_view id,
                 std::int64_t revision)
{
    context.subject("record", collection.stored.name + "/" + std::string{id});
    context.note("collection", json::Value(collection.stored.name));
    context.note("revision", revision);
    context.touched(collection.stored.name, id);
}

// "i.<id>" or "u.<time>.<id>", base64url.
std::string cursorOf(db::RecordOrder order, StoredRecord const& record)
{
    if (order == db::RecordOrder::Id)
        return base64urlOf("i." + record.id);
    return base64urlOf("u." + std::to_string(microsOf(record.updatedAt)) + "." + record.id);
}

bool readCursor(std::string_view cursor, RecordQuery& query)
{
    auto const text = bytesFromBase64url(cursor);
    if (!text)
        return false;
    auto const parts = split(*text, '.');
    bool const byTime = query.order == db::RecordOrder::UpdatedAt;
    if (parts.size() != (byTime ? 3u : 2u) || parts[0] != (byTime ? "u" : "i"))
        return false;
    if (byTime) {
        auto const end = parts[1].data() + parts[1].size();
        auto const read = std::from_chars(parts[1].data(), end, query.afterTime);
        if (read.ec != std::errc{} || read.ptr != end)
            return false;
    }
    query.afterId = std::string{parts.back()};
    return true;
}

// member:value
Status readFilter(Collection const& collection, std::string_view text, std::size_t number, RecordQuery& query)
{
    auto const at = "/filter/" + std::to_string(number);
    auto const colon = text.find(':');
    auto path = db::MemberPath::parse(text.substr(0, colon));
    if (colon == text.npos || !path)
        return invalidField(at, "must be member:value");
    if (std::find(collection.filters.begin(), collection.filters.end(), *path) == collection.filters.end())
        return invalidField(at, "names a member that the collection has no index for");
    auto const value = text.substr(colon + 1);
    auto const parsed = json::parse(value);
    bool const scalar = parsed && !parsed->is_structured() && !parsed->is_null();
    query.filters.emplace_back(std::move(*path), json::canonical(scalar ? *parsed : json::Value(value)));
    return Done{};
}

Result<RecordQuery> queryFrom(Collection const& collection, RecordList const& input)
{
    RecordQuery query;
    query.limit = input.limit.value_or(50);
    query.descending = input.descending.value_or(false);
    query.order = input.sort == "updated_at" ? db::RecordOrder::UpdatedAt : db::RecordOrder::Id;
    if (input.after && !readCursor(*input.after, query))
        return invalidField("/after", "is not a cursor of this list");
    if (!input.filter)
        return query;
    if (query.order == db::RecordOrder::UpdatedAt)
        return invalidField("/sort", "must be id or created_at when there is a filter");
    for (std::size_t i = 0; i < input.filter->size(); ++i)
        TRY(readFilter(collection, (*input.filter)[i], i, query));
    return query;
}

} // namespace

Result<api::RawAnswer> CollectionsService::createRecord(api::Context& context, NewRecord const& input)
{
    TRY(may(context, kWrite, input.collection));
    auto const collection = TRY(current(context.tx, input.collection));
    auto body = TRY(checkedBody(*collection, input.body));
    StoredRecord record{.id = newId(context.now, context.random),
                        .revision = 1,
                        .body = std::move(body),
                        .owner = {},
                        .createdAt = context.now,
                        .updatedAt = context.now,
                        .deletedAt = {}};
    auto const& owner = context.caller.userId.empty() ? context.caller.id : context.caller.userId;
    TRY(insertRecord(context.tx, *collection, record.id, record.body, owner, context.now));
    recordAudit(context, *collection, record.id, record.revision);
    context.answer.location = "/collections/" + collection->stored.name + "/records/" + record.id;
    return answerOf(context, viewOf(record));
}

Result<api::RawAnswer> CollectionsService::showRecord(api::ReadContext& context, RecordRef const& input)
{
    TRY(may(context, kRead, input.collection));
    auto const collection = TRY(known(input.collection));
    api::RawAnswer answer;
    auto const use = [&](RecordView const& record) {
        context.touched(input.collection, record.id);
        auto const tag = std::to_string(record.revision);
        if (!context.ifNoneMatch || !namesTag(*context.ifNoneMatch, tag, true)) {
            answer = answerOf(context, record);
            return;
        }
        context.answer.etag = tag;
        context.answer.status = 304;
        answer.contentType.clear();
    };
    auto const found = withRecord(context.tx, *collection, input.id, use);
    if (!found)
        return explained(context.tx, input.collection, found.error());
    if (!*found)
        return noSuchRecord();
    return answer;
}

Result<api::RawAnswer> CollectionsService::storeRevision(api::Context& context, Collection const& collection,
                                                         std::string const& id, std::int64_t revision,
                                                         Time createdAt, json::Value const& body)
{
    auto const text = TRY(checkedBody(collection, body));
    if (!TRY(collections::replaceRecord(context.tx, collection, id, revision, text, context.now)))
        return failed(ErrorCode::PreconditionFailed, "The record was changed since. Read it again.");
    recordAudit(context, collection, id, revision + 1);
    return answerOf(context, {id, revision + 1, text, createdAt, context.now});
}

Result<api::RawAnswer> CollectionsService::replaceRecord(api::Context& context, RecordChange const& input)
{
    TRY(may(context, kWrite, input.collection));
    auto const collection = TRY(current(context.tx, input.collection));
    TRY(changeable(*collection));
    auto const found = TRY(findRecord(context.tx, *collection, input.id));
    if (!found)
        return noSuchRecord();
    TRY(meetsIfMatch(context, found->revision, true));
    return storeRevision(context, *collection, found->id, found->revision, found->createdAt, input.body);
}

Result<api::RawAnswer> CollectionsService::patchRecord(api::Context& context, RecordChange const& input)
{
    TRY(may(context, kWrite, input.collection));
    auto const collection = TRY(current(context.tx, input.collection));
    TRY(changeable(*collection));
    auto const found = TRY(findRecord(context.tx, *collection, input.id));
    if (!found)
        return noSuchRecord();
    TRY(meetsIfMatch(context, found->revision, true));
    auto body = TRY(json::parse(found->body));
    merge(body, input.body);
    return storeRevision(context, *collection, found->id, found->revision, found->createdAt, body);
}

Result<Done> CollectionsService::deleteRecord(api::Context& context, RecordRef const& input)
{
    TRY(may(context, kWrite, input.collection));
    auto const collection = TRY(current(context.tx, input.collection));
    TRY(changeable(*collection));
    auto const found = TRY(findRecord(context.tx, *collection, input.id));
    if (!found)
        return noSuchRecord();
    TRY(meetsIfMatch(context, found->revision, false));
    if (!TRY(removeRecord(context.tx, *collection, found->id, found->revision, context.now)))
        return failed(ErrorCode::PreconditionFailed, "The record was changed since. Read it again.");
    recordAudit(context, *collection, found->id, found->revision + 1);
    return Done{};
}

Result<api::RawAnswer> CollectionsService::listRecords(api::ReadContext& context, RecordList const& input)
{
    TRY(may(context, kRead, input.collection));
    auto const collection = TRY(known(input.collection));
    auto query = TRY(queryFrom(*collection, input));
    auto const limit = query.limit++;
    auto found = findRecords(context.tx, *collection, query);
    if (!found)
        return explained(context.tx, input.collection, std::move(found).error());
    api::RawAnswer answer;
    answer.body = "{\"items\":[";
    auto const shown = std::min(std::ssize(*found), static_cast<std::ptrdiff_t>(limit));
    for (std::ptrdiff_t i = 0; i < shown; ++i) {
        auto const& record = (*found)[static_cast<std::size_t>(i)];
        answer.body += i > 0 ? "," : "";
        appendRecord(answer.body, viewOf(record));
        context.touched(input.collection, record.id);
    }
    answer.body += "]";
    if (std::ssize(*found) > shown && shown > 0)
        answer.body +=
            ",\"next\":\"" + cursorOf(query.order, (*found)[static_cast<std::size_t>(shown) - 1]) + "\"";
    answer.body += "}";
    return answer;
}

Result<api::RawAnswer> CollectionsService::recordHistory(api::ReadContext& context,
                                                         RecordHistory const& input)
{
    TRY(may(context, kRead, input.collection));
    auto const collection = TRY(known(input.collection));
    auto newest = findAnyRecord(context.tx, *collection, input.id);
    if (!newest)
        return explained(context.tx, input.collection, std::move(newest).error());
    if (!*newest)
        return noSuchRecord();
    auto const limit = input.limit.value_or(50);
    auto const below = input.after.value_or((*newest)->revision + 1);
    auto revisions = TRY(collections::recordHistory(context.tx, *collection, input.id, below, limit + 1));
    if ((*newest)->revision < below)
        revisions.insert(revisions.begin(), **newest);
    context.touched(input.collection, (*newest)->id);
    api::RawAnswer answer;
    answer.body = "{\"items\":[";
    auto const shown = std::min(std::ssize(revisions), static_cast<std::ptrdiff_t>(limit));
    for (std::ptrdiff_t i = 0; i < shown; ++i) {
        auto const& revision = revisions[static_cast<std::size_t>(i)];
        answer.body += i > 0 ? ",{" : "{";
        append(answer.body, "revision", std::to_string(revision.revision));
        append(answer.body, "updated_at", "\"" + rfc3339(revision.updatedAt) + "\"");
        append(answer.body, "deleted", revision.deletedAt ? "true" : "false");
        append(answer.body, "body", revision.body);
        answer.body += '}';
    }
    answer.body += "]";
    if (std::ssize(revisions) > shown && shown > 0)
        answer.body +=
            ",\"next\":\"" + std::to_string(revisions[static_cast<std::size_t>(shown) - 1].revision) + "\"";
    answer.body += "}";
    return answer;
}

} // namespace core::collections
