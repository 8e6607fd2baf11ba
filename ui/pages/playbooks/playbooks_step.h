// The middle of a run: the step, what it will do in plain words, the dry run, and the one decisive action
// below it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/pages/playbooks/playbooks_client.h"
#include "ui/pages/playbooks/playbooks_flow.h"

#include <QLineEdit>

namespace ui::playbooks {

/// What the pane shows of one step.
struct StepView {
    Run run;
    Step step;
    Flow const* flow = nullptr;
    kit::NodeState state = kit::NodeState::ToCome;
    QString intent; // What it called, with its values; empty: not yet.
    Journal last;
    Values values;
    std::vector<PreviewLine> preview; // Of this step, with the values known.
    std::vector<PreviewLine> all;     // Of the whole playbook, for what follows an answer.
    QString waitsAt;                  // The step the run waits at, when it is another one.
    QString whyNot;                   // Why the caller may not answer; empty: they may.
};

/// GUI thread. Rebuilt only when what it shows changes: typed words and focus stay while the run is polled.
class StepPane : public QWidget {
    Q_OBJECT

public:
    explicit StepPane(QWidget* parent = nullptr);

    void show(StepView const& view);
    void setWaited(QString const& clock);
    /// The engine refused an answer: it may be given again.
    void failed(QString const& words);
    QString reason() const { return m_reason->text(); }

signals:
    void answered(ui::playbooks::Reaction const& reaction);
    void currentWanted();

private:
    void showHead(StepView const& view);
    void showEffects(StepView const& view);
    void showOutlook(StepView const& view);
    void showOutcome(StepView const& view);
    void showAction(StepView const& view);
    void offerAnswers(StepView const& view);
    void offerText(StepView const& view);
    void offerApproval(StepView const& view);
    kit::Button* decisive(QString const& words, kit::Kind kind, QString const& icon, Reaction const& reaction,
                          QString const& whyNot);
    void setReason(QString const& words, QString const& icon, Role tone);

    QString m_shown;
    kit::Panel* m_words;
    kit::Panel* m_reasonLine;
    QLabel* m_reason = nullptr;
    QLabel* m_waited = nullptr;
    kit::Panel* m_actions;
};

} // namespace ui::playbooks
