// SQL of roles and grants.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/roles/roles_store.h"

#include <algorithm>

#include <boost/json.hpp>

namespace core::roles::store {
namespace {

constexpr std::string_view kAfter = R"sql(
    SELECT id, name, description, permissions, builtin, created_at, updated_at, revision
      FROM roles WHERE name > $1 ORDER BY name LIMIT $2)sql";
constexpr std::string_view kById = R"sql(
    SELECT id, name, description, permissions, builtin, created_at, updated_at, revision
      FROM roles WHERE id = $1 LIMIT 1)sql";
constexpr std::string_view kByName = R"sql(
    SELECT id, name, description, permissions, builtin, created_at, updated_at, revision
      FROM roles WHERE name = $1 LIMIT 1)sql";
constexpr std::string_view kCount = "SELECT COUNT(*) FROM roles LIMIT 1";
constexpr std::string_view kInsert = R"sql(
    INSERT INTO roles(id, name, description, permissions, administers, builtin, created_at, updated_at, revision)
    VALUES($1, $2, $3, $4, $5, 0, $6, $6, 1)
    ON CONFLICT(name) DO NOTHING)sql";
constexpr std::string_view kUpdate = R"sql(
    UPDATE roles SET name = $2, description = $3, permissions = $4, administers = $5, updated_at = $6, revision = $7
     WHERE id = $1 AND builtin = 0)sql";
constexpr std::string_view kRemove = "DELETE FROM roles WHERE id = $1 AND builtin = 0";

constexpr std::string_view kOfUser = R"sql(
    SELECT r.id, r.name, r.description, r.permissions, r.builtin, r.created_at, r.updated_at, r.revision
      FROM role_grants g JOIN roles r ON r.id = g.role_id
     WHERE g.user_id = $1 ORDER BY r.name LIMIT 100)sql";
constexpr std::string_view kGranted = "SELECT 1 FROM role_grants WHERE role_id = $1 LIMIT 1";
constexpr std::string_view kUser = "SELECT 1 FROM users WHERE id = $1 LIMIT 1";
constexpr std::string_view kGrant = R"sql(
    INSERT INTO role_grants(user_id, role_id, granted_at) VALUES($1, $2, $3)
    ON CONFLICT(user_id, role_id) DO NOTHING)sql";
constexpr std::string_view kWithdraw = "DELETE FROM role_grants WHERE user_id = $1 AND role_id = $2";
constexpr std::string_view kWithdrawAll = "DELETE FROM role_grants WHERE user_id = $1";
constexpr std::string_view kAdministrator = R"sql(
    SELECT 1
      FROM role_grants g JOIN roles r ON r.id = g.role_id JOIN users u ON u.id = g.user_id
     WHERE r.administers = 1 AND u.enabled = 1 AND u.id <> $1
     LIMIT 1)sql";

Role roleFrom(db::Row const& row)
{
    Role role{.id = {row.text(0)},
              .name = row.text(1),
              .description = row.text(2),
              .permissions = {},
              .builtin = row.truth(4),
              .createdAt = row.time(5),
              .updatedAt = row.time(6),
              .revision = row.integer(7)};
    // We wrote the list ourselves; what cannot be read grants nothing.
    auto const list = json::parse(row.view(3));
    if (list && list->is_array()) {
        for (auto const& grant : list->get_array()) {
            if (grant.is_string())
                role.permissions.emplace_back(grant.get_string());
        }
    }
    return role;
}

std::string permissionsText(std::vector<std::string> const& permissions)
{
    json::Array list;
    for (auto const& permission : permissions)
        list.emplace_back(permission);
    return json::text(list);
}

bool administers(std::vector<std::string> const& permissions)
{
    return std::find(permissions.begin(), permissions.end(), "*") != permissions.end();
}

bool present(db::Row const&) { return true; }

} // namespace

Result<std::vector<Role>> rolesAfter(db::Tx& tx, std::string_view name, std::int64_t limit)
{
    return tx.all(kAfter, roleFrom, name, limit);
}

Result<std::optional<Role>> byId(db::Tx& tx, RoleId const& id) { return tx.one(kById, roleFrom, id); }

Result<std::optional<Role>> byName(db::Tx& tx, std::string_view name) { return tx.one(kByName, roleFrom, name); }

Result<std::int64_t> count(db::Tx& tx)
{
    return TRY(tx.one(kCount, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

Result<bool> insert(db::Tx& tx, Role const& role)
{
    return TRY(tx.run(kInsert, role.id, role.name, role.description, permissionsText(role.permissions),
                      administers(role.permissions), role.createdAt))
        == 1;
}

Status update(db::Tx& tx, Role const& role)
{
    TRY(tx.run(kUpdate, role.id, role.name, role.description, permissionsText(role.permissions),
               administers(role.permissions), role.updatedAt, role.revision));
    return Done{};
}

Status remove(db::Tx& tx, RoleId const& id)
{
    TRY(tx.run(kRemove, id));
    return Done{};
}

Result<std::vector<Role>> rolesOf(db::Tx& tx, UserId const& user) { return tx.all(kOfUser, roleFrom, user); }

Result<bool> isGranted(db::Tx& tx, RoleId const& id) { return TRY(tx.one(kGranted, present, id)).has_value(); }

Result<bool> userExists(db::Tx& tx, UserId const& user) { return TRY(tx.one(kUser, present, user)).has_value(); }

Result<bool> grant(db::Tx& tx, UserId const& user, RoleId const& role, Time now)
{
    return TRY(tx.run(kGrant, user, role, now)) == 1;
}

Result<bool> withdraw(db::Tx& tx, UserId const& user, RoleId const& role)
{
    return TRY(tx.run(kWithdraw, user, role)) == 1;
}

Status withdrawAll(db::Tx& tx, UserId const& user)
{
    TRY(tx.run(kWithdrawAll, user));
    return Done{};
}

Result<bool> administratorBeside(db::Tx& tx, UserId const& user)
{
    return TRY(tx.one(kAdministrator, present, user)).has_value();
}

} // namespace core::roles::store
