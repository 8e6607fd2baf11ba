// Users: people who sign in. Who may do what is in roles; how they sign in is in auth.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/context.h"
#include "core/services/roles/roles_service.h"
#include "core/services/users/users_types.h"

namespace core::users {

// Keeps no state; any thread, with a transaction of that thread. The prepare functions hash, so: work lane.
class UsersService {
public:
    explicit UsersService(roles::RolesService& roles) : m_roles{roles} {}

    Result<api::Page<User>> list(api::ReadContext& context, UsersPage const& page);
    Result<User> show(api::ReadContext& context, UserAt const& at);
    Result<PreparedUser> prepareCreate(api::ReadContext& context, NewUser const& wanted);
    Result<User> create(api::Context& context, PreparedUser const& prepared);
    Result<User> change(api::Context& context, UserChange const& change);
    Result<Done> disable(api::Context& context, DisableUser const& wanted);
    Result<Done> enable(api::Context& context, UserAt const& at);
    Result<PreparedPassword> prepareSetPassword(api::ReadContext& context, NewPassword const& wanted);
    Result<Done> setPassword(api::Context& context, PreparedPassword const& prepared);
    Result<Done> remove(api::Context& context, UserAt const& at);

    // For auth. Names are compared without case. Nothing for an unknown user.
    Result<std::optional<SignInUser>> forSignIn(db::Tx& tx, std::string_view name);
    Result<std::optional<SignInUser>> signInById(db::Tx& tx, UserId const& id);
    // Counts wrong passwords. From the tenth in a row on the account pauses, one second at first and a minute
    // at most: the rate limits do the main work, and nobody can lock the owner out for long.
    Status recordSignIn(api::Context& context, UserId const& user, SignIn outcome);
    // For /me/password: the rules and the hash for a password that the user chose. Work lane.
    Result<PreparedPassword> prepareOwnPassword(api::ReadContext& context, UserId const& user,
                                                std::string_view password);
    // Stores what prepareOwnPassword made: a user needs no permission for their own.
    Result<Done> setOwnPassword(api::Context& context, PreparedPassword const& prepared);
    // The same password hashed at today's cost, after crypto::needsRehash.
    Status keepHash(api::Context& context, UserId const& user, std::string_view passwordHash);

private:
    Status keep(api::Context& context, PreparedPassword const& prepared);

    roles::RolesService& m_roles;
};

} // namespace core::users
