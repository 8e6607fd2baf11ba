// What the playbooks page reads from the wire: playbooks, runs with their journal, and dry runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace ui::playbooks {

struct Playbook {
    QString id;
    QString cacaoId;
    QString version;
    QString name;
    QString description;
    bool builtIn = false;
    bool approved = false;
    bool runnable = false;
    QString digest;
    QString importedBy;
    QDateTime importedAt;
    QString approvedBy;
    QDateTime approvedAt;
};

inline Playbook playbookFrom(QJsonObject const& json)
{
    Playbook one;
    one.id = json["id"].toString();
    one.cacaoId = json["cacao_id"].toString();
    one.version = json["version"].toString();
    one.name = json["name"].toString();
    one.description = json["description"].toString();
    one.builtIn = json["origin"].toString() == QLatin1String("built-in");
    one.approved = json["state"].toString() == QLatin1String("approved");
    one.runnable = json["runnable"].toBool();
    one.digest = json["digest"].toString();
    one.importedBy = json["imported_by"].toString();
    one.importedAt = timeFrom(json["imported_at"]);
    one.approvedBy = json["approved_by"].toString();
    one.approvedAt = timeFrom(json["approved_at"]);
    return one;
}

/// What the starter gives.
struct Variable {
    QString name; // "__user_id__"
    QString type;
    QString description;
    bool required = false;
};

inline Variable variableFrom(QJsonObject const& json)
{
    return {json["name"].toString(), json["type"].toString(), json["description"].toString(),
            json["required"].toBool()};
}

struct Defect {
    QString name;
    QString pointer;
    QString says;
    QString gravity; // broken, quarantined, unrunnable, remark
};

inline Defect defectFrom(QJsonObject const& json)
{
    return {json["name"].toString(), json["pointer"].toString(), json["says"].toString(),
            json["gravity"].toString()};
}

struct Detail {
    Playbook playbook;
    QStringList permissions; // The grant: what a run may do at most.
    std::vector<Variable> variables;
    std::vector<Defect> defects;
    QJsonObject document;
};

inline Detail detailFrom(QJsonObject const& json)
{
    return {playbookFrom(json["playbook"].toObject()), wordsFrom(json["permissions"]),
            listFrom(json["variables"], variableFrom), listFrom(json["defects"], defectFrom),
            json["document"].toObject()};
}

/// One line of a dry run. Values that are not known yet stand as {__name__}.
struct PreviewLine {
    QString step;
    QString stepName;
    QString kind; // http-api, manual, ...
    QString says;
    QString body;
    bool approval = false;

    bool automated() const { return kind == QLatin1String("http-api"); }
};

inline PreviewLine previewFrom(QJsonObject const& json)
{
    return {json["step"].toString(), json["step_name"].toString(), json["kind"].toString(),
            json["says"].toString(), json["body"].toString(),      json["approval"].toBool()};
}

struct Waiting {
    QString kind; // answer, approval, time; empty: it works
    QString key;
    QString step;
    QString stepName;
    QString prompt;
    QStringList answers; // Empty: any text of `type`.
    QString type;
    QString digest; // What an approval covers.
    QDateTime until;

    bool none() const { return kind.isEmpty(); }
    bool forPeople() const { return kind == QLatin1String("answer") || kind == QLatin1String("approval"); }
    bool operator==(Waiting const& other) const = default;
};

inline Waiting waitingFrom(QJsonObject const& json)
{
    return {json["kind"].toString(),      json["key"].toString(),    json["step"].toString(),
            json["step_name"].toString(), json["prompt"].toString(), wordsFrom(json["answers"]),
            json["type"].toString(),      json["digest"].toString(), timeFrom(json["until"])};
}

struct Run {
    QString id;
    QString playbookId;
    QString name;
    QString state; // running, succeeded, failed, cancelled
    QString reason;
    QString incidentId;
    QString startedBy;
    Waiting waiting;
    qint64 revision = 0;
    QDateTime startedAt;
    QDateTime endedAt;

    bool live() const { return state == QLatin1String("running"); }
};

inline Run runFrom(QJsonObject const& json)
{
    Run run;
    run.id = json["id"].toString();
    run.playbookId = json["playbook_id"].toString();
    run.name = json["name"].toString();
    run.state = json["state"].toString();
    run.reason = json["reason"].toString();
    run.incidentId = json["incident_id"].toString();
    run.startedBy = json["started_by"].toString();
    run.waiting = waitingFrom(json["waiting_for"].toObject());
    run.revision = json["revision"].toInteger();
    run.startedAt = timeFrom(json["started_at"]);
    run.endedAt = timeFrom(json["ended_at"]);
    return run;
}

/// One line of a run's journal.
struct Journal {
    qint64 number = 0;
    QString
        // intent, accepted, visit, done, failed, answered, approved, denied, passed, timed_out, cancelled
        kind;
    QString step;
    QString stepName;
    QString says;
    QString by;
    QDateTime at;
};

inline Journal journalFrom(QJsonObject const& json)
{
    return {json["number"].toInteger(),   json["kind"].toString(), json["step"].toString(),
            json["step_name"].toString(), json["says"].toString(), json["by"].toString(),
            timeFrom(json["at"])};
}

struct RunDetail {
    Run run;
    std::vector<Journal> journal; // Oldest first, the newest thousand.
};

inline RunDetail runDetailFrom(QJsonObject const& json)
{
    return {runFrom(json["run"].toObject()), listFrom(json["steps"], journalFrom)};
}

/// The case a run works for, as far as its header shows it.
struct Case {
    QString id;
    QString title;
    QString severity;
    QString state;
    QString userId;
    QDateTime openedAt;
};

inline Case caseFrom(QJsonObject const& json)
{
    return {json["id"].toString(),    json["title"].toString(),   json["severity"].toString(),
            json["state"].toString(), json["user_id"].toString(), timeFrom(json["opened_at"])};
}

/// A choice for a variable: what goes into it and how people call it.
struct Named {
    QString value;
    QString name;
};

} // namespace ui::playbooks
