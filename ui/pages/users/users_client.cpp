// The calls of the users page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_client.h"

namespace ui::users {

namespace {

constexpr char kPageRows[] = "200";

template <class T>
Then<QJsonValue> listed(QObject* owner, T (*from)(QJsonObject const&), UsersClient::Done<Batch<T>> done)
{
    return {owner, [from, done = std::move(done)](Reply<QJsonValue> reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                auto const& answer = std::get<QJsonValue>(reply);
                Batch<T> batch{.items = {}, .next = answer["next"].toString()};
                for (auto const& item : answer["items"].toArray())
                    batch.items.push_back(from(item.toObject()));
                done(std::move(batch));
            }};
}

template <class T>
Then<QJsonValue> one(QObject* owner, T (*from)(QJsonObject const&), UsersClient::Done<T> done)
{
    return {owner, [from, done = std::move(done)](Reply<QJsonValue> reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(from(std::get<QJsonValue>(reply).toObject()));
            }};
}

QUrlQuery pageAfter(QString const& after)
{
    QUrlQuery query{{"limit", kPageRows}};
    if (!after.isEmpty())
        addItem(query, "after", after);
    return query;
}

QByteArray etagOf(qint64 revision)
{
    return '"' + QByteArray::number(revision) + '"';
}

/// For calls that carry If-Match: the body of the answer, as the short forms give it.
template <class T>
Then<Answer> bodyOf(QObject* owner, UsersClient::Done<T> done, std::function<T(QJsonValue const&)> from)
{
    return {owner, [done = std::move(done), from = std::move(from)](Reply<Answer> reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(from(std::get<Answer>(reply).body));
            }};
}

} // namespace

void UsersClient::users(QString const& part, QString const& after, QObject* owner, Done<Batch<User>> done)
{
    auto query = pageAfter(after);
    if (!part.isEmpty())
        addItem(query, "q", part);
    m_api.get("/users", query, listed(owner, userFrom, std::move(done)));
}

void UsersClient::clients(QString const& after, QObject* owner, Done<Batch<Client>> done)
{
    m_api.get("/clients", pageAfter(after), listed(owner, clientFrom, std::move(done)));
}

void UsersClient::roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done)
{
    m_api.get("/roles", pageAfter(after), listed(owner, roleFrom, std::move(done)));
}

void UsersClient::sessions(QString const& user, QString const& after, QObject* owner,
                           Done<Batch<LiveSession>> done)
{
    auto query = pageAfter(after);
    query.addQueryItem("live", "true");
    if (!user.isEmpty())
        addItem(query, "user_id", user);
    m_api.get("/sessions", query, listed(owner, sessionFrom, std::move(done)));
}

void UsersClient::user(QString const& id, QObject* owner, Done<User> done)
{
    m_api.get(pathOf("/users/%1", {id}), one(owner, userFrom, std::move(done)));
}

void UsersClient::create(QJsonObject const& user, QObject* owner, Done<User> done)
{
    m_api.post("/users", user, one(owner, userFrom, std::move(done)));
}

void UsersClient::change(QString const& id, qint64 revision, QJsonObject const& change, QObject* owner,
                         Done<User> done)
{
    Call call{.verb = Verb::Patch, .path = pathOf("/users/%1", {id}), .body = change};
    call.ifMatch = etagOf(revision);
    m_api.send(std::move(call), bodyOf<User>(owner, std::move(done), [](QJsonValue const& body) {
                   return userFrom(body.toObject());
               }));
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
    m_api.send(std::move(call),
               bodyOf<QJsonValue>(owner, std::move(done), [](QJsonValue const& body) { return body; }));
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
    m_api.post("/clients", client, one(owner, issuedFrom, std::move(done)));
}

void UsersClient::renewSecret(QString const& id, QObject* owner, Done<IssuedClient> done)
{
    m_api.post(pathOf("/clients/%1/renew-secret", {id}), QJsonValue::Undefined,
               one(owner, issuedFrom, std::move(done)));
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
