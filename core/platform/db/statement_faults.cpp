// The plan of failStatementForTests().
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/statement_faults.h"

#include "core/platform/db/database.h"

namespace core::db {

void failStatementForTests(int number)
{
    faults::g_failStatement = number;
}
bool hasFailedStatementForTests()
{
    return faults::g_failStatement == 0;
}

} // namespace core::db
