// The rules of roles and grants.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/roles/roles_service.h"

#include <algorithm>

#include "core/services/roles/roles_store.h"

namespace core::roles {
namespace {

constexpr std::int64_t kPageDefault = 50;

Error unknownRole()
{
    return failed(ErrorCode::NotFound, "there is no such role");
}
Error unknownUser()
{
    return failed(ErrorCode::NotFound, "there is no such user");
}
Error nameTaken()
{
    return failedAs("name-taken", ErrorCode::Conflict, "another role has this name");
}
Error builtin()
{
    return failedAs("built-in-role", ErrorCode::Conflict, "a built-in role cannot be changed");
}

Error lastAdministrator()
{
    return failedAs(
        "last-administrator", ErrorCode::Conflict,
        "this would leave nobody who can administer the engine; make another administrator first");
}

// Sorted, without doubles; every fault with its place.
Result<std::vector<std::string>> checkedPermissions(std::vector<std::string> const& wanted)
{
    std::vector<FieldError> faults;
    for (std::size_t i = 0; i < wanted.size() && faults.size() < api::kFaultsMax; ++i) {
        if (auto problem = api::formatProblem("permission", wanted[i]))
            faults.push_back({"/permissions/" + std::to_string(i), std::move(*problem)});
    }
    if (!faults.empty())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some permissions are not acceptable",
                     .fields = std::move(faults)};
    return api::PermissionSet{wanted}.grants();
}

Result<Role> roleAt(db::Tx& tx, RoleId const& id)
{
    auto role = TRY(store::byId(tx, id));
    if (!role)
        return unknownRole();
    return std::move(*role);
}

// By name or by id: people type names, programs keep ids.
Result<Role> roleNamed(db::Tx& tx, std::string const& nameOrId)
{
    auto role = TRY(store::byName(tx, nameOrId));
    if (!role)
        role = TRY(store::byId(tx, RoleId{nameOrId}));
    if (!role)
        return unknownRole();
    return std::move(*role);
}

std::string etagOf(Role const& role)
{
    return std::to_string(role.revision);
}

Status requireRevision(api::ReadContext const& context, Role const& role)
{
    if (context.ifMatch && *context.ifMatch != "*" && *context.ifMatch != etagOf(role))
        return failed(ErrorCode::PreconditionFailed, "the role was changed meanwhile; read it again");
    return Done{};
}

json::Object fact(Role const& role)
{
    return {{"role", role.id.value}, {"name", role.name}};
}

json::Object grantFact(UserId const& user, Role const& role)
{
    return {{"user", user.value}, {"role", role.id.value}, {"name", role.name}};
}

json::Value listOf(std::vector<std::string> const& texts)
{
    json::Array list;
    for (auto const& text : texts)
        list.emplace_back(text);
    return list;
}

} // namespace

Result<api::Page<Role>> RolesService::list(api::ReadContext& context, RolesPage const& page)
{
    auto const limit = page.limit.value_or(kPageDefault);
    return api::pageOf(TRY(store::rolesAfter(context.tx, page.after.value_or(""), limit + 1)), limit,
                       [](Role const& role) { return role.name; });
}

Result<Role> RolesService::show(api::ReadContext& context, RoleAt const& at)
{
    auto role = TRY(roleAt(context.tx, at.id));
    context.answer.etag = etagOf(role);
    return role;
}

Result<Role> RolesService::create(api::Context& context, NewRole const& wanted)
{
    auto permissions = TRY(checkedPermissions(wanted.permissions));
    TRY(requireHolds(context.caller, permissions));
    if (TRY(store::count(context.tx)) >= static_cast<std::int64_t>(kRolesMax))
        return failedAs("too-many-roles", ErrorCode::Conflict, "there are as many roles as the engine keeps");
    Role role{.id = {newId(context.now, context.random)},
              .name = wanted.name,
              .description = wanted.description.value_or(""),
              .permissions = std::move(permissions),
              .builtin = false,
              .createdAt = context.now,
              .updatedAt = context.now,
              .revision = 1};
    if (!TRY(store::insert(context.tx, role)))
        return nameTaken();
    context.subject("role", role.id.value);
    context.note("name", json::Value(role.name));
    context.note("permissions", listOf(role.permissions));
    context.announce("role.created", fact(role));
    context.answer.location = "/roles/" + role.id.value;
    context.answer.etag = etagOf(role);
    context.authorityChanged();
    return role;
}

Result<Role> RolesService::replace(api::Context& context, RoleChange const& change)
{
    auto role = TRY(roleAt(context.tx, change.id));
    context.subject("role", role.id.value);
    if (role.builtin)
        return builtin();
    TRY(requireRevision(context, role));
    auto permissions = TRY(checkedPermissions(change.permissions));
    // Both what it was and what it becomes: taking away is as much of an act as giving.
    TRY(requireHolds(context.caller, role.permissions));
    TRY(requireHolds(context.caller, permissions));
    if (change.name != role.name && TRY(store::byName(context.tx, change.name)))
        return nameTaken();
    context.note("name", json::Value(change.name));
    context.note("permissions_before", listOf(role.permissions));
    context.note("permissions", listOf(permissions));
    role.name = change.name;
    role.description = change.description.value_or("");
    role.permissions = std::move(permissions);
    role.updatedAt = context.now;
    ++role.revision;
    bool const hadOne = TRY(keepsAnAdministrator(context.tx));
    TRY(store::update(context.tx, role));
    if (hadOne && !TRY(keepsAnAdministrator(context.tx)))
        return lastAdministrator();
    context.announce("role.changed", fact(role));
    context.answer.etag = etagOf(role);
    context.authorityChanged();
    return role;
}

