// Arithmetic of requests over time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_traffic.h"

#include <algorithm>
#include <map>

namespace ui::overview {

namespace {

/// The value of a label in `name{route="...",status="2xx"} 12`.
QByteArray labelIn(QByteArray const& line, QByteArray const& label)
{
    auto const at = line.indexOf(label + "=\"");
    if (at < 0)
        return {};
    auto const begin = at + label.size() + 2;
    return line.mid(begin, line.indexOf('"', begin) - begin);
}

double valueIn(QByteArray const& line)
{
    return line.mid(line.lastIndexOf(' ') + 1).toDouble();
}

bool isProbe(QByteArray const& line)
{
    auto const route = labelIn(line, "route");
    return route.endsWith("/healthz") || route.endsWith("/readyz") || route.endsWith("/metrics");
}

void readRequests(QByteArray const& line, Step& counted)
{
    auto const count = static_cast<qint64>(valueIn(line));
    auto const kind = labelIn(line, "status");
    counted.requests += count;
    counted.clientErrors += kind == "4xx" ? count : 0;
    counted.serverErrors += kind == "5xx" ? count : 0;
}

} // namespace

Step& Step::operator+=(Step const& other)
{
    requests += other.requests;
    clientErrors += other.clientErrors;
    serverErrors += other.serverErrors;
    for (std::size_t bound = 0; bound < above.size(); ++bound)
        above[bound] += other.above[bound];
    return *this;
}

std::optional<double> quantileMs(Step const& step, double share)
{
    if (step.requests <= 0)
        return std::nullopt;
    auto const rank = share * static_cast<double>(step.requests);
    double below = 0; // Requests faster than the bound before.
    qint64 low = 0;
    for (std::size_t bound = 0; bound <= kBoundsUs.size(); ++bound) {
        auto const last = bound == kBoundsUs.size();
        auto const high = last ? kSlowestUs : kBoundsUs[bound];
        auto const upTo = static_cast<double>(last ? step.requests
                                                   : std::max<qint64>(0, step.requests - step.above[bound]));
        if (upTo >= rank && upTo > below) {
            auto const part = (rank - below) / (upTo - below);
            return (static_cast<double>(low) + std::clamp(part, 0.0, 1.0) * static_cast<double>(high - low)) /
                   1000;
        }
        below = std::max(below, upTo);
        low = high;
    }
    return static_cast<double>(kSlowestUs) / 1000;
}

Reading readingFrom(QByteArray const& text, QDateTime const& at)
{
    Reading reading{.at = at, .counted = {}, .residentBytes = {}, .writeQueue = {}};
    std::array<qint64, kBoundsUs.size()> upTo{};
    qint64 timed = 0;
    for (auto const& line : text.split('\n')) {
        if (line.startsWith("dewar_resident_bytes "))
            reading.residentBytes = valueIn(line);
        else if (line.startsWith("dewar_write_queue "))
            reading.writeQueue = valueIn(line);
        else if (isProbe(line))
            continue;
        else if (line.startsWith("dewar_requests_total{"))
            readRequests(line, reading.counted);
        else if (line.startsWith("dewar_request_seconds_count{"))
            timed += static_cast<qint64>(valueIn(line));
        else if (line.startsWith("dewar_request_seconds_bucket{")) {
            auto const bound = qRound64(labelIn(line, "le").toDouble() * 1e6);
            auto const found = std::find(kBoundsUs.begin(), kBoundsUs.end(), bound);
            if (found != kBoundsUs.end())
                upTo[static_cast<std::size_t>(found - kBoundsUs.begin())] +=
                    static_cast<qint64>(valueIn(line));
        }
    }
    for (std::size_t bound = 0; bound < upTo.size(); ++bound)
        reading.counted.above[bound] = timed - upTo[bound];
    return reading;
}

std::optional<Step> difference(Reading const& earlier, Reading const& later)
{
    auto const& was = earlier.counted;
    auto const& is = later.counted;
    if (is.requests < was.requests)
        return std::nullopt;
    Step step{.requests = is.requests - was.requests,
              .clientErrors = std::max<qint64>(0, is.clientErrors - was.clientErrors),
              .serverErrors = std::max<qint64>(0, is.serverErrors - was.serverErrors)};
    for (std::size_t bound = 0; bound < step.above.size(); ++bound)
        step.above[bound] = std::max<qint64>(0, is.above[bound] - was.above[bound]);
    return step;
}

void Traffic::set(QDateTime const& from, qint64 stepMs, std::vector<Step> steps)
{
    m_from = from;
    m_stepMs = stepMs;
    m_steps = std::move(steps);
}

void Traffic::advance(QDateTime const& now)
{
    if (m_steps.empty())
        return;
    auto const late = to().msecsTo(now) / m_stepMs + (to() <= now ? 1 : 0);
    auto const moved = std::clamp<qint64>(late, 0, static_cast<qint64>(m_steps.size()));
    m_steps.erase(m_steps.begin(), m_steps.begin() + moved);
    m_steps.resize(m_steps.size() + static_cast<std::size_t>(moved));
    m_from = m_from.addMSecs(std::max<qint64>(0, late) * m_stepMs);
}

void Traffic::add(Step const& step, QDateTime const& at)
{
    if (m_steps.empty())
        return;
    advance(at);
    auto const place =
        std::clamp<qint64>(m_from.msecsTo(at) / m_stepMs, 0, static_cast<qint64>(m_steps.size()) - 1);
    m_steps[static_cast<std::size_t>(place)] += step;
}

double Traffic::secondsOf(std::size_t step, QDateTime const& now) const
{
    auto const begin = m_from.addMSecs(m_stepMs * static_cast<qint64>(step));
    return static_cast<double>(std::clamp<qint64>(begin.msecsTo(now), 0, m_stepMs)) / 1000;
}

Step Traffic::sum() const
{
    Step all;
    for (auto const& step : m_steps)
        all += step;
    return all;
}

} // namespace ui::overview
