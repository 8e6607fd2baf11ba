// The logs page's calls, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/logs/logs_types.h"

#include <functional>

namespace ui::logs {

class LogsClient {
public:
    explicit LogsClient(ApiClient& api) : m_api{api} {}

    /// Newest first. `after`: only older ones than that event's id; `to` may be invalid (no end).
    void events(QString const& query, Span const& span, QString const& after, int limit, QObject* owner,
                Done<EventPage> done);
    void histogram(QString const& query, Span const& span, int buckets, QObject* owner, Done<Counts> done);
    void facet(QString const& field, QString const& query, Span const& span, int limit, QObject* owner,
               Done<FacetCounts> done);
    /// `idName` is token_id, user_id or client_id.
    void touched(QString const& idName, QString const& id, Span const& span, QObject* owner,
                 Done<Touched> done);
    void status(QObject* owner, Done<LogsStatus> done);
    void freeze(QString const& query, Span const& span, QString const& reason, QObject* owner,
                Done<FrozenQuery> done);
    void addEvidence(QString const& incidentId, FrozenQuery const& frozen, QObject* owner, Done<bool> done);

private:
    ApiClient& m_api;
};

} // namespace ui::logs
