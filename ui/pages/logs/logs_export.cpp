// The export of log events.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_export.h"

#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QJsonDocument>

namespace ui::logs {

namespace {

constexpr int kLimitMax = 1000;

/// RFC 4180; a leading sign that spreadsheets take for a formula is disarmed.
QByteArray csvCell(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t").contains(text.front()))
        text.prepend('\'');
    text.replace('"', QStringLiteral("\"\""));
    return '"' + text.toUtf8() + '"';
}

} // namespace

LogsExport::LogsExport(LogsClient& client, QString const& path, QString const& query, Span const& span,
                       QObject* parent)
    : QObject{parent}, m_client{client}, m_file{path}, m_query{query}, m_span{span},
      m_csv{path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)}
{
}

void LogsExport::start()
{
    if (!m_file.open(QIODevice::WriteOnly))
        return give(m_file.errorString());
    if (m_csv)
        m_file.write("arrived_at,severity,source,name,message,trace_id,attributes\r\n");
    next();
}

void LogsExport::next()
{
    m_client.events(m_query, m_span, m_after, kLimitMax, this, [this](Reply<EventPage> const& reply) {
        if (auto const* problem = problemOf(reply))
            return give(kit::plainWords(*problem));
        take(std::get<EventPage>(reply));
    });
}

void LogsExport::take(EventPage const& page)
{
    if (!page.missing.isEmpty())
        return give(tr("%1 did not answer, so events would be missing")
                        .arg(kit::visible(page.missing.join(QStringLiteral(", ")))));
    for (auto const& event : page.events) {
        if (m_rows == kRowsMax)
            break;
        m_file.write(lineOf(event));
        ++m_rows;
    }
    m_after = page.next;
    if (m_file.error() != QFileDevice::NoError)
        return give(m_file.errorString());
    if (!m_after.isEmpty() && m_rows < kRowsMax)
        return next();
    if (!m_file.commit())
        return give(m_file.errorString());
    emit done(m_rows, m_after.isEmpty());
    deleteLater();
}

void LogsExport::give(QString const& why)
{
    m_file.cancelWriting();
    emit failed(why);
    deleteLater();
}

QByteArray LogsExport::lineOf(LogEvent const& event) const
{
    if (!m_csv)
        return QJsonDocument{event.json}.toJson(QJsonDocument::Compact) + '\n';
    QByteArrayList cells;
    for (auto const& text :
         {wireTime(event.arrivedAt), event.severity, event.source, event.name, event.message, event.traceId,
          QString::fromUtf8(QJsonDocument{event.attributes}.toJson(QJsonDocument::Compact))})
        cells << csvCell(text);
    return cells.join(',') + "\r\n";
}

} // namespace ui::logs
