// Which database a data directory stands on: its own SQLite file, or the PostgreSQL database that its set-up
// named.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/secret.h"
#include "core/platform/db/database.h"

namespace core::engine {

// How to reach a PostgreSQL database; empty for SQLite and for the address that the set-up kept.
struct DatabaseAccess {
    std::string url = {}; // db::PostgresRequest says what it may hold
    Secret password = {};

    DatabaseAccess copy() const { return {url, password.copy()}; }
};

// DIR/dewar.db, or what `access` or DIR/database names. Not migrated. Conflict for a PostgreSQL database that
// holds no engine: serving it would look like an engine that lost everything.
Result<std::unique_ptr<db::Database>> openDatabase(std::string const& directory,
                                                   DatabaseAccess const& access);
// The same for a set-up: Conflict unless the PostgreSQL database is empty. Keeps the address in DIR/database.
Result<std::unique_ptr<db::Database>> openEmptyDatabase(std::string const& directory,
                                                        DatabaseAccess const& access);
// The address in force, without a password; empty for SQLite.
Result<std::string> databaseUrl(std::string const& directory, DatabaseAccess const& access);

} // namespace core::engine
