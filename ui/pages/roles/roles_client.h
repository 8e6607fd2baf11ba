// The calls of the roles page, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/roles/roles_types.h"

#include <functional>

namespace ui::roles {

class RolesClient {
public:
    explicit RolesClient(ApiClient& api) : m_api{api} {}

    void roles(QString const& after, QObject* owner, Done<Batch<KnownRole>> done);
    void users(QString const& after, QObject* owner, Done<Batch<Holder>> done);
    /// User ids, one per live session.
    void sessions(QString const& after, QObject* owner, Done<Batch<QString>> done);
    void collections(QString const& after, QObject* owner, Done<Batch<QString>> done);
    /// The engine's own description: which permissions there are and what they allow.
    void document(QObject* owner, Done<QJsonValue> done);
    void create(QJsonObject const& role, QObject* owner, Done<KnownRole> done);
    void replace(KnownRole const& role, QObject* owner, Done<KnownRole> done);
    void remove(KnownRole const& role, QObject* owner, Done<QJsonValue> done);

private:
    ApiClient& m_api;
};

} // namespace ui::roles
