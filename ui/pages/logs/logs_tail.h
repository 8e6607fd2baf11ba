// Watches for new events: asks every second for what arrived after the newest one that is known.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/logs/logs_client.h"

#include <QTimer>

namespace ui::logs {

class LogsTail final : public QObject {
    Q_OBJECT

public:
    static constexpr int kPollMs = 1000;
    static constexpr int kEventsPerPoll = 10'000; // More arrived: the oldest of them are skipped, aloud.

    explicit LogsTail(LogsClient& client, QObject* parent = nullptr);

    /// What arrived after `since` comes first.
    void start(QString const& query, QDateTime const& since);
    void stop();
    bool running() const { return m_running; }

signals:
    /// Oldest first.
    void arrived(std::vector<ui::logs::LogEvent> const& events);
    /// Events that came faster than they could be read are left out here; a search shows them.
    void skipped();
    void failed(ui::Problem const& problem);

private:
    /// The order of arrival, as ids spell it.
    struct Place {
        qint64 arrivalAt = 0;
        quint64 number = 0;
        auto operator<=>(Place const&) const = default;
    };
    static Place placeOf(QString const& id);

    void poll();
    void ask(QString const& after, std::vector<LogEvent> found);
    void take(EventPage const& page, std::vector<LogEvent> found);

    LogsClient& m_client;
    QTimer m_timer;
    QString m_query;
    QDateTime m_since;
    Place m_newest;
    int m_turn = 0;
    bool m_running = false;
};

} // namespace ui::logs
