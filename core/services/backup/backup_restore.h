// Restore on a bare machine, without an engine: from a repository and a key into an empty directory. For
// dewarctl.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/services/backup/backup_copy_store.h"

namespace core::backup {

struct RestoreOrder {
    std::string repository;                    // a directory with packs/ and manifests/; only read
    std::string directory;                     // absent or empty; becomes the data directory (0700)
    std::string backup = "latest";             // or the id of one
    Secret passphrase = {};                    // one of the two: the passphrase of that moment, or
    Secret recoveryKit = {};                   // the text of the recovery kit
    std::optional<Secret> nextPassphrase = {}; // the only one from then on; for whoever has the kit alone
    // Hold: nobody but administrators may sign in until an administrator enables them again (A32), because
    // what was disabled after the backup cannot be known here.
    copy::Credentials credentials = copy::Credentials::Hold;
    // Writes the audit row into the restored database, in the transaction of the floor. Absent: no row.
    std::function<Status(db::Tx&, copy::Floor const&)> record = {};
};

struct RestoreReport {
    std::string backup;
    std::string engine;
    Time createdAt{};
    std::int64_t sequence = 0;
    std::int64_t tables = 0;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    copy::Floor floor;
};

// Verifies everything before it is put in place; a refusal leaves the directory as it was. Named refusals:
// "not-empty", "backup-*", "wrong-passphrase". Blocks for as long as the database is large.
Result<RestoreReport> restoreInto(RestoreOrder const& order, Clock const& clock, Random& random);

} // namespace core::backup
