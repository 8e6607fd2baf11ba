// Roles: named sets of permissions, who holds them, and the rule that an administrator always remains.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/api/context.h"
#include "core/api/fields.h"
#include "core/api/principal.h"
#include "core/services/roles/roles_types.h"

namespace core::roles {

// Keeps no state; any thread, with a transaction of that thread.
class RolesService {
public:
    Result<api::Page<Role>> list(api::ReadContext& context, RolesPage const& page);
    Result<Role> show(api::ReadContext& context, RoleAt const& at);
    Result<Role> create(api::Context& context, NewRole const& wanted);
    Result<Role> replace(api::Context& context, RoleChange const& change);
    Result<Done> remove(api::Context& context, RoleAt const& at);

    Result<api::Page<Role>> ofUser(api::ReadContext& context, RolesOfUser const& user);
    Result<Done> grant(api::Context& context, RoleGrant const& grant);
    Result<Done> withdraw(api::Context& context, RoleGrant const& grant);

    // What the roles of a user allow together; empty for an unknown user. Says nothing about `enabled`.
    Result<api::PermissionSet> permissionsOf(db::Tx& tx, UserId const& user);
    Result<std::vector<std::string>> namesOf(db::Tx& tx, UserId const& user);
    // Every role by name, for the RBAC matrix.
    Result<std::map<std::string, api::PermissionSet>> all(db::Tx& tx);

    // For users: the roles of a new user by name; unknown names are faults at /roles/N.
    Status grantNamed(api::Context& context, UserId const& user, std::vector<std::string> const& names);
    Status withdrawAll(db::Tx& tx, UserId const& user);

    // Is there an enabled administrator (a holder of "*") beside `without`? In the transaction of the change.
    Result<bool> keepsAnAdministrator(db::Tx& tx, std::optional<UserId> const& without = {});
    // Conflict "last-administrator" unless an administrator other than this user remains.
    Status requireAnotherAdministrator(db::Tx& tx, UserId const& user);
    // Forbidden "exceeds-own-permissions" unless the caller holds "*" or everything in the list.
    static Status requireHolds(api::Principal const& caller, std::vector<std::string> const& permissions);
};

} // namespace core::roles
