// What the shell itself keeps an eye on: open alerts and incidents for the badges and the pill, the
// engine's version
// and whether it is ready. Polls every few seconds while somebody is signed in and the window is shown.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"

#include <QTimer>

namespace ui {

class Watch final : public QObject {
    Q_OBJECT

public:
    static constexpr int kEveryMs = 5'000;

    Watch(ApiClient& api, Session& session, QObject* parent);
    void start();
    void stop() { m_timer.stop(); }
    void now();

    QString version() const { return m_version; }

signals:
    void alertsChanged(ui::Severity worst, int count);
    /// The worst open incident, or none.
    void incidentsChanged(ui::Severity worst, int count, ui::kit::ActiveIncident const& first);
    void runsChanged(int waiting);
    void versionChanged();

private:
    void readAlerts();
    void readIncidents();
    void readRuns();
    void readMeta();

    ApiClient& m_api;
    Session& m_session;
    QTimer m_timer;
    QString m_version;
};

} // namespace ui
