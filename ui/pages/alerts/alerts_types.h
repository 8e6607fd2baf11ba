// What the alerts page reads from the wire: alerts with their subject, rules, and which case an alert is in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace ui::alerts {

/// The case an alert is part of.
struct Case {
    QString id;
    QString title;
    QString alertId;
    QString state;
    QString severity;
    QDateTime openedAt;
};

inline Case caseFrom(QJsonObject const& json)
{
    return {json["id"].toString(),    json["title"].toString(),    json["alert_id"].toString(),
            json["state"].toString(), json["severity"].toString(), timeFrom(json["opened_at"])};
}

struct Subject {
    QString user;
    QString userId;
    QString clientId;
    QString address;
    QStringList tokenIds;
    QStringList sessionIds;
};

struct Alert {
    QString id;
    QString ruleId;
    QString rule;
    QString severity;
    QString state; // open, acknowledged, closed
    QString key;   // "address=203.0.113.7"; "(many)": a storm, folded.
    qint64 count = 0;
    QDateTime openedAt;
    QDateTime firstAt;
    QDateTime lastAt;
    bool engineEvents = false;
    Subject subject;
    QStringList evidence; // Ids of log events.
    QString acknowledgedBy;
    QDateTime acknowledgedAt;
    QString closedBy;
    QDateTime closedAt;
    QString closedReason;
    Case inCase; // Put in by the page; id empty: in none.

    bool open() const { return state == QLatin1String("open"); }
    bool closed() const { return state == QLatin1String("closed"); }
};

inline Subject subjectFrom(QJsonObject const& json)
{
    return {json["user"].toString(),    json["user_id"].toString(),   json["client_id"].toString(),
            json["address"].toString(), wordsFrom(json["token_ids"]), wordsFrom(json["session_ids"])};
}

inline Alert alertFrom(QJsonObject const& json)
{
    Alert alert;
    alert.id = json["id"].toString();
    alert.ruleId = json["rule_id"].toString();
    alert.rule = json["rule"].toString();
    alert.severity = json["severity"].toString();
    alert.state = json["state"].toString();
    alert.key = json["key"].toString();
    alert.count = json["count"].toInteger();
    alert.openedAt = timeFrom(json["opened_at"]);
    alert.firstAt = timeFrom(json["first_at"]);
    alert.lastAt = timeFrom(json["last_at"]);
    alert.engineEvents = json["engine_events"].toBool();
    alert.subject = subjectFrom(json["subject"].toObject());
    alert.evidence = wordsFrom(json["evidence"]);
    alert.acknowledgedBy = json["acknowledged_by"].toString();
    alert.acknowledgedAt = timeFrom(json["acknowledged_at"]);
    alert.closedBy = json["closed_by"].toString();
    alert.closedAt = timeFrom(json["closed_at"]);
    alert.closedReason = json["closed_reason"].toString();
    return alert;
}

struct RuleStep {
    QString query;
    qint64 count = 1;
};

inline RuleStep ruleStepFrom(QJsonObject const& json)
{
    return {json["query"].toString(), json["count"].toInteger(1)};
}

struct Rule {
    QString id;
    QString name;
    QString description;
    QString severity;
    bool engineOnly = false;
    QStringList groupBy;
    qint64 windowSeconds = 0;
    std::vector<RuleStep> steps;
    bool builtIn = false;
    bool enabled = false;
    qint64 keys = 0;
    qint64 keysDropped = 0;
    qint64 folded = 0;
};

inline Rule ruleFrom(QJsonObject const& json)
{
    Rule rule;
    rule.id = json["id"].toString();
    rule.name = json["name"].toString();
    rule.description = json["description"].toString();
    rule.severity = json["severity"].toString();
    rule.engineOnly = json["engine_only"].toBool();
    rule.groupBy = wordsFrom(json["group_by"]);
    rule.windowSeconds = json["window_s"].toInteger();
    rule.steps = listFrom(json["steps"], ruleStepFrom);
    rule.builtIn = json["built_in"].toBool();
    rule.enabled = json["enabled"].toBool();
    rule.keys = json["keys"].toInteger();
    rule.keysDropped = json["keys_dropped"].toInteger();
    rule.folded = json["folded"].toInteger();
    return rule;
}

struct Rules {
    std::vector<Rule> rows;
    qint64 eventsSkipped = 0; // Events no rule saw because they came too fast.
};

} // namespace ui::alerts
