// Backups and their proofs over time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_lanes.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::backup {

namespace {

constexpr char kBackups[] = "backups";
constexpr char kChecks[] = "checks";
constexpr char kDrills[] = "drills";
constexpr char kRestores[] = "restores";

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::backup", words);
}

QDateTime momentOf(Backup const& backup, QString const& lane)
{
    if (lane == QLatin1String(kBackups))
        return backup.createdAt;
    if (lane == QLatin1String(kChecks))
        return backup.lastVerifiedAt;
    if (lane == QLatin1String(kDrills))
        return backup.lastProvenAt;
    return backup.swappedAt.isValid() ? backup.swappedAt : backup.restoredAt;
}

kit::LifePoint pointOf(Backup const& backup, QString const& lane)
{
    kit::LifePoint point{.at = momentOf(backup, lane), .outcome = Severity::Ok};
    if (lane == QLatin1String(kBackups)) {
        if (backup.failed())
            point.outcome = Severity::Critical;
        point.running = !backup.done() && !backup.failed();
        if (point.running)
            point.outcome = Severity::Info;
        point.words = backup.failed() ? tr("Failed")
                      : point.running ? tr("Running")
                                      : kit::bytes(backup.storedBytes);
    } else if (lane == QLatin1String(kDrills)) {
        auto const took =
            backup.result["operation"] == "drill" ? backup.result["milliseconds"].toInteger() : 0;
        point.words = took > 0 ? tr("Passed · %1").arg(kit::span(took)) : tr("Passed");
    } else if (lane == QLatin1String(kRestores)) {
        point.words = backup.swappedAt.isValid() ? tr("Swapped") : tr("Beside");
    }
    return point;
}

/// Words only where each has room: as many as the lane takes.
void thinWords(QList<kit::LifePoint>& points, int days)
{
    constexpr int kWordsMax = 9;
    auto const gap = days * 86'400 / kWordsMax;
    QDateTime last;
    for (auto& point : points) {
        auto const near = last.isValid() && std::abs(last.secsTo(point.at)) < gap;
        if (near && point.outcome != Severity::Critical)
            point.words.clear();
        else
            last = point.at;
    }
}

} // namespace

QList<kit::Lifeline> lanesOf(std::vector<Backup> const& backups, QDateTime const& now, int days)
{
    QList<kit::Lifeline> lanes{
        {.id = QLatin1String(kBackups), .name = tr("Backups"), .monoName = false},
        {.id = QLatin1String(kChecks), .name = tr("Checksums"), .monoName = false},
        {.id = QLatin1String(kDrills), .name = tr("Restore drills"), .monoName = false},
        {.id = QLatin1String(kRestores), .name = tr("Restores"), .monoName = false},
    };
    auto const from = now.addDays(-days);
    for (auto& lane : lanes) {
        for (auto const& backup : backups)
            if (auto const at = momentOf(backup, lane.id); at.isValid() && at >= from)
                lane.points << pointOf(backup, lane.id);
        std::stable_sort(lane.points.begin(), lane.points.end(),
                         [](kit::LifePoint const& a, kit::LifePoint const& b) { return a.at < b.at; });
        thinWords(lane.points, days);
    }
    if (lanes.last().points.isEmpty())
        lanes
            .removeLast(); // Restores are rare; backups, checks and drills that are missing are worth a look.
    return lanes;
}

QString newestOfLane(std::vector<Backup> const& backups, QString const& lane)
{
    Backup const* newest = nullptr;
    for (auto const& backup : backups) {
        auto const at = momentOf(backup, lane);
        if (at.isValid() && (newest == nullptr || momentOf(*newest, lane) < at))
            newest = &backup;
    }
    return newest == nullptr ? QString{} : newest->id;
}

} // namespace ui::backup
