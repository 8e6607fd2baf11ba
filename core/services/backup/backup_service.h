// Backups: made, verified, drilled, restored beside the live data, compared, and swapped in, collections
// only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/context.h"
#include "core/api/route.h"
#include "core/services/backup/backup_runner.h"
#include "core/services/backup/backup_types.h"

namespace core::backup {

class BackupService {
public:
    // Registers the kinds of job; so before the jobs start.
    explicit BackupService(Surroundings world);

    // After the vault's start and before the jobs': makes the directories and the keys. Blocks; never on a
    // lane.
    Status start() { return m_runner.start(); }
    // Timer thread; see BackupRunner.
    Status guard() { return m_runner.guard(); }

    Result<api::Page<Backup>> list(api::ReadContext& context, BackupFilter const& filter);
    Result<Backup> show(api::ReadContext& context, BackupById const& wanted);
    Result<BackupStatus> status(api::ReadContext& context, api::Nothing const& nothing);
    Result<Comparison> comparison(api::ReadContext& context, BackupById const& wanted);

    Result<Started> startBackup(api::Context& context, NewBackup const& wanted);
    Result<Started> startVerify(api::Context& context, BackupById const& wanted);
    Result<Started> startDrill(api::Context& context, BackupById const& wanted);
    Result<Started> startRestore(api::Context& context, BackupById const& wanted);
    // The disk is asked on the work lane.
    Result<SwapOrder> prepareSwap(api::ReadContext& context, SwapOrder const& order);
    Result<Started> startSwap(api::Context& context, SwapOrder const& order);

private:
    Result<Started> enqueue(api::Context& context, BackupId const& id, std::string_view kind);
    Result<Started> enqueueDone(api::Context& context, BackupId const& id, std::string_view kind);

    BackupRunner m_runner;
};

} // namespace core::backup
