// The calls of the roles page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_client.h"

namespace ui::roles {

namespace {

constexpr char kPageRows[] = "200";

template <class T, class From>
Then<QJsonValue> listed(QObject* owner, From from, RolesClient::Done<Batch<T>> done)
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

QJsonObject bodyOf(KnownRole const& role)
{
    return {{"name", role.name},
            {"description", role.description},
            {"permissions", QJsonArray::fromStringList(role.permissions)}};
}

} // namespace

void RolesClient::roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done)
{
    m_api.get("/roles", pageAfter(after), listed<KnownRole>(owner, roleFrom, std::move(done)));
}

void RolesClient::users(QString const& after, QObject* owner, Done<Batch<Holder>> done)
{
    m_api.get("/users", pageAfter(after), listed<Holder>(owner, holderFrom, std::move(done)));
}

void RolesClient::sessions(QString const& after, QObject* owner, Done<Batch<QString>> done)
{
    auto query = pageAfter(after);
    query.addQueryItem("live", "true");
    auto const userOf = [](QJsonObject const& json) { return json["user_id"].toString(); };
    m_api.get("/sessions", query, listed<QString>(owner, userOf, std::move(done)));
}

void RolesClient::collections(QString const& after, QObject* owner, Done<Batch<QString>> done)
{
    auto const nameOf = [](QJsonObject const& json) { return json["name"].toString(); };
    m_api.get("/collections", pageAfter(after), listed<QString>(owner, nameOf, std::move(done)));
}

void RolesClient::document(QObject* owner, Done<QJsonValue> done)
{
    m_api.get("/openapi.json", {owner, std::move(done)});
}

void RolesClient::create(QJsonObject const& role, QObject* owner, Done<KnownRole> done)
{
    m_api.post("/roles", role, {owner, [done = std::move(done)](Reply<QJsonValue> reply) {
                                    if (auto const* problem = problemOf(reply))
                                        return done(*problem);
                                    done(roleFrom(std::get<QJsonValue>(reply).toObject()));
                                }});
}

void RolesClient::replace(KnownRole const& role, QObject* owner, Done<KnownRole> done)
{
    Call call{.verb = Verb::Put, .path = pathOf("/roles/%1", {role.id}), .body = bodyOf(role)};
    call.ifMatch = etagOf(role.revision);
    m_api.send(std::move(call), {owner, [done = std::move(done)](Reply<Answer> reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return done(*problem);
                                     done(roleFrom(std::get<Answer>(reply).body.toObject()));
                                 }});
}

void RolesClient::remove(KnownRole const& role, QObject* owner, Done<QJsonValue> done)
{
    Call call{.verb = Verb::Delete, .path = pathOf("/roles/%1", {role.id})};
    call.ifMatch = etagOf(role.revision);
    m_api.send(std::move(call), {owner, [done = std::move(done)](Reply<Answer> reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return done(*problem);
                                     done(std::get<Answer>(reply).body);
                                 }});
}

} // namespace ui::roles
