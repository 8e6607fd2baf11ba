// Follows long operations of the engine: polls each job with If-None-Match until it has ended.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QHash>
#include <QTimer>

namespace ui {

/// One job as /jobs/{id} answers it.
struct Job {
    QString id;
    QString kind;
    QString state;          // queued running done failed cancelled
    QString says;           // One sentence of what it does now.
    qint64 completed = 0;
    qint64 total = 0;       // 0: unknown.
    bool cancellable = false;
    QString result;         // Link or text at the end, else empty.
    QString startedBy;
    QDateTime createdAt;

    bool ended() const { return state == "done" || state == "failed" || state == "cancelled"; }
};

Job jobFrom(QJsonObject const& json);

/// GUI thread. Follows at most kJobsMax jobs; polls at 250 ms, stretching to 2 s.
class JobFollower : public QObject {
    Q_OBJECT

public:
    static constexpr int kJobsMax = 64;

    explicit JobFollower(ApiClient& api, QObject* parent = nullptr);

    /// Starts to follow the job that an Answer's location ("/jobs/j1") or id names.
    void follow(QString const& locationOrId);
    void cancel(QString const& id);
    /// Newest first; ended jobs stay until dismissed.
    QList<Job> const& jobs() const { return m_jobs; }
    void dismiss(QString const& id);

signals:
    void changed(ui::Job const& job);
    void ended(ui::Job const& job);

private:
    void poll();
    void take(QString const& id, Answer const& answer);

    ApiClient& m_api;
    QTimer m_timer;
    QList<Job> m_jobs;
    QHash<QString, QByteArray> m_etags;
    QHash<QString, int> m_silent;   // Unanswered polls of a job.
};

} // namespace ui
