// Writes what a query finds to a file, page by page, as JSON lines or as a table. The logs page starts it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/logs/logs_client.h"

#include <QSaveFile>

namespace ui::logs {

/// Deletes itself at the end. The file appears only when it is whole.
class LogsExport final : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 kRowsMax = 100'000;

    /// A name that ends in ".csv" gets columns, every other JSON lines.
    LogsExport(LogsClient& client, QString const& path, QString const& query, Span const& span,
               QObject* parent);
    void start();

signals:
    /// `whole` is false when kRowsMax ended it.
    void done(qint64 rows, bool whole);
    void failed(QString const& why);

private:
    void next();
    void take(EventPage const& page);
    void give(QString const& why);
    QByteArray lineOf(LogEvent const& event) const;

    LogsClient& m_client;
    QSaveFile m_file;
    QString m_query;
    Span m_span;
    QString m_after;
    qint64 m_rows = 0;
    bool m_csv;
};

} // namespace ui::logs
