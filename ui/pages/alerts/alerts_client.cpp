// Paths and readers of the alerts page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_client.h"

namespace ui::alerts {

namespace {

constexpr int kCountBuckets = 24;

QUrlQuery pageQuery(QString const& state, QString const& after)
{
    QUrlQuery query;
    addItem(query, QStringLiteral("limit"), QString::number(kPageRows));
    if (!state.isEmpty())
        addItem(query, QStringLiteral("state"), state);
    if (!after.isEmpty())
        addItem(query, QStringLiteral("after"), after);
    return query;
}

} // namespace

void AlertsClient::list(QString const& state, QString const& after, Then<Batch<Alert>> then)
{
    m_api.get(QStringLiteral("/alerts"), pageQuery(state, after),
              as(m_api, std::move(then), batchOf(alertFrom)));
}

void AlertsClient::show(QString const& id, Then<Alert> then)
{
    m_api.get(pathOf(QStringLiteral("/alerts/%1"), {id}), as(m_api, std::move(then), alertFrom));
}

void AlertsClient::acknowledge(QString const& id, Then<Alert> then)
{
    m_api.post(pathOf(QStringLiteral("/alerts/%1/acknowledge"), {id}), QJsonValue::Undefined,
               as(m_api, std::move(then), alertFrom));
}

void AlertsClient::close(QString const& id, QString const& reason, Then<Alert> then)
{
    m_api.post(pathOf(QStringLiteral("/alerts/%1/close"), {id}), QJsonObject{{"reason", reason}},
               as(m_api, std::move(then), alertFrom));
}

void AlertsClient::openIncident(Alert const& alert, Then<Case> then)
{
    QJsonObject body{{"title", alert.rule.left(200)}, {"severity", alert.severity}, {"alert_id", alert.id}};
    if (!alert.subject.userId.isEmpty())
        body["user_id"] = alert.subject.userId;
    m_api.post(QStringLiteral("/incidents"), body, as(m_api, std::move(then), caseFrom));
}

void AlertsClient::cases(Then<std::vector<Case>> then)
{
    m_api.get(QStringLiteral("/incidents"), pageQuery({}, {}),
              as(m_api, std::move(then),
                 [](QJsonObject const& json) { return listFrom(json["items"], caseFrom); }));
}

void AlertsClient::rules(Then<Rules> then)
{
    m_api.get(QStringLiteral("/alerts/rules"), as(m_api, std::move(then), [](QJsonObject const& json) {
                  return Rules{listFrom(json["items"], ruleFrom), json["events_skipped"].toInteger()};
              }));
}

void AlertsClient::createRule(QJsonObject const& rule, Then<Rule> then)
{
    m_api.post(QStringLiteral("/alerts/rules"), rule, as(m_api, std::move(then), ruleFrom));
}

void AlertsClient::enableRule(QString const& id, Then<Rule> then)
{
    m_api.post(pathOf(QStringLiteral("/alerts/rules/%1/enable"), {id}), QJsonValue::Undefined,
               as(m_api, std::move(then), ruleFrom));
}

void AlertsClient::disableRule(QString const& id, Then<Rule> then)
{
    m_api.post(pathOf(QStringLiteral("/alerts/rules/%1/disable"), {id}), QJsonValue::Undefined,
               as(m_api, std::move(then), ruleFrom));
}

void AlertsClient::removeRule(QString const& id, Then<bool> then)
{
    m_api.remove(pathOf(QStringLiteral("/alerts/rules/%1"), {id}),
                 as(m_api, std::move(then), [](QJsonObject const&) { return true; }));
}

void AlertsClient::countEvents(QString const& query, QDateTime const& from, QDateTime const& to,
                               Then<qint64> then)
{
    QUrlQuery asked;
    addItem(asked, QStringLiteral("q"), query);
    addItem(asked, QStringLiteral("from"), wireTime(from));
    addItem(asked, QStringLiteral("to"), wireTime(to));
    addItem(asked, QStringLiteral("buckets"), QString::number(kCountBuckets));
    m_api.get(QStringLiteral("/logs/histogram"), asked,
              as(m_api, std::move(then), [](QJsonObject const& json) {
                  qint64 count = 0;
                  for (auto const& bucket : json["buckets"].toArray())
                      count += bucket.toObject()["count"].toInteger();
                  return count;
              }));
}

} // namespace ui::alerts
