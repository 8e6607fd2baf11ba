// Several engines on one PostgreSQL database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/engines.h"

namespace core::db {
namespace {

// The seed sets these keys apart from any other program's advisory locks in this database: "deward" as a
// number.
constexpr std::string_view kTryLockNode =
    "SELECT pg_try_advisory_lock(hashtextextended($1, 110386957349476))";
// Not now(): that is when the transaction began, and it may have waited for the lock of the write lanes
// since.
constexpr std::string_view kTime = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

} // namespace

Result<bool> tryLockNode(Tx& tx, std::string_view node)
{
    auto const taken = TRY(tx.one(kTryLockNode, [](Row const& row) { return row.truth(0); }, node));
    return taken.value_or(false);
}

Result<Time> databaseTime(Tx& tx, Time engineTime)
{
    if (tx.connection().dialect() == Dialect::Sqlite)
        return engineTime;
    auto const now = TRY(tx.one(kTime, [](Row const& row) { return row.time(0); }));
    return now.value_or(engineTime);
}

Status tellEngines(Tx& tx)
{
    if (tx.connection().dialect() == Dialect::Sqlite)
        return Done{};
    return tx.connection().execute("NOTIFY dewar");
}

} // namespace core::db
