// The engine on this computer as the console sees it. app/host implements it; tests put another in its place.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reply.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>
#include <QUrl>

namespace ui {

/// Where an engine answers and who vouches for it.
struct EnginePlace {
    QUrl admin;
    QUrl data;
    QByteArray authorityPem;
    QString engineId;
};

/// What the first set-up wants. Both secrets are zeroed by who takes it.
struct EngineSetUp {
    QString administrator;
    QString password;
    QString passphrase;
};

/// An engine made anew from its backups, on a machine that has nothing else. Secrets are zeroed by who takes
/// it.
struct EngineRecovery {
    enum class Key { Passphrase, RecoveryKit };

    QString repository; // Folder with packs and manifests; only read.
    Key key = Key::Passphrase;
    QString secret;         // The passphrase of the moment of the backup, or the text of the kit.
    QString nextPassphrase; // With the kit: the one from then on.
};

/// GUI thread. Everything is asynchronous; a Problem's title is one sentence for the person, without a
/// secret.
class LocalEngine : public QObject {
    Q_OBJECT

public:
    enum class State {
        None, // No data directory yet: set it up.
        Stopped,
        Running, // As this console's child.
        Away,    // Perhaps running without this console: attach() tells.
    };

    using QObject::QObject;

    virtual QString directory() const = 0;
    virtual State state() const = 0;
    /// Makes the data directory. Answers the recovery kit, which exists in memory alone: whoever takes it
    /// zeroes it.
    virtual void setUp(EngineSetUp request, Then<QByteArray> then) = 0;
    /// Fills the data directory, which must not exist, from a repository of backups. Answers what was
    /// restored, in lines for the person.
    virtual void recover(EngineRecovery request, Then<QStringList> then) = 0;
    virtual void start(QString passphrase, Then<EnginePlace> then) = 0;
    /// The place of an engine that was left running; without one a Problem "not-running". Whether it still
    /// answers, and is the same, the first call over its pinned authority tells.
    virtual void attach(Then<EnginePlace> then) = 0;
    /// Lets it finish what it does and end.
    virtual void stop(Then<bool> then) = 0;
    /// It goes on when the console ends; alerts, schedules and jobs continue.
    virtual void detach() = 0;

signals:
    /// The engine ended without being asked to. The last line it said.
    void died(QString const& why);
};

} // namespace ui
