// The logs page's calls.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_client.h"

namespace ui::logs {

namespace {

QUrlQuery queryOf(QString const& query, Span const& span)
{
    QUrlQuery items;
    if (!query.isEmpty())
        addItem(items, QStringLiteral("q"), query);
    if (span.from.isValid())
        addItem(items, QStringLiteral("from"), wireTime(span.from));
    if (span.to.isValid())
        addItem(items, QStringLiteral("to"), wireTime(span.to));
    return items;
}

} // namespace

void LogsClient::events(QString const& query, Span const& span, QString const& after, int limit,
                        QObject* owner, Done<EventPage> done)
{
    auto items = queryOf(query, span);
    addItem(items, QStringLiteral("limit"), QString::number(limit));
    if (!after.isEmpty())
        addItem(items, QStringLiteral("after"), after);
    m_api.get(QStringLiteral("/logs/events"), items,
              reading<EventPage>(owner, std::move(done), eventPageFrom));
}

void LogsClient::histogram(QString const& query, Span const& span, int buckets, QObject* owner,
                           Done<Counts> done)
{
    auto items = queryOf(query, span);
    addItem(items, QStringLiteral("buckets"), QString::number(buckets));
    m_api.get(QStringLiteral("/logs/histogram"), items, reading<Counts>(owner, std::move(done), countsFrom));
}

void LogsClient::facet(QString const& field, QString const& query, Span const& span, int limit,
                       QObject* owner, Done<FacetCounts> done)
{
    auto items = queryOf(query, span);
    addItem(items, QStringLiteral("field"), field);
    addItem(items, QStringLiteral("limit"), QString::number(limit));
    m_api.get(QStringLiteral("/logs/facets"), items, reading<FacetCounts>(owner, std::move(done), facetFrom));
}

void LogsClient::touched(QString const& idName, QString const& id, Span const& span, QObject* owner,
                         Done<Touched> done)
{
    auto items = queryOf({}, span);
    addItem(items, idName, id);
    m_api.get(QStringLiteral("/logs/touched"), items, reading<Touched>(owner, std::move(done), touchedFrom));
}

void LogsClient::status(QObject* owner, Done<LogsStatus> done)
{
    m_api.get(QStringLiteral("/logs/status"), reading<LogsStatus>(owner, std::move(done), statusFrom));
}

void LogsClient::freeze(QString const& query, Span const& span, QString const& reason, QObject* owner,
                        Done<FrozenQuery> done)
{
    QJsonObject body{{"query", query}, {"from", wireTime(span.from)}, {"to", wireTime(span.to)}};
    if (!reason.isEmpty())
        body["reason"] = reason;
    m_api.post(QStringLiteral("/logs/freeze"), body,
               reading<FrozenQuery>(owner, std::move(done), frozenFrom));
}

void LogsClient::addEvidence(QString const& incidentId, FrozenQuery const& frozen, QObject* owner,
                             Done<bool> done)
{
    QJsonObject const body{{"kind", "frozen_query"},
                           {"reference", pathOf(QStringLiteral("/logs/frozen/%1"), {frozen.id})},
                           {"sha256", frozen.sha256},
                           {"rows", frozen.rows}};
    m_api.post(pathOf(QStringLiteral("/incidents/%1/evidence"), {incidentId}), body,
               reading<bool>(owner, std::move(done), [](QJsonValue const&) { return true; }));
}

} // namespace ui::logs
