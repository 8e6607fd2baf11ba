// The rules of users.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/users/users_service.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/platform/crypto/password.h"
#include "core/services/users/users_password.h"
#include "core/services/users/users_store.h"

namespace core::users {
namespace {

constexpr std::int64_t kPageDefault = 50;
constexpr std::int64_t kFreeTries = 9; // wrong passwords in a row before the account pauses
constexpr std::int64_t kPauseSecondsMax = 60;

Error unknownUser()
{
    return failed(ErrorCode::NotFound, "there is no such user");
}
Error nameTaken()
{
    return failedAs("name-taken", ErrorCode::Conflict, "another user has this name");
}

Error fault(std::string field, std::string problem)
{
    return Error{.code = ErrorCode::Invalid,
                 .message = "some fields are not acceptable",
                 .fields = {{std::move(field), std::move(problem)}}};
}

// Plain characters only: names stand in audit and timelines, where look-alikes and controls would lie.
Status checkName(std::string_view name)
{
    auto const alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    bool const good =
        !name.empty() && alphanumeric(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
            return alphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '@';
        });
    if (!good)
        return fault("/name", "must hold only letters, digits and . _ - @, and start with a letter or digit");
    return Done{};
}

Result<std::string> checkedHash(std::string_view password, std::string_view name, std::string_view email,
                                Random& random)
{
    if (auto problem = passwordProblem(password, name, email))
        return fault("/password", std::move(*problem));
    return crypto::hashPassword(password, crypto::kPasswordCost, random);
}

Result<User> userAt(db::Tx& tx, UserId const& id)
{
    auto user = TRY(store::byId(tx, id));
    if (!user)
        return unknownUser();
    return std::move(*user);
}

std::string etagOf(User const& user)
{
    return std::to_string(user.revision);
}

Status requireRevision(api::ReadContext const& context, User const& user)
{
    if (context.ifMatch && *context.ifMatch != "*" && *context.ifMatch != etagOf(user))
        return failed(ErrorCode::PreconditionFailed, "the user was changed meanwhile; read it again");
    return Done{};
}

json::Object fact(User const& user)
{
    return {{"user", user.id.value}, {"name", user.name}};
}

void touch(User& user, Time now)
{
    user.updatedAt = now;
    ++user.revision;
}

} // namespace

Result<api::Page<User>> UsersService::list(api::ReadContext& context, UsersPage const& page)
{
    auto const limit = page.limit.value_or(kPageDefault);
    store::Filter filter{
        .enabled = page.enabled, .part = lowered(page.q.value_or("")), .after = {}, .limit = limit + 1};
    if (page.after)
        filter.after = TRY(bytesFromBase64url(*page.after));
    if (!isUtf8(filter.after))
        return failed(ErrorCode::BadRequest, "the cursor is not one of ours");
    auto found = api::pageOf(TRY(store::usersMatching(context.tx, filter)), limit,
                             [](User const& user) { return base64urlOf(store::nameKey(user.name)); });
    for (auto& user : found.items)
        user.roles = TRY(m_roles.namesOf(context.tx, user.id));
    return found;
}

Result<User> UsersService::show(api::ReadContext& context, UserAt const& at)
{
    auto user = TRY(userAt(context.tx, at.id));
    user.roles = TRY(m_roles.namesOf(context.tx, user.id));
    context.answer.etag = etagOf(user);
    return user;
}

Result<PreparedUser> UsersService::prepareCreate(api::ReadContext& context, NewUser const& wanted)
{
    TRY(checkName(wanted.name));
    // A name that is taken now is not worth a hash; create() looks again.
    if (TRY(store::signInByName(context.tx, wanted.name)))
        return nameTaken();
    auto hash = TRY(checkedHash(wanted.password, wanted.name, wanted.email.value_or(""), context.random));
    return PreparedUser{.name = wanted.name,
                        .email = wanted.email,
                        .passwordHash = std::move(hash),
                        .roles = wanted.roles.value_or(std::vector<std::string>{}),
                        .mustChangePassword = wanted.mustChangePassword.value_or(false)};
}

Result<User> UsersService::create(api::Context& context, PreparedUser const& prepared)
{
    User user;
    user.id = {newId(context.now, context.random)};
    user.name = prepared.name;
    user.email = prepared.email;
    user.enabled = true;
    user.createdAt = user.updatedAt = user.passwordChangedAt = context.now;
    user.mustChangePassword = prepared.mustChangePassword;
    user.revision = 1;
    if (!TRY(store::insert(context.tx, user, prepared.passwordHash)))
        return nameTaken();
    TRY(m_roles.grantNamed(context, user.id, prepared.roles));
    user.roles = TRY(m_roles.namesOf(context.tx, user.id));
    context.subject("user", user.id.value);
    context.note("name", json::Value(user.name));
    json::Array names;
    for (auto const& role : user.roles)
        names.emplace_back(role);
    context.note("roles", std::move(names));
    context.announce("user.created", fact(user));
    context.answer.location = "/users/" + user.id.value;
    context.answer.etag = etagOf(user);
    context.authorityChanged();
    return user;
}

Result<User> UsersService::change(api::Context& context, UserChange const& change)
{
    auto user = TRY(userAt(context.tx, change.id));
    context.subject("user", user.id.value);
    TRY(requireRevision(context, user));
    if (change.name) {
        TRY(checkName(*change.name));
        auto const holder = TRY(store::signInByName(context.tx, *change.name));
        if (holder && holder->id != user.id)
            return nameTaken();
        context.note("name_before", json::Value(user.name));
        context.note("name", json::Value(*change.name));
        user.name = *change.name;
    }
    if (change.email) {
        context.note("email", json::Value(*change.email));
        user.email = change.email;
    }
    touch(user, context.now);
    TRY(store::updateProfile(context.tx, user));
    user.roles = TRY(m_roles.namesOf(context.tx, user.id));
    context.announce("user.changed", fact(user));
    context.answer.etag = etagOf(user);
    context.authorityChanged(); // Cached principals carry the name.
    return user;
}

