// Who a request's caller is: the token's signature once, its authority whenever the epoch has moved.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/api/api_store.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/jwt.h"
#include "core/services/auth/auth_service.h"
#include "core/services/auth/auth_store.h"

namespace core::auth {

namespace {

using Kind = api::Principal::Kind;

Error notValid(std::string detail)
{
    return failed(ErrorCode::Unauthenticated, "the access token is not valid; sign in again", std::move(detail));
}
// shared: see TokenCache.
std::shared_ptr<api::Principal const> refusedAs(api::Principal const& principal)
{
    auto refused = std::make_shared<api::Principal>();   // shared: see TokenCache. Kind::Anonymous: may nothing
    refused->expiresAt = principal.expiresAt;
    return refused;
}
Error ended() { return failedAs("session-ended", ErrorCode::Unauthenticated, "this session has ended; sign in again"); }

// RFC 9068, 4: issuer, audience and times; the clock is our own, so no leeway is needed.
Result<api::Principal> principalOf(json::Object const& claims, std::string_view issuer, std::string_view kid, Time now)
{
    json::Value const holder = claims;
    if (json::textAt(holder, "iss") != issuer || json::textAt(holder, "aud") != kAudience)
        return notValid("another issuer or audience");
    Time const expires = timeOf(json::integerAt(holder, "exp") * 1'000'000);
    Time const issued = timeOf(json::integerAt(holder, "iat") * 1'000'000);
    if (expires <= now || issued > now + std::chrono::seconds{1} || expires - issued > kAccessLife)
        return notValid("expired, or its times are not ours");
    api::Principal principal;
    principal.id = json::textAt(holder, "sub");
    principal.tokenId = json::textAt(holder, "jti");
    principal.sessionId = json::textAt(holder, "sid");
    principal.clientId = json::textAt(holder, "client_id");
    principal.keyId = std::string{kid};
    principal.expiresAt = expires;
    principal.kind = principal.sessionId.empty() ? Kind::Client : Kind::User;
    if (principal.kind == Kind::User)
        principal.userId = principal.id;
    if (principal.id.empty() || principal.tokenId.empty() || (principal.sessionId.empty() && principal.clientId.empty()))
        return notValid("a claim is missing");
    return principal;
}

} // namespace

Result<api::Principal> AuthService::authenticate(http::Request const& request, db::Tx& tx, Time now)
{
    auto const* const header = request.header("authorization");
    if (header == nullptr)
        return api::Principal{};
    if (request.count("authorization") != 1)
        return notValid("two Authorization headers");
    constexpr std::string_view kBearer = "bearer ";
    if (header->size() <= kBearer.size() || lowered(header->substr(0, kBearer.size())) != kBearer)
        return notValid("not a bearer token");
    auto const token = trimmed(std::string_view{*header}.substr(kBearer.size()));
    auto const hash = crypto::sha256(token);
    auto const cached = m_cache.find(hash, now);
    if (cached && cached->epoch == m_epochs.authority.load(std::memory_order_acquire))
        return *cached;
    bool const wasRefused = cached && cached->kind == Kind::Anonymous;
    auto principal = cached && !wasRefused ? loaded(*cached, tx, now) : principalFor(token, tx, now);
    if (!principal) {
        // The database is away: what was refused stays refused, what was good waits for it.
        if (principal.error().code == ErrorCode::Unavailable)
            return wasRefused ? ended() : std::move(principal).error();
        // Remembered only when it was good once: what was never ours must not fill the cache.
        if (cached)
            m_cache.put(hash, refusedAs(*cached));
        return std::move(principal).error();
    }
    // shared: see TokenCache.
    m_cache.put(hash, std::make_shared<api::Principal const>(*principal));
    return principal;
}

Result<api::Principal> AuthService::principalFor(std::string_view token, db::Tx& tx, Time now)
{
    auto const jwt = TRY(crypto::parseJwt(token));
    auto const key = m_keys.verificationKey(jwt.jws.kid);
    if (!key)
        return notValid("unknown or revoked key");
    if (auto verified = crypto::verifyJwt(jwt, *key, "at+jwt"); !verified)
        return notValid(verified.error().detail);
    return loaded(TRY(principalOf(jwt.claims, m_issuer, jwt.jws.kid, now)), tx, now);
}

Result<api::Principal> AuthService::loaded(api::Principal base, db::Tx& tx, Time now)
{
    // The epoch of this snapshot, not the newest one: an older snapshot must be read again next time.
    base.epoch = static_cast<std::uint64_t>(TRY(api::store::authorityEpoch(tx)));
    // Asked of this transaction: within a batch of the write lane a revocation counts before its commit.
    if (!base.keyId.empty() && !TRY(m_keys.isTrusted(tx, base.keyId)))
        return ended();
    switch (base.kind) {
    case Kind::User: TRY(loadUser(base, tx, now)); break;
    case Kind::Client: TRY(loadClient(base, tx)); break;
    case Kind::Run: {
        auto const starter = TRY(m_users.signInById(tx, UserId{base.userId}));
        if (!starter || !starter->enabled)
            return failed(ErrorCode::Unauthenticated, "who started this run is no longer enabled");
        base.permissions = base.permissions.intersected(TRY(m_roles.permissionsOf(tx, starter->id)));
        break;
    }
    case Kind::System: break;
    case Kind::Anonymous: return notValid("nobody");
    }
    return base;
}

Status AuthService::loadUser(api::Principal& principal, db::Tx& tx, Time now)
{
    auto const live = TRY(store::session(tx, SessionId{principal.sessionId}));
    if (!live || live->session.ended_at || live->session.expires_at <= now)
        return ended();
    auto const user = TRY(m_users.signInById(tx, UserId{principal.userId}));
    // A new password ends every session that began before it.
    if (!user || !user->enabled || live->session.created_at < user->passwordChangedAt)
        return ended();
    principal.name = user->name;
    // Until a password set by somebody else is changed, the session is good for changing it and nothing more.
    principal.permissions = user->mustChangePassword ? api::PermissionSet{} : TRY(m_roles.permissionsOf(tx, user->id));
    return Done{};
}

Status AuthService::loadClient(api::Principal& principal, db::Tx& tx)
{
    auto const client = TRY(m_clients.byId(tx, ClientId{principal.clientId}));
    if (!client || !client->enabled || TRY(store::isRevoked(tx, principal.tokenId)))
        return ended();
    principal.name = client->name;
    principal.permissions = api::PermissionSet{client->permissions};
    return Done{};
}

Result<api::Principal> AuthService::renewed(api::Principal const& principal, db::Tx& tx, Time now)
{
    return loaded(principal, tx, now);
}

} // namespace core::auth
