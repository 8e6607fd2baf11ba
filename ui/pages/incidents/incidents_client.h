// The calls of the incidents page, one function each: method, path and reply type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/incidents/incidents_types.h"

namespace ui::incidents {

/// GUI thread. Whose records are looked for: a user or one token.
struct Whose {
    QString userId;
    QString tokenId;
};

class IncidentsClient {
public:
    explicit IncidentsClient(ApiClient& api) : m_api{api} {}

    void list(QString const& after, Then<Batch<Incident>> then);
    void show(QString const& id, Then<Detail> then);
    void timeline(QString const& id, qint64 after, Then<Batch<Line>> then);
    void declare(QJsonObject const& incident, Then<Incident> then);
    void setState(QString const& id, QString const& state, Then<Incident> then);
    void addNote(QString const& id, QString const& text, Then<Line> then);
    void addEvidence(QString const& id, QJsonObject const& evidence, Then<Evidence> then);
    /// The Markdown as the engine wrote it, byte for byte: its hash is part of the bundle.
    void report(QString const& id, Then<QByteArray> then);
    void bundle(QString const& id, Then<QByteArray> then);
    void runs(QString const& id, Then<std::vector<Run>> then);
    void playbooks(Then<std::vector<Playbook>> then);
    void preview(QString const& playbook, Then<std::vector<PreviewLine>> then);
    /// The steps of a playbook in the order of its flow.
    void flow(QString const& playbook, Then<QStringList> then);
    void touched(Whose const& whose, QDateTime const& from, QDateTime const& to, Then<Touched> then);
    void account(QString const& id, Then<Account> then);
    void accounts(Then<std::vector<Account>> then);
    void alert(QString const& id, Then<AlertSubject> then);

private:
    void raw(QString const& path, Then<QByteArray> then);
    ApiClient& m_api;
};

} // namespace ui::incidents
