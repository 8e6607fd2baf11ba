// Paths and readers of the playbooks page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_client.h"

namespace ui::playbooks {

namespace {

Named accountFrom(QJsonObject const& json)
{
    return {json["id"].toString(), json["name"].toString()};
}
Named destinationFrom(QJsonObject const& json)
{
    return {json["name"].toString(), json["name"].toString()};
}

} // namespace

void PlaybooksClient::list(Then<std::vector<Playbook>> then)
{
    m_api.get(QStringLiteral("/playbooks"), pageAfter(),
              as(m_api, std::move(then), rowsOf("items", playbookFrom)));
}

void PlaybooksClient::show(QString const& id, Then<Detail> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1"), {id}), as(m_api, std::move(then), detailFrom));
}

void PlaybooksClient::preview(QString const& id, Then<std::vector<PreviewLine>> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1/preview"), {id}),
              as(m_api, std::move(then), rowsOf("effects", previewFrom)));
}

void PlaybooksClient::import(QJsonObject const& document, Then<Playbook> then)
{
    m_api.post(QStringLiteral("/playbooks"), document, as(m_api, std::move(then), playbookFrom));
}

void PlaybooksClient::approve(QString const& id, Then<Playbook> then)
{
    m_api.post(pathOf(QStringLiteral("/playbooks/%1/approve"), {id}), QJsonValue::Undefined,
               as(m_api, std::move(then), playbookFrom));
}

void PlaybooksClient::start(QString const& id, QString const& incidentId, QJsonObject const& variables,
                            Then<Run> then)
{
    QJsonObject body{{"variables", variables}};
    if (!incidentId.isEmpty())
        body["incident_id"] = incidentId;
    m_api.post(pathOf(QStringLiteral("/playbooks/%1/runs"), {id}), body, as(m_api, std::move(then), runFrom));
}

void PlaybooksClient::runs(QString const& after, Then<Batch<Run>> then)
{
    m_api.get(QStringLiteral("/playbooks/runs"), pageAfter(after),
              as(m_api, std::move(then), batchOf(runFrom)));
}

void PlaybooksClient::run(QString const& id, Then<RunDetail> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/runs/%1"), {id}), as(m_api, std::move(then), runDetailFrom));
}

void PlaybooksClient::answer(QString const& runId, Reaction const& reaction, Then<Run> then)
{
    QJsonObject body{{"step", reaction.key}, {"answer", reaction.answer}};
    if (!reaction.digest.isEmpty())
        body["digest"] = reaction.digest;
    m_api.post(pathOf(QStringLiteral("/playbooks/runs/%1/answer"), {runId}), body,
               as(m_api, std::move(then), runFrom));
}

void PlaybooksClient::cancel(QString const& runId, Then<Run> then)
{
    m_api.post(pathOf(QStringLiteral("/playbooks/runs/%1/cancel"), {runId}), QJsonValue::Undefined,
               as(m_api, std::move(then), runFrom));
}

void PlaybooksClient::incident(QString const& id, Then<Case> then)
{
    m_api.get(pathOf(QStringLiteral("/incidents/%1"), {id}),
              as(m_api, std::move(then),
                 [](QJsonObject const& json) { return caseFrom(json["incident"].toObject()); }));
}

void PlaybooksClient::openIncidents(Then<std::vector<Case>> then)
{
    auto query = pageAfter();
    addItem(query, QStringLiteral("state"), QStringLiteral("open"));
    m_api.get(QStringLiteral("/incidents"), query, as(m_api, std::move(then), rowsOf("items", caseFrom)));
}

void PlaybooksClient::account(QString const& id, Then<Named> then)
{
    m_api.get(pathOf(QStringLiteral("/users/%1"), {id}), as(m_api, std::move(then), accountFrom));
}

void PlaybooksClient::accounts(Then<std::vector<Named>> then)
{
    m_api.get(QStringLiteral("/users"), pageAfter(),
              as(m_api, std::move(then), rowsOf("items", accountFrom)));
}

void PlaybooksClient::destinations(Then<std::vector<Named>> then)
{
    m_api.get(QStringLiteral("/notifications/destinations"), pageAfter(),
              as(m_api, std::move(then), rowsOf("items", destinationFrom)));
}

void PlaybooksClient::liveSessions(QString const& userId, Then<int> then)
{
    auto query = pageAfter();
    addItem(query, QStringLiteral("user_id"), userId);
    addItem(query, QStringLiteral("live"), QStringLiteral("true"));
    m_api.get(QStringLiteral("/sessions"), query, as(m_api, std::move(then), [](QJsonObject const& json) {
                  return static_cast<int>(json["items"].toArray().size());
              }));
}

} // namespace ui::playbooks
