// What the roles page shows: roles, who holds them, and the rights that the engine knows.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace ui::roles {

struct KnownRole {
    QString id;
    QString name;
    QString description;
    QStringList permissions;
    bool builtin = false;
    qint64 revision = 0;
};

inline KnownRole roleFrom(QJsonObject const& json)
{
    KnownRole role{.id = json["id"].toString(),
                   .name = json["name"].toString(),
                   .description = json["description"].toString(),
                   .permissions = {},
                   .builtin = json["builtin"].toBool(),
                   .revision = json["revision"].toInteger()};
    for (auto const& permission : json["permissions"].toArray())
        role.permissions << permission.toString();
    return role;
}

struct Holder {
    QString id;
    QString name;
    bool enabled = true;
    QStringList roles;
};

inline Holder holderFrom(QJsonObject const& json)
{
    Holder holder{.id = json["id"].toString(),
                  .name = json["name"].toString(),
                  .enabled = json["enabled"].toBool(true)};
    for (auto const& role : json["roles"].toArray())
        holder.roles << role.toString();
    return holder;
}

/// One permission as the engine's own document names it.
struct Right {
    QString noun;
    QString verb;
    bool scoped = false;
    QStringList allows; // What its routes do, in the engine's words.

    QString permission() const { return noun + '.' + verb; }
    bool none() const { return noun.isEmpty(); }
    bool operator==(Right const& other) const { return noun == other.noun && verb == other.verb; }
};

/// A row of the matrix.
struct Resource {
    QString noun;
    QString words;
    QString icon;
    QString group;
    QList<Right> rights; // read and write first.
};

/// Changes that are not saved, apart from what is saved: a reload keeps them.
struct Draft {
    QStringList added;
    QStringList removed;

    bool none() const { return added.isEmpty() && removed.isEmpty(); }
    qsizetype count() const { return added.size() + removed.size(); }
};

} // namespace ui::roles
