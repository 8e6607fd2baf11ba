// Walking pages and blocks from the newest to the oldest.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/scan.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace core::logs {

namespace {

constexpr std::uint8_t kSeverityError = 17;
constexpr std::size_t kRowsAtOnceMax = 1'024; // rows of a block made into events at a time

// Which rows of a block match, newest first, together with the means to show them.
struct BlockMatches {
    Block& block;
    std::vector<std::uint32_t> rows;
};

bool inRange(Range const& range, std::int64_t arrivalAt, std::uint64_t number)
{
    return arrivalAt >= range.from && arrivalAt < range.to && (!range.after || number < range.after->number);
}

Result<std::vector<std::uint32_t>> matchingRows(Block& block, Node const& query, Range const& range)
{
    auto const mask = TRY(block.matching(query));
    auto const& arrivals = *TRY(block.arrivals());
    auto const& numbers = *TRY(block.numbers());
    std::vector<std::uint32_t> rows;
    for (auto row = static_cast<std::uint32_t>(mask.size()); row-- > 0;)
        if (mask[row] != 0 && inRange(range, arrivals[row], numbers[row]))
            rows.push_back(row);
    return rows;
}

// One walk: stops at the bounds and says so.
class Walk {
public:
    Walk(Segments const& segments, Node const& query, Range const& range)
        : m_segments{segments}, m_query{query}, m_range{range}, m_deadline{segments.clock().monotonic() +
                                                                           range.timeMax}
    {
    }

    // onPage(events newest first) and onBlock(BlockMatches) answer whether to go on. `reached` afterwards
    // holds the lowest number that was looked at.
    template <class OnPage, class OnBlock> Status run(OnPage&& onPage, OnBlock&& onBlock)
    {
        auto const snapshot = m_segments.snapshot();
        for (auto page = snapshot.pages.rbegin(); page != snapshot.pages.rend(); ++page) {
            if (!overlaps((*page)->arrivalFirst, (*page)->arrivalLast, (*page)->firstNumber))
                continue;
            if (spent((*page)->count))
                return Done{};
            if (!onPage(matchesIn(**page)))
                return Done{};
            reached = Cursor{(*page)->arrivalFirst, (*page)->firstNumber};
        }
        for (auto block = snapshot.blocks->rbegin(); block != snapshot.blocks->rend(); ++block) {
            if (!overlaps(block->arrivalFirst, block->arrivalLast, block->firstNumber))
                continue;
            auto const goesOn = one(*block, onBlock);
            if (!goesOn && !bearable(goesOn.error()))
                return goesOn.error();
            if (goesOn && !*goesOn)
                return Done{};
            reached = Cursor{block->arrivalFirst, block->firstNumber};
        }
        return Done{};
    }

    Looked looked;
    std::optional<Cursor> reached;

private:
    bool overlaps(std::int64_t first, std::int64_t last, std::uint64_t number) const
    {
        return first < m_range.to && last >= m_range.from &&
               (!m_range.after || number < m_range.after->number);
    }

    bool spent(std::uint64_t rows)
    {
        if (m_segments.clock().monotonic() > m_deadline)
            looked.ended = Ended::TimeReached;
        else if (looked.rows > 0 && looked.rows + rows > m_range.rowsMax)
            looked.ended = Ended::RowsReached;
        else
            looked.rows += rows;
        return looked.ended != Ended::Complete;
    }

    // A damaged block is reported, not fatal; one that retention removed meanwhile is gone.
    bool bearable(Error const& error)
    {
        if (error.type == "damaged-block")
            ++looked.blocksDamaged;
        return error.type == "damaged-block" || error.code == ErrorCode::NotFound;
    }

    std::vector<Event> matchesIn(Page const& page) const
    {
        std::vector<Event> events;
        ByteReader reader{page.bytes};
        Event event;
        while (!reader.atEnd() && takeEvent(reader, event))
            if (inRange(m_range, event.arrivalAt, event.number) && matches(m_query, event))
                events.push_back(event);
        std::reverse(events.begin(), events.end());
        return events;
    }

    template <class OnBlock> Result<bool> one(BlockSummary const& summary, OnBlock&& onBlock)
    {
        auto block = TRY(Block::open(summary.path));
        if (!TRY(block.mayHold(m_query))) {
            ++looked.blocksSkipped;
            return true;
        }
        if (spent(summary.count))
            return false;
        auto rows = TRY(matchingRows(block, m_query, m_range));
        BlockMatches found{block, std::move(rows)};
        return found.rows.empty() ? Result<bool>{true} : onBlock(found);
    }

    Segments const& m_segments;
    Node const& m_query;
    Range const& m_range;
    Span m_deadline;
};

std::vector<std::string> fieldTexts(Event const& event, Field field, std::string_view key)
{
    switch (field) {
    case Field::Severity:
        return {std::string{severityName(event.severity)}};
    case Field::Source:
        return {event.source};
    case Field::Name:
        return {event.name};
    case Field::Message:
        return {event.message};
    case Field::Trace:
        return {event.traceId};
    case Field::Attribute:
        break;
    }
    auto const* const attribute = findAttribute(event, key);
    if (attribute == nullptr)
        return {};
    if (attribute->kind != Kind::List)
        return {attribute->text};
    auto const items = itemsOf(attribute->text);
    return {items.begin(), items.end()};
}

} // namespace

std::string_view nameOf(Ended ended)
{
    switch (ended) {
    case Ended::Complete:
        return "complete";
    case Ended::RowsReached:
        return "rows_reached";
    case Ended::TimeReached:
        break;
    }
    return "time_reached";
}

std::string Cursor::text() const
{
    return std::to_string(arrivalAt) + "." + std::to_string(number);
}

