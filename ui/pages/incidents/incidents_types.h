// What the incidents page reads from the wire: cases, their timeline and evidence, and the runs that work
// for them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace ui::incidents {

struct Incident {
    QString id;
    QString title;
    QString severity;
    QString state;   // open, contained, closed
    QString alertId; // May be empty.
    QString userId;  // Whose account it is about; may be empty.
    QString openedBy;
    QDateTime openedAt;
    QDateTime changedAt;
    QDateTime closedAt;

    bool closed() const { return state == QLatin1String("closed"); }
};

inline Incident incidentFrom(QJsonObject const& json)
{
    return {json["id"].toString(),        json["title"].toString(),    json["severity"].toString(),
            json["state"].toString(),     json["alert_id"].toString(), json["user_id"].toString(),
            json["opened_by"].toString(), timeFrom(json["opened_at"]), timeFrom(json["changed_at"]),
            timeFrom(json["closed_at"])};
}

struct Evidence {
    QString id;
    QString kind; // frozen_query, file, backup
    QString reference;
    QString sha256;
    qint64 rows = 0;
    QString addedBy;
    QDateTime addedAt;
};

inline Evidence evidenceFrom(QJsonObject const& json)
{
    return {json["id"].toString(),     json["kind"].toString(),  json["reference"].toString(),
            json["sha256"].toString(), json["rows"].toInteger(), json["added_by"].toString(),
            timeFrom(json["added_at"])};
}

struct Detail {
    Incident incident;
    std::vector<Evidence> evidence;
};

inline Detail detailFrom(QJsonObject const& json)
{
    return {incidentFrom(json["incident"].toObject()), listFrom(json["evidence"], evidenceFrom)};
}

struct Line {
    qint64 number = 0;
    QDateTime at;
    QString kind;
    QString says;
    QJsonObject data;
    QString actor;
    QString traceId;
    QString hash;
};

inline Line lineFrom(QJsonObject const& json)
{
    return {json["number"].toInteger(),  timeFrom(json["at"]),    json["kind"].toString(),
            json["says"].toString(),     json["data"].toObject(), json["actor"].toString(),
            json["trace_id"].toString(), json["hash"].toString()};
}

/// A record that somebody read or wrote, one row each for the table.
struct Touch {
    QString collection;
    QString record;
    bool written = false;
};

struct Touched {
    std::vector<Touch> records;
    int collections = 0;
    qint64 requests = 0;
    qint64 refused = 0;
    QStringList addresses;
    QDateTime firstAt;
    QDateTime lastAt;
    bool complete = true;

    int written() const
    {
        return static_cast<int>(
            std::count_if(records.begin(), records.end(), [](auto const& one) { return one.written; }));
    }
};

inline Touched touchedFrom(QJsonObject const& json)
{
    Touched touched;
    for (auto const& item : json["collections"].toArray()) {
        auto const collection = item.toObject();
        auto const name = collection["collection"].toString();
        for (auto const& id : wordsFrom(collection["written"]))
            touched.records.push_back({name, id, true});
        for (auto const& id : wordsFrom(collection["read"]))
            touched.records.push_back({name, id, false});
        auto const first = timeFrom(collection["first_at"]);
        auto const last = timeFrom(collection["last_at"]);
        if (!touched.firstAt.isValid() || first < touched.firstAt)
            touched.firstAt = first;
        if (!touched.lastAt.isValid() || last > touched.lastAt)
            touched.lastAt = last;
        ++touched.collections;
    }
    touched.requests = json["requests"].toInteger();
    touched.refused = json["refused"].toInteger();
    touched.addresses = wordsFrom(json["addresses"]);
    touched.complete = json["complete"].toBool(true);
    return touched;
}

struct Run {
    QString id;
    QString name;
    QString state; // running, succeeded, failed, cancelled
    QString reason;
    QString startedBy;
    QDateTime startedAt;
    QDateTime endedAt;
    QString waitingKind; // answer, approval, time; empty: it works
    QString waitingStep;
    QString prompt;

    bool live() const { return state == QLatin1String("running"); }
    bool waitsForPeople() const
    {
        return live() && (waitingKind == QLatin1String("answer") || waitingKind == QLatin1String("approval"));
    }
};

inline Run runFrom(QJsonObject const& json)
{
    auto const waiting = json["waiting_for"].toObject();
    return {json["id"].toString(),       json["name"].toString(),       json["state"].toString(),
            json["reason"].toString(),   json["started_by"].toString(), timeFrom(json["started_at"]),
            timeFrom(json["ended_at"]),  waiting["kind"].toString(),    waiting["step_name"].toString(),
            waiting["prompt"].toString()};
}

struct Playbook {
    QString id;
    QString name;
    QString description;
    bool builtIn = false;
    bool runnable = false;
};

inline Playbook playbookFrom(QJsonObject const& json)
{
    return {json["id"].toString(), json["name"].toString(), json["description"].toString(),
            json["origin"].toString() == QLatin1String("built-in"), json["runnable"].toBool()};
}

/// One line of what a playbook would do, as the engine's preview answers it.
struct PreviewLine {
    QString step;
    QString stepName;
    QString kind; // http-api, manual, ...
    QString says;
    bool approval = false;
};

inline PreviewLine previewFrom(QJsonObject const& json)
{
    return {json["step"].toString(), json["step_name"].toString(), json["kind"].toString(),
            json["says"].toString(), json["approval"].toBool()};
}

struct Account {
    QString id;
    QString name;
    bool enabled = true;
};

inline Account accountFrom(QJsonObject const& json)
{
    return {json["id"].toString(), json["name"].toString(), json["enabled"].toBool(true)};
}

/// Of the alert that opened the case: what it says about its subject.
struct AlertSubject {
    QString rule;
    QString user;
    QString userId;
    QString address;
    QStringList tokenIds;
    QDateTime firstAt;
};

inline AlertSubject subjectFrom(QJsonObject const& json)
{
    auto const subject = json["subject"].toObject();
    return {json["rule"].toString(),       subject["user"].toString(),      subject["user_id"].toString(),
            subject["address"].toString(), wordsFrom(subject["token_ids"]), timeFrom(json["first_at"])};
}

} // namespace ui::incidents
