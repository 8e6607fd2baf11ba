// Time comes through this door: what a test cannot set, a function may not read.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace core {

using Time = std::chrono::sys_time<std::chrono::microseconds>;   // UTC.
using Span = std::chrono::microseconds;

// Safe from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    // Never goes back; for durations only.
    virtual Span monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    Time now() const override;
    Span monotonic() const override;
};

inline std::int64_t microsOf(Time time) { return time.time_since_epoch().count(); }
inline Time timeOf(std::int64_t micros) { return Time{Span{micros}}; }
inline std::int64_t secondsOf(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// RFC 3339 in UTC with six fractional digits: 2026-11-24T20:15:00.000000Z.
std::string rfc3339(Time time);
// Accepts RFC 3339 with any offset and 0 to 9 fractional digits; years 1970 to 9999.
Result<Time> parseRfc3339(std::string_view text);

} // namespace core
