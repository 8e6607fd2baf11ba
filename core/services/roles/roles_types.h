// What the roles capability reads and says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/fields.h"

namespace core::roles {

using api::field;

constexpr std::size_t kPermissionsMax = 256; // per role
constexpr std::size_t kRolesMax = 500;
constexpr std::size_t kRolesPerUserMax = 32;

struct Role {
    RoleId id;
    std::string name;
    std::string description;
    std::vector<std::string> permissions;
    bool builtin = false;
    Time createdAt{};
    Time updatedAt{};
    std::int64_t revision = 0;

    static constexpr auto fields = std::tuple{
        field("id", &Role::id),
        field("name", &Role::name),
        field("description", &Role::description),
        field("permissions", &Role::permissions).length(0, kPermissionsMax),
        field("builtin", &Role::builtin).about("Built-in roles cannot be changed."),
        field("created_at", &Role::createdAt),
        field("updated_at", &Role::updatedAt),
        field("revision", &Role::revision),
    };
};

struct RolesPage {
    std::optional<std::string> after;
    std::optional<std::int64_t> limit;

    static constexpr auto fields = std::tuple{
        field("after", &RolesPage::after).length(1, 64),
        field("limit", &RolesPage::limit).range(1, 200),
    };
};

struct RoleAt {
    RoleId id;

    static constexpr auto fields = std::tuple{field("id", &RoleAt::id).format("uuid")};
};

struct NewRole {
    std::string name;
    std::optional<std::string> description;
    std::vector<std::string> permissions;

    static constexpr auto fields = std::tuple{
        field("name", &NewRole::name).format("slug").length(1, 64),
        field("description", &NewRole::description).length(0, 500),
        field("permissions", &NewRole::permissions)
            .length(0, kPermissionsMax)
            .about("Grants like users.read, users.*, *.read or records.read@customers. A star covers plain "
                   "permissions only."),
    };
};

struct RoleChange {
    RoleId id;
    std::string name;
    std::optional<std::string> description;
    std::vector<std::string> permissions;

    static constexpr auto fields = std::tuple{
        field("id", &RoleChange::id).format("uuid"),
        field("name", &RoleChange::name).format("slug").length(1, 64),
        field("description", &RoleChange::description).length(0, 500),
        field("permissions", &RoleChange::permissions).length(0, kPermissionsMax),
    };
};

struct RolesOfUser {
    UserId id;

    static constexpr auto fields = std::tuple{field("id", &RolesOfUser::id).format("uuid")};
};

struct RoleGrant {
    UserId id;
    std::string role;

    static constexpr auto fields = std::tuple{
        field("id", &RoleGrant::id).format("uuid"),
        field("role", &RoleGrant::role).length(1, 64).about("Name or id of the role."),
    };
};

} // namespace core::roles
