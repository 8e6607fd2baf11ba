// Paths and readers of the incidents page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_client.h"

#include "ui/pages/incidents/incidents_lines.h"

namespace ui::incidents {

namespace {

constexpr int kPageRows = 200;
constexpr int kTouchedTimeoutMs = 120'000; // The engine looks through days of log segments.

/// Hands a value on as `read` makes it of the JSON. `then` itself knows whether anybody still wants it.
template <class Value, class Read> Then<QJsonValue> as(ApiClient& api, Then<Value> then, Read read)
{
    return {&api, [then = std::move(then), read](Reply<QJsonValue> const& reply) {
                if (auto const* problem = problemOf(reply))
                    return then(*problem);
                then(read(std::get<QJsonValue>(reply)));
            }};
}

template <class Row> auto rowsOf(QString const& member, Row (*read)(QJsonObject const&))
{
    return [member, read](QJsonValue const& value) { return listFrom(value.toObject()[member], read); };
}

template <class Row> auto stretchOf(Row (*read)(QJsonObject const&))
{
    return [read](QJsonValue const& value) {
        auto const object = value.toObject();
        return Stretch<Row>{listFrom(object["items"], read), object["next"].toString()};
    };
}

template <class Row> auto objectOf(Row (*read)(QJsonObject const&))
{
    return [read](QJsonValue const& value) { return read(value.toObject()); };
}

QUrlQuery pageQuery(QString const& after = {})
{
    QUrlQuery query;
    addItem(query, QStringLiteral("limit"), QString::number(kPageRows));
    if (!after.isEmpty())
        addItem(query, QStringLiteral("after"), after);
    return query;
}

constexpr char const* kItems = "items";

} // namespace

void IncidentsClient::list(QString const& after, Then<Stretch<Incident>> then)
{
    m_api.get(QStringLiteral("/incidents"), pageQuery(after),
              as(m_api, std::move(then), stretchOf(incidentFrom)));
}

void IncidentsClient::show(QString const& id, Then<Detail> then)
{
    m_api.get(pathOf(QStringLiteral("/incidents/%1"), {id}),
              as(m_api, std::move(then), objectOf(detailFrom)));
}

void IncidentsClient::timeline(QString const& id, qint64 after, Then<Stretch<Line>> then)
{
    m_api.get(pathOf(QStringLiteral("/incidents/%1/timeline"), {id}), pageQuery(QString::number(after)),
              as(m_api, std::move(then), stretchOf(lineFrom)));
}

void IncidentsClient::declare(QJsonObject const& incident, Then<Incident> then)
{
    m_api.post(QStringLiteral("/incidents"), incident, as(m_api, std::move(then), objectOf(incidentFrom)));
}

void IncidentsClient::setState(QString const& id, QString const& state, Then<Incident> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/state"), {id}), QJsonObject{{"state", state}},
               as(m_api, std::move(then), objectOf(incidentFrom)));
}

void IncidentsClient::addNote(QString const& id, QString const& text, Then<Line> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/notes"), {id}), QJsonObject{{"text", text}},
               as(m_api, std::move(then), objectOf(lineFrom)));
}

void IncidentsClient::addEvidence(QString const& id, QJsonObject const& evidence, Then<Evidence> then)
{
    m_api.post(pathOf(QStringLiteral("/incidents/%1/evidence"), {id}), evidence,
               as(m_api, std::move(then), objectOf(evidenceFrom)));
}

void IncidentsClient::raw(QString const& path, Then<QByteArray> then)
{
    m_api.send({.path = path}, {&m_api, [then = std::move(then)](Reply<Answer> const& reply) {
                                    if (auto const* problem = problemOf(reply))
                                        return then(*problem);
                                    then(std::get<Answer>(reply).raw);
                                }});
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
    auto query = pageQuery();
    addItem(query, QStringLiteral("incident_id"), id);
    m_api.get(QStringLiteral("/playbooks/runs"), query,
              as(m_api, std::move(then), rowsOf(QLatin1String(kItems), runFrom)));
}

void IncidentsClient::playbooks(Then<std::vector<Playbook>> then)
{
    auto query = pageQuery();
    addItem(query, QStringLiteral("state"), QStringLiteral("approved"));
    m_api.get(QStringLiteral("/playbooks"), query,
              as(m_api, std::move(then), rowsOf(QLatin1String(kItems), playbookFrom)));
}

void IncidentsClient::preview(QString const& playbook, Then<std::vector<PreviewLine>> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1/preview"), {playbook}),
              as(m_api, std::move(then), rowsOf(QStringLiteral("effects"), previewFrom)));
}

void IncidentsClient::flow(QString const& playbook, Then<QStringList> then)
{
    m_api.get(pathOf(QStringLiteral("/playbooks/%1"), {playbook}),
              as(m_api, std::move(then),
                 [](QJsonValue const& value) { return flowOrder(value.toObject()["document"].toObject()); }));
}

void IncidentsClient::touched(Whose const& whose, QDateTime const& from, QDateTime const& to,
                              Then<Touched> then)
{
    Call call{.path = QStringLiteral("/logs/touched"), .timeoutMs = kTouchedTimeoutMs};
    if (whose.tokenId.isEmpty())
        addItem(call.query, QStringLiteral("user_id"), whose.userId);
    else
        addItem(call.query, QStringLiteral("token_id"), whose.tokenId);
    addItem(call.query, QStringLiteral("from"), from.toUTC().toString(Qt::ISODateWithMs));
    addItem(call.query, QStringLiteral("to"), to.toUTC().toString(Qt::ISODateWithMs));
    m_api.send(std::move(call), {&m_api, [then = std::move(then)](Reply<Answer> const& reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return then(*problem);
                                     then(touchedFrom(std::get<Answer>(reply).body.toObject()));
                                 }});
}

void IncidentsClient::account(QString const& id, Then<Account> then)
{
    m_api.get(pathOf(QStringLiteral("/users/%1"), {id}), as(m_api, std::move(then), objectOf(accountFrom)));
}

void IncidentsClient::accounts(Then<std::vector<Account>> then)
{
    m_api.get(QStringLiteral("/users"), pageQuery(),
              as(m_api, std::move(then), rowsOf(QLatin1String(kItems), accountFrom)));
}

void IncidentsClient::alert(QString const& id, Then<AlertSubject> then)
{
    m_api.get(pathOf(QStringLiteral("/alerts/%1"), {id}), as(m_api, std::move(then), objectOf(subjectFrom)));
}

} // namespace ui::incidents
