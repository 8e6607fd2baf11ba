// Metrics text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace core::api {

void Metrics::setRoutes(std::vector<std::string> labels)
{
    m_labels = std::move(labels);
    m_labels.emplace_back("unmatched");
    m_rows.clear();
    for (std::size_t i = 0; i < m_labels.size(); ++i)
        m_rows.push_back(std::make_unique<Row>());
}

void Metrics::count(std::size_t row, int status, Span took)
{
    auto& counted = *m_rows[std::min(row, m_rows.size() - 1)];
    auto const group = static_cast<std::size_t>(std::clamp(status / 100, 1, 5));
    counted.byClass[group].fetch_add(1, std::memory_order_relaxed);
    auto const bucket = std::ranges::lower_bound(kBuckets, took.count()) - kBuckets.begin();
    counted.took[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    counted.microseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read)
{
    m_gauges.push_back({std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::text() const
{
    std::string out = "# HELP dewar_requests_total Answered requests.\n# TYPE dewar_requests_total counter\n";
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        for (std::size_t group = 1; group < 6; ++group)
            if (auto const n = m_rows[i]->byClass[group].load(std::memory_order_relaxed); n > 0)
                out += fmt::format("dewar_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", m_labels[i],
                                   group, n);
    out +=
        "# HELP dewar_request_seconds Time from request to answer.\n# TYPE dewar_request_seconds histogram\n";
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        std::uint64_t sum = 0;
        for (auto const& bucket : m_rows[i]->took)
            sum += bucket.load(std::memory_order_relaxed);
        if (sum == 0)
            continue;
        std::uint64_t upTo = 0;
        for (std::size_t b = 0; b < kBuckets.size(); ++b) {
            upTo += m_rows[i]->took[b].load(std::memory_order_relaxed);
            out += fmt::format("dewar_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", m_labels[i],
                               static_cast<double>(kBuckets[b]) / 1e6, std::min(upTo, sum));
        }
        out += fmt::format("dewar_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", m_labels[i], sum);
        out +=
            fmt::format("dewar_request_seconds_sum{{route=\"{}\"}} {}\n", m_labels[i],
                        static_cast<double>(m_rows[i]->microseconds.load(std::memory_order_relaxed)) / 1e6);
        out += fmt::format("dewar_request_seconds_count{{route=\"{}\"}} {}\n", m_labels[i], sum);
    }
    for (auto const& gauge : m_gauges)
        out +=
            fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", gauge.name, gauge.help, gauge.read());
    return out;
}

} // namespace core::api
