// Collections and records as this page shows them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace ui::collections {

/// From the list; `schema`, `unique` and `indexes` come when it is opened.
struct Collection {
    QString name;
    QString description;
    QJsonObject schema;
    qint64 schemaVersion = 1;
    QStringList unique;
    QStringList indexes;
    bool writeOnce = false;
    QDateTime createdAt;
    QDateTime updatedAt;
};

inline Collection collectionFrom(QJsonObject const& json)
{
    return {.name = json["name"].toString(),
            .description = json["description"].toString(),
            .schema = json["schema"].toObject(),
            .schemaVersion = json["schema_version"].toInteger(1),
            .unique = wordsFrom(json["unique"]),
            .indexes = wordsFrom(json["indexes"]),
            .writeOnce = json["write_once"].toBool(),
            .createdAt = timeFrom(json["created_at"]),
            .updatedAt = timeFrom(json["updated_at"])};
}

struct Record {
    static constexpr int kShortId = 13; // The milliseconds of its creation.

    QString id;
    qint64 revision = 0;
    QDateTime createdAt;
    QDateTime updatedAt;
    QJsonValue body; // An object, unless the schema wants something else.

    bool none() const { return id.isEmpty(); }
};

inline Record recordFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .revision = json["revision"].toInteger(),
            .createdAt = timeFrom(json["created_at"]),
            .updatedAt = timeFrom(json["updated_at"]),
            .body = json["body"]};
}

struct Revision {
    qint64 revision = 0;
    QDateTime updatedAt;
    bool deleted = false;
    QJsonValue body;
    QStringList changed; // Members that differ from the revision before; filled by the page.
};

inline Revision revisionFrom(QJsonObject const& json)
{
    return {.revision = json["revision"].toInteger(),
            .updatedAt = timeFrom(json["updated_at"]),
            .deleted = json["deleted"].toBool(),
            .body = json["body"],
            .changed = {}};
}

/// What is asked of the engine: it filters and sorts.
struct RecordsQuery {
    QStringList filters; // member:value, at most four
    QString sort = QStringLiteral("id");
    bool descending = true;
    QString after;
};

struct RecordsPage {
    std::vector<Record> records;
    QString next;
};

} // namespace ui::collections
