// The line at the foot: connection, engine, jobs, who is signed in, UTC.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"
#include "ui/shell/job_tray.h"

#include <QLabel>

namespace ui {

class StatusBar final : public QWidget {
    Q_OBJECT

public:
    StatusBar(ApiClient& api, JobFollower& jobs, Clock const& clock, QWidget* parent = nullptr);
    void setEngine(QString const& words);
    void setWaitingRuns(int count);
    JobTray* jobs() const { return m_jobs; }

signals:
    void waitingWanted();

private:
    void showConnection();
    void showTime();

    ApiClient& m_api;
    Clock const& m_clock;
    QLabel* m_plug;
    QLabel* m_connection;
    QLabel* m_engine;
    JobTray* m_jobs;
    kit::Button* m_waiting;
    QLabel* m_time;
    bool m_reachable = true;
    QDateTime m_silentSince;
    int m_elapsedMs = 0;
};

} // namespace ui
