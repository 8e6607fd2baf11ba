// The SQL of leases.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/platform/db/tx.h"

namespace core::api::store {

struct StoredLease {
    std::string holder;
    std::int64_t fence = 0;
    Time until{};
};

Result<std::optional<StoredLease>> leaseOf(db::Tx& tx, std::string_view name);
// Puts the holder there, whoever it was, and answers the new fence: higher than every one before, of all
// leases.
Result<std::int64_t> putLease(db::Tx& tx, std::string_view name, std::string_view holder, Time until);
Result<std::int64_t> removeLease(db::Tx& tx, std::string_view name, std::int64_t fence);
// Of that holder, whose names begin with `prefix` (no wildcard in it).
Status removeLeases(db::Tx& tx, std::string_view holder, std::string_view prefix);
Status prolongLeases(db::Tx& tx, std::string_view holder, Time until);
// Those that lapsed so long ago that nothing of them can be on its way.
Status forgetLeases(db::Tx& tx, Time lapsedBefore);

} // namespace core::api::store