Result<Cursor> Cursor::parse(std::string_view text)
{
    Cursor cursor;
    auto const dot = text.find('.');
    auto const whole = [](std::string_view digits, auto& value) {
        auto const [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return !digits.empty() && error == std::errc{} && at == digits.data() + digits.size();
    };
    if (dot == std::string_view::npos || !whole(text.substr(0, dot), cursor.arrivalAt) ||
        !whole(text.substr(dot + 1), cursor.number))
        return failed(ErrorCode::BadRequest, "the cursor is not one that this engine gave");
    return cursor;
}

Result<Looked> forEachMatch(Segments const& segments, Node const& query, Range const& range,
                            std::function<bool(Event const&)> const& visit)
{
    Walk walk{segments, query, range};
    auto const onPage = [&](std::vector<Event> const& events) {
        return std::all_of(events.begin(), events.end(), visit);
    };
    auto const onBlock = [&](BlockMatches& found) -> Result<bool> {
        for (std::size_t from = 0; from < found.rows.size(); from += kRowsAtOnceMax) {
            auto const to = std::min(from + kRowsAtOnceMax, found.rows.size());
            auto const events =
                TRY(found.block.events({found.rows.begin() + static_cast<std::ptrdiff_t>(from),
                                        found.rows.begin() + static_cast<std::ptrdiff_t>(to)}));
            if (!std::all_of(events.begin(), events.end(), visit))
                return false;
        }
        return true;
    };
    TRY(walk.run(onPage, onBlock));
    return walk.looked;
}

Result<Found> find(Segments const& segments, Node const& query, Range const& range, std::size_t limit)
{
    Found found;
    Walk walk{segments, query, range};
    bool more = false;
    auto const onPage = [&](std::vector<Event> events) {
        for (auto& event : events) {
            if (found.events.size() == limit) {
                more = true;
                return false;
            }
            found.events.push_back(std::move(event));
        }
        return true;
    };
    auto const onBlock = [&](BlockMatches& matched) -> Result<bool> {
        auto const room = limit - found.events.size();
        bool const overflows = matched.rows.size() > room;
        matched.rows.resize(std::min(room, matched.rows.size()));
        auto events = TRY(matched.block.events(matched.rows));
        std::move(events.begin(), events.end(), std::back_inserter(found.events));
        more = overflows;
        return !more;
    };
    TRY(walk.run(onPage, onBlock));
    found.looked = walk.looked;
    if (more && !found.events.empty())
        found.next = Cursor{found.events.back().arrivalAt, found.events.back().number};
    else if (walk.looked.ended != Ended::Complete)
        found.next = walk.reached ? walk.reached : range.after;
    return found;
}

Result<Histogram> histogram(Segments const& segments, Node const& query, Range const& range,
                            std::size_t buckets)
{
    if (buckets == 0 || buckets > kBucketsMax || range.from >= range.to || range.to == INT64_MAX)
        return failed(ErrorCode::Invalid, "a histogram needs 1 to 2000 buckets and a time range");
    Histogram answer;
    answer.counts.resize(buckets);
    answer.errors.resize(buckets);
    auto const width = static_cast<std::uint64_t>(range.to) - static_cast<std::uint64_t>(range.from);
    auto const count = [&](std::int64_t arrivalAt, std::uint8_t severity) {
        auto const into = static_cast<std::uint64_t>(arrivalAt) - static_cast<std::uint64_t>(range.from);
        auto const bucket =
            std::min(static_cast<std::size_t>(static_cast<double>(into) / static_cast<double>(width) *
                                              static_cast<double>(buckets)),
                     buckets - 1);
        ++answer.counts[bucket];
        ++answer.total;
        if (severity >= kSeverityError)
            ++answer.errors[bucket];
    };
    Walk walk{segments, query, range};
    auto const onPage = [&](std::vector<Event> const& events) {
        for (auto const& event : events)
            count(event.arrivalAt, event.severity);
        return true;
    };
    auto const onBlock = [&](BlockMatches& found) -> Result<bool> {
        auto const& arrivals = *TRY(found.block.arrivals());
        auto const severities = TRY(found.block.severities());
        for (auto const row : found.rows)
            count(arrivals[row], static_cast<std::uint8_t>(severities[row]));
        return true;
    };
    TRY(walk.run(onPage, onBlock));
    answer.looked = walk.looked;
    return answer;
}

Result<Facet> facet(Segments const& segments, Node const& query, Range const& range, std::string_view field,
                    std::size_t limit)
{
    auto const kind = fieldNamed(field);
    if (kind == Field::Message)
        return failed(ErrorCode::Invalid, "messages are not counted by value");
    Facet answer;
    std::unordered_map<std::string, std::uint64_t> counts;
    auto const add = [&](std::string value, std::uint64_t times) {
        if (value.empty())
            return;
        answer.total += times;
        auto const known = counts.find(value);
        if (known != counts.end())
            known->second += times;
        else if (counts.size() < kFacetValuesMax)
            counts.emplace(std::move(value), times);
        else
            answer.cut = true;
    };
    Walk walk{segments, query, range};
    auto const onPage = [&](std::vector<Event> const& events) {
        for (auto const& event : events)
            for (auto& value : fieldTexts(event, kind, field))
                add(std::move(value), 1);
        return true;
    };
    auto const onBlock = [&](BlockMatches& found) -> Result<bool> {
        TRY(found.block.valueCounts(kind, std::string{field}, found.rows, add));
        return true;
    };
    TRY(walk.run(onPage, onBlock));
    answer.looked = walk.looked;
    answer.values.assign(counts.begin(), counts.end());
    std::sort(answer.values.begin(), answer.values.end(), [](auto const& a, auto const& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    answer.values.resize(std::min(limit, answer.values.size()));
    return answer;
}

} // namespace core::logs
