// The calls of the users page, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/users/users_types.h"

#include <functional>

namespace ui::users {

class UsersClient {
public:
    explicit UsersClient(ApiClient& api) : m_api{api} {}

    /// `part` of a name or an address; empty: everybody.
    void users(QString const& part, QString const& after, QObject* owner, Done<Batch<User>> done);
    void clients(QString const& after, QObject* owner, Done<Batch<Client>> done);
    void roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done);
    /// Live ones; of everybody when `user` is empty.
    void sessions(QString const& user, QString const& after, QObject* owner, Done<Batch<LiveSession>> done);

    void user(QString const& id, QObject* owner, Done<User> done);
    void create(QJsonObject const& user, QObject* owner, Done<User> done);
    void change(QString const& id, qint64 revision, QJsonObject const& change, QObject* owner,
                Done<User> done);
    void disable(QString const& id, QString const& reason, QObject* owner, Done<QJsonValue> done);
    void enable(QString const& id, QObject* owner, Done<QJsonValue> done);
    void setPassword(QString const& id, QJsonObject const& password, QObject* owner, Done<QJsonValue> done);
    void remove(QString const& id, qint64 revision, QObject* owner, Done<QJsonValue> done);
    void grant(QString const& id, QString const& role, QObject* owner, Done<QJsonValue> done);
    void withdraw(QString const& id, QString const& role, QObject* owner, Done<QJsonValue> done);
    void endSession(QString const& id, QObject* owner, Done<QJsonValue> done);
    void endSessions(QString const& user, QString const& reason, QObject* owner, Done<QJsonValue> done);

    void createClient(QJsonObject const& client, QObject* owner, Done<IssuedClient> done);
    void renewSecret(QString const& id, QObject* owner, Done<IssuedClient> done);
    void disableClient(QString const& id, QObject* owner, Done<QJsonValue> done);
    void enableClient(QString const& id, QObject* owner, Done<QJsonValue> done);
    void removeClient(QString const& id, QObject* owner, Done<QJsonValue> done);

    void addNote(QString const& incident, QString const& text, QObject* owner, Done<QJsonValue> done);

private:
    ApiClient& m_api;
};

} // namespace ui::users
