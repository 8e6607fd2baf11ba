// The pane at the right of the backups page: the job that runs, or one backup with what was found about it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/job_follower.h"
#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/pages/backup/backup_types.h"

class QLabel;

namespace ui::backup {

class BackupInspector final : public kit::Panel {
    Q_OBJECT

public:
    BackupInspector(bool mayRun, bool mayRestore, QWidget* parent = nullptr);

    void show(Backup const& backup, QDateTime const& now);
    /// A job of this capability that has not ended; shown above the backup.
    void showJob(Job const& job);
    void hideJob();

signals:
    void verifyAsked(QString const& id);
    void drillAsked(QString const& id);
    void restoreAsked(QString const& id);
    void auditAsked(QString const& id);
    void cancelAsked(QString const& job);

private:
    void makeJob();
    void makeFoot(bool mayRun, bool mayRestore);
    void fillFacts(QDateTime const& now);
    void fillResult();

    Backup m_backup;
    QString m_jobId;
    kit::Panel* m_job;
    QLabel* m_jobTitle;
    QLabel* m_jobSays;
    QLabel* m_jobAmount;
    kit::ProgressBar* m_jobBar;
    kit::Button* m_jobCancel;
    QLabel* m_name;
    kit::Chip* m_proof;
    QLabel* m_meaning;
    kit::Facts* m_facts;
    QLabel* m_resultTitle;
    kit::Facts* m_result;
    kit::Button* m_verify;
    kit::Button* m_drill;
    kit::Button* m_restore;
    kit::Button* m_audit;
    kit::Panel* m_foot;
};

/// What the last operation found, as facts; for the inspector and for the wizard.
QList<kit::Fact> resultFacts(QJsonObject const& result);

} // namespace ui::backup