Result<Done> RolesService::remove(api::Context& context, RoleAt const& at)
{
    auto const role = TRY(roleAt(context.tx, at.id));
    context.subject("role", role.id.value);
    context.note("name", json::Value(role.name));
    if (role.builtin)
        return builtin();
    TRY(requireRevision(context, role));
    TRY(requireHolds(context.caller, role.permissions));
    if (TRY(store::isGranted(context.tx, role.id)))
        return failedAs("role-in-use", ErrorCode::Conflict, "users hold this role; take it from them first");
    TRY(store::remove(context.tx, role.id));
    context.announce("role.deleted", fact(role));
    context.authorityChanged();
    return Done{};
}

Result<api::Page<Role>> RolesService::ofUser(api::ReadContext& context, RolesOfUser const& user)
{
    if (!TRY(store::userExists(context.tx, user.id)))
        return unknownUser();
    return api::Page<Role>{TRY(store::rolesOf(context.tx, user.id)), {}};
}

Result<Done> RolesService::grant(api::Context& context, RoleGrant const& grant)
{
    context.subject("user", grant.id.value);
    if (!TRY(store::userExists(context.tx, grant.id)))
        return unknownUser();
    auto const role = TRY(roleNamed(context.tx, grant.role));
    context.note("role", json::Value(role.name));
    TRY(requireHolds(context.caller, role.permissions));
    if (TRY(store::rolesOf(context.tx, grant.id)).size() >= kRolesPerUserMax)
        return failedAs("too-many-roles", ErrorCode::Conflict, "the user holds as many roles as one may");
    if (!TRY(store::grant(context.tx, grant.id, role.id, context.now)))
        return Done{};
    context.announce("user.role_granted", grantFact(grant.id, role));
    context.authorityChanged();
    return Done{};
}

Result<Done> RolesService::withdraw(api::Context& context, RoleGrant const& grant)
{
    context.subject("user", grant.id.value);
    if (!TRY(store::userExists(context.tx, grant.id)))
        return unknownUser();
    auto const role = TRY(roleNamed(context.tx, grant.role));
    context.note("role", json::Value(role.name));
    TRY(requireHolds(context.caller, role.permissions));
    bool const hadOne = TRY(keepsAnAdministrator(context.tx));
    if (!TRY(store::withdraw(context.tx, grant.id, role.id)))
        return failed(ErrorCode::NotFound, "the user does not hold this role");
    if (hadOne && !TRY(keepsAnAdministrator(context.tx)))
        return lastAdministrator();
    context.announce("user.role_withdrawn", grantFact(grant.id, role));
    context.authorityChanged();
    return Done{};
}

Result<api::PermissionSet> RolesService::permissionsOf(db::Tx& tx, UserId const& user)
{
    std::vector<std::string> grants;
    for (auto& role : TRY(store::rolesOf(tx, user)))
        std::move(role.permissions.begin(), role.permissions.end(), std::back_inserter(grants));
    return api::PermissionSet{std::move(grants)};
}

Result<std::vector<std::string>> RolesService::namesOf(db::Tx& tx, UserId const& user)
{
    std::vector<std::string> names;
    for (auto& role : TRY(store::rolesOf(tx, user)))
        names.push_back(std::move(role.name));
    return names;
}

Result<std::map<std::string, api::PermissionSet>> RolesService::all(db::Tx& tx)
{
    std::map<std::string, api::PermissionSet> sets;
    for (auto& role : TRY(store::rolesAfter(tx, "", static_cast<std::int64_t>(kRolesMax))))
        sets.emplace(std::move(role.name), api::PermissionSet{std::move(role.permissions)});
    return sets;
}

Status RolesService::grantNamed(api::Context& context, UserId const& user,
                                std::vector<std::string> const& names)
{
    std::vector<FieldError> faults;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const role = TRY(store::byName(context.tx, names[i]));
        if (!role) {
            faults.push_back({"/roles/" + std::to_string(i), "is not the name of a role"});
            continue;
        }
        TRY(requireHolds(context.caller, role->permissions));
        TRY(store::grant(context.tx, user, role->id, context.now));
    }
    if (!faults.empty())
        return Error{
            .code = ErrorCode::Invalid, .message = "some roles do not exist", .fields = std::move(faults)};
    return Done{};
}

Status RolesService::withdrawAll(db::Tx& tx, UserId const& user)
{
    return store::withdrawAll(tx, user);
}

Result<bool> RolesService::keepsAnAdministrator(db::Tx& tx, std::optional<UserId> const& without)
{
    return store::administratorBeside(tx, without.value_or(UserId{}));
}

Status RolesService::requireAnotherAdministrator(db::Tx& tx, UserId const& user)
{
    // Only an administrator can be the last one; without any, nothing gets worse.
    bool const any = TRY(keepsAnAdministrator(tx));
    if (any && !TRY(keepsAnAdministrator(tx, user)))
        return lastAdministrator();
    return Done{};
}

Status RolesService::requireHolds(api::Principal const& caller, std::vector<std::string> const& permissions)
{
    auto const& own = caller.permissions;
    if (own.covers("*"))
        return Done{};
    bool const holds = std::all_of(permissions.begin(), permissions.end(),
                                   [&](std::string const& permission) { return own.covers(permission); });
    if (!holds)
        return failedAs("exceeds-own-permissions", ErrorCode::Forbidden,
                        "this needs permissions that you do not hold yourself");
    return Done{};
}

} // namespace core::roles
