// Starting a playbook: what it asks for at the left, what it will do with these values at the right, one
// button.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/pages/playbooks/playbooks_client.h"
#include "ui/pages/playbooks/playbooks_flow.h"

namespace ui::playbooks {

/// What is known already: from the case, or from the address that led here.
struct Known {
    QString incidentId;
    QString userId;
    QString query;
};

class StartDialog : public kit::FormDialog {
    Q_OBJECT

public:
    StartDialog(QWidget* over, kit::PageContext context, PlaybooksClient& client, Detail const& detail,
                Known known);

    /// As it would be sent: by variable name.
    QJsonObject variables() const;
    QString incidentId() const;
    /// The lines of the dry run as they are shown, for tests and for screen readers.
    QStringList effects() const { return m_effectWords; }

signals:
    void started(ui::playbooks::Run const& run);

private:
    void addFields();
    void addChoice(Variable const& variable, QString const& label, std::vector<Named> const& options,
                   QString const& chosen);
    void addInput(Variable const& variable, QString const& label, QString const& text);
    void offerCases(std::vector<Case> cases);
    void offer(QString const& variable, std::vector<Named> const& options, QString const& chosen);
    void readChoices();
    void readSessions();
    QString valueOf(QString const& variable) const;
    QString wordOf(QString const& variable) const;
    void showEffects();
    void send();

    kit::PageContext m_context;
    PlaybooksClient& m_client;
    Detail m_detail;
    Known m_known;
    Flow m_flow;
    std::vector<PreviewLine> m_preview;
    bool m_previewed = false;
    QHash<QString, std::vector<Named>> m_options; // By variable: what its choice offers.
    std::vector<Named> m_cases;
    QComboBox* m_case = nullptr;
    kit::Panel* m_effects;
    QStringList m_effectWords;
    int m_sessions = -1; // Live ones of the account; -1: not known.
    QString m_sessionsOf;
    bool m_noDestination = false;
};

} // namespace ui::playbooks
