// The endpoints of backup and the permissions they need.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"
#include "core/services/backup/backup_service.h"

namespace core::backup {

constexpr api::Permission kRead{"backup.read"};
constexpr api::Permission kRun{"backup.run"};
constexpr api::Permission kRestore{"backup.restore"};

std::vector<api::Route> backupRoutes(BackupService& backups);

} // namespace core::backup
