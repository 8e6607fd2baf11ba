// What the overview shows, read tolerantly from many capabilities.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <vector>

namespace ui::overview {

inline qint64 wholeFrom(QJsonValue const& json)
{
    return static_cast<qint64>(json.toDouble());
}

/// The items of a list answer.
template <class T, class From> std::vector<T> itemsFrom(QJsonValue const& json, From from)
{
    std::vector<T> items;
    for (auto const& item : json["items"].toArray())
        items.push_back(from(item.toObject()));
    return items;
}

struct Check {
    QString name;
    bool ok = false;
    QString says;
};

struct Readiness {
    bool ready = false;
    std::vector<Check> checks;
};

inline Readiness readinessFrom(QJsonValue const& json)
{
    Readiness readiness{.ready = json["ready"].toBool(), .checks = {}};
    for (auto const& item : json["checks"].toArray()) {
        auto const check = item.toObject();
        readiness.checks.push_back(
            {check["name"].toString(), check["ok"].toBool(), check["says"].toString()});
    }
    return readiness;
}

struct Meta {
    QString version;
    QDateTime startedAt;
};

inline Meta metaFrom(QJsonValue const& json)
{
    return {json["version"].toString(), timeFrom(json["started_at"])};
}

struct Alert {
    QString id;
    QString rule;
    Severity severity = Severity::Info;
    QString key;
    qint64 count = 0;
    QDateTime openedAt;
    QString age; // Filled in by the page: models know no clock.
};

inline Alert alertFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .rule = json["rule"].toString(),
            .severity = severityFrom(json["severity"].toString()),
            .key = json["key"].toString(),
            .count = wholeFrom(json["count"]),
            .openedAt = timeFrom(json["opened_at"]),
            .age = {}};
}

struct Incident {
    QString id;
    QString title;
    Severity severity = Severity::Info;
    QDateTime openedAt;
};

inline Incident incidentFrom(QJsonObject const& json)
{
    return {json["id"].toString(), json["title"].toString(), severityFrom(json["severity"].toString()),
            timeFrom(json["opened_at"])};
}

/// A run of a playbook, and what it waits for.
struct Run {
    QString id;
    QString playbookId;
    QString name;
    QString incidentId;
    QString waitsFor; // "answer", "approval", "time" or nothing.
    QString stepName;
    QString prompt;

    bool needsSomebody() const
    {
        return waitsFor == QLatin1String("answer") || waitsFor == QLatin1String("approval");
    }
};

inline Run runFrom(QJsonObject const& json)
{
    auto const waiting = json["waiting_for"].toObject();
    return {.id = json["id"].toString(),
            .playbookId = json["playbook_id"].toString(),
            .name = json["name"].toString(),
            .incidentId = json["incident_id"].toString(),
            .waitsFor = waiting["kind"].toString(),
            .stepName = waiting["step_name"].toString(),
            .prompt = waiting["prompt"].toString()};
}

struct Key {
    QString kid;
    QString state;
    QDateTime activatedAt;
};

inline Key keyFrom(QJsonObject const& json)
{
    return {json["kid"].toString(), json["state"].toString(), timeFrom(json["activated_at"])};
}

struct BackupStatus {
    qint64 backups = 0;
    QString lastId;
    QDateTime lastAt;
    QString provenId;
    QDateTime provenAt;
    qint64 storedBytes = 0;
};

inline BackupStatus backupStatusFrom(QJsonValue const& json)
{
    return {.backups = wholeFrom(json["backups"]),
            .lastId = json["last_id"].toString(),
            .lastAt = timeFrom(json["last_at"]),
            .provenId = json["last_proven_id"].toString(),
            .provenAt = timeFrom(json["last_proven_at"]),
            .storedBytes = wholeFrom(json["stored_bytes"])};
}

struct Rules {
    qint64 enabled = 0;
    qint64 all = 0;
    qint64 eventsSkipped = 0;
};

inline Rules rulesFrom(QJsonValue const& json)
{
    Rules rules{.eventsSkipped = wholeFrom(json["events_skipped"])};
    for (auto const& item : json["items"].toArray()) {
        ++rules.all;
        rules.enabled += item.toObject()["enabled"].toBool() ? 1 : 0;
    }
    return rules;
}

struct Engines {
    qint64 live = 0;
    qint64 all = 0; // With those that have gone lately.
};

inline Engines enginesFrom(QJsonValue const& json)
{
    Engines engines;
    for (auto const& item : json["items"].toArray()) {
        ++engines.all;
        engines.live += item.toObject()["state"].toString() == QLatin1String("live") ? 1 : 0;
    }
    return engines;
}

struct LogsStatus {
    qint64 events = 0;
    qint64 sources = 0;
    qint64 lost = 0;
    QDateTime newestAt;
};

inline LogsStatus logsStatusFrom(QJsonValue const& json)
{
    return {wholeFrom(json["events"]), json["sources"].toArray().size(),
            wholeFrom(json["engine_events_lost"]), timeFrom(json["newest_at"])};
}

/// "keys.rotation_days" of the settings; 0: not told.
inline int rotationDaysFrom(QJsonValue const& json)
{
    for (auto const& item : json["items"].toArray())
        if (item.toObject()["name"].toString() == QLatin1String("keys.rotation_days"))
            return item.toObject()["value"].toString().toInt();
    return 0;
}

/// Counts of request events in equal parts of time, oldest first.
struct Counts {
    std::vector<qint64> all;
    std::vector<qint64> errors; // Severity error: answered with 5xx.
    qint64 total = 0;
};

inline Counts countsFrom(QJsonValue const& json)
{
    Counts counts{.all = {}, .errors = {}, .total = wholeFrom(json["total"])};
    for (auto const& item : json["buckets"].toArray()) {
        counts.all.push_back(wholeFrom(item.toObject()["count"]));
        counts.errors.push_back(wholeFrom(item.toObject()["errors"]));
    }
    return counts;
}

} // namespace ui::overview
