// The calls of the audit page, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/audit/audit_types.h"

#include <functional>

namespace ui::audit {

class AuditClient {
public:
    static constexpr int kPageRows = 200;
    static constexpr int kExportRows = 1000;

    explicit AuditClient(ApiClient& api) : m_api{api} {}

    /// Newest first; `before` is a row number or a cursor, empty for the newest.
    void list(Filter const& filter, QString const& before, int rows, QObject* owner, Done<Batch> done);
    void head(QObject* owner, Done<Head> done);
    /// Walks a stretch behind row `after`.
    void verify(qint64 after, QObject* owner, Done<Stretch> done);
    /// JSON lines behind row `after`, oldest first, at most kExportRows.
    void exported(qint64 after, QObject* owner, Done<QByteArray> done);

private:
    ApiClient& m_api;
};

} // namespace ui::audit
