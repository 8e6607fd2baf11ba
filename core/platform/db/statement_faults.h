// Asked by the fault tests: whether the failure that failStatementForTests() planned has happened.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace core::db {

// Ask before the plan is turned off. COMMIT counts as a changing statement.
bool hasFailedStatementForTests();

} // namespace core::db
