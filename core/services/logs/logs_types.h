// What the logs capability takes and answers over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/fields.h"
#include "core/api/route.h"
#include "core/services/logs/logs_parsing.h"
#include "core/services/logs/segments/query.h"

namespace core::logs {

using api::field;

// A body as it came; JSON values carry any bytes, fields of text would refuse control characters.
struct IngestBody {
    json::Value body;
    std::optional<std::string> contentType;
    std::optional<std::string> contentEncoding;

    static constexpr auto fields = std::tuple{
        field("body", &IngestBody::body),
        field("content_type", &IngestBody::contentType),
        field("content_encoding", &IngestBody::contentEncoding),
    };
};

enum class IngestFormat { Otlp, Lines };

// Parsed and redacted, on its way to the append lane.
struct Parsed {
    IngestFormat format = IngestFormat::Lines;
    std::string source;
    ParsedEvents parsed;
    std::size_t liveSecrets = 0; // taken out: whoever sends one knows it
};

inline constexpr std::array<std::string_view, 2> kWhichEngines{"all", "self"};

struct EventQuery {
    std::optional<std::string> q;
    std::optional<Time> from;
    std::optional<Time> to;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;
    std::optional<std::string> engines;

    static constexpr auto fields = std::tuple{
        field("q", &EventQuery::q)
            .length(0, kQueryBytesMax)
            .about("severity>=warn AND name=auth.sign_in timeout"),
        field("from", &EventQuery::from).about("Arrival, inclusive."),
        field("to", &EventQuery::to).about("Arrival, exclusive."),
        field("limit", &EventQuery::limit).range(1, 1000),
        field("after", &EventQuery::after).length(1, 64),
        field("engines", &EventQuery::engines)
            .oneOf(kWhichEngines)
            .about("self: the logs of this engine alone; else all engines of the database are asked."),
    };
};

struct LogEvent {
    std::string id; // arrival and number: also the cursor below which the next page begins
    Time arrivedAt{};
    std::int64_t eventAtMicros = 0;
    std::string source;
    std::string severity;
    std::int64_t severityNumber = 0;
    std::string name;
    std::string message;
    std::string traceId;
    json::Value attributes;
    std::optional<std::string> engine;

    static constexpr auto fields = std::tuple{
        field("id", &LogEvent::id),
        field("arrived_at", &LogEvent::arrivedAt),
        field("event_at_us", &LogEvent::eventAtMicros)
            .about("As the sender claims; microseconds since 1970."),
        field("source", &LogEvent::source).about("The ingest identity, never what a line says."),
        field("severity", &LogEvent::severity),
        field("severity_number", &LogEvent::severityNumber),
        field("name", &LogEvent::name),
        field("message", &LogEvent::message),
        field("trace_id", &LogEvent::traceId),
        field("attributes", &LogEvent::attributes),
        field("engine", &LogEvent::engine).about("Whose logs have it, when another engine's do."),
    };
};

// An engine that serves and did not answer a search: what its logs have is not in the page.
struct MissingEngine {
    std::string node;
    std::string name;
    std::string says;

    static constexpr auto fields = std::tuple{
        field("node", &MissingEngine::node),
        field("name", &MissingEngine::name),
        field("says", &MissingEngine::says),
    };
};

struct Unseal {
    std::string id;

    static constexpr auto fields = std::tuple{
        field("id", &Unseal::id).length(1, 64).about("of the event in quarantine"),
    };
};

struct UnsealedEvent {
    LogEvent event;

    static constexpr auto fields = std::tuple{
        field("event", &UnsealedEvent::event).shownOnce().about("as it came, unchecked for secrets"),
    };
};

struct EventPage {
    std::vector<LogEvent> items;
    std::optional<std::string> next;
    std::string ended;
    std::int64_t looked = 0;
    std::int64_t damagedBlocks = 0;
    std::vector<MissingEngine> missing;

    static constexpr auto fields = std::tuple{
        field("items", &EventPage::items).length(0, 20'000),
        field("next", &EventPage::next),
        field("ended", &EventPage::ended)
            .about("complete, rows_reached or time_reached: then go on at next."),
        field("looked", &EventPage::looked).about("Events looked at."),
        field("damaged_blocks", &EventPage::damagedBlocks).about("Blocks that could not be read."),
        field("missing", &EventPage::missing)
            .about("Engines that did not answer; their events are not here."),
    };
};

struct HistogramQuery {
    std::optional<std::string> q;
    Time from{};
    Time to{};
    std::optional<std::int64_t> buckets;

