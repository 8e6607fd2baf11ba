// Makes log traffic like that of a small shop's services: the same seed gives the same lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.h"

namespace dewarctl {

struct TrafficShape {
    std::uint64_t seed = 0;
    core::Span span{};       // from the first record to `until`; 0: 40 ms between records
    bool failing = false;    // a service whose database is away: most requests answer 500 or 504
};

// An OTLP/HTTP JSON export (ExportLogsServiceRequest) of `count` records of several services up to `until`.
std::string otlpTraffic(std::size_t count, core::Time until, TrafficShape const& shape);
inline std::string otlpTraffic(std::size_t count, core::Time until, std::uint64_t seed)
{
    return otlpTraffic(count, until, TrafficShape{.seed = seed});
}
// The same kind of traffic as JSON lines, as a reverse proxy writes them.
std::string jsonLines(std::size_t count, core::Time until, std::uint64_t seed);

} // namespace dewarctl
