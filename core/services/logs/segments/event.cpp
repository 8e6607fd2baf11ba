// Events to bytes and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/event.h"

#include <array>
#include <utility>

namespace core::logs {

namespace {

constexpr std::size_t kTraceBytes = 16;
constexpr std::uint64_t kAttributesMax = 4096; // Broken bytes must not ask for endless memory.

struct SeverityWord {
    std::string_view word;
    std::uint8_t severity;
};
constexpr std::array kSeverityWords{
    SeverityWord{"unknown", 0},     SeverityWord{"trace", 1},         SeverityWord{"debug", 5},
    SeverityWord{"dbg", 5},         SeverityWord{"verbose", 5},       SeverityWord{"info", 9},
    SeverityWord{"information", 9}, SeverityWord{"informational", 9}, SeverityWord{"notice", 10},
    SeverityWord{"warn", 13},       SeverityWord{"warning", 13},      SeverityWord{"error", 17},
    SeverityWord{"err", 17},        SeverityWord{"severe", 17},       SeverityWord{"critical", 21},
    SeverityWord{"crit", 21},       SeverityWord{"alert", 21},        SeverityWord{"fatal", 21},
    SeverityWord{"emergency", 21},  SeverityWord{"emerg", 21},        SeverityWord{"panic", 21},
};

bool sameWord(std::string_view a, std::string_view lower)
{
    if (a.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        char const c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
        if (c != lower[i])
            return false;
    }
    return true;
}

} // namespace

std::string listOf(std::vector<std::string> const& items)
{
    std::string list;
    for (auto const& item : items)
        putText(list, item);
    return list;
}

std::vector<std::string_view> itemsOf(std::string_view list)
{
    std::vector<std::string_view> items;
    ByteReader reader{list};
    while (!reader.atEnd()) {
        auto const item = reader.text();
        if (!reader.ok())
            break;
        items.push_back(item);
    }
    return items;
}

std::string_view severityName(std::uint8_t severity)
{
    constexpr std::array<std::string_view, 7> kNames{"unknown", "trace", "debug", "info",
                                                     "warn",    "error", "fatal"};
    if (severity == 0 || severity > 24)
        return kNames[0];
    return kNames[(severity - 1U) / 4 + 1];
}

std::optional<std::uint8_t> severityFrom(std::string_view name)
{
    for (auto const& known : kSeverityWords)
        if (sameWord(name, known.word))
            return known.severity;
    return std::nullopt;
}

Attribute const* findAttribute(Event const& event, std::string_view key)
{
    for (auto const& attribute : event.attributes)
        if (attribute.key == key)
            return &attribute;
    return nullptr;
}

void putEvent(std::string& out, Event const& event)
{
    putFixed64(out, event.number);
    putFixed64(out, static_cast<std::uint64_t>(event.arrivalAt));
    putFixed64(out, static_cast<std::uint64_t>(event.eventAt));
    bool const traced = event.traceId.size() == kTraceBytes;
    out.push_back(static_cast<char>(event.severity));
    out.push_back(traced ? 1 : 0);
    if (traced)
        out.append(event.traceId);
    putText(out, event.source);
    putText(out, event.name);
    putText(out, event.message);
    putVarint(out, event.attributes.size());
    for (auto const& attribute : event.attributes) {
        putText(out, attribute.key);
        out.push_back(static_cast<char>(attribute.kind));
        putText(out, attribute.text);
    }
}

bool takeEvent(ByteReader& reader, Event& event)
{
    event.number = reader.fixed(8);
    event.arrivalAt = static_cast<std::int64_t>(reader.fixed(8));
    event.eventAt = static_cast<std::int64_t>(reader.fixed(8));
    event.severity = static_cast<std::uint8_t>(reader.fixed(1));
    event.traceId = reader.fixed(1) != 0 ? reader.bytes(kTraceBytes) : std::string_view{};
    event.source = reader.text();
    event.name = reader.text();
    event.message = reader.text();
    auto const count = reader.varint();
    if (!reader.ok() || count > kAttributesMax || count > reader.left())
        return false;
    event.attributes.resize(static_cast<std::size_t>(count));
    for (auto& attribute : event.attributes) {
        attribute.key = reader.text();
        auto const kind = reader.fixed(1);
        if (kind > static_cast<std::uint64_t>(Kind::List))
            return false;
        attribute.kind = static_cast<Kind>(kind);
        attribute.text = reader.text();
    }
    return reader.ok();
}

} // namespace core::logs