    static constexpr auto fields = std::tuple{
        field("q", &HistogramQuery::q).length(0, kQueryBytesMax),
        field("from", &HistogramQuery::from),
        field("to", &HistogramQuery::to),
        field("buckets", &HistogramQuery::buckets).range(1, 2000),
    };
};

struct Bucket {
    Time from{};
    std::int64_t count = 0;
    std::int64_t errors = 0;

    static constexpr auto fields =
        std::tuple{field("from", &Bucket::from), field("count", &Bucket::count),
                   field("errors", &Bucket::errors).about("Severity error and above.")};
};

struct HistogramAnswer {
    std::vector<Bucket> buckets;
    std::int64_t total = 0;
    std::string ended;

    static constexpr auto fields =
        std::tuple{field("buckets", &HistogramAnswer::buckets).length(0, 2000),
                   field("total", &HistogramAnswer::total), field("ended", &HistogramAnswer::ended)};
};

struct FacetQuery {
    std::string field_;
    std::optional<std::string> q;
    std::optional<Time> from;
    std::optional<Time> to;
    std::optional<std::int64_t> limit;

    static constexpr auto fields = std::tuple{
        field("field", &FacetQuery::field_)
            .length(1, 256)
            .about("severity, source, name, trace_id or an attribute."),
        field("q", &FacetQuery::q).length(0, kQueryBytesMax),
        field("from", &FacetQuery::from),
        field("to", &FacetQuery::to),
        field("limit", &FacetQuery::limit).range(1, 1000),
    };
};

struct FacetValue {
    std::string value;
    std::int64_t count = 0;

    static constexpr auto fields =
        std::tuple{field("value", &FacetValue::value), field("count", &FacetValue::count)};
};

struct FacetAnswer {
    std::vector<FacetValue> values;
    std::int64_t total = 0;
    bool exact = true;
    std::string ended;

    static constexpr auto fields = std::tuple{
        field("values", &FacetAnswer::values).length(0, 1000),
        field("total", &FacetAnswer::total).about("Matching events that have the field."),
        field("exact", &FacetAnswer::exact).about("False when there were too many values to count all."),
        field("ended", &FacetAnswer::ended),
    };
};

// The ledger of a source since the start: received = stored + rejected.
struct SourceLedger {
    std::string source;
    std::int64_t received = 0;
    std::int64_t stored = 0;
    std::int64_t keptRaw = 0;
    std::int64_t rejected = 0;
    std::int64_t redacted = 0;
    std::int64_t quarantined = 0;
    std::int64_t claims = 0;
    std::int64_t unstored = 0;

    static constexpr auto fields = std::tuple{
        field("source", &SourceLedger::source),
        field("received", &SourceLedger::received),
        field("stored", &SourceLedger::stored),
        field("kept_raw", &SourceLedger::keptRaw),
        field("rejected", &SourceLedger::rejected),
        field("redacted", &SourceLedger::redacted),
        field("quarantined", &SourceLedger::quarantined),
        field("claims_reserved", &SourceLedger::claims),
        field("unstored", &SourceLedger::unstored).about("Refused because the disk or a queue was full."),
    };
};

struct LogsStatus {
    std::int64_t events = 0;
    std::int64_t blocks = 0;
    std::int64_t blockBytes = 0;
    std::int64_t openEvents = 0;
    std::int64_t droppedEvents = 0;
    std::int64_t damagedBlocks = 0;
    std::int64_t damagedBytes = 0;
    std::int64_t failedWrites = 0;
    std::int64_t engineEventsLost = 0;
    bool retentionHeld = false;
    std::optional<Time> oldestAt;
    std::optional<Time> newestAt;
    std::vector<SourceLedger> sources;

