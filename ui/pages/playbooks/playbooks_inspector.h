// The inspector of a playbook: where it comes from, what it may do at most, what it asks for, what it does.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/kit/state_view.h"
#include "ui/pages/playbooks/playbooks_client.h"
#include "ui/pages/playbooks/playbooks_flow.h"

namespace ui::playbooks {

/// GUI thread. It reads the details of the playbook that is chosen; the page acts.
class Inspector : public QWidget {
    Q_OBJECT

public:
    explicit Inspector(PlaybooksClient& client, QWidget* parent = nullptr);

    /// The reasons are empty where the caller may.
    void setRights(QString const& whyNotRun, QString const& whyNotApprove);
    void show(QString const& playbookId);
    void clear();
    Detail const& detail() const { return m_detail; }
    kit::Button* startButton() const { return m_start; }
    kit::Button* approveButton() const { return m_approve; }

signals:
    void startChosen(ui::playbooks::Detail const& detail);
    void approveChosen(ui::playbooks::Detail const& detail);

private:
    void take(Detail const& detail);
    void showBody();
    void showDefects();
    void showEffects();

    PlaybooksClient& m_client;
    QString m_id;
    Detail m_detail;
    std::vector<PreviewLine> m_preview;
    QString m_whyNotRun;
    QString m_whyNotApprove;
    kit::Panel* m_body;
    kit::StateView* m_state;
    kit::Button* m_start;
    kit::Button* m_approve;
};

} // namespace ui::playbooks
