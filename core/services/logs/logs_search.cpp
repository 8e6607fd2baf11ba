// LogsService's reading side: search, counts, evidence, and what a token touched.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <set>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/os/files.h"
#include "core/services/logs/logs_service.h"
#include "core/services/logs/logs_store.h"

namespace core::logs {

namespace {

constexpr std::string_view kRead = "logs.read";
constexpr std::int64_t kLimitDefault = 100;
constexpr std::size_t kBucketsDefault = 60;
constexpr std::size_t kTouchedRowsMax = 200'000;
constexpr std::size_t kTouchedIdsMax = 10'000;
constexpr std::size_t kTouchedListMax = 1'000;
constexpr Span kAnswerTimeMax = std::chrono::seconds{10};
constexpr Span kEvidenceTimeMax = std::chrono::seconds{60};

Range rangeOf(std::optional<Time> const& from, std::optional<Time> const& to, Span timeMax = kAnswerTimeMax)
{
    Range range;
    range.from = from ? microsOf(*from) : 0;
    range.to = to ? microsOf(*to) : INT64_MAX;
    range.timeMax = timeMax;
    return range;
}

// Text for JSON: bytes that are not UTF-8 are written as \xHH.
std::string wireText(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string{bytes};
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t length = 1;
        while (length <= 4 && at + length <= bytes.size() && !isUtf8(bytes.substr(at, length)))
            ++length;
        if (length <= 4 && at + length <= bytes.size()) {
            out.append(bytes.substr(at, length));
            at += length;
            continue;
        }
        auto const byte = static_cast<unsigned char>(bytes[at++]);
        out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
    return out;
}

json::Value wireNumber(std::string const& text)
{
    std::int64_t whole = 0;
    auto const* const end = text.data() + text.size();
    if (auto const [at, error] = std::from_chars(text.data(), end, whole); error == std::errc{} && at == end)
        return json::Value(whole);
    double real = 0;
    if (auto const [at, error] = std::from_chars(text.data(), end, real); error == std::errc{} && at == end)
        return json::Value(real);
    return json::Value(wireText(text));
}

json::Value wireValue(Attribute const& attribute)
{
    switch (attribute.kind) {
    case Kind::Text:
        return json::Value(wireText(attribute.text));
    case Kind::Number:
        return wireNumber(attribute.text);
    case Kind::Bool:
        return json::Value(attribute.text == "true");
    case Kind::List:
        break;
    }
    json::Array list;
    for (auto const item : itemsOf(attribute.text))
        list.emplace_back(wireText(item));
    return list;
}

Node fieldIs(Field field, std::string_view key, std::string_view value)
{
    return {.is = Node::Is::Compare, .field = field, .key = std::string{key}, .value = std::string{value}};
}

std::string textOfAttribute(Event const& event, std::string_view key)
{
    auto const* const found = findAttribute(event, key);
    return found == nullptr ? std::string{} : found->text;
}

// Gathers what request events say.
class Touches {
public:
    bool add(Event const& event)
    {
        ++m_answer.requests;
        auto const status = textOfAttribute(event, "status");
        if (status.size() == 3 && status.front() >= '4')
            ++m_answer.refused;
        if (auto address = textOfAttribute(event, "address"); !address.empty()) {
            if (m_addresses.size() < kTouchedListMax)
                m_addresses.insert(std::move(address));
            else if (!m_addresses.contains(address))
                m_answer.complete = false;
        }
        auto const collection = textOfAttribute(event, "collection");
        bool const refused = status.size() == 3 && status.front() >= '4';
        if (!collection.empty() && !refused)
            addRecords(collection, event);
        if (static_cast<std::size_t>(m_answer.requests) < kTouchedRowsMax)
            return true;
        m_answer.complete = false;
        return false;
    }

