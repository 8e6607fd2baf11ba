// Users in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/users/users_types.h"

namespace core::users::store {

struct Filter {
    std::optional<bool> enabled;
    std::string part;         // of name or e-mail, small letters; empty does not narrow
    std::string after;        // name key
    std::int64_t limit = 0;
};

// The form in which names are unique.
std::string nameKey(std::string_view name);

Result<std::vector<User>> usersMatching(db::Tx& tx, Filter const& filter);
Result<std::optional<User>> byId(db::Tx& tx, UserId const& id);
Result<std::optional<SignInUser>> signInByName(db::Tx& tx, std::string_view name);
Result<std::optional<SignInUser>> signInById(db::Tx& tx, UserId const& id);

// False when the name is taken.
Result<bool> insert(db::Tx& tx, User const& user, std::string_view passwordHash);
Status updateProfile(db::Tx& tx, User const& user);
Status updateEnabled(db::Tx& tx, User const& user);
Status updatePassword(db::Tx& tx, User const& user, std::string_view passwordHash);
// The same password at another cost.
Status updateHash(db::Tx& tx, UserId const& id, std::string_view passwordHash);
Status updateSignIns(db::Tx& tx, User const& user);
Status remove(db::Tx& tx, UserId const& id);

} // namespace core::users::store
