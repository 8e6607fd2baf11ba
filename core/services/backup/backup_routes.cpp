// The backup endpoints, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_routes.h"

namespace core::backup {

std::vector<api::Route> backupRoutes(BackupService& backups)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/backups",
            .summary = "Backups, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(backups, &BackupService::list),
        },
        {
            .method = Method::Post,
            .path = "/backups",
            .summary = "Start a backup and return the job that runs it",
            .access = needs(kRun),
            .rate = Rate::Heavy,
            .audit = audited("backup.start"),
            .success = 202,
            .handler = call(backups, &BackupService::startBackup),
        },
        {
            .method = Method::Get,
            .path = "/backups/status",
            .summary = "How old the last backup is, and the last one that was proven restorable",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(backups, &BackupService::status),
        },
        {
            .method = Method::Get,
            .path = "/backups/{id}",
            .summary = "Show one backup and what its last operation found",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(backups, &BackupService::show),
        },
        {
            .method = Method::Post,
            .path = "/backups/{id}/verify",
            .summary = "Check every page of a backup in the repository",
            .access = needs(kRun),
            .rate = Rate::Heavy,
            .audit = audited("backup.verify"),
            .success = 202,
            .handler = call(backups, &BackupService::startVerify),
        },
        {
            .method = Method::Post,
            .path = "/backups/{id}/drill",
            .summary = "Restore a backup in a sandbox and prove what it holds",
            .access = needs(kRun),
            .rate = Rate::Heavy,
            .audit = audited("backup.drill"),
            .success = 202,
            .handler = call(backups, &BackupService::startDrill),
        },
        {
            .method = Method::Post,
            .path = "/backups/{id}/restore",
            .summary = "Restore a backup beside the live data and compare them",
            .access = needs(kRestore),
            .rate = Rate::Heavy,
            .audit = audited("backup.restore"),
            .success = 202,
            .handler = call(backups, &BackupService::startRestore),
        },
        {
            .method = Method::Get,
            .path = "/backups/{id}/comparison",
            .summary = "What differs between the live data and the restored backup",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(backups, &BackupService::comparison),
        },
        {
            .method = Method::Post,
            .path = "/backups/{id}/swap",
            .summary = "Take the collections back to the state of the restored backup",
            .access = needs(kRestore),
            .rate = Rate::Heavy,
            .audit = audited("backup.swap"),
            .success = 202,
            .handler = call(backups, &BackupService::prepareSwap, &BackupService::startSwap),
        },
    };
}

} // namespace core::backup
