// SQL functions of our own for SQLite.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

struct sqlite3;

namespace core::db::sqlite {

// member_text(body, 'address.city'): the canonical JSON text of a member of a JSON body, NULL when it is absent or
// null. Deterministic, so indexes can hold it. SQLite 3.40 counts its own JSON functions as unsafe in a schema as
// soon as the schema is not trusted (PRAGMA trusted_schema=OFF), which ours never is.
Status addFunctions(sqlite3* connection);

} // namespace core::db::sqlite
