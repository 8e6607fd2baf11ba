// Requests over time: filled from the engine's request events, carried on by the difference of its counters.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>

#include <array>
#include <optional>
#include <vector>

namespace ui::overview {

/// Bounds at which answers are counted by how long they took; a selection of those that /metrics counts by.
inline constexpr std::array<qint64, 6> kBoundsUs{500, 2'500, 10'000, 50'000, 250'000, 1'000'000};
/// Slower than the last bound is only known to be below this one.
inline constexpr qint64 kSlowestUs = 10'000'000;

/// What happened in one part of time, or between two readings.
struct Step {
    qint64 requests = 0;
    qint64 clientErrors = 0;                      // 4xx
    qint64 serverErrors = 0;                      // 5xx
    std::array<qint64, kBoundsUs.size()> above{}; // Of the requests, slower than that bound.

    Step& operator+=(Step const& other);
};

/// Estimated as Prometheus does: evenly spread between two bounds. Nothing without requests. Milliseconds.
std::optional<double> quantileMs(Step const& step, double share);

/// One reading of /metrics. Probes (/healthz, /readyz, /metrics) are left out: the request events lack them
/// too.
struct Reading {
    QDateTime at;
    Step counted; // Since the engine started.
    std::optional<double> residentBytes;
    std::optional<double> writeQueue;
};
Reading readingFrom(QByteArray const& text, QDateTime const& at);
/// Nothing when the engine was started anew between the two: counters went back.
std::optional<Step> difference(Reading const& earlier, Reading const& later);

/// Equal steps up to now; the last one still runs.
class Traffic {
public:
    void clear() { m_steps.clear(); }
    void set(QDateTime const& from, qint64 stepMs, std::vector<Step> steps);
    bool empty() const { return m_steps.empty(); }
    /// What was counted now; older steps fall off at the left.
    void add(Step const& step, QDateTime const& at);
    void advance(QDateTime const& now);

    QDateTime from() const { return m_from; }
    QDateTime to() const { return m_from.addMSecs(m_stepMs * static_cast<qint64>(m_steps.size())); }
    qint64 stepMs() const { return m_stepMs; }
    std::vector<Step> const& steps() const { return m_steps; }
    std::vector<Step>& steps() { return m_steps; }
    /// Seconds of a step that have passed; 0 for one that has not begun.
    double secondsOf(std::size_t step, QDateTime const& now) const;
    Step sum() const;

private:
    QDateTime m_from;
    qint64 m_stepMs = 60'000;
    std::vector<Step> m_steps;
};

} // namespace ui::overview
