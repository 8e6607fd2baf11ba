// What the logs page shows, read tolerantly: unknown members are ignored, missing ones are empty.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace ui::logs {

inline qint64 wholeFrom(QJsonValue const& json)
{
    return static_cast<qint64>(json.toDouble());
}
struct LogEvent {
    QString id; // "<arrival in microseconds>.<number>": also the cursor below which older ones stand.
    QDateTime arrivedAt;
    qint64 eventAtMicros = 0;
    QString source;
    QString severity;
    QString name;
    QString message;
    QString traceId;
    QJsonObject attributes;
    QJsonObject json; // As it came.
};

inline LogEvent eventFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .arrivedAt = timeFrom(json["arrived_at"]),
            .eventAtMicros = wholeFrom(json["event_at_us"]),
            .source = json["source"].toString(),
            .severity = json["severity"].toString(),
            .name = json["name"].toString(),
            .message = json["message"].toString(),
            .traceId = json["trace_id"].toString(),
            .attributes = json["attributes"].toObject(),
            .json = json};
}

struct EventPage {
    std::vector<LogEvent> events; // Newest first.
    QString next;                 // Empty: nothing older.
    bool complete = true;
    QStringList missing = {}; // Engines of the same database that did not answer: theirs are not here.
};

inline EventPage eventPageFrom(QJsonValue const& json)
{
    EventPage page;
    for (auto const& item : json["items"].toArray())
        page.events.push_back(eventFrom(item.toObject()));
    for (auto const& engine : json["missing"].toArray())
        page.missing << engine.toObject()["name"].toString();
    page.next = json["next"].toString();
    page.complete = json["ended"].toString(QStringLiteral("complete")) == QLatin1String("complete");
    return page;
}

struct Counts {
    std::vector<qint64> all; // One per bucket, oldest first.
    std::vector<qint64> errors;
    qint64 total = 0;
    bool complete = true; // False: the engine stopped counting, older buckets lack events.
};

inline Counts countsFrom(QJsonValue const& json)
{
    Counts counts;
    for (auto const& bucket : json["buckets"].toArray()) {
        counts.all.push_back(wholeFrom(bucket.toObject()["count"]));
        counts.errors.push_back(wholeFrom(bucket.toObject()["errors"]));
    }
    counts.total = wholeFrom(json["total"]);
    counts.complete = json["ended"].toString(QStringLiteral("complete")) == QLatin1String("complete");
    return counts;
}

struct FacetValue {
    QString value;
    qint64 count = 0;
};

struct FacetCounts {
    std::vector<FacetValue> values; // Most frequent first.
    qint64 total = 0;
    bool exact = true;
};

inline FacetCounts facetFrom(QJsonValue const& json)
{
    FacetCounts facet;
    for (auto const& item : json["values"].toArray())
        facet.values.push_back({item.toObject()["value"].toString(), wholeFrom(item.toObject()["count"])});
    facet.total = wholeFrom(json["total"]);
    facet.exact = json["exact"].toBool(true) &&
                  json["ended"].toString(QStringLiteral("complete")) == QLatin1String("complete");
    return facet;
}

/// What one source sent since the engine started: received = stored + rejected.
struct SourceLedger {
    QString source;
    qint64 received = 0;
    qint64 stored = 0;
    qint64 keptRaw = 0;
    qint64 rejected = 0;
    qint64 redacted = 0;
    qint64 quarantined = 0;
    qint64 unstored = 0;
};

struct LogsStatus {
    qint64 events = 0;
    qint64 blockBytes = 0;
    qint64 droppedEvents = 0;
    qint64 damagedBlocks = 0;
    qint64 failedWrites = 0;
    qint64 engineEventsLost = 0;
    bool retentionHeld = false;
    QDateTime oldestAt;
    QDateTime newestAt;
    std::vector<SourceLedger> sources;
};

inline SourceLedger ledgerFrom(QJsonObject const& json)
{
    return {.source = json["source"].toString(),
            .received = wholeFrom(json["received"]),
            .stored = wholeFrom(json["stored"]),
            .keptRaw = wholeFrom(json["kept_raw"]),
            .rejected = wholeFrom(json["rejected"]),
            .redacted = wholeFrom(json["redacted"]),
            .quarantined = wholeFrom(json["quarantined"]),
            .unstored = wholeFrom(json["unstored"])};
}

inline LogsStatus statusFrom(QJsonValue const& json)
{
    LogsStatus status{.events = wholeFrom(json["events"]),
                      .blockBytes = wholeFrom(json["block_bytes"]),
                      .droppedEvents = wholeFrom(json["dropped_events"]),
                      .damagedBlocks = wholeFrom(json["damaged_blocks"]),
                      .failedWrites = wholeFrom(json["failed_writes"]),
                      .engineEventsLost = wholeFrom(json["engine_events_lost"]),
                      .retentionHeld = json["retention_held"].toBool(),
                      .oldestAt = timeFrom(json["oldest_at"]),
                      .newestAt = timeFrom(json["newest_at"]),
                      .sources = {}};
    for (auto const& source : json["sources"].toArray())
        status.sources.push_back(ledgerFrom(source.toObject()));
    return status;
}

struct FrozenQuery {
    QString id;
    qint64 rows = 0;
    qint64 bytes = 0;
    bool complete = true;
    QString sha256;
};

inline FrozenQuery frozenFrom(QJsonValue const& json)
{
    return {.id = json["id"].toString(),
            .rows = wholeFrom(json["rows"]),
            .bytes = wholeFrom(json["bytes"]),
            .complete = json["complete"].toBool(true),
            .sha256 = json["sha256"].toString()};
}

struct TouchedCollection {
    QString collection;
    QStringList read;
    QStringList written;
    qint64 requests = 0;
    QDateTime firstAt;
    QDateTime lastAt;
};

struct Touched {
    std::vector<TouchedCollection> collections;
    qint64 requests = 0;
    qint64 refused = 0;
    QStringList addresses;
    bool complete = true;
};

inline Touched touchedFrom(QJsonValue const& json)
{
    Touched touched{.collections = {},
                    .requests = wholeFrom(json["requests"]),
                    .refused = wholeFrom(json["refused"]),
                    .addresses = wordsFrom(json["addresses"]),
                    .complete = json["complete"].toBool(true)};
    for (auto const& item : json["collections"].toArray()) {
        auto const row = item.toObject();
        touched.collections.push_back({.collection = row["collection"].toString(),
                                       .read = wordsFrom(row["read"]),
                                       .written = wordsFrom(row["written"]),
                                       .requests = wholeFrom(row["requests"]),
                                       .firstAt = timeFrom(row["first_at"]),
                                       .lastAt = timeFrom(row["last_at"])});
    }
    return touched;
}

/// Events from `from` up to, but without, `to`; both in UTC.
struct Span {
    QDateTime from;
    QDateTime to;
    bool operator==(Span const&) const = default;
};

/// How bad a level is: error and fatal stand out most.
inline Severity severityOfLevel(QString const& level)
{
    if (level == QLatin1String("error") || level == QLatin1String("fatal"))
        return Severity::Critical;
    return level == QLatin1String("warn") ? Severity::High : Severity::Info;
}

} // namespace ui::logs
