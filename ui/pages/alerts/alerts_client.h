// The calls of the alerts page, one function each: method, path and reply type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/alerts/alerts_types.h"

namespace ui::alerts {

/// GUI thread.
class AlertsClient {
public:
    explicit AlertsClient(ApiClient& api) : m_api{api} {}

    /// `state` empty: all of them.
    void list(QString const& state, QString const& after, Then<Batch<Alert>> then);
    void show(QString const& id, Then<Alert> then);
    void acknowledge(QString const& id, Then<Alert> then);
    void close(QString const& id, QString const& reason, Then<Alert> then);
    /// One alert, one case: the engine answers with the case that is there already.
    void openIncident(Alert const& alert, Then<Case> then);
    void cases(Then<std::vector<Case>> then);
    void rules(Then<Rules> then);
    void createRule(QJsonObject const& rule, Then<Rule> then);
    void enableRule(QString const& id, Then<Rule> then);
    void disableRule(QString const& id, Then<Rule> then);
    void removeRule(QString const& id, Then<bool> then);
    /// How many log events a query finds between two times.
    void countEvents(QString const& query, QDateTime const& from, QDateTime const& to, Then<qint64> then);

private:
    ApiClient& m_api;
};

} // namespace ui::alerts
