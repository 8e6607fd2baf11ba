// Queries over a snapshot of the store: events newest first, counts by time, values of a field. All bounded.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/services/logs/segments/query.h"
#include "core/services/logs/segments/segments.h"

namespace core::logs {

// A place in the order of arrival. Pages go on below it.
struct Cursor {
    std::int64_t arrivalAt = 0;
    std::uint64_t number = 0;

    std::string text() const;
    static Result<Cursor> parse(std::string_view text);
};

// What to look at, and when to stop looking.
struct Range {
    std::int64_t from = 0;              // arrival, microseconds, inclusive
    std::int64_t to = INT64_MAX;        // exclusive
    std::optional<Cursor> after = {};   // only events older than this
    std::uint64_t rowsMax = 50'000'000; // events looked at, filters' skips not counted
    Span timeMax = std::chrono::seconds{10};
};

enum class Ended { Complete, RowsReached, TimeReached };
std::string_view nameOf(Ended ended);

// What every answer says about itself.
struct Looked {
    Ended ended = Ended::Complete;
    std::uint64_t rows = 0;          // events looked at
    std::uint64_t blocksSkipped = 0; // by their filters
    std::uint64_t blocksDamaged = 0; // could not be read: the answer lacks their events
};

struct Found {
    std::vector<Event> events;  // newest first
    std::optional<Cursor> next; // there may be more below it
    Looked looked;
};
Result<Found> find(Segments const& segments, Node const& query, Range const& range, std::size_t limit);

struct Histogram {
    std::vector<std::uint64_t> counts; // per bucket of [from, to) by arrival
    std::vector<std::uint64_t> errors; // of those, severity error and above
    std::uint64_t total = 0;
    Looked looked;
};
constexpr std::size_t kBucketsMax = 2'000;
Result<Histogram> histogram(Segments const& segments, Node const& query, Range const& range,
                            std::size_t buckets);

struct Facet {
    std::vector<std::pair<std::string, std::uint64_t>> values; // most frequent first
    std::uint64_t total = 0;                                   // matching events that have the field
    bool cut = false; // more than kFacetValuesMax values: rare ones were not counted
    Looked looked;
};
constexpr std::size_t kFacetValuesMax = 10'000;
// field: severity, source, name, trace_id or an attribute's key.
Result<Facet> facet(Segments const& segments, Node const& query, Range const& range, std::string_view field,
                    std::size_t limit);

// Calls `visit` for every match, newest first, until it answers false.
Result<Looked> forEachMatch(Segments const& segments, Node const& query, Range const& range,
                            std::function<bool(Event const&)> const& visit);

} // namespace core::logs
