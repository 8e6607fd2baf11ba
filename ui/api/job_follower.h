// Follows long operations of the engine: polls each job with If-None-Match until it has ended.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QDateTime>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace ui {

/// One job as /jobs/{id} answers it.
struct Job {
    QString id;
    QString kind;
    QString state; // queued running done failed cancelled; lost: the engine does not tell of it any more.
    QString says;  // One sentence of what it does now, or why it failed.
    qint64 completed = 0;
    qint64 total = 0; // 0: unknown.
    bool cancellable = false;
    QString result;  // Link at the end, else empty.
    QString problem; // Slug of what went wrong, else empty.
    QString startedBy;
    QDateTime createdAt;
    QDateTime endedAt;

    bool ended() const
    {
        return state == "done" || state == "failed" || state == "cancelled" || state == "lost";
    }
};

Job jobFrom(QJsonObject const& json);

/// GUI thread. Follows at most kJobsMax jobs; polls at 250 ms, stretching to 2 s.
class JobFollower : public QObject {
    Q_OBJECT

public:
    static constexpr int kJobsMax = 64;
    static constexpr int kPollMsMin = 250;
    static constexpr int kPollMsMax = 2000;

    explicit JobFollower(ApiClient& api, QObject* parent = nullptr);

    /// Starts to follow the job that an Answer's location ("/jobs/j1") or id names. False when kJobsMax jobs
    /// are already running: the oldest ended ones make room, running ones are not dropped.
    bool follow(QString const& locationOrId);
    /// Follows what runs at the engine already: after sign-in, so that the tray shows jobs of an earlier
    /// console.
    void followRunning();
    /// Asks the engine to cancel; the answer is seen by the next poll. A refusal reaches `refused`.
    void cancel(QString const& id);
    /// Newest first; ended jobs stay until dismissed.
    QList<Job> const& jobs() const { return m_jobs; }
    void dismiss(QString const& id);
    /// After sign-out: jobs of another caller are not this one's to see.
    void clear();

signals:
    void changed(ui::Job const& job);
    void ended(ui::Job const& job);
    void dismissed(QString const& id);
    void refused(ui::Job const& job, ui::Problem const& problem);

private:
    void poll();
    void ask(QString const& id);
    void take(QString const& id, Reply<Answer> const& reply);
    void lose(Job& job, Problem const& problem);
    void replace(Job& job, Job next);
    void hasten();
    Job* find(QString const& id);
    bool makeRoom();

    ApiClient& m_api;
    QTimer m_timer;
    QList<Job> m_jobs;
    QHash<QString, QByteArray> m_etags;
    QSet<QString> m_asked; // Polls that wait for their answer.
};

} // namespace ui