    TouchedAnswer answer(Looked const& looked)
    {
        m_answer.complete = m_answer.complete && looked.ended == Ended::Complete && looked.blocksDamaged == 0;
        m_answer.addresses.assign(m_addresses.begin(), m_addresses.end());
        for (auto& [name, gathered] : m_collections) {
            gathered.about.read.assign(gathered.read.begin(), gathered.read.end());
            gathered.about.written.assign(gathered.written.begin(), gathered.written.end());
            m_answer.collections.push_back(std::move(gathered.about));
        }
        return std::move(m_answer);
    }

private:
    struct Gathered {
        TouchedCollection about;
        std::set<std::string> read;
        std::set<std::string> written;
    };

    void addRecords(std::string const& collection, Event const& event)
    {
        if (m_collections.size() >= kTouchedListMax && !m_collections.contains(collection)) {
            m_answer.complete = false;
            return;
        }
        auto& gathered = m_collections[collection];
        auto& about = gathered.about;
        about.collection = collection;
        // Newest first: the first event seen is the last that happened.
        if (about.requests++ == 0)
            about.lastAt = timeOf(event.arrivalAt);
        about.firstAt = timeOf(event.arrivalAt);
        auto const method = textOfAttribute(event, "method");
        auto& ids = method == "GET" || method == "HEAD" ? gathered.read : gathered.written;
        auto const* const records = findAttribute(event, "records");
        if (records == nullptr)
            return;
        // The pipeline writes ids as one text; a list is what a test or another writer gives.
        auto const items = records->kind == Kind::List ? itemsOf(records->text) : split(records->text, ',');
        for (auto const id : items)
            if (ids.size() < kTouchedIdsMax)
                ids.emplace(id);
            else if (!ids.contains(std::string{id}))
                m_answer.complete = false;
    }

