// The two long walks over the chain that the audit page starts: verifying it, and writing it to a file.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/audit/audit_client.h"

#include <QSaveFile>
#include <QTimer>

#include <memory>
#include <optional>

namespace ui::audit {

/// What a whole verification found.
struct Verdict {
    enum class Witness { None, Matches, Differs, Cut };

    bool ok = false;
    qint64 rows = 0;
    qint64 firstBad = 0;
    QString problem;
    Head head;                       // As it was before the walk began.
    Witness witness = Witness::None; // Against the head that this console saw before.
    Head seen;
};

/// Walks in stretches. Where the engine's limit for heavy reads is used up it waits as long as it was told.
class Walk : public QObject {
    Q_OBJECT

public:
    static constexpr int kWaitSecondsMax = 120;

    explicit Walk(AuditClient& client, QObject* parent = nullptr);
    bool running() const { return m_running; }
    virtual void cancel();

signals:
    void progressed(qint64 rows, qint64 total);
    void waiting(int seconds);
    void failed(ui::Problem const& problem);

protected:
    AuditClient& client() const { return m_client; }
    void begin() { m_running = true; }
    void end() { m_running = false; }
    /// True when the problem is only "too many": goes on later.
    bool waited(Problem const& problem, std::function<void()> again);
    bool current(int turn) const { return m_running && turn == m_turn; }
    int turn() const { return m_turn; }

private:
    AuditClient& m_client;
    QTimer m_pause;
    std::function<void()> m_again;
    bool m_running = false;
    int m_turn = 0; // Answers of a cancelled walk are of no use.
};

class Verification final : public Walk {
    Q_OBJECT

public:
    using Walk::Walk;
    /// `seen`: the head that this console kept from an earlier look, or none.
    void start(Head const& seen);

signals:
    void ended(ui::audit::Verdict const& verdict);

private:
    void walk(qint64 after);
    void take(Stretch const& stretch);
    void compare();
    void finish();

    Verdict m_verdict;
};

class Export final : public Walk {
    Q_OBJECT

public:
    using Walk::Walk;
    /// Writes beside `path` and puts it in place at the end; readable by its owner alone.
    bool start(QString const& path, qint64 total);
    void cancel() override;
    QString fault() const { return m_fault; }

signals:
    void ended(QString const& path, qint64 rows);
    void broken(QString const& fault); // The file, not the engine.

private:
    void read(qint64 after);
    void take(QByteArray const& lines, qint64 after);
    void give(QString const& fault);

    std::unique_ptr<QSaveFile> m_file;
    qint64 m_rows = 0;
    qint64 m_total = 0;
    QString m_fault;
};

} // namespace ui::audit
