// What the settings page shows of the engine: its settings, rate classes, destinations and deliveries.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace ui::settings {

struct EngineSetting {
    QString name;
    QString value;  // In force now.
    QString source; // default, file, stored, environment, flag
    QString about;
    std::optional<QString> stored; // In force after the next start, unless something stronger says otherwise.

    /// The environment and flags win over what is stored.
    bool overruled() const { return source == "environment" || source == "flag"; }
    bool waits() const { return stored && *stored != value; }
    QString group() const { return name.section('.', 0, 0); }
};

inline EngineSetting settingFrom(QJsonObject const& json)
{
    EngineSetting setting{.name = json["name"].toString(),
                          .value = json["value"].toString(),
                          .source = json["source"].toString(),
                          .about = json["about"].toString(),
                          .stored = {}};
    if (json["stored"].isString())
        setting.stored = json["stored"].toString();
    return setting;
}

struct RateClass {
    QString name;
    qint64 quota = 0;
    qint64 windowSeconds = 0;
    QString counts;
    qint64 keys = 0;
};

inline RateClass rateClassFrom(QJsonObject const& json)
{
    return {.name = json["name"].toString(),
            .quota = json["quota"].toInteger(),
            .windowSeconds = json["window_seconds"].toInteger(),
            .counts = json["counts"].toString(),
            .keys = json["keys"].toInteger()};
}

struct Destination {
    QString id;
    QString name;
    QString url;
    QStringList events;
    bool privateAllowed = false;
    QDateTime createdAt;
};

inline Destination destinationFrom(QJsonObject const& json)
{
    Destination destination{.id = json["id"].toString(),
                            .name = json["name"].toString(),
                            .url = json["url"].toString(),
                            .events = {},
                            .privateAllowed = json["private_allowed"].toBool(),
                            .createdAt = timeFrom(json["created_at"])};
    for (auto const& event : json["events"].toArray())
        destination.events << event.toString();
    return destination;
}

/// Lives only as long as the dialog that shows it.
struct CreatedDestination {
    QString id;
    QString name;
    QByteArray secret;
};

inline CreatedDestination createdFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .name = json["name"].toString(),
            .secret = json["signing_secret"].toString().toUtf8()};
}

struct Delivery {
    QString id;
    QString destinationId;
    QString type;
    QString state; // queued, delivered, failed
    int tries = 0;
    int lastStatus = 0;
    QString lastError;
    QString traceId;
    QDateTime createdAt;
    QDateTime dueAt;
    QDateTime finishedAt;
};

inline Delivery deliveryFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .destinationId = json["destination_id"].toString(),
            .type = json["type"].toString(),
            .state = json["state"].toString(),
            .tries = json["tries"].toInt(),
            .lastStatus = json["last_status"].toInt(),
            .lastError = json["last_error"].toString(),
            .traceId = json["trace_id"].toString(),
            .createdAt = timeFrom(json["created_at"]),
            .dueAt = timeFrom(json["due_at"]),
            .finishedAt = timeFrom(json["finished_at"])};
}

} // namespace ui::settings