    TouchedAnswer m_answer;
    std::set<std::string> m_addresses;
    std::map<std::string, Gathered> m_collections;
};

} // namespace

LogEvent shown(Event const& event)
{
    json::Object attributes;
    for (auto const& attribute : event.attributes)
        attributes[wireText(attribute.key)] = wireValue(attribute);
    return {.id = Cursor{event.arrivalAt, event.number}.text(),
            .arrivedAt = timeOf(event.arrivalAt),
            .eventAtMicros = event.eventAt,
            .source = wireText(event.source),
            .severity = std::string{severityName(event.severity)},
            .severityNumber = event.severity,
            .name = wireText(event.name),
            .message = wireText(event.message),
            .traceId = hexOf(event.traceId),
            .attributes = std::move(attributes)};
}

// The asked query, narrowed to the sources that the caller may read.
Result<Node> LogsService::queryFor(api::ReadContext const& context,
                                   std::optional<std::string> const& text) const
{
    auto asked = TRY(parseQuery(text.value_or("")));
    auto const& caller = context.caller;
    std::string const stem = std::string{kRead} + "@";
    Node sources{.is = Node::Is::Or};
    for (auto const& grant : caller.permissions.grants()) {
        if (grant == stem + "*")
            return asked;
        if (grant.starts_with(stem))
            sources.children.push_back(fieldIs(Field::Source, {}, grant.substr(stem.size())));
    }
    if (caller.kind == api::Principal::Kind::System)
        return asked;
    if (sources.children.empty())
        return failed(ErrorCode::Forbidden, "this needs the permission logs.read for a source");
    Node both{.is = Node::Is::And};
    both.children = {std::move(sources), std::move(asked)};
    return both;
}

// Asked as the caller, so with the caller's token; what the engine asks itself for is about its own logs.
Result<EventPage> LogsService::events(api::ReadContext& context, EventQuery const& query)
{
    auto page = TRY(ownEvents(context, query));
    if (!m_askOthers || query.engines == "self" || context.authorization.empty())
        return page;
    return merged(std::move(page), m_askOthers(peerPathOf(query), context.authorization),
                  static_cast<std::size_t>(query.limit.value_or(kLimitDefault)));
}

Result<EventPage> LogsService::ownEvents(api::ReadContext& context, EventQuery const& query) const
{
    auto const asked = TRY(queryFor(context, query.q));
    auto range = rangeOf(query.from, query.to);
    if (query.after)
        range.after = TRY(Cursor::parse(*query.after));
    auto const found =
        TRY(find(*m_segments, asked, range, static_cast<std::size_t>(query.limit.value_or(kLimitDefault))));
    EventPage page;
    for (auto const& event : found.events)
        page.items.push_back(shown(event));
    if (found.next)
        page.next = found.next->text();
    page.ended = nameOf(found.looked.ended);
    page.looked = static_cast<std::int64_t>(found.looked.rows);
    page.damagedBlocks = static_cast<std::int64_t>(found.looked.blocksDamaged);
    return page;
}

Result<HistogramAnswer> LogsService::countByTime(api::ReadContext& context, HistogramQuery const& query)
{
    auto const asked = TRY(queryFor(context, query.q));
    if (query.from >= query.to)
        return Error{.code = ErrorCode::Invalid,
                     .message = "some fields are not acceptable",
                     .fields = {{"/to", "must be after from"}}};
    auto const buckets = static_cast<std::size_t>(query.buckets.value_or(kBucketsDefault));
    auto const counted = TRY(histogram(*m_segments, asked, rangeOf(query.from, query.to), buckets));
    HistogramAnswer answer;
    auto const width = static_cast<double>((query.to - query.from).count()) / static_cast<double>(buckets);
    for (std::size_t i = 0; i < buckets; ++i)
        answer.buckets.push_back(
            {query.from + Span{static_cast<std::int64_t>(width * static_cast<double>(i))},
             static_cast<std::int64_t>(counted.counts[i]), static_cast<std::int64_t>(counted.errors[i])});
    answer.total = static_cast<std::int64_t>(counted.total);
    answer.ended = nameOf(counted.looked.ended);
    return answer;
}

Result<FacetAnswer> LogsService::countByValue(api::ReadContext& context, FacetQuery const& query)
{
    auto const asked = TRY(queryFor(context, query.q));
    auto const counted = TRY(facet(*m_segments, asked, rangeOf(query.from, query.to), query.field_,
                                   static_cast<std::size_t>(query.limit.value_or(20))));
    FacetAnswer answer;
    bool const trace = fieldNamed(query.field_) == Field::Trace;
    for (auto const& [value, count] : counted.values)
        answer.values.push_back({trace ? hexOf(value) : wireText(value), static_cast<std::int64_t>(count)});
    answer.total = static_cast<std::int64_t>(counted.total);
    answer.exact = !counted.cut;
    answer.ended = nameOf(counted.looked.ended);
    return answer;
}

Result<LogsStatus> LogsService::status(api::ReadContext&, api::Nothing const&)
{
    auto const state = m_segments->state();
    auto const number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    LogsStatus status{.events = number(state.events),
                      .blocks = number(state.blocks),
                      .blockBytes = number(state.blockBytes),
                      .openEvents = number(state.openEvents),
                      .droppedEvents = number(state.droppedEvents),
                      .damagedBlocks = number(state.damagedBlocks),
                      .damagedBytes = number(state.damagedBytes),
                      .failedWrites = number(state.failedWrites),
                      .engineEventsLost = 0,
                      .retentionHeld = state.retentionHeld,
                      .oldestAt = {},
                      .newestAt = {},
                      .sources = {}};
    if (state.oldestAt != 0) {
        status.oldestAt = timeOf(state.oldestAt);
        status.newestAt = timeOf(state.newestAt);
    }
    {
        std::scoped_lock const lock{m_waitingMutex};
        status.engineEventsLost = number(m_lostEver);
    }
    std::scoped_lock const lock{m_ledgerMutex};
    for (auto const& [source, ledger] : m_ledger)
        status.sources.push_back(ledger);
    return status;
}

Result<Done> LogsService::confirmClock(api::Context& context, api::Nothing const&)
{
    context.subject("logs", "retention");
    context.note("was_held", m_segments->state().retentionHeld);
    context.note("clock", json::Value(rfc3339(context.now)));
    context.afterCommit([this] { m_segments->confirmClock(); });
    return Done{};
}

Result<TouchedAnswer> LogsService::touched(api::ReadContext& context, TouchedQuery const& query)
{
    Node asked{.is = Node::Is::And};
    asked.children = {TRY(queryFor(context, std::nullopt)), fieldIs(Field::Source, {}, kEngineSource),
                      fieldIs(Field::Name, {}, "request")};
    auto const ids = asked.children.size();
    if (query.tokenId)
        asked.children.push_back(fieldIs(Field::Attribute, "token_id", *query.tokenId));
    if (query.userId)
        asked.children.push_back(fieldIs(Field::Attribute, "user_id", *query.userId));
    if (query.clientId)
        asked.children.push_back(fieldIs(Field::Attribute, "client_id", *query.clientId));
    if (asked.children.size() == ids)
        return Error{.code = ErrorCode::Invalid,
                     .message = "some fields are not acceptable",
                     .fields = {{"/token_id", "is missing: give token_id, user_id or client_id"}}};
    Touches touches;
    auto const looked = TRY(forEachMatch(*m_segments, asked, rangeOf(query.from, query.to),
                                         [&](Event const& event) { return touches.add(event); }));
    auto answer = touches.answer(looked);
    // A case is told of them inside a transaction, where nobody can be asked.
    answer.complete = answer.complete && m_engines.load(std::memory_order_relaxed) <= 1;
    return answer;
}

Result<FrozenQuery> LogsService::prepareFreeze(api::ReadContext& context, Freeze const& freeze)
{
    auto const asked = TRY(queryFor(context, freeze.query));
    FrozenQuery frozen;
    frozen.id = newId(context.now, context.random);
    frozen.query = freeze.query;
    frozen.from = freeze.from.value_or(timeOf(0));
    frozen.to = freeze.to.value_or(context.now);
    frozen.reason = freeze.reason.value_or("");
    frozen.createdAt = context.now;
    frozen.createdBy = context.caller.name;
    std::string lines;
    auto const looked = TRY(forEachMatch(
        *m_segments, asked, rangeOf(frozen.from, frozen.to, kEvidenceTimeMax), [&](Event const& event) {
            auto const line = json::text(api::write(shown(event)));
            if (static_cast<std::size_t>(frozen.rows) >= kFrozenRowsMax ||
                lines.size() + line.size() > kFrozenBytesMax) {
                frozen.complete = false;
                return false;
            }
            lines.append(line).push_back('\n');
            ++frozen.rows;
            return true;
        }));
    frozen.complete = frozen.complete && looked.ended == Ended::Complete && looked.blocksDamaged == 0;
    frozen.bytes = static_cast<std::int64_t>(lines.size());
    frozen.sha256 = hexOf(crypto::sha256(lines));
    // Written before its label: a file without a label is waste, a label without its file would be a false
    // witness.
    TRY(os::writeFileAtomically(m_config.evidenceFolder + "/" + frozen.sha256 + ".jsonl", lines));
    return frozen;
}

Result<FrozenQuery> LogsService::freeze(api::Context& context, FrozenQuery const& prepared)
{
    TRY(insertFrozen(context.tx, prepared));
    context.subject("frozen_query", prepared.id);
    context.note("sha256", json::Value(prepared.sha256));
    context.note("rows", json::Value(prepared.rows));
    context.answer.location = "/logs/frozen/" + prepared.id;
    return prepared;
}

Result<FrozenQuery> LogsService::frozen(api::ReadContext& context, FrozenPlace const& place)
{
    auto found = TRY(frozenById(context.tx, place.id));
    if (!found)
        return failed(ErrorCode::NotFound, "there is no such frozen query");
    return std::move(*found);
}

Result<api::Page<FrozenQuery>> LogsService::frozenList(api::ReadContext& context, FrozenList const& list)
{
    auto const limit = list.limit.value_or(50);
    // '~' sorts behind every id.
    return api::pageOf(TRY(frozenBelow(context.tx, list.after.value_or("~"), limit + 1)), limit,
                       [](FrozenQuery const& query) { return query.id; });
}

} // namespace core::logs
