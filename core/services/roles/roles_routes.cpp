// Roles and grants over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/roles/roles_routes.h"

#include "core/services/roles/roles_service.h"

namespace core::roles {
namespace {

using namespace api;

constexpr Permission kRead{"roles.read"};
constexpr Permission kWrite{"roles.write"};

Route reading(std::string_view path, std::string_view summary, Handler handler)
{
    return {
        .method = Method::Get,
        .path = path,
        .summary = summary,
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = std::move(handler),
    };
}

Route changing(Method method, std::string_view path, std::string_view summary, std::string_view verb,
               int success, Handler handler)
{
    return {
        .method = method,
        .path = path,
        .summary = summary,
        .access = needs(kWrite),
        .rate = Rate::Write,
        .audit = audited(verb),
        .success = success,
        .handler = std::move(handler),
    };
}

} // namespace

std::vector<Route> rolesRoutes(RolesService& roles)
{
    std::vector<Route> routes;
    routes.push_back(reading("/roles", "List roles by name", call(roles, &RolesService::list)));
    routes.push_back(reading("/roles/{id}", "Show one role", call(roles, &RolesService::show)));
    routes.push_back(
        reading("/users/{id}/roles", "List the roles a user holds", call(roles, &RolesService::ofUser)));
    routes.push_back(changing(Method::Post, "/roles", "Create a role within your own permissions",
                              "role.create", 201, call(roles, &RolesService::create)));
    routes.push_back(changing(Method::Put, "/roles/{id}",
                              "Replace a role's name, description and permissions", "role.change", 200,
                              call(roles, &RolesService::replace)));
    routes.push_back(changing(Method::Delete, "/roles/{id}", "Delete a role that nobody holds", "role.delete",
                              204, call(roles, &RolesService::remove)));
    routes.push_back(changing(Method::Post, "/users/{id}/roles", "Give a user a role", "user.grant_role", 204,
                              call(roles, &RolesService::grant)));
    routes.push_back(changing(Method::Delete, "/users/{id}/roles/{role}", "Take a role from a user",
                              "user.withdraw_role", 204, call(roles, &RolesService::withdraw)));
    return routes;
}

} // namespace core::roles
