// Moving an engine's data from SQLite to PostgreSQL and back: everything or nothing, checked by counts and
// hashes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::engine {

struct MovePlace {
    std::string name = {}; // "sqlite:DIR" or "postgresql://..."
    Secret password = {};  // of a PostgreSQL database
};
struct MoveRequest {
    MovePlace from;
    MovePlace to;
    // Told after each stretch of rows, and once a table was compared (rows as stored).
    std::function<void(std::string_view step, std::string_view table, std::int64_t rows)> progress = {};
};
struct MovedTable {
    std::string name;
    std::int64_t rows = 0;
    std::string sha256; // over all rows in the order of their keys, the same on both sides
};
struct MoveReport {
    std::vector<MovedTable> tables;
    std::int64_t rows = 0;
};

// The source is only read, and nothing else writes to it meanwhile: the directory's lock, or the write lock
// of all engines. The target is an empty PostgreSQL database, or a directory without a dewar.db that belongs
// to the same vault. A failure leaves the target empty. Errors: Invalid for names, Conflict for a target in
// use or engines that run there, "move-differs" when a count or a hash is not the same.
Result<MoveReport> move(MoveRequest const& request, Clock const& clock);

} // namespace core::engine
