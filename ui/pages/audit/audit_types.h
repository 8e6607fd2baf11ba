// What the audit page shows: rows of the chain, its head, and what a verification found.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace ui::audit {

struct Row {
    qint64 number = 0;
    QDateTime at;
    QString actorKind;
    QString actorId;
    QString actorName;
    QString sessionId;
    QString tokenId;
    QString verb;
    QString subjectType;
    QString subjectId;
    QString outcome; // "done" or the slug of the refusal.
    QString traceId;
    QString address;
    QJsonValue details;
    QString hash; // Hex.

    bool done() const { return outcome == QLatin1String("done"); }
    /// Refusals of strangers have no name.
    QString actor() const
    {
        return actorName.isEmpty() ? (actorId.isEmpty() ? actorKind : actorId) : actorName;
    }
};

inline Row rowFrom(QJsonObject const& json)
{
    return {.number = json["number"].toInteger(),
            .at = timeFrom(json["at"]),
            .actorKind = json["actor_kind"].toString(),
            .actorId = json["actor_id"].toString(),
            .actorName = json["actor_name"].toString(),
            .sessionId = json["session_id"].toString(),
            .tokenId = json["token_id"].toString(),
            .verb = json["verb"].toString(),
            .subjectType = json["subject_type"].toString(),
            .subjectId = json["subject_id"].toString(),
            .outcome = json["outcome"].toString(),
            .traceId = json["trace_id"].toString(),
            .address = json["address"].toString(),
            .details = json["details"],
            .hash = json["hash"].toString()};
}

struct Head {
    qint64 number = 0;
    QString hash;

    bool none() const { return number == 0; }
};

inline Head headFrom(QJsonObject const& json)
{
    return {.number = json["number"].toInteger(), .hash = json["hash"].toString()};
}

/// What one call of a verification walked.
struct Stretch {
    bool ok = false;
    qint64 rows = 0;
    qint64 firstBad = 0;
    QString problem;
    qint64 next = 0; // 0: the end was reached.
};

inline Stretch stretchFrom(QJsonObject const& json)
{
    return {.ok = json["ok"].toBool(),
            .rows = json["rows"].toInteger(),
            .firstBad = json["first_bad"].toInteger(),
            .problem = json["problem"].toString(),
            .next = json["next"].toInteger()};
}

/// Empty members narrow nothing.
struct Filter {
    QString verb;
    QString actor;
    QString subject;
    QDateTime from;
    QDateTime to;

    bool none() const
    {
        return verb.isEmpty() && actor.isEmpty() && subject.isEmpty() && !from.isValid() && !to.isValid();
    }
    bool operator==(Filter const& other) const = default;
};

using Batch = ui::Batch<Row>;

/// "5f0c…a91e"
inline QString shortHash(QString const& hash)
{
    return hash.size() <= 12 ? hash : hash.left(4) + QChar{0x2026} + hash.right(4);
}

} // namespace ui::audit
