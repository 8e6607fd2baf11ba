// Planned failures of changing statements, for the fault tests; both drivers ask before they run one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace core::db {

// Whether the failure that failStatementForTests() planned has happened. Ask before the plan is turned off.
// COMMIT counts as a changing statement.
bool hasFailedStatementForTests();

namespace faults {

inline std::atomic<int> g_failStatement{0};

// Drivers: true when the statement that is about to run is the planned one. One relaxed load when nothing is
// planned.
inline bool failsNow()
{
    return g_failStatement.load(std::memory_order_relaxed) > 0 && g_failStatement.fetch_sub(1) == 1;
}

} // namespace faults

} // namespace core::db
