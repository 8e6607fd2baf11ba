// Paths and readers of the incidents page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_client.h"

#include "ui/pages/incidents/incidents_lines.h"

namespace ui::incidents {

namespace {

constexpr int kTouchedTimeoutMs = 120'000; // The engine looks through days of log segments.

} // namespace

void IncidentsClient::list(QString const& after, Then<Batch<Incident>> then)
{
    m_api.get(QStringLiteral("/incidents"), pageAfter(after),
              as(m_api, std::move(then), batchOf(incidentFrom)));
}

void IncidentsClient::show(QString const& id, Then<Detail> then)
{
    m_api.get(pathOf(QStringLiteral("/incidents/%1"), {id}), as(m_api, std::move(then), detailFrom));
}

void IncidentsClient::timeline(QString const& id, qint64 after, Then<Batch<Line>> then)
{
    m_api.get(pathOf(QStringLiteral("/incidents/%1/timeline"), {id}), pageAfter(QString::number(after)),
              as(m_api, std::move(then), batchOf(lineFrom)));
}

void IncidentsClient::declare(QJsonObject const& incident, Then<Incident> then)
{
    m_api.post(QStringLiteral("/incidents"), incident, as(m_api, std::move(then), incidentFrom));
}

void IncidentsClient::setState(QString const& id, QString const& state, Then<Incident> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/state"), {id}), QJsonObject{{"state", state}},
               as(m_api, std::move(then), incidentFrom));
}

void IncidentsClient::addNote(QString const& id, QString const& text, Then<Line> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/notes"), {id}), QJsonObject{{"text", text}},
               as(m_api, std::move(then), lineFrom));
}

void IncidentsClient::addEvidence(QString const& id, QJsonObject const& evidence, Then<Evidence> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/evidence"), {id}), evidence,
               as(m_api, std::move(then), evidenceFrom));
}

void IncidentsClient::raw(QString const& path, Then<QByteArray> then)
{
    m_api.send({.path = path}, asRaw(m_api, std::move(then)));
}

void IncidentsClient::report(QString const& id, Then<QByteArray> then)
{
    raw(pathOf(QStringLiteral("/incidents/%1/report"), {id}), std::move(then));
}

void IncidentsClient::bundle(QString const& id, Then<QByteArray> then)
{
    raw(pathOf(QStringLiteral("/incidents/%1/bundle"), {id}), std::move(then));
}

void IncidentsClient::runs(QString const& id, Then<std::vector<Run>> then)
{
    auto query = pageAfter();
    addItem(query, QStringLiteral("incident_id"), id);
    m_api.get(QStringLiteral("/playbooks/runs"), query, as(m_api, std::move(then), rowsOf("items", runFrom)));
}

void IncidentsClient::playbooks(Then<std::vector<Playbook>> then)
{
    auto query = pageAfter();
    addItem(query, QStringLiteral("state"), QStringLiteral("approved"));
    m_api.get(QStringLiteral("/playbooks"), query, as(m_api, std::move(then), rowsOf("items", playbookFrom)));
}

void IncidentsClient::preview(QString const& playbook, Then<std::vector<PreviewLine>> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1/preview"), {playbook}),
              as(m_api, std::move(then), rowsOf("effects", previewFrom)));
}

void IncidentsClient::flow(QString const& playbook, Then<QStringList> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1"), {playbook}),
              as(m_api, std::move(then),
                 [](QJsonObject const& answer) { return flowOrder(answer["document"].toObject()); }));
}

void IncidentsClient::touched(Whose const& whose, QDateTime const& from, QDateTime const& to,
                              Then<Touched> then)
{
    Call call{.path = QStringLiteral("/logs/touched"), .timeoutMs = kTouchedTimeoutMs};
    if (whose.tokenId.isEmpty())
        addItem(call.query, QStringLiteral("user_id"), whose.userId);
    else
        addItem(call.query, QStringLiteral("token_id"), whose.tokenId);
    addItem(call.query, QStringLiteral("from"), wireTime(from));
    addItem(call.query, QStringLiteral("to"), wireTime(to));
    m_api.send(std::move(call), asAnswer(m_api, std::move(then), touchedFrom));
}

void IncidentsClient::account(QString const& id, Then<Account> then)
{
    m_api.get(pathOf(QStringLiteral("/users/%1"), {id}), as(m_api, std::move(then), accountFrom));
}

void IncidentsClient::accounts(Then<std::vector<Account>> then)
{
    m_api.get(QStringLiteral("/users"), pageAfter(),
              as(m_api, std::move(then), rowsOf("items", accountFrom)));
}

void IncidentsClient::alert(QString const& id, Then<AlertSubject> then)
{
    m_api.get(pathOf(QStringLiteral("/alerts/%1"), {id}), as(m_api, std::move(then), subjectFrom));
}

} // namespace ui::incidents
