// Roles and grants in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/roles/roles_types.h"

namespace core::roles::store {

Result<std::vector<Role>> rolesAfter(db::Tx& tx, std::string_view name, std::int64_t limit);
Result<std::optional<Role>> byId(db::Tx& tx, RoleId const& id);
Result<std::optional<Role>> byName(db::Tx& tx, std::string_view name);
Result<std::int64_t> count(db::Tx& tx);
// False when the name is taken.
Result<bool> insert(db::Tx& tx, Role const& role);
Status update(db::Tx& tx, Role const& role);
Status remove(db::Tx& tx, RoleId const& id);

Result<std::vector<Role>> rolesOf(db::Tx& tx, UserId const& user);
Result<bool> isGranted(db::Tx& tx, RoleId const& id);   // to anyone
Result<bool> userExists(db::Tx& tx, UserId const& user);
// True when the grant is new.
Result<bool> grant(db::Tx& tx, UserId const& user, RoleId const& role, Time now);
// True when there was such a grant.
Result<bool> withdraw(db::Tx& tx, UserId const& user, RoleId const& role);
Status withdrawAll(db::Tx& tx, UserId const& user);
// Is there an enabled user who holds "*" and is not this one? An empty id leaves nobody out.
Result<bool> administratorBeside(db::Tx& tx, UserId const& user);

} // namespace core::roles::store
