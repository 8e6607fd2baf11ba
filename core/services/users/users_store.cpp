// SQL of users.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_store.h"

#include "core/base/text.h"

namespace core::users::store {
namespace {

constexpr std::string_view kMatching = R"sql(
    SELECT id, name, email, enabled, disabled_reason, created_at, updated_at, password_changed_at,
           must_change_password, failed_sign_ins, locked_until, last_sign_in_at, revision
      FROM users
     WHERE name_key > $1 AND ($2 = -1 OR enabled = $2)
       AND ($3 = '' OR name_key LIKE $3 ESCAPE '\' OR lower(email) LIKE $3 ESCAPE '\')
     ORDER BY name_key
     LIMIT $4)sql";
constexpr std::string_view kById = R"sql(
    SELECT id, name, email, enabled, disabled_reason, created_at, updated_at, password_changed_at,
           must_change_password, failed_sign_ins, locked_until, last_sign_in_at, revision
      FROM users WHERE id = $1 LIMIT 1)sql";
constexpr std::string_view kSignInByName = R"sql(
    SELECT id, name, password_hash, enabled, must_change_password, locked_until, password_changed_at
      FROM users WHERE name_key = $1 LIMIT 1)sql";
constexpr std::string_view kSignInById = R"sql(
    SELECT id, name, password_hash, enabled, must_change_password, locked_until, password_changed_at
      FROM users WHERE id = $1 LIMIT 1)sql";
constexpr std::string_view kInsert = R"sql(
    INSERT INTO users(id, name, name_key, email, password_hash, enabled, created_at, updated_at, password_changed_at,
                      must_change_password, failed_sign_ins, revision)
    VALUES($1, $2, $3, $4, $5, 1, $6, $6, $6, $7, 0, 1)
    ON CONFLICT(name_key) DO NOTHING)sql";
constexpr std::string_view kUpdateProfile =
    "UPDATE users SET name = $2, name_key = $3, email = $4, updated_at = $5, revision = $6 WHERE id = $1";
constexpr std::string_view kUpdateEnabled = R"sql(
    UPDATE users SET enabled = $2, disabled_reason = $3, failed_sign_ins = $4, locked_until = $5, updated_at = $6,
                     revision = $7
     WHERE id = $1)sql";
constexpr std::string_view kUpdatePassword = R"sql(
    UPDATE users SET password_hash = $2, password_changed_at = $3, must_change_password = $4, failed_sign_ins = 0,
                     locked_until = NULL, updated_at = $3, revision = $5
     WHERE id = $1)sql";
constexpr std::string_view kUpdateHash = "UPDATE users SET password_hash = $2 WHERE id = $1";
constexpr std::string_view kUpdateSignIns =
    "UPDATE users SET failed_sign_ins = $2, locked_until = $3, last_sign_in_at = $4 WHERE id = $1";
constexpr std::string_view kRemove = "DELETE FROM users WHERE id = $1";

User userFrom(db::Row const& row)
{
    return {.id = {row.text(0)},
            .name = row.text(1),
            .email = row.optionalText(2),
            .enabled = row.truth(3),
            .disabledReason = row.optionalText(4),
            .roles = {},
            .createdAt = row.time(5),
            .updatedAt = row.time(6),
            .passwordChangedAt = row.time(7),
            .mustChangePassword = row.truth(8),
            .failedSignIns = row.integer(9),
            .lockedUntil = row.optionalTime(10),
            .lastSignInAt = row.optionalTime(11),
            .revision = row.integer(12)};
}

SignInUser signInFrom(db::Row const& row)
{
    return {.id = {row.text(0)},
            .name = row.text(1),
            .passwordHash = row.text(2),
            .enabled = row.truth(3),
            .mustChangePassword = row.truth(4),
            .lockedUntil = row.optionalTime(5),
            .passwordChangedAt = row.time(6)};
}

// What is looked for is a text, not a pattern.
std::string pattern(std::string_view part)
{
    if (part.empty())
        return {};
    std::string text{"%"};
    for (char const c : part) {
        if (c == '%' || c == '_' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + "%";
}

} // namespace

std::string nameKey(std::string_view name) { return lowered(name); }

Result<std::vector<User>> usersMatching(db::Tx& tx, Filter const& filter)
{
    std::int64_t const enabled = filter.enabled ? (*filter.enabled ? 1 : 0) : -1;
    return tx.all(kMatching, userFrom, filter.after, enabled, pattern(filter.part), filter.limit);
}

Result<std::optional<User>> byId(db::Tx& tx, UserId const& id) { return tx.one(kById, userFrom, id); }

Result<std::optional<SignInUser>> signInByName(db::Tx& tx, std::string_view name)
{
    return tx.one(kSignInByName, signInFrom, nameKey(name));
}

Result<std::optional<SignInUser>> signInById(db::Tx& tx, UserId const& id)
{
    return tx.one(kSignInById, signInFrom, id);
}

Result<bool> insert(db::Tx& tx, User const& user, std::string_view passwordHash)
{
    return TRY(tx.run(kInsert, user.id, user.name, nameKey(user.name), user.email, passwordHash, user.createdAt,
                      user.mustChangePassword))
        == 1;
}

Status updateProfile(db::Tx& tx, User const& user)
{
    TRY(tx.run(kUpdateProfile, user.id, user.name, nameKey(user.name), user.email, user.updatedAt, user.revision));
    return Done{};
}

Status updateEnabled(db::Tx& tx, User const& user)
{
    TRY(tx.run(kUpdateEnabled, user.id, user.enabled, user.disabledReason, user.failedSignIns, user.lockedUntil,
               user.updatedAt, user.revision));
    return Done{};
}

Status updatePassword(db::Tx& tx, User const& user, std::string_view passwordHash)
{
    TRY(tx.run(kUpdatePassword, user.id, passwordHash, user.passwordChangedAt, user.mustChangePassword, user.revision));
    return Done{};
}

Status updateHash(db::Tx& tx, UserId const& id, std::string_view passwordHash)
{
    TRY(tx.run(kUpdateHash, id, passwordHash));
    return Done{};
}

Status updateSignIns(db::Tx& tx, User const& user)
{
    TRY(tx.run(kUpdateSignIns, user.id, user.failedSignIns, user.lockedUntil, user.lastSignInAt));
    return Done{};
}

Status remove(db::Tx& tx, UserId const& id)
{
    TRY(tx.run(kRemove, id));
    return Done{};
}

} // namespace core::users::store
