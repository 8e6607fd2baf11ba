// Declaring a case, and a file of this machine as evidence: its hash is made here, the file stays where it
// is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/pages/incidents/incidents_client.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTimer>

namespace ui::incidents {

/// Asks for a title, a severity and, where accounts may be read, whose account it is about.
class DeclareDialog : public kit::FormDialog {
    Q_OBJECT

public:
    DeclareDialog(QWidget* over, IncidentsClient& client, bool mayReadAccounts);

signals:
    void declared(ui::incidents::Incident const& incident);

private:
    void send();
    void offer(std::vector<Account> accounts);

    IncidentsClient& m_client;
    QComboBox* m_severity;
    QComboBox* m_account = nullptr;
    std::vector<Account> m_accounts;
};

/// Hashes a file piece by piece on the event loop, so that large images do not stop the console.
class FileHash : public QObject {
    Q_OBJECT

public:
    FileHash(QString const& path, QObject* parent);
    void start();

signals:
    void progressed(double share);
    /// Lower-case hex, or what went wrong.
    void done(QString const& sha256, QString const& problem);

private:
    void piece();

    QFile m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    QTimer m_next;
};

/// Shows the hash while it is made, then adds the file as evidence.
class FileEvidenceDialog : public kit::FormDialog {
    Q_OBJECT

public:
    FileEvidenceDialog(QWidget* over, IncidentsClient& client, QString const& incidentId,
                       QString const& path);

signals:
    void added(ui::incidents::Evidence const& evidence);

private:
    void send();

    IncidentsClient& m_client;
    QString m_incidentId;
    QString m_sha256;
    kit::ProgressBar* m_progress;
};

} // namespace ui::incidents
