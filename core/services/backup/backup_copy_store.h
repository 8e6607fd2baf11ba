// SQL over another database file: what a copy holds, what differs from the live one, and the floor under a restore.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/backup/backup_store.h"
#include "core/services/backup/backup_types.h"
#include "core/services/backup/repository/manifest.h"

namespace core::backup::copy {

constexpr std::int64_t kDifferingIdsMax = 100;
constexpr std::int64_t kComeBacksMax = 1000; // of one kind

// Asked between tables and every few thousand rows; an error ends the reading.
using Pause = std::function<Status()>;

// Every table with its number of rows and the SHA-256 over all of them. The connection holds the copy as `main`.
Result<std::vector<TableFact>> tables(db::Tx& tx, Pause const& pause);
Result<std::vector<LadderStep>> ladder(db::Tx& tx);
struct AuditHead {
    std::int64_t number = 0;
    std::string hash; // hex
};
Result<AuditHead> auditHead(db::Tx& tx);
// Hex; nothing when there is no such row.
Result<std::optional<std::string>> auditHashAt(db::Tx& tx, std::int64_t number);
// Done, or what SQLite finds wrong with the file.
Status integrity(db::Tx& tx);
// Rows that would act on the world if this copy were an engine: waiting runs, undelivered events, due jobs.
Result<std::map<std::string, std::int64_t>> heldBack(db::Tx& tx);

struct CollectionName {
    std::int64_t number = 0;
    std::string name;
};
// Collections that the live database and the attached one have in common.
Result<std::vector<CollectionName>> commonCollections(db::Tx& tx);
Result<std::vector<CollectionName>> collections(db::Tx& tx);

// With the restored file attached as `restored`.
Result<std::vector<TableDifference>> differences(db::Tx& tx, Pause const& pause);
Result<std::vector<ComeBack>> comeBacks(db::Tx& tx);

// Records of a collection in the order of ids, behind `after`. `main` may be the live database or the copy.
Result<std::vector<store::StagedRecord>> records(db::Tx& tx, std::int64_t collection, std::string_view after,
                                                 std::int64_t limit);
// Hex SHA-256 over id and body of every record that is not deleted.
Result<std::string> recordsHash(db::Tx& tx, std::int64_t collection, Pause const& pause);

// A restored database is not yet one that may run: sessions, keys, runs, jobs and events of the past would act again.
enum class Credentials { Hold, Release };
struct Floor {
    std::int64_t generation = 0;
    std::int64_t sessionsEnded = 0;
    std::int64_t keysRevoked = 0;
    std::int64_t runsClosed = 0;
    std::int64_t jobsCancelled = 0;
    std::int64_t eventsHeldBack = 0;
    std::int64_t usersHeld = 0;
    std::int64_t clientsHeld = 0;
};
// One transaction of the caller's, on a writable connection to the restored file.
Result<Floor> layFloor(db::Tx& tx, Credentials credentials, Time now);

} // namespace core::backup::copy
