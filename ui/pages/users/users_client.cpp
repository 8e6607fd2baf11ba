// The calls of the users page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_client.h"

namespace ui::users {

void UsersClient::users(QString const& part, QString const& after, QObject* owner, Done<Batch<User>> done)
{
    auto query = pageAfter(after);
    if (!part.isEmpty())
        addItem(query, "q", part);
    m_api.get("/users", query, reading(owner, std::move(done), batchOf(userFrom)));
}

void UsersClient::clients(QString const& after, QObject* owner, Done<Batch<Client>> done)
{
    m_api.get("/clients", pageAfter(after), reading(owner, std::move(done), batchOf(clientFrom)));
}

void UsersClient::roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done)
{
    m_api.get("/roles", pageAfter(after), reading(owner, std::move(done), batchOf(roleFrom)));
}

void UsersClient::sessions(QString const& user, QString const& after, QObject* owner,
                           Done<Batch<LiveSession>> done)
{
    auto query = pageAfter(after);
    query.addQueryItem("live", "true");
    if (!user.isEmpty())
        addItem(query, "user_id", user);
    m_api.get("/sessions", query, reading(owner, std::move(done), batchOf(sessionFrom)));
}

void UsersClient::user(QString const& id, QObject* owner, Done<User> done)
{
    m_api.get(pathOf("/users/%1", {id}), reading(owner, std::move(done), userFrom));
}

void UsersClient::create(QJsonObject const& user, QObject* owner, Done<User> done)
{
    m_api.post("/users", user, reading(owner, std::move(done), userFrom));
}

void UsersClient::change(QString const& id, qint64 revision, QJsonObject const& change, QObject* owner,
                         Done<User> done)
{
    Call call{.verb = Verb::Patch, .path = pathOf("/users/%1", {id}), .body = change};
    call.ifMatch = etagOf(revision);
    m_api.send(std::move(call), readingAnswer(owner, std::move(done), userFrom));
}

void UsersClient::disable(QString const& id, QString const& reason, QObject* owner, Done<QJsonValue> done)
{
    QJsonObject body;
    if (!reason.isEmpty())
        body["reason"] = reason;
    m_api.post(pathOf("/users/%1/disable", {id}), body, {owner, std::move(done)});
}

void UsersClient::enable(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/users/%1/enable", {id}), QJsonValue::Undefined, {owner, std::move(done)});
}

void UsersClient::setPassword(QString const& id, QJsonObject const& password, QObject* owner,
                              Done<QJsonValue> done)
{
    m_api.post(pathOf("/users/%1/password", {id}), password, {owner, std::move(done)});
}

void UsersClient::remove(QString const& id, qint64 revision, QObject* owner, Done<QJsonValue> done)
{
    Call call{.verb = Verb::Delete, .path = pathOf("/users/%1", {id})};
    call.ifMatch = etagOf(revision);
    m_api.send(std::move(call), readingAnswer(owner, std::move(done), plainFrom));
}

void UsersClient::grant(QString const& id, QString const& role, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/users/%1/roles", {id}), QJsonObject{{"role", role}}, {owner, std::move(done)});
}

void UsersClient::withdraw(QString const& id, QString const& role, QObject* owner, Done<QJsonValue> done)
{
    m_api.remove(pathOf("/users/%1/roles/%2", {id, role}), {owner, std::move(done)});
}

void UsersClient::endSession(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/sessions/%1/end", {id}), QJsonValue::Undefined, {owner, std::move(done)});
}

void UsersClient::endSessions(QString const& user, QString const& reason, QObject* owner,
                              Done<QJsonValue> done)
{
    QJsonObject body;
    if (!reason.isEmpty())
        body["reason"] = reason;
    m_api.post(pathOf("/users/%1/end-sessions", {user}), body, {owner, std::move(done)});
}

void UsersClient::createClient(QJsonObject const& client, QObject* owner, Done<IssuedClient> done)
{
    m_api.post("/clients", client, reading(owner, std::move(done), issuedFrom));
}

void UsersClient::renewSecret(QString const& id, QObject* owner, Done<IssuedClient> done)
{
    m_api.post(pathOf("/clients/%1/renew-secret", {id}), QJsonValue::Undefined,
               reading(owner, std::move(done), issuedFrom));
}

void UsersClient::disableClient(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/clients/%1/disable", {id}), QJsonValue::Undefined, {owner, std::move(done)});
}

void UsersClient::enableClient(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/clients/%1/enable", {id}), QJsonValue::Undefined, {owner, std::move(done)});
}

void UsersClient::removeClient(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.remove(pathOf("/clients/%1", {id}), {owner, std::move(done)});
}

void UsersClient::addNote(QString const& incident, QString const& text, QObject* owner, Done<QJsonValue> done)
{
    m_api.post(pathOf("/incidents/%1/notes", {incident}), QJsonObject{{"text", text}},
               {owner, std::move(done)});
}

} // namespace ui::users
