// Counters and a latency histogram per route, for /metrics (Prometheus text exposition format 0.0.4).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"

namespace core::api {

// Any thread; relaxed atomics.
class Metrics {
public:
    // Upper bounds in microseconds.
    static constexpr std::array<std::int64_t, 10> kBuckets{100,    250,    500,     1'000,     2'500,
                                                           10'000, 50'000, 250'000, 1'000'000, 10'000'000};

    // Before the engine starts: one row per route label, in route order; the last row counts what matched
    // nothing.
    void setRoutes(std::vector<std::string> labels);
    void count(std::size_t row, int status, Span took);
    std::size_t unmatchedRow() const { return m_labels.size() - 1; }
    // A figure read when somebody asks: "dewar_write_queue", help, function.
    void gauge(std::string name, std::string help, std::function<double()> read);
    std::string text() const;

private:
    struct Row {
        std::array<std::atomic<std::uint64_t>, 6> byClass{}; // 1xx to 5xx by status / 100
        std::array<std::atomic<std::uint64_t>, kBuckets.size() + 1> took{};
        std::atomic<std::uint64_t> microseconds{0};
    };
    struct Gauge {
        std::string name;
        std::string help;
        std::function<double()> read;
    };
    std::vector<std::string> m_labels{"unmatched"};
    std::vector<std::unique_ptr<Row>> m_rows;
    std::vector<Gauge> m_gauges;
};

} // namespace core::api
