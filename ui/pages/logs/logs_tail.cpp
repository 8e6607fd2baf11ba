// The live tail's reading.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_tail.h"

#include <algorithm>

namespace ui::logs {

namespace {
constexpr int kLimitMax = 1000;
} // namespace

LogsTail::LogsTail(LogsClient& client, QObject* parent) : QObject{parent}, m_client{client}
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &LogsTail::poll);
}

void LogsTail::start(QString const& query, QDateTime const& since)
{
    ++m_turn;
    m_query = query;
    m_since = since;
    m_newest = {};
    m_running = true;
    poll();
}

void LogsTail::stop()
{
    ++m_turn;
    m_running = false;
    m_timer.stop();
}

LogsTail::Place LogsTail::placeOf(QString const& id)
{
    return {id.section('.', 0, 0).toLongLong(), id.section('.', 1, 1).toULongLong()};
}

void LogsTail::poll()
{
    ask({}, {});
}

void LogsTail::ask(QString const& after, std::vector<LogEvent> found)
{
    m_client.events(m_query, {m_since, {}}, after, kLimitMax, this,
                    [this, turn = m_turn, found = std::move(found)](Reply<EventPage> const& reply) mutable {
                        if (turn != m_turn)
                            return;
                        if (auto const* problem = problemOf(reply)) {
                            emit failed(*problem);
                            m_timer.start(); // It goes on by itself once the engine answers again.
                            return;
                        }
                        take(std::get<EventPage>(reply), std::move(found));
                    });
}

void LogsTail::take(EventPage const& page, std::vector<LogEvent> found)
{
    auto known = page.next.isEmpty();
    for (auto const& event : page.events) {
        if (placeOf(event.id) <= m_newest) {
            known = true;
            break;
        }
        found.push_back(event);
    }
    auto const flooded = static_cast<int>(found.size()) >= kEventsPerPoll;
    if (!known && !flooded)
        return ask(page.next, std::move(found));
    // Before anything is known there is no gap to tell of: the tail begins somewhere.
    auto const first = m_newest == Place{};
    if (!found.empty()) {
        m_newest = placeOf(found.front().id);
        m_since = found.front().arrivedAt;
        std::reverse(found.begin(), found.end());
        emit arrived(found);
    }
    if (!known && flooded && !first)
        emit skipped();
    m_timer.start();
}

} // namespace ui::logs
