// Starts the engine as a child process and tells where it answers; the console's only door to an engine of
// its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/local_engine.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QProcess>
#include <QTimer>

#include <optional>

namespace app {

/// GUI thread. See ui/DECISIONS.md 0001: a process of its own, secrets by pipe, reattached through
/// DIR/running.json.
class EngineHost final : public ui::LocalEngine {
    Q_OBJECT

public:
    static constexpr int kStartMsMax = 60'000;      // A journal to replay, on a slow disk.
    static constexpr int kStopMsMax = 30'000;       // Longer than the engine's own limit for draining.
    static constexpr int kSetUpMsMax = 60'000;      // Two Argon2id runs on a slow machine.
    static constexpr int kRecoverMsMax = 3'600'000; // A large database from a slow medium.

    /// `program` is the path of deward.
    EngineHost(QString program, QString directory, QObject* parent = nullptr);
    /// Ends a child that was not detached, and waits for it no longer than a moment.
    ~EngineHost() override;

    QString directory() const override { return m_directory; }
    State state() const override;
    void setUp(ui::EngineSetUp request, ui::Then<QByteArray> then) override;
    void recover(ui::EngineRecovery request, ui::Then<QStringList> then) override;
    void start(QString passphrase, ui::Then<ui::EnginePlace> then) override;
    void attach(ui::Then<ui::EnginePlace> then) override;
    void stop(ui::Then<bool> then) override;
    void detach() override;

private:
    void lookForPlace();
    void startFailed(QString const& sentence);
    void childEnded();
    void setUpEnded(QProcess* child, ui::Then<QByteArray> const& then);
    void recoverEnded(QProcess* child, ui::Then<QStringList> const& then);
    /// What stands in running.json; with `pid` only if that process wrote it.
    std::optional<ui::EnginePlace> writtenPlace(std::optional<qint64> pid = {}) const;
    QString placePath() const { return m_directory + "/running.json"; }
    QString logPath() const { return m_directory + "/deward.log"; }

    QString m_program;
    QString m_directory;
    QPointer<QProcess> m_child;
    qint64 m_pid = 0;
    QTimer m_look;
    QElapsedTimer m_since;
    std::optional<ui::Then<ui::EnginePlace>> m_starting;
    QList<ui::Then<bool>> m_stopping;
    bool m_detached = false;
};

/// deward beside the running program.
QString enginePath();

} // namespace app
