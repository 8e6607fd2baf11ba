// The overview's calls.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_client.h"

namespace ui::overview {

namespace {

constexpr int kListMax = 200;

QUrlQuery listOf(char const* state)
{
    return QUrlQuery{{QStringLiteral("state"), QLatin1String{state}},
                     {QStringLiteral("limit"), QString::number(kListMax)}};
}

} // namespace

void OverviewClient::readiness(QObject* owner, Done<Readiness> done)
{
    m_api.get(QStringLiteral("/readyz"), {owner, [done = std::move(done)](Reply<QJsonValue> const& reply) {
                                              auto const* problem = problemOf(reply);
                                              if (problem == nullptr)
                                                  return done(readinessFrom(std::get<QJsonValue>(reply)));
                                              // 503 is an answer too: it names the checks that failed.
                                              if (problem->body.contains("checks"))
                                                  return done(readinessFrom(problem->body));
                                              done(*problem);
                                          }});
}

void OverviewClient::meta(QObject* owner, Done<Meta> done)
{
    m_api.get(QStringLiteral("/meta"), reading<Meta>(owner, std::move(done), metaFrom));
}

void OverviewClient::metrics(QObject* owner, Done<QByteArray> done)
{
    m_api.send({.verb = Verb::Get, .path = QStringLiteral("/metrics")}, readingRaw(owner, std::move(done)));
}

void OverviewClient::openAlerts(QObject* owner, Done<std::vector<Alert>> done)
{
    m_api.get(QStringLiteral("/alerts"), listOf("open"),
              reading<std::vector<Alert>>(owner, std::move(done), [](QJsonValue const& json) {
                  return itemsFrom<Alert>(json, alertFrom);
              }));
}

void OverviewClient::openIncidents(QObject* owner, Done<std::vector<Incident>> done)
{
    m_api.get(QStringLiteral("/incidents"), listOf("open"),
              reading<std::vector<Incident>>(owner, std::move(done), [](QJsonValue const& json) {
                  return itemsFrom<Incident>(json, incidentFrom);
              }));
}

void OverviewClient::runningRuns(QObject* owner, Done<std::vector<Run>> done)
{
    m_api.get(QStringLiteral("/playbooks/runs"), listOf("running"),
              reading<std::vector<Run>>(owner, std::move(done), [](QJsonValue const& json) {
                  return itemsFrom<Run>(json, runFrom);
              }));
}

void OverviewClient::keys(QObject* owner, Done<std::vector<Key>> done)
{
    QUrlQuery const query{{QStringLiteral("limit"), QString::number(kListMax)}};
    m_api.get(QStringLiteral("/keys"), query,
              reading<std::vector<Key>>(owner, std::move(done), [](QJsonValue const& json) {
                  return itemsFrom<Key>(json, keyFrom);
              }));
}

void OverviewClient::rotationDays(QObject* owner, Done<int> done)
{
    m_api.get(QStringLiteral("/settings"), reading<int>(owner, std::move(done), rotationDaysFrom));
}

void OverviewClient::backupStatus(QObject* owner, Done<BackupStatus> done)
{
    m_api.get(QStringLiteral("/backups/status"),
              reading<BackupStatus>(owner, std::move(done), backupStatusFrom));
}

void OverviewClient::rules(QObject* owner, Done<Rules> done)
{
    m_api.get(QStringLiteral("/alerts/rules"), reading<Rules>(owner, std::move(done), rulesFrom));
}

void OverviewClient::engines(QObject* owner, Done<Engines> done)
{
    m_api.get(QStringLiteral("/nodes"), reading<Engines>(owner, std::move(done), enginesFrom));
}

void OverviewClient::logsStatus(QObject* owner, Done<LogsStatus> done)
{
    m_api.get(QStringLiteral("/logs/status"), reading<LogsStatus>(owner, std::move(done), logsStatusFrom));
}

void OverviewClient::requestCounts(QString const& also, QDateTime const& from, QDateTime const& to, int parts,
                                   QObject* owner, Done<Counts> done)
{
    auto query = QStringLiteral("source=dewar AND name=request");
    if (!also.isEmpty())
        query += QStringLiteral(" AND ") + also;
    QUrlQuery items;
    addItem(items, QStringLiteral("q"), query);
    addItem(items, QStringLiteral("from"), wireTime(from));
    addItem(items, QStringLiteral("to"), wireTime(to));
    addItem(items, QStringLiteral("buckets"), QString::number(parts));
    m_api.get(QStringLiteral("/logs/histogram"), items, reading<Counts>(owner, std::move(done), countsFrom));
}

void OverviewClient::declare(QString const& title, QString const& severity, QObject* owner,
                             Done<Incident> done)
{
    QJsonObject const body{{"title", title}, {"severity", severity}};
    m_api.post(QStringLiteral("/incidents"), body,
               reading<Incident>(owner, std::move(done),
                                 [](QJsonValue const& json) { return incidentFrom(json.toObject()); }));
}

} // namespace ui::overview
