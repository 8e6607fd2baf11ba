// The calls of the playbooks page, one function each: method, path and reply type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/playbooks/playbooks_types.h"

namespace ui::playbooks {

/// What is answered to a run: the key of the wait, and of an approval the digest of what was shown.
struct Reaction {
    QString key;
    QString answer;
    QString digest = {};
};

/// GUI thread.
class PlaybooksClient {
public:
    explicit PlaybooksClient(ApiClient& api) : m_api{api} {}

    void list(Then<std::vector<Playbook>> then);
    void show(QString const& id, Then<Detail> then);
    void preview(QString const& id, Then<std::vector<PreviewLine>> then);
    void import(QJsonObject const& document, Then<Playbook> then);
    void approve(QString const& id, Then<Playbook> then);
    void start(QString const& id, QString const& incidentId, QJsonObject const& variables, Then<Run> then);
    void runs(QString const& after, Then<Batch<Run>> then);
    void run(QString const& id, Then<RunDetail> then);
    void answer(QString const& runId, Reaction const& reaction, Then<Run> then);
    void cancel(QString const& runId, Then<Run> then);
    void incident(QString const& id, Then<Case> then);
    void openIncidents(Then<std::vector<Case>> then);
    void account(QString const& id, Then<Named> then);
    void accounts(Then<std::vector<Named>> then);
    void destinations(Then<std::vector<Named>> then);
    void liveSessions(QString const& userId, Then<int> then);

private:
    ApiClient& m_api;
};

} // namespace ui::playbooks
