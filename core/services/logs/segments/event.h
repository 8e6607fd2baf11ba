// Event: one log event as it is kept, and its bytes in the journal. Called by journal, blocks and queries.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/services/logs/segments/bytes.h"

namespace core::logs {

// How an attribute's text is to be read. A List is length-prefixed texts, see listOf().
enum class Kind : std::uint8_t { Text = 0, Number = 1, Bool = 2, List = 3 };

struct Attribute {
    std::string key; // dotted: "http.request.method"
    Kind kind = Kind::Text;
    std::string text; // a number as JSON writes it, "true", "false", or a list's bytes

    bool operator==(Attribute const&) const = default;
};

struct Event {
    std::uint64_t number = 0;   // given by the store, rises by arrival, never used twice
    std::int64_t arrivalAt = 0; // microseconds; given by the store; orders and retains
    std::int64_t eventAt = 0;   // microseconds, as the sender claims
    std::uint8_t severity = 0;  // OpenTelemetry severity number, 0 (unknown) to 24
    std::string source;         // the ingest identity, never what a line says
    std::string name;           // event name, or empty
    std::string message;
    std::string traceId;               // 16 bytes, or empty
    std::vector<Attribute> attributes; // keys differ

    bool operator==(Event const&) const = default;
};

std::string listOf(std::vector<std::string> const& items);
std::vector<std::string_view> itemsOf(std::string_view list);

// "unknown", "trace", "debug", "info", "warn", "error", "fatal".
std::string_view severityName(std::uint8_t severity);
// The lowest number of a name or a usual alias ("warning", "err", "critical"), in any case.
std::optional<std::uint8_t> severityFrom(std::string_view name);

// The attribute of that (dotted) key, or nullptr.
Attribute const* findAttribute(Event const& event, std::string_view key);

void putEvent(std::string& out, Event const& event);
// Fills `event`, keeping its capacity; false when the bytes are broken.
bool takeEvent(ByteReader& reader, Event& event);

} // namespace core::logs
