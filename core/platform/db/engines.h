// What the engines that serve one PostgreSQL database share beside its tables: locks, its clock, and news of
// changes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/db/tx.h"

namespace core::db {

// Of each data directory: "another engine" is one that was started on a copy of it. The server holds the lock
// for this connection; it may be had as often as one likes. False when another connection has it. PostgreSQL
// alone.
Result<bool> tryLockNode(Tx& tx, std::string_view node);

// Leases are measured by the database's clock, which all engines read alike; SQLite has none but the engine's
// own.
Result<Time> databaseTime(Tx& tx, Time engineTime);

// Wakes the listeners of all engines once this transaction is committed (database.h); nothing on SQLite.
Status tellEngines(Tx& tx);
inline constexpr std::string_view kListen = "LISTEN dewar";

} // namespace core::db
