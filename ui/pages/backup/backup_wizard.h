// Restores collections step by step: choose, restore beside the live data, compare, swap.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/job_follower.h"
#include "ui/kit/dialog.h"
#include "ui/kit/table.h"
#include "ui/pages/backup/backup_client.h"
#include "ui/pages/backup/backup_model.h"

class QStackedWidget;

namespace ui::backup {

/// Nothing of the live data changes before the last step. It may be closed at any time: jobs go on in the
/// engine, and a backup that was restored beside the live data is taken up where it was left.
class RestoreWizard final : public kit::Dialog {
    Q_OBJECT

public:
    enum Step { Choose, Beside, Compare, Swap, Finished };

    RestoreWizard(QWidget* over, BackupClient& client, JobFollower& jobs, std::vector<Backup> const& backups,
                  QString const& chosen, QString const& environment, QDateTime const& now);

    Step step() const { return m_step; }
    kit::Button* nextButton() const { return m_next; }
    kit::Button* backButton() const { return m_back; }
    QLineEdit* typedEdit() const { return m_typed; }

signals:
    /// A job was started or something was swapped: the page reads again.
    void changed();

private:
    class StepLine;
    void makeSteps();
    QWidget* makeChoose();
    QWidget* makeBeside();
    QWidget* makeCompare();
    QWidget* makeSwap();
    QWidget* makeFinished();
    void go(Step step);
    void dress();
    void dressSteps();
    void next();
    void back();
    Backup const* chosen() const;
    void startRestore();
    void startSwap();
    void follow(Reply<QString> const& location);
    void takeJob(Job const& job);
    void jobEnded(Job const& job);
    void readComparison();
    void takeComparison(Comparison comparison);
    void fillChecks();
    void fillSwap();
    void fillFinished(Backup const& backup);
    void fail(Problem const& problem);

    BackupClient& m_client;
    JobFollower& m_jobs;
    std::vector<Backup> m_backups; // Complete ones, newest first.
    QString m_environment;
    QDateTime m_now;
    Step m_step = Choose;
    QString m_job; // That is waited for; empty: none.
    Comparison m_comparison;
    QList<StepLine*> m_steps;
    QStackedWidget* m_stack;
    QLabel* m_heading;
    QLabel* m_state;
    BackupModel* m_points;
    kit::Table* m_table;
    QLabel* m_jobSays;
    QLabel* m_jobAmount;
    kit::ProgressBar* m_bar;
    kit::Panel* m_checks;
    DifferencesModel* m_differences;
    kit::Panel* m_effects;
    kit::TickBox* m_accept;
    QLabel* m_typeWords;
    QLineEdit* m_typed;
    kit::Panel* m_finished;
    kit::Button* m_back;
    kit::Button* m_next = nullptr;
};

} // namespace ui::backup
