// What the users page shows: people, service clients, their sessions and the roles there are.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace ui::users {

struct User {
    QString id;
    QString name;
    QString email;
    bool enabled = true;
    QString disabledReason;
    QStringList roles;
    QDateTime createdAt;
    QDateTime passwordChangedAt;
    bool mustChangePassword = false;
    int failedSignIns = 0;
    QDateTime lockedUntil;
    QDateTime lastSignInAt;
    qint64 revision = 0;
};

inline User userFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .name = json["name"].toString(),
            .email = json["email"].toString(),
            .enabled = json["enabled"].toBool(true),
            .disabledReason = json["disabled_reason"].toString(),
            .roles = wordsFrom(json["roles"]),
            .createdAt = timeFrom(json["created_at"]),
            .passwordChangedAt = timeFrom(json["password_changed_at"]),
            .mustChangePassword = json["must_change_password"].toBool(),
            .failedSignIns = json["failed_sign_ins"].toInt(),
            .lockedUntil = timeFrom(json["locked_until"]),
            .lastSignInAt = timeFrom(json["last_sign_in_at"]),
            .revision = json["revision"].toInteger()};
}

/// A program that signs in as itself.
struct Client {
    QString id;
    QString name;
    QStringList permissions;
    bool enabled = true;
    QDateTime createdAt;
};

inline Client clientFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .name = json["name"].toString(),
            .permissions = wordsFrom(json["permissions"]),
            .enabled = json["enabled"].toBool(true),
            .createdAt = timeFrom(json["created_at"])};
}

/// Lives only as long as the dialog that shows it.
struct IssuedClient {
    QString id;
    QString name;
    QByteArray secret;
};

inline IssuedClient issuedFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .name = json["name"].toString(),
            .secret = json["client_secret"].toString().toUtf8()};
}

struct LiveSession {
    QString id;
    QString userId;
    QString address;
    QDateTime createdAt;
    QDateTime lastUsedAt;
    QDateTime expiresAt;
};

inline LiveSession sessionFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .userId = json["user_id"].toString(),
            .address = json["address"].toString(),
            .createdAt = timeFrom(json["created_at"]),
            .lastUsedAt = timeFrom(json["last_used_at"]),
            .expiresAt = timeFrom(json["expires_at"])};
}

struct KnownRole {
    QString name;
    QString description;
    QStringList permissions;

    bool administers() const { return permissions.contains(QStringLiteral("*")); }
};

inline KnownRole roleFrom(QJsonObject const& json)
{
    return {.name = json["name"].toString(),
            .description = json["description"].toString(),
            .permissions = wordsFrom(json["permissions"])};
}

/// One part of a list, and where the next one begins (empty: that was all).
/// One row of the page: a person or a service client.
struct Holder {
    bool isClient = false;
    User user;
    Client client;
    int sessions = -1; // Live ones; -1: not known.

    QString const& id() const { return isClient ? client.id : user.id; }
    QString const& name() const { return isClient ? client.name : user.name; }
    bool enabled() const { return isClient ? client.enabled : user.enabled; }
};

enum class State { Active, Disabled, Paused, NewPassword, Dormant };

inline constexpr int kDormantDays = 90;

inline State stateOf(Holder const& holder, QDateTime const& now)
{
    if (!holder.enabled())
        return State::Disabled;
    if (holder.isClient)
        return State::Active;
    if (holder.user.lockedUntil.isValid() && holder.user.lockedUntil > now)
        return State::Paused;
    if (holder.user.mustChangePassword)
        return State::NewPassword;
    auto const& seen = holder.user.lastSignInAt.isValid() ? holder.user.lastSignInAt : holder.user.createdAt;
    return seen.isValid() && seen.daysTo(now) >= kDormantDays ? State::Dormant : State::Active;
}

} // namespace ui::users