    static constexpr auto fields = std::tuple{
        field("events", &LogsStatus::events),
        field("blocks", &LogsStatus::blocks),
        field("block_bytes", &LogsStatus::blockBytes),
        field("open_events", &LogsStatus::openEvents).about("In the journal, not yet in a block."),
        field("dropped_events", &LogsStatus::droppedEvents).about("By retention, since the start."),
        field("damaged_blocks", &LogsStatus::damagedBlocks),
        field("damaged_bytes", &LogsStatus::damagedBytes),
        field("failed_writes", &LogsStatus::failedWrites),
        field("engine_events_lost", &LogsStatus::engineEventsLost),
        field("retention_held", &LogsStatus::retentionHeld)
            .about("The clock leapt: nothing is removed by age."),
        field("oldest_at", &LogsStatus::oldestAt),
        field("newest_at", &LogsStatus::newestAt),
        field("sources", &LogsStatus::sources).length(0, 1000),
    };
};

struct Freeze {
    std::string query;
    std::optional<Time> from;
    std::optional<Time> to;
    std::optional<std::string> reason;

    static constexpr auto fields = std::tuple{
        field("query", &Freeze::query).length(0, kQueryBytesMax),
        field("from", &Freeze::from),
        field("to", &Freeze::to),
        field("reason", &Freeze::reason).length(0, 500),
    };
};

struct FrozenQuery {
    std::string id;
    std::string query;
    Time from{};
    Time to{};
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    bool complete = true;
    std::string sha256;
    std::string reason;
    Time createdAt{};
    std::string createdBy;

    static constexpr auto fields = std::tuple{
        field("id", &FrozenQuery::id),
        field("query", &FrozenQuery::query),
        field("from", &FrozenQuery::from),
        field("to", &FrozenQuery::to),
        field("rows", &FrozenQuery::rows),
        field("bytes", &FrozenQuery::bytes),
        field("complete", &FrozenQuery::complete)
            .about("False when a bound ended the query before its range did."),
        field("sha256", &FrozenQuery::sha256).about("Of evidence/<sha256>.jsonl in the data directory."),
        field("reason", &FrozenQuery::reason),
        field("created_at", &FrozenQuery::createdAt),
        field("created_by", &FrozenQuery::createdBy),
    };
};

struct FrozenPlace {
    std::string id;

    static constexpr auto fields = std::tuple{field("id", &FrozenPlace::id).length(1, 64)};
};

struct FrozenList {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{field("limit", &FrozenList::limit).range(1, 200),
                                              field("after", &FrozenList::after).length(1, 64)};
};

struct TouchedQuery {
    std::optional<std::string> tokenId;
    std::optional<std::string> userId;
    std::optional<std::string> clientId;
    std::optional<Time> from;
    std::optional<Time> to;

    static constexpr auto fields = std::tuple{
        field("token_id", &TouchedQuery::tokenId).length(1, 128),
        field("user_id", &TouchedQuery::userId).length(1, 128),
        field("client_id", &TouchedQuery::clientId).length(1, 128),
        field("from", &TouchedQuery::from),
        field("to", &TouchedQuery::to),
    };
};

struct TouchedCollection {
    std::string collection;
    std::vector<std::string> read;
    std::vector<std::string> written;
    std::int64_t requests = 0;
    Time firstAt{};
    Time lastAt{};

    static constexpr auto fields = std::tuple{
        field("collection", &TouchedCollection::collection),
        field("read", &TouchedCollection::read).length(0, 10'000).about("Ids of records."),
        field("written", &TouchedCollection::written).length(0, 10'000),
        field("requests", &TouchedCollection::requests),
        field("first_at", &TouchedCollection::firstAt),
        field("last_at", &TouchedCollection::lastAt),
    };
};

struct TouchedAnswer {
    std::vector<TouchedCollection> collections;
    std::int64_t requests = 0;
    std::int64_t refused = 0;
    std::vector<std::string> addresses;
    bool complete = true;

    static constexpr auto fields = std::tuple{
        field("collections", &TouchedAnswer::collections).length(0, 1000),
        field("requests", &TouchedAnswer::requests).about("All requests, also those that touch no record."),
        field("refused", &TouchedAnswer::refused).about("Of those, answered with 4xx or 5xx."),
        field("addresses", &TouchedAnswer::addresses).length(0, 1000),
        field("complete", &TouchedAnswer::complete)
            .about("False when a bound cut lists or the search, and while several engines serve: these are "
                   "the requests of one."),
    };
};

} // namespace core::logs
