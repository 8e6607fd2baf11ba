// Gives the request its trace id (W3C Trace Context) and, when it leaves, the log events it caused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <boost/json.hpp>

#include "core/api/problem.h"
#include "core/api/stages/stages.h"

namespace core::api::stages {

namespace {

constexpr std::size_t kAttributesBytes = 2048;

bool isHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool isZero(std::string_view text)
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

// W3C Trace Context, 3.2: version-traceid-parentid-flags. An invalid one is ignored, as the standard asks.
std::string_view traceIdIn(std::string const* header)
{
    if (header == nullptr || header->size() < 55)
        return {};
    std::string_view const text = *header;
    bool const shaped = text[2] == '-' && text[35] == '-' && text[52] == '-' && text.substr(0, 2) != "ff";
    auto const id = text.substr(3, 32);
    auto const parent = text.substr(36, 16);
    if (!shaped || !isHex(text.substr(0, 2)) || !isHex(id) || !isHex(parent) || isZero(id) || isZero(parent))
        return {};
    if (text.size() > 55 && (text.substr(0, 2) == "00" || text[55] != '-'))
        return {};
    return id;
}

// Nothing that the caller wrote: the route's template and not the path, ids that exist, no header.
json::Object requestAttributes(Exchange const& exchange)
{
    auto const& who = exchange.principal;
    // One block for all of it: another thread takes the event apart, and thirty small blocks would cost more
    // than all the rest.
    json::Object attributes{
        16, boost::json::make_shared_resource<boost::json::monotonic_resource>(kAttributesBytes)};
    auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            attributes[name] = value;
    };
    attributes["status"] = exchange.status();
    attributes["method"] = http::nameOf(exchange.request.method);
    add("route",
        exchange.match.route != nullptr ? std::string_view{exchange.match.route->fullPath} : "unmatched");
    attributes["duration_us"] = (exchange.engine->clock.monotonic() - exchange.started).count();
    add("address", exchange.request.peer.address);
    add("principal_kind", nameOf(who.kind));
    add("principal_id", who.id);
    add("user_id", who.userId);
    add("client_id", who.clientId);
    add("session_id", who.sessionId);
    add("token_id", who.tokenId);
    if (exchange.error)
        add("problem", typeOf(*exchange.error));
    if (!exchange.touches.empty()) {
        attributes["collection"] = exchange.touches.front().first;
        std::string records;
        for (auto const& [collection, record] : exchange.touches)
            records += (records.empty() ? "" : ",") + record;
        attributes["records"] = records;
    }
    return attributes;
}

} // namespace

Status enterTrace(Exchange& exchange)
{
    auto const& engine = *exchange.engine;
    std::array<unsigned char, 24> fresh{};
    engine.random.fill(fresh);
    std::string_view const bytes{reinterpret_cast<char const*>(fresh.data()), fresh.size()};
    if (exchange.traceId.empty())
        exchange.traceId = std::string{traceIdIn(exchange.request.header("traceparent"))};
    if (exchange.traceId.empty())
        exchange.traceId = hexOf(bytes.substr(0, 16));
    exchange.spanId = hexOf(bytes.substr(16));
    return Done{};
}

void leaveTrace(Exchange& exchange)
{
    auto const& engine = *exchange.engine;
    auto const now = engine.clock.now();
    for (auto& observation : exchange.observations)
        engine.events.record({.at = now,
                              .name = observation.name,
                              .severity = "info",
                              .message = observation.name,
                              .traceId = exchange.traceId,
                              .attributes = std::move(observation.attributes)});
    if (exchange.match.route != nullptr && *exchange.route().rate == Rate::Health)
        return; // Probes would drown everything else.
    bool const failed = exchange.status() >= 500;
    bool const explained = failed && exchange.error;
    engine.events.record(
        {.at = exchange.startedAt,
         .name = "request",
         .severity = failed ? "error" : "info",
         .message = explained ? "request failed: " + exchange.error->detail : "request",
         .traceId = exchange.traceId,
         .attributes = requestAttributes(exchange),
         // The detail of a failure may quote anything.
         .ours = !explained});
}

} // namespace core::api::stages
