// What ingest makes of bodies: OTLP JSON and JSON lines become events; nothing here trusts what a line
// claims.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/json/json.h"
#include "core/services/logs/segments/event.h"

namespace core::logs {

constexpr std::string_view kEngineSource = "dewar";     // Reserved: only the engine itself writes under it.
constexpr std::size_t kIngestBytesMax = 16U << 20;      // as received
constexpr std::size_t kIngestPlainBytesMax = 64U << 20; // after decompression, OTLP's recommended limit
constexpr std::size_t kIngestEventsMax = 100'000;       // per request
constexpr std::size_t kMessageBytesMax = 64 * 1024;     // longer ones are cut and marked
constexpr std::size_t kAttributesMax = 128;             // per event; more are dropped and marked
constexpr std::size_t kKeyBytesMax = 256;
constexpr std::size_t kValueBytesMax = 16 * 1024;
constexpr std::size_t kFlattenDepthMax = 16;

// Marks that the engine puts on events; a line's own attributes of this prefix are renamed to
// "line.dewar...".
constexpr std::string_view kMarkPrefix = "dewar.";
constexpr std::string_view kMarkClaims = "dewar.claims_reserved"; // source or event name of the engine
constexpr std::string_view kMarkTime = "dewar.time";              // "late", "future"
constexpr std::string_view kMarkRaw = "dewar.raw";                // the line could not be parsed
constexpr std::string_view kMarkCut = "dewar.cut_bytes";
constexpr std::string_view kMarkDropped = "dewar.dropped_attributes";

struct ParsedEvents {
    std::vector<Event> events;
    std::uint64_t keptRaw = 0; // lines kept as they were
    std::uint64_t rejected = 0;
    std::uint64_t claims = 0; // events that pose as the engine's
    std::string warning;      // for the sender
};

// Adds a JSON value below `key`: objects become dotted keys, lists become lists of texts.
void addAttribute(Event& event, std::string_view key, json::Value const& value);

// Event names that the engine itself uses.
bool isReservedName(std::string_view name);
// Sets source, marks claims and claimed times, cuts what is too long. `names` are sources a line claimed.
void finishEvent(Event& event, std::string_view source, Time now, bool claimsSource);

// OTLP/HTTP ExportLogsServiceRequest as JSON. BadRequest if it cannot be decoded, TooLarge above the limits.
Result<ParsedEvents> parseOtlpJson(std::string_view body, std::string_view source, Time now);
// One JSON object per line; anything else is kept raw under severity unknown.
Result<ParsedEvents> parseJsonLines(std::string_view body, std::string_view source, Time now);

// RFC 1952. TooLarge beyond `bytesMax`, BadRequest if broken.
Result<std::string> gunzipped(std::string_view bytes, std::size_t bytesMax);

} // namespace core::logs
