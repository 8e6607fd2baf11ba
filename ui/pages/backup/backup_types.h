// Backups, comparisons and swaps as this page shows them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace ui::backup {

struct Backup {
    static constexpr int kShortId = 13; // The milliseconds of its beginning.

    QString id;
    QString label;
    QString state; // waiting running done failed
    QString startedBy;
    QDateTime createdAt;
    QDateTime finishedAt;
    qint64 bytes = 0;
    qint64 storedBytes = 0;
    qint64 chunks = 0;
    QString manifestHash;
    qint64 auditNumber = 0;
    QDateTime lastVerifiedAt;
    QDateTime lastProvenAt;
    QDateTime restoredAt;
    QDateTime swappedAt;
    QJsonObject result; // Of the last operation.

    bool none() const { return id.isEmpty(); }
    bool done() const { return state == QLatin1String("done"); }
    bool failed() const { return state == QLatin1String("failed"); }
    QString name() const { return id.left(kShortId); }
    /// The last operation on it ended badly.
    bool lastFailed() const { return result.contains("ok") && !result["ok"].toBool(); }
};

inline Backup backupFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .label = json["label"].toString(),
            .state = json["state"].toString(),
            .startedBy = json["started_by"].toString(),
            .createdAt = timeFrom(json["created_at"]),
            .finishedAt = timeFrom(json["finished_at"]),
            .bytes = json["bytes"].toInteger(),
            .storedBytes = json["stored_bytes"].toInteger(),
            .chunks = json["chunks"].toInteger(),
            .manifestHash = json["manifest_hash"].toString(),
            .auditNumber = json["audit_number"].toInteger(),
            .lastVerifiedAt = timeFrom(json["last_verified_at"]),
            .lastProvenAt = timeFrom(json["last_proven_at"]),
            .restoredAt = timeFrom(json["restored_at"]),
            .swappedAt = timeFrom(json["swapped_at"]),
            .result = json["result"].toObject()};
}

struct Status {
    qint64 backups = 0;
    QString lastId;
    QDateTime lastAt;
    QString lastProvenId;
    QDateTime lastProvenAt;
    qint64 storedBytes = 0;
    QString signerPrint;
};

inline Status statusFrom(QJsonObject const& json)
{
    return {.backups = json["backups"].toInteger(),
            .lastId = json["last_id"].toString(),
            .lastAt = timeFrom(json["last_at"]),
            .lastProvenId = json["last_proven_id"].toString(),
            .lastProvenAt = timeFrom(json["last_proven_at"]),
            .storedBytes = json["stored_bytes"].toInteger(),
            .signerPrint = json["signer_print"].toString()};
}

/// One table, the live one against the one of the backup.
struct Difference {
    QString table;
    QString kind; // collection, history, security, other
    QString collection;
    qint64 liveRows = 0;
    qint64 backupRows = 0;
    qint64 onlyLive = 0;
    qint64 onlyBackup = 0;
    qint64 changed = 0;

    bool isCollection() const { return kind == QLatin1String("collection"); }
    qint64 differing() const { return onlyLive + onlyBackup + changed; }
    QString name() const { return collection.isEmpty() ? table : collection; }
};

inline Difference differenceFrom(QJsonObject const& json)
{
    return {.table = json["table"].toString(),
            .kind = json["kind"].toString(),
            .collection = json["collection"].toString(),
            .liveRows = json["live_rows"].toInteger(),
            .backupRows = json["backup_rows"].toInteger(),
            .onlyLive = json["only_live"].toInteger(),
            .onlyBackup = json["only_backup"].toInteger(),
            .changed = json["changed"].toInteger()};
}

/// Revoked since the backup; a swap never brings it back.
struct ComeBack {
    QString kind;
    QString what;
};

struct Comparison {
    QDateTime comparedAt;
    std::vector<Difference> tables;
    std::vector<ComeBack> wouldComeBack;

    qint64 recordsDiffering() const
    {
        qint64 sum = 0;
        for (auto const& table : tables)
            sum += table.isCollection() ? table.differing() : 0;
        return sum;
    }
    int collectionsDiffering() const
    {
        int count = 0;
        for (auto const& table : tables)
            count += table.isCollection() && table.differing() > 0 ? 1 : 0;
        return count;
    }
    /// What is live and not in the backup, or other there: it will be gone from the live data.
    qint64 writesLost() const
    {
        qint64 sum = 0;
        for (auto const& table : tables)
            sum += table.isCollection() ? table.onlyLive + table.changed : 0;
        return sum;
    }
};

inline Comparison comparisonFrom(QJsonObject const& json)
{
    Comparison comparison{.comparedAt = timeFrom(json["compared_at"]), .tables = {}, .wouldComeBack = {}};
    for (auto const& item : json["tables"].toArray())
        comparison.tables.push_back(differenceFrom(item.toObject()));
    for (auto const& item : json["would_come_back"].toArray())
        comparison.wouldComeBack.push_back(
            {item.toObject()["kind"].toString(), item.toObject()["what"].toString()});
    return comparison;
}

} // namespace ui::backup
