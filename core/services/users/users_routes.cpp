// Users over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_routes.h"

#include "core/services/users/users_service.h"

namespace core::users {
namespace {

using namespace api;

constexpr Permission kRead{"users.read"};
constexpr Permission kWrite{"users.write"};
constexpr Permission kDisable{"users.disable"};

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

Route changing(Method method, std::string_view path, std::string_view summary, Permission permission,
               std::string_view verb, int success, Handler handler)
{
    return {
        .method = method,
        .path = path,
        .summary = summary,
        .access = needs(permission),
        .rate = Rate::Write,
        .audit = audited(verb),
        .success = success,
        .handler = std::move(handler),
    };
}

} // namespace

std::vector<Route> usersRoutes(UsersService& users)
{
    std::vector<Route> routes;
    routes.push_back(reading("/users", "List users by name", call(users, &UsersService::list)));
    routes.push_back(reading("/users/{id}", "Show one user", call(users, &UsersService::show)));
    routes.push_back(changing(Method::Post, "/users", "Create a user", kWrite, "user.create", 201,
                              call(users, &UsersService::prepareCreate, &UsersService::create)));
    routes.push_back(changing(Method::Patch, "/users/{id}", "Change a user's name or e-mail address", kWrite,
                              "user.change", 200, call(users, &UsersService::change)));
    routes.push_back(changing(Method::Post, "/users/{id}/disable", "Disable a user; their tokens end at once",
                              kDisable, "user.disable", 204, call(users, &UsersService::disable)));
    routes.push_back(changing(Method::Post, "/users/{id}/enable", "Enable a user and end a sign-in pause",
                              kDisable, "user.enable", 204, call(users, &UsersService::enable)));
    routes.push_back(changing(Method::Post, "/users/{id}/password", "Set a user's password", kWrite,
                              "user.set_password", 204,
                              call(users, &UsersService::prepareSetPassword, &UsersService::setPassword)));
    routes.push_back(changing(Method::Delete, "/users/{id}", "Delete a user", kWrite, "user.delete", 204,
                              call(users, &UsersService::remove)));
    return routes;
}

} // namespace core::users
