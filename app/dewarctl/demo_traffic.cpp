// The traffic generator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/demo_traffic.h"

#include <array>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/json/json.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::array<std::string_view, 4> kServices{"shop-web", "shop-api", "payments", "mailer"};
constexpr std::array<std::string_view, 6> kPaths{"/",         "/cart",  "/products/41",
                                                 "/checkout", "/login", "/api/orders"};
constexpr std::array<std::string_view, 5> kMessages{"order stored", "payment authorised", "mail queued",
                                                    "cache refreshed", "stock below its threshold"};

class Traffic {
public:
    explicit Traffic(std::uint64_t seed) : m_state{seed} {}

    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    std::string address()
    {
        // TEST-NET-3 (RFC 5737): never a real visitor.
        return "203.0.113." + std::to_string(1 + below(254));
    }
    std::string hex(std::size_t bytes)
    {
        std::string raw(bytes, '\0');
        for (auto& byte : raw)
            byte = static_cast<char>(next());
        return hexOf(raw);
    }
    int status(bool failing)
    {
        return failing && below(5) != 0 ? (below(3) ? 504 : 500)
               : below(50) == 0         ? 500
               : below(12) == 0         ? 404
                                        : 200;
    }
    // Some milliseconds, with a long tail.
    std::uint64_t duration() { return 2 + below(40) + (below(20) == 0 ? below(900) : 0); }

private:
    // SplitMix64 (Steele, Lea, Flood 2014): traffic need not be unforeseeable, only the same for the same
    // seed.
    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        auto mixed = m_state;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    std::uint64_t m_state;
};

json::Value attribute(std::string_view key, std::string const& value)
{
    return json::Object{{"key", key}, {"value", json::Object{{"stringValue", value}}}};
}

json::Value whole(std::string_view key, std::uint64_t value)
{
    return json::Object{{"key", key}, {"value", json::Object{{"intValue", std::to_string(value)}}}};
}

json::Value record(Traffic& traffic, Time at, bool failing)
{
    auto const status = traffic.status(failing);
    auto const path = kPaths[traffic.below(kPaths.size())];
    bool const request = traffic.below(3) != 0;
    std::string const message = status == 504 ? "upstream timeout after 5000 ms, POST " + std::string{path}
                                : request     ? "GET " + std::string{path} + " " + std::to_string(status)
                                              : std::string{kMessages[traffic.below(kMessages.size())]};
    return json::Object{
        {"timeUnixNano", std::to_string(microsOf(at) * 1000)},
        {"severityNumber", status >= 500   ? 17
                           : status >= 400 ? 13
                                           : 9},
        {"severityText", status >= 500   ? "ERROR"
                         : status >= 400 ? "WARN"
                                         : "INFO"},
        {"body", json::Object{{"stringValue", message}}},
        {"traceId", traffic.hex(16)},
        {"spanId", traffic.hex(8)},
        {"attributes",
         json::Array{attribute("client.address", traffic.address()), attribute("url.path", std::string{path}),
                     whole("http.response.status_code", static_cast<std::uint64_t>(status)),
                     whole("duration_ms", traffic.duration())}}};
}

} // namespace

std::string otlpTraffic(std::size_t count, Time until, TrafficShape const& shape)
{
    Traffic traffic{shape.seed};
    auto const gap =
        shape.span == Span{} || count == 0 ? 40'000 : shape.span.count() / static_cast<std::int64_t>(count);
    json::Array resources;
    for (std::size_t service = 0; service < kServices.size(); ++service) {
        json::Array records;
        for (std::size_t i = service; i < count; i += kServices.size())
            records.push_back(
                record(traffic, until - Span{static_cast<std::int64_t>(count - i) * gap}, shape.failing));
        json::Object resource{
            {"attributes", json::Array{attribute("service.name", std::string{kServices[service]})}}};
        resources.push_back(
            json::Object{{"resource", std::move(resource)},
                         {"scopeLogs", json::Array{json::Object{{"scope", json::Object{{"name", "shop"}}},
                                                                {"logRecords", std::move(records)}}}}});
    }
    return json::text(json::Object{{"resourceLogs", std::move(resources)}});
}

std::string jsonLines(std::size_t count, Time until, std::uint64_t seed)
{
    Traffic traffic{seed};
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) {
        auto const at = until - Span{static_cast<std::int64_t>((count - i) * 55'000)};
        auto const status = traffic.status(false);
        json::Object line{{"time", rfc3339(at)},
                          {"level", status >= 500 ? "error" : "info"},
                          {"message", "request served"},
                          {"remote_addr", traffic.address()},
                          {"path", kPaths[traffic.below(kPaths.size())]},
                          {"status", status},
                          {"took_ms", traffic.duration()}};
        lines += json::text(line) + "\n";
    }
    return lines;
}

} // namespace dewarctl
