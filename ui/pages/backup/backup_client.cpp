// Calls of the backups page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_client.h"

namespace ui::backup {

void BackupClient::list(QString const& after, QObject* owner, Done<BackupsPage> done)
{
    m_api.get("/backups", pageAfter(after),
              reading<BackupsPage>(owner, std::move(done), [](QJsonObject const& body) {
                  BackupsPage page;
                  for (auto const& item : body["items"].toArray())
                      page.backups.push_back(backupFrom(item.toObject()));
                  page.next = body["next"].toString();
                  return page;
              }));
}

void BackupClient::status(QObject* owner, Done<Status> done)
{
    m_api.get("/backups/status", reading<Status>(owner, std::move(done), statusFrom));
}

void BackupClient::show(QString const& id, QObject* owner, Done<Backup> done)
{
    m_api.get(pathOf("/backups/%1", {id}), reading<Backup>(owner, std::move(done), backupFrom));
}

void BackupClient::comparison(QString const& id, QObject* owner, Done<Comparison> done)
{
    m_api.get(pathOf("/backups/%1/comparison", {id}),
              reading<Comparison>(owner, std::move(done), comparisonFrom));
}

void BackupClient::order(QString const& path, QJsonValue const& body, QObject* owner, Done<QString> done)
{
    m_api.send({.verb = Verb::Post, .path = path, .body = body},
               {owner, [done = std::move(done)](Reply<Answer> reply) {
                    if (auto const* problem = problemOf(reply))
                        return done(*problem);
                    auto const& answer = std::get<Answer>(reply);
                    done(answer.location.isEmpty() ? answer.body["job"].toString() : answer.location);
                }});
}

void BackupClient::start(QString const& label, QObject* owner, Done<QString> done)
{
    QJsonObject body;
    if (!label.isEmpty())
        body["label"] = label;
    order("/backups", body, owner, std::move(done));
}

void BackupClient::verify(QString const& id, QObject* owner, Done<QString> done)
{
    order(pathOf("/backups/%1/verify", {id}), QJsonValue::Undefined, owner, std::move(done));
}

void BackupClient::drill(QString const& id, QObject* owner, Done<QString> done)
{
    order(pathOf("/backups/%1/drill", {id}), QJsonValue::Undefined, owner, std::move(done));
}

void BackupClient::restore(QString const& id, QObject* owner, Done<QString> done)
{
    order(pathOf("/backups/%1/restore", {id}), QJsonValue::Undefined, owner, std::move(done));
}

void BackupClient::swap(QString const& id, QString const& confirm, QObject* owner, Done<QString> done)
{
    order(pathOf("/backups/%1/swap", {id}), QJsonObject{{"confirm", confirm}}, owner, std::move(done));
}

} // namespace ui::backup
