// OTLP/HTTP JSON (opentelemetry-proto logs v1): ids are hexadecimal, enums numbers, 64-bit integers texts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/services/logs/logs_parsing.h"

namespace core::logs {

namespace {

constexpr std::size_t kJsonDepthMax = 64;
constexpr std::size_t kValueDepthMax = 16;

// A 64-bit integer as text or number; 0 when absent or broken.
std::uint64_t unsignedAt(json::Value const& object, std::string_view name)
{
    auto const* const value = json::find(object, name);
    if (value == nullptr)
        return 0;
    if (value->is_uint64())
        return value->get_uint64();
    if (value->is_int64())
        return value->get_int64() < 0 ? 0 : static_cast<std::uint64_t>(value->get_int64());
    std::uint64_t number = 0;
    if (auto const* const text = value->if_string()) {
        auto const [at, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        return error == std::errc{} && at == text->data() + text->size() ? number : 0;
    }
    return 0;
}

// AnyValue to plain JSON: {"stringValue": "a"} becomes "a".
json::Value plainValue(json::Value const& any, std::size_t depth)
{
    if (!any.is_object() || depth > kValueDepthMax)
        return nullptr;
    if (auto const* const text = json::find(any, "stringValue"))
        return *text;
    if (auto const* const truth = json::find(any, "boolValue"))
        return *truth;
    if (auto const* const number = json::find(any, "doubleValue"))
        return *number;
    if (auto const* const bytes = json::find(any, "bytesValue"))
        return *bytes;
    if (auto const* const whole = json::find(any, "intValue")) {
        std::int64_t number = 0;
        auto const* const text = whole->if_string();
        if (text == nullptr)
            return *whole;
        auto const [at, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        return error == std::errc{} && at == text->data() + text->size() ? json::Value(number) : *whole;
    }
    if (auto const* const array = json::find(any, "arrayValue")) {
        json::Array list;
        if (auto const* const values = json::find(*array, "values"); values != nullptr && values->is_array())
            for (auto const& item : values->get_array())
                list.push_back(plainValue(item, depth + 1));
        return list;
    }
    json::Object object;
    if (auto const* const pairs = json::find(any, "kvlistValue"))
        if (auto const* const values = json::find(*pairs, "values"); values != nullptr && values->is_array())
            for (auto const& pair : values->get_array())
                if (auto const* const value = json::find(pair, "value"))
                    object.emplace(json::textAt(pair, "key"), plainValue(*value, depth + 1));
    return object.empty() ? json::Value(nullptr) : json::Value(std::move(object));
}

void addAll(Event& event, json::Value const& owner, bool& claimsSource)
{
    auto const* const attributes = json::find(owner, "attributes");
    if (attributes == nullptr || !attributes->is_array())
        return;
    for (auto const& pair : attributes->get_array()) {
        auto const* const value = json::find(pair, "value");
        if (!pair.is_object() || value == nullptr)
            continue;
        auto const key = json::textAt(pair, "key");
        auto const plain = plainValue(*value, 0);
        if ((key == "service.name" || key == "source") && plain.is_string()) {
            auto const& text = plain.get_string();
            claimsSource = claimsSource || lowered({text.data(), text.size()}) == kEngineSource;
        }
        addAttribute(event, key, plain);
    }
}

std::string traceOf(json::Value const& record)
{
    auto bytes = bytesFromHex(json::textAt(record, "traceId"));
    // A wrong length or all zeros is an absent id for a log record.
    if (!bytes || bytes->size() != 16 || bytes->find_first_not_of('\0') == std::string::npos)
        return {};
    return std::move(*bytes);
}

Event eventFrom(json::Value const& record, Time now, std::uint64_t& oddSeverities)
{
    Event event;
    auto const at = unsignedAt(record, "timeUnixNano");
    auto const seen = unsignedAt(record, "observedTimeUnixNano");
    auto const nanos = at != 0 ? at : seen;
    event.eventAt = nanos != 0 ? static_cast<std::int64_t>(nanos / 1000) : microsOf(now);
    auto const severity = unsignedAt(record, "severityNumber");
    event.severity = severity <= 24 ? static_cast<std::uint8_t>(severity) : 0;
    if (event.severity == 0)
        event.severity = severityFrom(json::textAt(record, "severityText")).value_or(0);
    if (auto const* const number = json::find(record, "severityNumber");
        number != nullptr && number->is_string())
        ++oddSeverities;
    event.name = json::textAt(record, "eventName");
    event.traceId = traceOf(record);
    if (auto const* const body = json::find(record, "body")) {
        auto const plain = plainValue(*body, 0);
        if (plain.is_string())
            event.message.assign(plain.get_string().data(), plain.get_string().size());
        else if (!plain.is_null())
            event.message = json::canonical(plain);
    }
    if (auto const span = json::textAt(record, "spanId"); !span.empty())
        addAttribute(event, "span_id", json::Value(lowered(span)));
    return event;
}

// The lists of that name below an object; a wrong type is a document of another kind.
Result<json::Array const*> listAt(json::Value const& object, std::string_view name)
{
    static json::Array const kNone;
    auto const* const value = json::find(object, name);
    if (value == nullptr || value->is_null())
        return &kNone;
    if (!value->is_array())
        return failed(ErrorCode::BadRequest, std::string{name} + " must be a list");
    return &value->get_array();
}

struct Reading {
    ParsedEvents parsed;
    std::string_view source;
    Time now;
    std::uint64_t oddSeverities = 0;
};

Status readScope(Reading& reading, json::Value const& resourceLogs, json::Value const& scopeLogs)
{
    if (json::find(scopeLogs, "log_records") != nullptr)
        reading.parsed.warning = "log_records is not a field of OTLP JSON: names are lowerCamelCase";
    for (auto const& record : *TRY(listAt(scopeLogs, "logRecords"))) {
        if (!record.is_object()) {
            ++reading.parsed.rejected;
            continue;
        }
        if (reading.parsed.events.size() >= kIngestEventsMax)
            return failed(ErrorCode::TooLarge, "one request may hold 100000 log records");
        auto event = eventFrom(record, reading.now, reading.oddSeverities);
        bool claims = false;
        addAll(event, record, claims);
        if (auto const* const scope = json::find(scopeLogs, "scope")) {
            if (auto const name = json::textAt(*scope, "name"); !name.empty())
                addAttribute(event, "scope.name", json::Value(name));
            addAll(event, *scope, claims);
        }
        if (auto const* const resource = json::find(resourceLogs, "resource"))
            addAll(event, *resource, claims);
        claims = claims || isReservedName(event.name);
        reading.parsed.claims += claims ? 1 : 0;
        finishEvent(event, reading.source, reading.now, claims);
        reading.parsed.events.push_back(std::move(event));
    }
    return Done{};
}

} // namespace

Result<ParsedEvents> parseOtlpJson(std::string_view body, std::string_view source, Time now)
{
    auto const document = TRY(json::parse(
        body, {.bytesMax = kIngestPlainBytesMax, .depthMax = kJsonDepthMax, .bigIntegers = true}));
    if (!document.is_object())
        return failed(ErrorCode::BadRequest, "send an ExportLogsServiceRequest");
    Reading reading{.parsed = {}, .source = source, .now = now};
    for (auto const& resourceLogs : *TRY(listAt(document, "resourceLogs")))
        for (auto const& scopeLogs : *TRY(listAt(resourceLogs, "scopeLogs")))
            TRY(readScope(reading, resourceLogs, scopeLogs));
    if (document.get_object().contains("resource_logs"))
        reading.parsed.warning = "resource_logs is not a field of OTLP JSON: names are lowerCamelCase";
    if (reading.oddSeverities > 0 && reading.parsed.warning.empty())
        reading.parsed.warning = "severityNumber must be a number: " + std::to_string(reading.oddSeverities) +
                                 " records have severity unknown or that of severityText";
    if (reading.parsed.rejected > 0 && reading.parsed.warning.empty())
        reading.parsed.warning = "log records must be objects";
    return std::move(reading.parsed);
}

} // namespace core::logs