Result<Done> UsersService::disable(api::Context& context, DisableUser const& wanted)
{
    auto user = TRY(userAt(context.tx, wanted.id));
    context.subject("user", user.id.value);
    context.note("name", json::Value(user.name));
    if (wanted.reason)
        context.note("reason", json::Value(*wanted.reason));
    if (!user.enabled)
        return Done{};
    TRY(m_roles.requireAnotherAdministrator(context.tx, user.id));
    user.enabled = false;
    user.disabledReason = wanted.reason;
    touch(user, context.now);
    TRY(store::updateEnabled(context.tx, user));
    auto facts = fact(user);
    facts["reason"] = wanted.reason.value_or("");
    context.announce("user.disabled", std::move(facts));
    context.authorityChanged();
    return Done{};
}

Result<Done> UsersService::enable(api::Context& context, UserAt const& at)
{
    auto user = TRY(userAt(context.tx, at.id));
    context.subject("user", user.id.value);
    context.note("name", json::Value(user.name));
    if (user.enabled && !user.lockedUntil)
        return Done{};
    user.enabled = true;
    user.disabledReason.reset();
    user.failedSignIns = 0;
    user.lockedUntil.reset();
    touch(user, context.now);
    TRY(store::updateEnabled(context.tx, user));
    context.announce("user.enabled", fact(user));
    context.authorityChanged();
    return Done{};
}

Result<PreparedPassword> UsersService::prepareSetPassword(api::ReadContext& context,
                                                          NewPassword const& wanted)
{
    auto prepared = TRY(prepareOwnPassword(context, wanted.id, wanted.password));
    prepared.mustChangePassword = wanted.mustChangePassword.value_or(false);
    return prepared;
}

Result<Done> UsersService::setPassword(api::Context& context, PreparedPassword const& prepared)
{
    // Who sets a password can sign in as that user, so they must hold what the user holds.
    auto const held = TRY(m_roles.permissionsOf(context.tx, prepared.id));
    TRY(roles::RolesService::requireHolds(context.caller, held.grants()));
    return keep(context, prepared);
}

Result<PreparedPassword> UsersService::prepareOwnPassword(api::ReadContext& context, UserId const& id,
                                                          std::string_view password)
{
    auto const user = TRY(userAt(context.tx, id));
    auto hash = TRY(checkedHash(password, user.name, user.email.value_or(""), context.random));
    return PreparedPassword{.id = id, .passwordHash = std::move(hash), .mustChangePassword = false};
}

Result<Done> UsersService::setOwnPassword(api::Context& context, PreparedPassword const& prepared)
{
    if (context.caller.userId != prepared.id.value)
        return failed(ErrorCode::Forbidden, "this is another user's password");
    return keep(context, prepared);
}

Status UsersService::keep(api::Context& context, PreparedPassword const& prepared)
{
    auto user = TRY(userAt(context.tx, prepared.id));
    context.subject("user", user.id.value);
    context.note("name", json::Value(user.name));
    user.passwordChangedAt = context.now;
    user.mustChangePassword = prepared.mustChangePassword;
    touch(user, context.now);
    TRY(store::updatePassword(context.tx, user, prepared.passwordHash));
    context.announce("user.password_changed", fact(user));
    context.authorityChanged();
    return Done{};
}

Result<Done> UsersService::remove(api::Context& context, UserAt const& at)
{
    auto const user = TRY(userAt(context.tx, at.id));
    context.subject("user", user.id.value);
    context.note("name", json::Value(user.name));
    TRY(requireRevision(context, user));
    TRY(m_roles.requireAnotherAdministrator(context.tx, user.id));
    TRY(m_roles.withdrawAll(context.tx, user.id));
    TRY(store::remove(context.tx, user.id));
    context.announce("user.deleted", fact(user));
    context.authorityChanged();
    return Done{};
}

Result<std::optional<SignInUser>> UsersService::forSignIn(db::Tx& tx, std::string_view name)
{
    return store::signInByName(tx, name);
}

Result<std::optional<SignInUser>> UsersService::signInById(db::Tx& tx, UserId const& id)
{
    return store::signInById(tx, id);
}

Status UsersService::recordSignIn(api::Context& context, UserId const& id, SignIn outcome)
{
    auto user = TRY(userAt(context.tx, id));
    switch (outcome) {
    case SignIn::Right:
        user.failedSignIns = 0;
        user.lockedUntil.reset();
        user.lastSignInAt = context.now;
        break;
    case SignIn::Wrong:
        ++user.failedSignIns;
        if (user.failedSignIns > kFreeTries) {
            auto const doublings = std::min<std::int64_t>(user.failedSignIns - kFreeTries - 1, 10);
            auto const pause = std::min<std::int64_t>(std::int64_t{1} << doublings, kPauseSecondsMax);
            user.lockedUntil = context.now + std::chrono::seconds{pause};
        }
        break;
    }
    return store::updateSignIns(context.tx, user);
}

Status UsersService::keepHash(api::Context& context, UserId const& user, std::string_view passwordHash)
{
    return store::updateHash(context.tx, user, passwordHash);
}

} // namespace core::users
