// A run at work: graph or list of steps, the step in the middle, the log at the right. The page owns one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/kit/phase_bar.h"
#include "ui/kit/table.h"
#include "ui/pages/playbooks/playbooks_model.h"
#include "ui/pages/playbooks/playbooks_step.h"

#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

namespace ui::playbooks {

/// GUI thread. Polls each second while the run is live and the view is visible.
class RunView : public QWidget {
    Q_OBJECT

public:
    static constexpr int kPollMs = 1000;

    explicit RunView(kit::PageContext context, QWidget* parent = nullptr);

    void open(QString const& id);
    void refresh();
    void setNarrow(bool narrow);
    void cancel();
    Run const& run() const { return m_detail.run; }
    kit::StateView* state() const { return m_state; }
    StepPane* step() const { return m_step; }
    kit::GraphView* graph() const { return m_graph; }
    kit::Table* list() const { return m_list; }
    QString shownStep() const { return m_shown; }
    QString title() const { return m_title->text(); }

signals:
    void back();
    void changed(ui::playbooks::Run const& run);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* head();
    QWidget* stepsCard();
    QWidget* logCard();
    void readRun();
    void readPlaybook();
    void readCase();
    void readName();
    void take(RunDetail detail);
    void takePlaybook(Detail const& detail);
    void tick();
    void showAll();
    void showHead();
    void showClocks();
    void showSteps();
    void showLog();
    void showStep(QString const& id);
    void learnValues();
    StepView viewOf(QString const& id) const;
    QString whyNotAnswer() const;
    void answer(Reaction const& reaction);

    kit::PageContext m_context;
    PlaybooksClient m_client;
    QTimer m_poll;
    bool m_reading = false;
    QString m_id;
    RunDetail m_detail;
    Case m_case;
    Flow m_flow;
    Progress m_progress;
    std::vector<PreviewLine> m_preview;
    QHash<QString, QString> m_values;
    QHash<QString, QString> m_names; // Of ids.
    QString m_shown;
    bool m_follows = true; // Shows the step the run is at, until the user looks at another.
    bool m_graphed = false;
    qint64 m_logged = 0;
    QPointer<kit::ConfirmDialog> m_asked;

    kit::StateView* m_state;
    kit::SeverityChip* m_severity;
    QLabel* m_facts;
    kit::Chip* m_runState;
    QLabel* m_title;
    kit::Panel* m_caseClock;
    QLabel* m_caseTime;
    QLabel* m_stepTime;
    kit::Button* m_cancel;
    kit::Button* m_toCase;
    kit::Button* m_details;
    kit::PhaseBar* m_phases;
    kit::Segmented* m_look;
    QStackedWidget* m_steps;
    kit::GraphView* m_graph;
    StepsModel* m_stepsModel;
    kit::Table* m_list;
    StepPane* m_step;
    JournalModel* m_journal;
    kit::Table* m_log;
    QWidget* m_logCard;
};

} // namespace ui::playbooks
