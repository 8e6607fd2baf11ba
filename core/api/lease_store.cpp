// Rows of leases.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/lease_store.h"

namespace core::api::store {
namespace {

constexpr std::string_view kLease = "SELECT holder, fence, until FROM leases WHERE name = $1 LIMIT 1";
constexpr std::string_view kFence =
    "UPDATE shared_epochs SET value = value + 1 WHERE topic = 'fence' RETURNING value";
constexpr std::string_view kPut = R"sql(
    INSERT INTO leases(name, holder, fence, until) VALUES($1, $2, $3, $4)
    ON CONFLICT(name) DO UPDATE SET
        holder = excluded.holder, fence = excluded.fence, until = excluded.until)sql";
constexpr std::string_view kRemove = "DELETE FROM leases WHERE name = $1 AND fence = $2";
constexpr std::string_view kRemoveAll =
    "DELETE FROM leases WHERE holder = $1 AND substr(name, 1, length($2)) = $2";
constexpr std::string_view kProlong = "UPDATE leases SET until = $2 WHERE holder = $1";
constexpr std::string_view kForget = R"sql(
    DELETE FROM leases WHERE name IN (SELECT name FROM leases WHERE until < $1 ORDER BY name LIMIT 500))sql";

} // namespace

Result<std::optional<StoredLease>> leaseOf(db::Tx& tx, std::string_view name)
{
    return tx.one(
        kLease,
        [](db::Row const& row) {
            return StoredLease{.holder = row.text(0), .fence = row.integer(1), .until = row.time(2)};
        },
        name);
}

Result<std::int64_t> putLease(db::Tx& tx, std::string_view name, std::string_view holder, Time until)
{
    auto const fence = TRY(tx.one(kFence, [](db::Row const& row) { return row.integer(0); }));
    if (!fence)
        return failed(ErrorCode::Internal, "the store failed", "the row of fences is missing");
    TRY(tx.run(kPut, name, holder, *fence, until));
    return *fence;
}

Result<std::int64_t> removeLease(db::Tx& tx, std::string_view name, std::int64_t fence)
{
    return tx.run(kRemove, name, fence);
}

Status removeLeases(db::Tx& tx, std::string_view holder, std::string_view prefix)
{
    TRY(tx.run(kRemoveAll, holder, prefix));
    return Done{};
}

Status prolongLeases(db::Tx& tx, std::string_view holder, Time until)
{
    TRY(tx.run(kProlong, holder, until));
    return Done{};
}

Status forgetLeases(db::Tx& tx, Time lapsedBefore)
{
    TRY(tx.run(kForget, lapsedBefore));
    return Done{};
}

} // namespace core::api::store
