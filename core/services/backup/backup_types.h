// What the backup capability takes and answers over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"

namespace core::backup {

using api::field;

enum class State { Waiting, Running, Done, Failed };
inline constexpr std::array<std::string_view, 4> kStateNames{"waiting", "running", "done", "failed"};
constexpr std::string_view nameOf(State state)
{
    return kStateNames[static_cast<std::size_t>(state)];
}

struct NewBackup {
    std::optional<std::string> label;

    static constexpr auto fields = std::tuple{
        field("label", &NewBackup::label).length(1, 80).about("Words for people: why this backup was made."),
    };
};

struct BackupById {
    BackupId id;

    static constexpr auto fields = std::tuple{field("id", &BackupById::id).length(1, 64)};
};

struct BackupFilter {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("limit", &BackupFilter::limit).range(1, 200),
        field("after", &BackupFilter::after).length(1, 64),
    };
};

struct Backup {
    BackupId id;
    std::string label;
    std::string state;
    std::string startedBy;
    Time createdAt{};
    std::optional<Time> finishedAt;
    std::int64_t bytes = 0;
    std::int64_t storedBytes = 0;
    std::int64_t chunks = 0;
    std::string manifestHash;
    std::int64_t auditNumber = 0;
    std::string auditHash;
    std::optional<Time> lastVerifiedAt;
    std::optional<Time> lastProvenAt;
    std::optional<Time> restoredAt;
    std::optional<Time> swappedAt;
    json::Value result; // of the last operation; an object with the member "operation"

    static constexpr auto fields = std::tuple{
        field("id", &Backup::id),
        field("label", &Backup::label),
        field("state", &Backup::state).oneOf(kStateNames),
        field("started_by", &Backup::startedBy),
        field("created_at", &Backup::createdAt),
        field("finished_at", &Backup::finishedAt),
        field("bytes", &Backup::bytes).about("Size of the database at that moment."),
        field("stored_bytes", &Backup::storedBytes).about("What this backup added to the repository."),
        field("chunks", &Backup::chunks).about("Pages that were not in the repository before."),
        field("manifest_hash", &Backup::manifestHash),
        field("audit_number", &Backup::auditNumber),
        field("audit_hash", &Backup::auditHash),
        field("last_verified_at", &Backup::lastVerifiedAt),
        field("last_proven_at", &Backup::lastProvenAt).about("When a drill last restored it in a sandbox."),
        field("restored_at", &Backup::restoredAt),
        field("swapped_at", &Backup::swappedAt),
        field("result", &Backup::result).about("What the last operation on it found."),
    };
};

struct Started {
    BackupId id;
    JobId job;

    static constexpr auto fields = std::tuple{
        field("id", &Started::id).about("The backup."),
        field("job", &Started::job).about("The job that does the work: GET /jobs/{id}."),
    };
};

struct BackupStatus {
    std::int64_t backups = 0;
    std::optional<BackupId> lastId;
    std::optional<Time> lastAt;
    std::optional<std::int64_t> lastAgeSeconds;
    std::optional<BackupId> lastProvenId;
    std::optional<Time> lastProvenAt;
    std::optional<std::int64_t> lastProvenAgeSeconds;
    std::int64_t storedBytes = 0;
    std::int64_t lost = 0;
    std::string signerPrint;

    static constexpr auto fields = std::tuple{
        field("backups", &BackupStatus::backups).about("Complete backups in the repository."),
        field("last_id", &BackupStatus::lastId),
        field("last_at", &BackupStatus::lastAt),
        field("last_age_seconds", &BackupStatus::lastAgeSeconds),
        field("last_proven_id", &BackupStatus::lastProvenId),
        field("last_proven_at", &BackupStatus::lastProvenAt)
            .about("When a backup was last proven restorable."),
        field("last_proven_age_seconds", &BackupStatus::lastProvenAgeSeconds),
        field("stored_bytes", &BackupStatus::storedBytes),
        field("lost", &BackupStatus::lost)
            .about("Backups that the last look at the repository did not find as they were left."),
        field("signer_print", &BackupStatus::signerPrint)
            .about("RFC 7638 thumbprint of the key that signs backups."),
    };
};

// One table, the live one against the one of the backup. Ids are at most kDifferingIdsMax of each kind.
struct TableDifference {
    std::string table = {};
    std::string kind = {};       // collection, history, security, other
    std::string collection = {}; // its name, for collections
    std::int64_t liveRows = 0;
    std::int64_t backupRows = 0;
    std::int64_t onlyLive = 0;
    std::int64_t onlyBackup = 0;
    std::int64_t changed = 0;
    std::vector<std::string> onlyLiveIds = {};
    std::vector<std::string> onlyBackupIds = {};
    std::vector<std::string> changedIds = {};

    static constexpr auto fields = std::tuple{
        field("table", &TableDifference::table),
        field("kind", &TableDifference::kind),
        field("collection", &TableDifference::collection),
        field("live_rows", &TableDifference::liveRows),
        field("backup_rows", &TableDifference::backupRows),
        field("only_live", &TableDifference::onlyLive),
        field("only_backup", &TableDifference::onlyBackup),
        field("changed", &TableDifference::changed),
        field("only_live_ids", &TableDifference::onlyLiveIds),
        field("only_backup_ids", &TableDifference::onlyBackupIds),
        field("changed_ids", &TableDifference::changedIds),
    };
};

// Something that was revoked since the backup and that a full restore would have brought back. A swap never
// does.
struct ComeBack {
    std::string kind; // "user-enabled", "session", "signing-key", ...
    std::string id;
    std::string what;

    static constexpr auto fields = std::tuple{
        field("kind", &ComeBack::kind),
        field("id", &ComeBack::id),
        field("what", &ComeBack::what),
    };
};

struct Comparison {
    BackupId id;
    Time comparedAt{};
    std::vector<TableDifference> tables;
    std::vector<ComeBack> wouldComeBack;

    static constexpr auto fields = std::tuple{
        field("id", &Comparison::id),
        field("compared_at", &Comparison::comparedAt),
        field("tables", &Comparison::tables).length(0, 10000),
        field("would_come_back", &Comparison::wouldComeBack)
            .length(0, 10000)
            .about("Revoked since; listed so that it is known, never taken by a swap."),
    };
};

struct SwapOrder {
    BackupId id;
    std::string confirm;

    static constexpr auto fields = std::tuple{
        field("id", &SwapOrder::id).length(1, 64),
        field("confirm", &SwapOrder::confirm).length(1, 64).about("The backup's id once more."),
    };
};

// What a swap did to one collection. Rows are records that are not deleted.
struct SwappedCollection {
    std::string collection = {};
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::int64_t changed = 0;
    std::int64_t added = 0;
    std::int64_t removed = 0;
    std::string beforeSha256 = {};
    std::string afterSha256 = {};
    std::string backupSha256 = {};

    static constexpr auto fields = std::tuple{
        field("collection", &SwappedCollection::collection),
        field("before_rows", &SwappedCollection::before),
        field("after_rows", &SwappedCollection::after),
        field("changed", &SwappedCollection::changed),
        field("added", &SwappedCollection::added),
        field("removed", &SwappedCollection::removed),
        field("before_sha256", &SwappedCollection::beforeSha256),
        field("after_sha256", &SwappedCollection::afterSha256),
        field("backup_sha256", &SwappedCollection::backupSha256),
    };
};

} // namespace core::backup
