// Every call of the backups page. Callbacks come only while `owner` exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/backup/backup_types.h"

namespace ui::backup {

struct BackupsPage {
    std::vector<Backup> backups;
    QString next;
};

class BackupClient {
public:
    explicit BackupClient(ApiClient& api) : m_api{api} {}

    void list(QString const& after, QObject* owner, Done<BackupsPage> done);
    void status(QObject* owner, Done<Status> done);
    void show(QString const& id, QObject* owner, Done<Backup> done);
    void comparison(QString const& id, QObject* owner, Done<Comparison> done);
    // Each answers the location of the job that does the work.
    void start(QString const& label, QObject* owner, Done<QString> done);
    void verify(QString const& id, QObject* owner, Done<QString> done);
    void drill(QString const& id, QObject* owner, Done<QString> done);
    void restore(QString const& id, QObject* owner, Done<QString> done);
    /// `confirm` is the id once more, as it was typed.
    void swap(QString const& id, QString const& confirm, QObject* owner, Done<QString> done);

private:
    void order(QString const& path, QJsonValue const& body, QObject* owner, Done<QString> done);

    ApiClient& m_api;
};

} // namespace ui::backup
