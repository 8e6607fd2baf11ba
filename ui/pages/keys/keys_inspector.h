// The pane at the right of the keys page: one key, its life and what can be done about it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/kit/page.h"
#include "ui/pages/keys/keys_types.h"

namespace ui::keys {

class KeysInspector final : public kit::Panel {
    Q_OBJECT

public:
    explicit KeysInspector(QWidget* parent = nullptr);

    void show(Key const& key, QDateTime const& now);
    void showNothing();
    void setIncident(QString const& id);
    kit::Button* revokeButton() const { return m_revoke; }

signals:
    void revokeAsked(QString const& kid);
    void auditAsked(QString const& kid);
    void incidentAsked();

private:
    void addFoot();
    void fillHistory(Key const& key);

    QString m_kid;
    QLabel* m_name;
    kit::Chip* m_state;
    QLabel* m_meaning;
    kit::Facts* m_facts;
    kit::Panel* m_history;
    kit::Panel* m_warning;
    QLabel* m_warningWords;
    kit::Button* m_revoke;
    kit::Button* m_audit;
    kit::Button* m_incident;
};

} // namespace ui::keys
