// JSON lines: the usual field names of common loggers become an event's own fields, the rest its attributes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <span>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/services/logs/logs_parsing.h"

namespace core::logs {

namespace {

constexpr std::size_t kLineBytesMax = 1U << 20; // A longer line is kept raw, cut and marked.

constexpr std::array<std::string_view, 5> kTimes{"timestamp", "@timestamp", "time", "ts", "eventTime"};
constexpr std::array<std::string_view, 6> kSeverities{"severity", "level",         "log.level",
                                                      "lvl",      "severity_text", "levelname"};
constexpr std::array<std::string_view, 3> kMessages{"message", "msg", "log"};
constexpr std::array<std::string_view, 4> kNames{"event_name", "event.name", "eventName", "name"};
constexpr std::array<std::string_view, 4> kTraces{"trace_id", "traceId", "trace.id", "traceID"};
constexpr std::array<std::string_view, 4> kSources{"source", "service", "service.name", "logger"};

// The first of these members that `take` accepts; it leaves the object.
template <class Take>
void takeFirst(json::Object& object, std::span<std::string_view const> names, Take&& take)
{
    for (auto const name : names) {
        auto const* const value = object.if_contains(name);
        if (value != nullptr && take(*value)) {
            object.erase(name);
            return;
        }
    }
}

std::string_view textIn(json::Value const& value)
{
    auto const* const text = value.if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

// RFC 3339 text, or a number since 1970 in seconds, milli-, micro- or nanoseconds: told apart by size.
bool takeTime(Event& event, json::Value const& value)
{
    if (value.is_string()) {
        auto const time = parseRfc3339(textIn(value));
        if (time)
            event.eventAt = microsOf(*time);
        return static_cast<bool>(time);
    }
    if (!value.is_number())
        return false;
    auto const number = value.to_number<double>();
    if (number <= 0 || number > 9e18)
        return false;
    double const factor = number < 1e11 ? 1e6 : number < 1e14 ? 1e3 : number < 1e17 ? 1 : 1e-3;
    event.eventAt = static_cast<std::int64_t>(number * factor);
    return true;
}

// Names, or the numbers of pino and bunyan: 10 trace to 60 fatal.
bool takeSeverity(Event& event, json::Value const& value)
{
    if (auto const known = severityFrom(textIn(value))) {
        event.severity = *known;
        return true;
    }
    if (!value.is_int64() || value.get_int64() < 10 || value.get_int64() > 60 || value.get_int64() % 10 != 0)
        return false;
    event.severity = static_cast<std::uint8_t>((value.get_int64() / 10 - 1) * 4 + 1);
    return true;
}

bool takeTrace(Event& event, json::Value const& value)
{
    auto bytes = bytesFromHex(textIn(value));
    if (!bytes || bytes->size() != 16)
        return false;
    event.traceId = std::move(*bytes);
    return true;
}

Event eventFrom(json::Object object, Time now, bool& claims)
{
    Event event;
    event.eventAt = microsOf(now);
    for (auto const name : kSources)
        if (auto const* const value = object.if_contains(name))
            claims = claims || lowered(textIn(*value)) == kEngineSource;
    takeFirst(object, kTimes, [&](json::Value const& value) { return takeTime(event, value); });
    takeFirst(object, kSeverities, [&](json::Value const& value) { return takeSeverity(event, value); });
    takeFirst(object, kTraces, [&](json::Value const& value) { return takeTrace(event, value); });
    takeFirst(object, kMessages, [&](json::Value const& value) {
        event.message = textIn(value);
        return value.is_string();
    });
    takeFirst(object, kNames, [&](json::Value const& value) {
        auto const name = textIn(value);
        if (name.empty() || name.size() > kKeyBytesMax)
            return false;
        event.name = name;
        return true;
    });
    for (auto const& [key, value] : object)
        addAttribute(event, std::string_view{key.data(), key.size()}, value);
    return event;
}

} // namespace

Result<ParsedEvents> parseJsonLines(std::string_view body, std::string_view source, Time now)
{
    ParsedEvents parsed;
    while (!body.empty()) {
        auto const end = std::min(body.find('\n'), body.size());
        auto line = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (trimmed(line).empty())
            continue; // Nothing is said on it.
        if (parsed.events.size() >= kIngestEventsMax)
            return failed(ErrorCode::TooLarge, "one request may hold 100000 lines");
        auto value = json::parse(line, {.bytesMax = kLineBytesMax, .bigIntegers = true});
        Event event;
        bool claims = false;
        if (value && value->is_object()) {
            event = eventFrom(std::move(value->get_object()), now, claims);
        } else {
            ++parsed.keptRaw;
            event.eventAt = microsOf(now);
            event.message = line;
        }
        bool const raw = !value || !value->is_object();
        claims = claims || isReservedName(event.name);
        parsed.claims += claims ? 1 : 0;
        finishEvent(event, source, now, claims);
        if (raw)
            event.attributes.push_back({std::string{kMarkRaw}, Kind::Bool, "true"});
        parsed.events.push_back(std::move(event));
    }
    return parsed;
}

} // namespace core::logs
