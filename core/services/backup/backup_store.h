// SQL of the engine's own rows about backups, and of a swap.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/backup/backup_types.h"
#include "core/services/backup/repository/manifest.h"

namespace core::backup::store {

struct StoredKeys {
    std::string sealedKey;  // RepositoryKey::packed() under a key that the vault derives
    std::string signingKey; // PKCS #8, sealed by the vault
    std::string print;
    std::int64_t generation = 1;
};
Result<std::optional<StoredKeys>> keys(db::Tx& tx);
// False when there are some already.
Result<bool> insertKeys(db::Tx& tx, StoredKeys const& keys, Time now);

Status insert(db::Tx& tx, Backup const& backup);
Result<std::optional<Backup>> byId(db::Tx& tx, BackupId const& id);
// Newest first, older than `after` unless that is empty.
Result<std::vector<Backup>> page(db::Tx& tx, std::string_view after, std::int64_t limit);
Status setState(db::Tx& tx, BackupId const& id, State state);
Status finish(db::Tx& tx, BackupId const& id, Manifest const& manifest, Time now);
Status fail(db::Tx& tx, BackupId const& id, std::string_view result, Time now);
enum class Milestone { Verified, Proven, Restored, Swapped };
// `reached` is absent when the operation failed: then only the result changes.
Status setResult(db::Tx& tx, BackupId const& id, Milestone milestone, std::optional<Time> reached,
                 std::string_view result);
Result<BackupStatus> status(db::Tx& tx);

Status putComparison(db::Tx& tx, BackupId const& id, Time comparedAt, std::string_view document);
Result<std::optional<std::string>> comparison(db::Tx& tx, BackupId const& id);

// A swap. The backup's records of a collection are staged in chunks, then one flip takes them all.
struct StagedRecord {
    std::string id;
    std::int64_t revision = 0;
    std::string body;
    std::string owner;
    Time createdAt{};
    bool deleted = false;
};
// Answers the number of rows removed, at most `limit`.
Result<std::int64_t> clearStaged(db::Tx& tx, std::int64_t limit);
Status stage(db::Tx& tx, std::int64_t collection, StagedRecord const& record);

struct Flipped {
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::int64_t changed = 0;
    std::int64_t added = 0;
    std::int64_t removed = 0;
};
// Write lane. Takes the staged records of collection `number` as its state: what differs gets a new revision (the one
// before goes to the history), what is missing is added, what came since is deleted as a deletion by a person is.
Result<Flipped> flip(db::Tx& tx, std::int64_t number, Time now);

} // namespace core::backup::store
