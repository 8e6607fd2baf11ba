// The calls of the roles page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_client.h"

namespace ui::roles {

namespace {

QJsonObject bodyOf(KnownRole const& role)
{
    return {{"name", role.name},
            {"description", role.description},
            {"permissions", QJsonArray::fromStringList(role.permissions)}};
}

} // namespace

void RolesClient::roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done)
{
    m_api.get("/roles", pageAfter(after), reading(owner, std::move(done), batchOf(roleFrom)));
}

void RolesClient::users(QString const& after, QObject* owner, Done<Batch<Holder>> done)
{
    m_api.get("/users", pageAfter(after), reading(owner, std::move(done), batchOf(holderFrom)));
}

void RolesClient::sessions(QString const& after, QObject* owner, Done<Batch<QString>> done)
{
    auto query = pageAfter(after);
    query.addQueryItem("live", "true");
    auto const userOf = [](QJsonObject const& json) { return json["user_id"].toString(); };
    m_api.get("/sessions", query, reading(owner, std::move(done), batchOf(userOf)));
}

void RolesClient::collections(QString const& after, QObject* owner, Done<Batch<QString>> done)
{
    auto const nameOf = [](QJsonObject const& json) { return json["name"].toString(); };
    m_api.get("/collections", pageAfter(after), reading(owner, std::move(done), batchOf(nameOf)));
}

void RolesClient::document(QObject* owner, Done<QJsonValue> done)
{
    m_api.get("/openapi.json", {owner, std::move(done)});
}

void RolesClient::create(QJsonObject const& role, QObject* owner, Done<KnownRole> done)
{
    m_api.post("/roles", role, reading(owner, std::move(done), roleFrom));
}

void RolesClient::replace(KnownRole const& role, QObject* owner, Done<KnownRole> done)
{
    Call call{.verb = Verb::Put, .path = pathOf("/roles/%1", {role.id}), .body = bodyOf(role)};
    call.ifMatch = etagOf(role.revision);
    m_api.send(std::move(call), readingAnswer(owner, std::move(done), roleFrom));
}

void RolesClient::remove(KnownRole const& role, QObject* owner, Done<QJsonValue> done)
{
    Call call{.verb = Verb::Delete, .path = pathOf("/roles/%1", {role.id})};
    call.ifMatch = etagOf(role.revision);
    m_api.send(std::move(call), readingAnswer(owner, std::move(done), plainFrom));
}

} // namespace ui::roles
