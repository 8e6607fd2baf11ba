// What the users capability reads and says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/fields.h"

namespace core::users {

using api::field;

struct User {
    UserId id;
    std::string name;
    std::optional<std::string> email;
    bool enabled = false;
    std::optional<std::string> disabledReason;
    std::vector<std::string> roles;
    Time createdAt{};
    Time updatedAt{};
    Time passwordChangedAt{};
    bool mustChangePassword = false;
    std::int64_t failedSignIns = 0;
    std::optional<Time> lockedUntil;
    std::optional<Time> lastSignInAt;
    std::int64_t revision = 0;

    static constexpr auto fields = std::tuple{
        field("id", &User::id),
        field("name", &User::name),
        field("email", &User::email),
        field("enabled", &User::enabled),
        field("disabled_reason", &User::disabledReason),
        field("roles", &User::roles).length(0, 100),
        field("created_at", &User::createdAt),
        field("updated_at", &User::updatedAt),
        field("password_changed_at", &User::passwordChangedAt),
        field("must_change_password", &User::mustChangePassword),
        field("failed_sign_ins", &User::failedSignIns).about("Wrong passwords since the last right one."),
        field("locked_until", &User::lockedUntil),
        field("last_sign_in_at", &User::lastSignInAt),
        field("revision", &User::revision),
    };
};

struct UsersPage {
    std::optional<bool> enabled;
    std::optional<std::string> q;
    std::optional<std::string> after;
    std::optional<std::int64_t> limit;

    static constexpr auto fields = std::tuple{
        field("enabled", &UsersPage::enabled),
        field("q", &UsersPage::q).length(1, 64).about("A part of the name or of the e-mail address."),
        field("after", &UsersPage::after).length(1, 128),
        field("limit", &UsersPage::limit).range(1, 200),
    };
};

struct NewUser {
    std::string name;
    std::optional<std::string> email;
    std::string password;
    std::optional<std::vector<std::string>> roles;
    std::optional<bool> mustChangePassword;

    static constexpr auto fields = std::tuple{
        field("name", &NewUser::name)
            .length(1, 64)
            .about("Letters, digits and . _ - @, starting with a letter or digit."),
        field("email", &NewUser::email).length(3, 254).format("email"),
        field("password", &NewUser::password).length(12, 256).secret(),
        field("roles", &NewUser::roles).length(0, 32).about("Names of roles within your own permissions."),
        field("must_change_password", &NewUser::mustChangePassword),
    };
};

struct UserAt {
    UserId id;

    static constexpr auto fields = std::tuple{field("id", &UserAt::id).format("uuid")};
};

struct UserChange {
    UserId id;
    std::optional<std::string> name;
    std::optional<std::string> email;

    static constexpr auto fields = std::tuple{
        field("id", &UserChange::id).format("uuid"),
        field("name", &UserChange::name).length(1, 64),
        field("email", &UserChange::email).length(3, 254).format("email"),
    };
};

struct DisableUser {
    UserId id;
    std::optional<std::string> reason;

    static constexpr auto fields = std::tuple{
        field("id", &DisableUser::id).format("uuid"),
        field("reason", &DisableUser::reason).length(1, 500),
    };
};

struct NewPassword {
    UserId id;
    std::string password;
    std::optional<bool> mustChangePassword;

    static constexpr auto fields = std::tuple{
        field("id", &NewPassword::id).format("uuid"),
        field("password", &NewPassword::password).length(12, 256).secret(),
        field("must_change_password", &NewPassword::mustChangePassword),
    };
};

// What the work lane made of a NewUser; holds no password.
struct PreparedUser {
    std::string name;
    std::optional<std::string> email;
    std::string passwordHash;
    std::vector<std::string> roles;
    bool mustChangePassword = false;
};

struct PreparedPassword {
    UserId id;
    std::string passwordHash;
    bool mustChangePassword = false;
};

// What sign-in has to know.
struct SignInUser {
    UserId id;
    std::string name;
    std::string passwordHash;
    bool enabled = false;
    bool mustChangePassword = false;
    std::optional<Time> lockedUntil;
    Time passwordChangedAt{}; // sessions that began before it have ended
};

enum class SignIn { Right, Wrong };

} // namespace core::users
