// Polls what the badges and the incident pill show.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/watch.h"

#include "ui/api/reading.h"

#include <QJsonArray>

namespace ui {

namespace {

constexpr int kRowsMax = 200; // More open alerts than that read "99+" anyway.

struct Tally {
    Severity worst = Severity::Info;
    int count = 0;

    void add(Severity severity)
    {
        worst = count == 0 ? severity : std::min(worst, severity);
        ++count;
    }
};

QUrlQuery openOnes(char const* state)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("state"), QString::fromLatin1(state));
    query.addQueryItem(QStringLiteral("limit"), QString::number(kRowsMax));
    return query;
}

} // namespace

Watch::Watch(ApiClient& api, Session& session, QObject* parent)
    : QObject{parent}, m_api{api}, m_session{session}
{
    m_timer.setInterval(kEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Watch::now);
}

void Watch::start()
{
    now();
    readMeta();
    m_timer.start();
}

void Watch::now()
{
    if (!m_session.signedIn())
        return;
    if (m_session.may(QStringLiteral("alerts.read")))
        readAlerts();
    if (m_session.may(QStringLiteral("incidents.read")))
        readIncidents();
    if (m_session.may(QStringLiteral("playbooks.read")))
        readRuns();
}

// A failed poll says nothing: the badge stays as it was, and the status bar shows that the engine is silent.
void Watch::readAlerts()
{
    m_api.get(QStringLiteral("/alerts"), openOnes("open"),
              {this, [this](Reply<QJsonValue> const& reply) {
                   if (problemOf(reply))
                       return;
                   Tally tally;
                   for (auto const& item : std::get<QJsonValue>(reply)[QStringLiteral("items")].toArray())
                       tally.add(severityFrom(item[QStringLiteral("severity")].toString()));
                   emit alertsChanged(tally.worst, tally.count);
               }});
}

void Watch::readIncidents()
{
    m_api.get(QStringLiteral("/incidents"), openOnes("open"),
              {this, [this](Reply<QJsonValue> const& reply) {
                   if (problemOf(reply))
                       return;
                   Tally tally;
                   kit::ActiveIncident first;
                   for (auto const& item : std::get<QJsonValue>(reply)[QStringLiteral("items")].toArray()) {
                       auto const severity = severityFrom(item[QStringLiteral("severity")].toString());
                       if (first.none() || severity < first.severity)
                           first = {item[QStringLiteral("id")].toString(),
                                    item[QStringLiteral("title")].toString(), severity,
                                    timeFrom(item[QStringLiteral("opened_at")])};
                       tally.add(severity);
                   }
                   emit incidentsChanged(tally.worst, tally.count, first);
               }});
}

void Watch::readRuns()
{
    m_api.get(QStringLiteral("/playbooks/runs"), openOnes("running"),
              {this, [this](Reply<QJsonValue> const& reply) {
                   if (problemOf(reply))
                       return;
                   int waiting = 0;
                   for (auto const& item : std::get<QJsonValue>(reply)[QStringLiteral("items")].toArray()) {
                       auto const kind =
                           item[QStringLiteral("waiting_for")][QStringLiteral("kind")].toString();
                       waiting += kind == QLatin1String("answer") || kind == QLatin1String("approval");
                   }
                   emit runsChanged(waiting);
               }});
}

void Watch::readMeta()
{
    m_api.get(QStringLiteral("/meta"),
              {this, [this](Reply<QJsonValue> const& reply) {
                   if (problemOf(reply))
                       return;
                   m_version = std::get<QJsonValue>(reply)[QStringLiteral("version")].toString();
                   emit versionChanged();
               }});
}

} // namespace ui
