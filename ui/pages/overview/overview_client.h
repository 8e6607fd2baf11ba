// The overview's calls, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/overview/overview_types.h"

#include <functional>

namespace ui::overview {

class OverviewClient {
public:
    explicit OverviewClient(ApiClient& api) : m_api{api} {}

    void readiness(QObject* owner, Done<Readiness> done);
    void meta(QObject* owner, Done<Meta> done);
    /// The text of /metrics.
    void metrics(QObject* owner, Done<QByteArray> done);
    void openAlerts(QObject* owner, Done<std::vector<Alert>> done);
    void openIncidents(QObject* owner, Done<std::vector<Incident>> done);
    void runningRuns(QObject* owner, Done<std::vector<Run>> done);
    void keys(QObject* owner, Done<std::vector<Key>> done);
    void rotationDays(QObject* owner, Done<int> done);
    void backupStatus(QObject* owner, Done<BackupStatus> done);
    void rules(QObject* owner, Done<Rules> done);
    void engines(QObject* owner, Done<Engines> done);
    void logsStatus(QObject* owner, Done<LogsStatus> done);
    /// Request events by time: `also` narrows them, as "status>=400".
    void requestCounts(QString const& also, QDateTime const& from, QDateTime const& to, int parts,
                       QObject* owner, Done<Counts> done);
    void declare(QString const& title, QString const& severity, QObject* owner, Done<Incident> done);

private:
    ApiClient& m_api;
};

} // namespace ui::overview
