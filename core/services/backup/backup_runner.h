// The work behind the routes: what the jobs of backup do. Made and called by backup_service.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/api/ports.h"
#include "core/platform/db/database.h"
#include "core/services/backup/backup_copy_store.h"
#include "core/services/backup/backup_keys.h"
#include "core/services/backup/repository/repository.h"
#include "core/services/jobs/jobs_service.h"
#include "core/services/vault/vault_service.h"

namespace core::backup {

struct RecordsFound {
    std::int64_t valid = 0;
    std::int64_t invalid = 0;
};

// What backup is given. `auditRows` and `recordsFound` look into a restored database for capabilities that
// backup does not include: the audit chain from its first row (an error when it is broken), and records
// against schemas.
struct Surroundings {
    db::Database& database;
    api::Changes& changes;
    jobs::JobsService& jobs;
    vault::VaultService const& vault;
    Clock const& clock;
    Random& random;
    std::string dataDirectory;
    std::string repositoryDirectory; // "<data directory>/backups" unless set
    std::function<Result<std::int64_t>(db::Tx&)> auditRows = {};
    std::function<Result<RecordsFound>(db::Tx&)> recordsFound = {};
    // An event that a built-in alert rule waits for; any thread.
    std::function<void(std::string_view name, std::string message, json::Object const& facts)> warn = {};
};

constexpr std::int64_t kSwapRowsMax =
    1'000'000; // of one collection; the flip holds the write lane about 2 s then
constexpr std::int64_t kSwapChunkRows = 250; // half of what the lane takes in one batch

// Jobs threads. One operation at a time: each may be called again after a crash and starts from its
// beginning.
class BackupRunner {
public:
    explicit BackupRunner(Surroundings world) : m_world{std::move(world)} {}

    // Directories, what a crash left, and the keys; they are made at the first start. Then the audit is
    // compared with what the newest backup saw of it: data that fell behind is announced
    // ("audit.rolled_back"), not refused, because a restore from an older backup looks the same.
    Status start();
    // Timer thread. Looks whether the backups are where they were left, and announces those that are not
    // ("backup.lost"); what was changed within a file of the right size is found by verify and drill.
    Status guard();

    Status run(jobs::JobContext& job);
    Status verify(jobs::JobContext& job);
    Status drill(jobs::JobContext& job);
    Status restore(jobs::JobContext& job);
    Status swap(jobs::JobContext& job);

    std::string signerPrint() const { return m_keys ? m_keys->repository.signerPrint() : std::string{}; }
    bool isRestored(BackupId const& id) const;
    // What the last guard() did not find; any thread.
    std::int64_t lost() const { return m_lost; }
    Surroundings const& world() const { return m_world; }

private:
    using Found = Result<json::Object>;

    Status loadKeys();
    Status compareWithWitness();
    Result<std::vector<Backup>> guarded() const;
    void announce(api::Context& context, std::string_view name, std::string message,
                  json::Object facts) const;
    // Facts for people when most of a database changed since the backup before: encrypted in place, or a big
    // import.
    std::optional<json::Object> unusual(Manifest const& manifest) const;
    Result<Backup> rowOf(jobs::JobContext& job);
    Result<Manifest> trusted(Backup const& row) const;
    Status change(jobs::JobContext& job, std::string_view verb,
                  std::function<Status(api::Context&)> work) const;
    // Stores what an operation found, or that it failed, and answers the same.
    Status concluded(jobs::JobContext& job, BackupId const& id, store::Milestone milestone,
                     std::string_view operation, Found found) const;

    Result<Manifest> stored(Backup const& row, jobs::JobContext& job);
    Result<BackupFacts> factsOf(std::string const& copy, Backup const& row, jobs::JobContext& job) const;
    Status keepFiles(BackupFacts& facts) const;
    Found verified(Backup const& row, jobs::JobContext& job) const;
    Found drilled(Backup const& row, jobs::JobContext& job) const;
    Result<json::Object> certificate(std::string const& path, Manifest const& manifest,
                                     jobs::JobContext& job) const;
    Found restored(Backup const& row, jobs::JobContext& job) const;
    Result<Comparison> compared(Backup const& row, jobs::JobContext& job) const;
    Found swapped(Backup const& row, jobs::JobContext& job) const;
    Result<SwappedCollection> swapOne(copy::CollectionName const& collection, db::Tx& restored,
                                      jobs::JobContext& job) const;
    Status takeBack(copy::CollectionName const& collection, db::Tx& restored, jobs::JobContext& job,
                    SwappedCollection& swapped) const;
    Status stageAll(copy::CollectionName const& collection, db::Tx& restored, jobs::JobContext& job) const;
    Status clearStage(jobs::JobContext& job) const;
    Result<std::string> liveHash(std::int64_t collection, jobs::JobContext& job) const;

    std::string workDirectory() const { return m_world.dataDirectory + "/backup-work"; }
    std::string drillDirectory() const { return m_world.dataDirectory + "/drill"; }
    std::string restoreDirectory() const { return m_world.dataDirectory + "/restore"; }
    std::string restoredPath(BackupId const& id) const
    {
        return restoreDirectory() + "/" + id.value + "/dewar.db";
    }

    Surroundings m_world;
    std::mutex m_operation;
    std::optional<Repository> m_repository;
    std::optional<BackupKeys> m_keys;
    std::atomic<std::int64_t> m_lost{0};
    std::set<std::string> m_lostBefore; // timer thread
};

} // namespace core::backup
