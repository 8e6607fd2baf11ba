// Backups and their proofs over time, a lane for each kind.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/lifelines.h"
#include "ui/pages/backup/backup_types.h"

namespace ui::backup {

/// Lanes of the last `days`: backups with their size, checksums, drills; restores only when there are any.
QList<kit::Lifeline> lanesOf(std::vector<Backup> const& backups, QDateTime const& now, int days);

/// Which backup stands at the end of a lane: what Enter on it chooses. Empty: none.
QString newestOfLane(std::vector<Backup> const& backups, QString const& lane);

} // namespace ui::backup
