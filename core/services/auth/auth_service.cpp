// Sessions and grants (RFC 6749, 7009, 9068; OAuth 2.0 Security BCP, RFC 9700, 4.14 for refresh rotation).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/auth/auth_service.h"

#include <boost/json.hpp>

#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/mac.h"
#include "core/platform/crypto/password.h"
#include "core/services/auth/auth_store.h"

namespace core::auth {

namespace {

constexpr std::size_t kRefreshBytes = 32;
constexpr std::size_t kSaltBytes = 32;
// A hash of no password, at the same cost: an unknown name takes the time of a known one.
constexpr std::string_view kNobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

Error wrongPassword()
{
    return failedAs("invalid_grant", ErrorCode::BadRequest, "the name or the password is wrong");
}
Error wrongRefresh()
{
    return failedAs("invalid_grant", ErrorCode::BadRequest, "the refresh token is not valid; sign in again");
}
Error missing(std::string_view field)
{
    return Error{.code = ErrorCode::BadRequest,
                 .message = std::string{field} + " is missing",
                 .type = "invalid_request"};
}

// The next refresh token follows from the old one and a salt that only the store has: within the grace the
// same client is given the same successor, and neither the store's thief nor the token's can make it alone.
std::string successorOf(std::string_view token, std::string_view salt)
{
    return base64urlOf(crypto::hmacSha256(Secret{token}, salt));
}

json::Object signInFacts(api::ReadContext const& context, std::string_view outcome,
                         PreparedGrant const& grant)
{
    return {{"outcome", outcome},
            {"user", grant.account},
            {"user_id", grant.user.value},
            {"address", context.peer.address},
            {"session_id", grant.session.value},
            {"token_id", grant.tokenId}};
}

struct Credentials {
    std::string id;
    std::string secret;
};

// RFC 6749, 2.3.1: Basic with form-encoded parts, or the two form fields; never both.
Result<Credentials> clientCredentials(api::ReadContext const& context, TokenRequest const& request)
{
    auto refused = [] {
        return failed(ErrorCode::Unauthenticated, "the client is not known or its secret is wrong");
    };
    constexpr std::string_view kBasic = "basic ";
    bool const basic = lowered(context.authorization.substr(0, kBasic.size())) == kBasic;
    if (!basic) {
        if (!request.client_id || !request.client_secret)
            return refused();
        return Credentials{*request.client_id, *request.client_secret};
    }
    if (request.client_secret)
        return failed(ErrorCode::BadRequest, "send the client's secret in one place");
    auto const plain =
        bytesFromBase64(trimmed(std::string_view{context.authorization}.substr(kBasic.size())));
    auto const colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return refused();
    auto const id = percentDecoded(plain->substr(0, colon));
    auto const secret = percentDecoded(plain->substr(colon + 1));
    if (!id || !secret)
        return refused();
    return Credentials{*id, *secret};
}

} // namespace

Status AuthService::sign(PreparedGrant& grant, std::string_view subject, Time now, Random& random)
{
    grant.tokenId = newId(now, random);
    json::Object claims{{"iss", m_issuer},
                        {"sub", subject},
                        {"aud", kAudience},
                        {"iat", secondsOf(now)},
                        {"exp", secondsOf(now + kAccessLife)},
                        {"jti", grant.tokenId}};
    if (grant.kind == PreparedGrant::Kind::Client)
        claims["client_id"] = grant.client.value;
    else
        claims["sid"] = grant.session.value;
    grant.accessToken = TRY(m_keys.signAccessToken(claims));
    return Done{};
}

Result<PreparedGrant> AuthService::prepareToken(api::ReadContext& context, TokenRequest const& request)
{
    if (request.grant_type == "password")
        return preparePassword(context, request);
    if (request.grant_type == "refresh_token")
        return prepareRefresh(context, request);
    if (request.grant_type == "client_credentials")
        return prepareClient(context, request);
    return failedAs("unsupported_grant_type", ErrorCode::BadRequest,
                    "the grant type is none of password, refresh_token and client_credentials");
}

Result<PreparedGrant> AuthService::preparePassword(api::ReadContext& context, TokenRequest const& request)
{
    if (!request.username)
        return missing("username");
    if (!request.password)
        return missing("password");
    TRY(m_limiter.takeSignIn(*request.username, context.peer, context.now));
    PreparedGrant grant;
    grant.account = *request.username;
    auto const user = TRY(m_users.forSignIn(context.tx, *request.username));
    auto const hash = user ? user->passwordHash : std::string{kNobodysHash};
    bool const right = TRY(crypto::verifyPassword(*request.password, hash));
    if (!user)
        return grant;
    grant.user = user->id;
    grant.passwordHash = hash;
    grant.verified = right;
    if (!right)
        return grant;
    grant.session.value = newId(context.now, context.random);
    grant.refreshToken = newToken(context.random, kRefreshBytes);
    TRY(sign(grant, grant.user.value, context.now, context.random));
    return grant;
}

Result<PreparedGrant> AuthService::prepareRefresh(api::ReadContext& context, TokenRequest const& request)
{
    if (!request.refresh_token)
        return missing("refresh_token");
    PreparedGrant grant;
    grant.kind = PreparedGrant::Kind::Refresh;
    grant.presentedToken = *request.refresh_token;
    auto const known = TRY(store::refresh(context.tx, crypto::sha256(grant.presentedToken)));
    if (!known)
        return grant;
    auto const session = TRY(store::session(context.tx, known->session));
    if (!session)
        return grant;
    grant.verified = true;
    grant.session = known->session;
    grant.user = session->session.user_id;
    std::string salt(kSaltBytes, '\0');
    context.random.fill({reinterpret_cast<unsigned char*>(salt.data()), salt.size()});
    grant.refreshToken = successorOf(grant.presentedToken, salt);
    grant.salt = std::move(salt);
    TRY(sign(grant, grant.user.value, context.now, context.random));
    return grant;
}

Result<PreparedGrant> AuthService::prepareClient(api::ReadContext& context, TokenRequest const& request)
{
    auto const credentials = TRY(clientCredentials(context, request));
    TRY(m_limiter.takeSignIn("client:" + credentials.id, context.peer, context.now));
    PreparedGrant grant;
    grant.kind = PreparedGrant::Kind::Client;
    grant.account = credentials.id;
    auto const client = TRY(m_clients.signedIn(context.tx, credentials.id, credentials.secret));
    if (!client)
        return grant;
    grant.client = client->id;
    grant.verified = true;
    TRY(sign(grant, grant.client.value, context.now, context.random));
    return grant;
}

Result<TokenAnswer> AuthService::issueToken(api::Context& context, PreparedGrant const& grant)
{
    switch (grant.kind) {
    case PreparedGrant::Kind::Password:
        return issueForPassword(context, grant);
    case PreparedGrant::Kind::Refresh:
        return issueForRefresh(context, grant);
    case PreparedGrant::Kind::Client:
        return issueForClient(context, grant);
    }
    return failed(ErrorCode::Internal, "the engine failed", "an unknown grant");
}

namespace {

TokenAnswer answerOf(PreparedGrant const& grant, std::optional<std::string> refresh)
{
    return {.access_token = grant.accessToken,
            .expires_in = std::chrono::duration_cast<std::chrono::seconds>(kAccessLife).count(),
            .refresh_token = std::move(refresh)};
}

} // namespace

Result<TokenAnswer> AuthService::issueForPassword(api::Context& context, PreparedGrant const& grant)
{
    auto const user = TRY(m_users.forSignIn(context.tx, grant.account));
    bool const same = user && user->passwordHash == grant.passwordHash;
    // Whoever guesses must not lock the owner out (A4): from an address that the account is known from the
    // lock does not hold, and the limit of that address alone bounds guesses there.
    bool const locked = user && user->lockedUntil && *user->lockedUntil > context.now &&
                        !m_limiter.knowsAddress(grant.account, context.peer, context.now);
    if (user)
        context.subject("user", user->id.value);
    context.note("grant", "password");
    if (!grant.verified || !same || !user->enabled || locked) {
        // One answer for every reason: it must not tell which names exist.
        if (user && !locked)
            TRY(m_users.recordSignIn(context, user->id, users::SignIn::Wrong));
        context.observe("auth.sign_in", signInFacts(context, "failure", grant));
        return kept(wrongPassword());
    }
    TRY(store::insertSession(context.tx,
                             Session{.id = grant.session,
                                     .user_id = user->id,
                                     .address = context.peer.address,
                                     .created_at = context.now,
                                     .expires_at = context.now + kSessionLife},
                             ""));
    TRY(store::insertRefresh(context.tx, crypto::sha256(grant.refreshToken), grant.session, context.now));
    TRY(m_users.recordSignIn(context, user->id, users::SignIn::Right));
    context.note("session_id", json::Value(grant.session.value));
    context.afterCommit([&limiter = m_limiter, account = grant.account, peer = context.peer,
                         now = context.now] { limiter.signedIn(account, peer, now); });
    context.observe("auth.sign_in", signInFacts(context, "success", grant));
    return answerOf(grant, grant.refreshToken);
}

Result<TokenAnswer> AuthService::issueForRefresh(api::Context& context, PreparedGrant const& grant)
{
    context.note("grant", "refresh_token");
    if (!grant.verified)
        return wrongRefresh();
    auto const hash = crypto::sha256(grant.presentedToken);
    auto const known = TRY(store::refresh(context.tx, hash));
    auto const live = TRY(store::session(context.tx, grant.session));
    if (!known || !live || live->session.ended_at || live->session.expires_at <= context.now)
        return wrongRefresh();
    auto const user = TRY(m_users.signInById(context.tx, live->session.user_id));
    if (!user || !user->enabled)
        return wrongRefresh();
    context.subject("session", grant.session.value);
    if (known->usedAt) {
        // Within the grace the same client (by address, until tokens are bound to keys) repeats a lost
        // answer.
        if (context.now - *known->usedAt <= kRefreshGrace && live->session.address == context.peer.address)
            return refreshAgain(context, grant, known->salt, *known->usedAt, known->session);
        TRY(store::endSession(context.tx, grant.session, "refresh-reuse", context.now));
        context.authorityChanged();
        context.observe("auth.refresh_reuse", signInFacts(context, "failure", grant));
        context.announce("session.ended", {{"session_id", grant.session.value},
                                           {"user_id", grant.user.value},
                                           {"reason", "refresh-reuse"}});
        return kept(wrongRefresh());
    }
    if (TRY(store::useRefresh(context.tx, hash, grant.salt, context.now)) == 0)
        return wrongRefresh();
    TRY(store::insertRefresh(context.tx, crypto::sha256(grant.refreshToken), grant.session, context.now));
    TRY(store::usedSession(context.tx, grant.session, context.now));
    return answerOf(grant, grant.refreshToken);
}

Result<TokenAnswer> AuthService::refreshAgain(api::Context& context, PreparedGrant const& grant,
                                              std::string const& salt, Time usedAt, SessionId const& session)
{
    auto const successor = successorOf(grant.presentedToken, salt);
    auto const next = TRY(store::refresh(context.tx, crypto::sha256(successor)));
    if (next && !next->usedAt)
        return answerOf(grant, successor);
    // The successor is in use already: whoever shows the old one now is somebody else.
    TRY(store::endSession(context.tx, session, "refresh-reuse", context.now));
    context.note("used_at", json::Value(rfc3339(usedAt)));
    context.authorityChanged();
    context.observe("auth.refresh_reuse", signInFacts(context, "failure", grant));
    return kept(wrongRefresh());
}

Result<TokenAnswer> AuthService::issueForClient(api::Context& context, PreparedGrant const& grant)
{
    context.note("grant", "client_credentials");
    auto const client = TRY(m_clients.byId(context.tx, grant.client));
    if (!grant.verified || !client || !client->enabled) {
        context.observe(
            "auth.client_sign_in",
            {{"outcome", "failure"}, {"client", grant.account}, {"address", context.peer.address}});
        return kept(failed(ErrorCode::Unauthenticated, "the client is not known or its secret is wrong"));
    }
    context.subject("client", grant.client.value);
    context.observe("auth.client_sign_in", {{"outcome", "success"},
                                            {"client", client->name},
                                            {"client_id", grant.client.value},
                                            {"address", context.peer.address},
                                            {"token_id", grant.tokenId}});
    return answerOf(grant, std::nullopt);
}

Result<PreparedRevocation> AuthService::prepareRevoke(api::ReadContext& context, RevokeRequest const& request)
{
    PreparedRevocation found;
    found.refreshHash = crypto::sha256(request.token);
    // RFC 7009, 2.2: an unknown token answers 200 as well.
    auto const principal = principalFor(request.token, context.tx, context.now);
    if (principal) {
        found.tokenId = principal->tokenId;
        found.sessionId = principal->sessionId;
        found.expiresAt = principal->expiresAt;
    }
    return found;
}

Result<Done> AuthService::revoke(api::Context& context, PreparedRevocation const& found)
{
    auto session = SessionId{found.sessionId};
    if (auto const refresh = TRY(store::refresh(context.tx, found.refreshHash)))
        session = refresh->session;
    if (!session.value.empty()) {
        context.subject("session", session.value);
        TRY(store::endSession(context.tx, session, "revoked", context.now));
        context.authorityChanged();
    } else if (!found.tokenId.empty()) {
        context.subject("token", found.tokenId);
        TRY(store::revokeToken(context.tx, found.tokenId, found.expiresAt));
        context.authorityChanged();
    }
    return Done{};
}

Result<api::RawAnswer> AuthService::metadata(api::ReadContext& context, api::Nothing const&)
{
    auto const& origin = context.listenerOrigin;
    json::Object document{
        {"issuer", m_issuer},
        {"token_endpoint", origin + "/oauth/token"},
        {"revocation_endpoint", origin + "/oauth/revoke"},
        {"jwks_uri", origin + "/.well-known/jwks.json"},
        {"grant_types_supported", json::Array{"password", "refresh_token", "client_credentials"}},
        {"response_types_supported", json::Array{}},
        {"token_endpoint_auth_methods_supported",
         json::Array{"client_secret_basic", "client_secret_post", "none"}}};
    return api::RawAnswer{"application/json", json::text(document)};
}

Result<Me> AuthService::me(api::ReadContext& context, api::Nothing const&)
{
    auto const& who = context.caller;
    return Me{std::string{nameOf(who.kind)}, who.id, who.name, who.permissions.grants(), who.expiresAt};
}

Result<users::PreparedPassword> AuthService::prepareOwnPassword(api::ReadContext& context,
                                                                OwnPassword const& request)
{
    auto const user = TRY(m_users.signInById(context.tx, UserId{context.caller.userId}));
    if (!user)
        return failed(ErrorCode::Conflict, "only people have passwords");
    TRY(m_limiter.takeSignIn(user->name, context.peer, context.now));
    if (!TRY(crypto::verifyPassword(request.current, user->passwordHash)))
        return Error{.code = ErrorCode::Invalid,
                     .message = "the current password is wrong",
                     .fields = {{"/current", "is wrong"}}};
    return m_users.prepareOwnPassword(context, user->id, request.next);
}

Result<Done> AuthService::changeOwnPassword(api::Context& context, users::PreparedPassword const& prepared)
{
    return m_users.setOwnPassword(context, prepared);
}

Result<Done> AuthService::signOut(api::Context& context, api::Nothing const&)
{
    if (context.caller.sessionId.empty())
        return failed(ErrorCode::Conflict, "this token belongs to no session; revoke it instead");
    context.subject("session", context.caller.sessionId);
    TRY(store::endSession(context.tx, SessionId{context.caller.sessionId}, "signed-out", context.now));
    context.authorityChanged();
    return Done{};
}

Result<api::Page<Session>> AuthService::sessions(api::ReadContext& context, ListSessions const& request)
{
    auto const limit = request.limit.value_or(50);
    return api::pageOf(TRY(store::page(context.tx, request, context.now, limit + 1)), limit);
}

Result<Done> AuthService::endSession(api::Context& context, SessionById const& request)
{
    if (!TRY(store::session(context.tx, request.id)))
        return failed(ErrorCode::NotFound, "there is no such session");
    TRY(store::endSession(context.tx, request.id, "ended-by-administrator", context.now));
    context.subject("session", request.id.value);
    context.authorityChanged();
    context.announce("session.ended", {{"session_id", request.id.value}});
    return Done{};
}

Result<Ended> AuthService::endSessions(api::Context& context, EndSessions const& request)
{
    if (!TRY(m_users.signInById(context.tx, request.id)))
        return failed(ErrorCode::NotFound, "there is no such user");
    auto const ended = TRY(store::endSessionsOf(
        context.tx, request.id, request.reason.value_or("ended-by-administrator"), context.now));
    context.subject("user", request.id.value);
    context.note("ended", json::Value(ended));
    context.authorityChanged();
    context.announce("user.sessions_ended", {{"user_id", request.id.value}, {"ended", ended}});
    return Ended{ended};
}

Status AuthService::forgetOld(api::Context& context)
{
    // Kept for 30 days after their end: incidents ask about sessions of last week.
    TRY(store::forgetOld(context.tx, context.now - std::chrono::hours{24 * 30}));
    return Done{};
}

} // namespace core::auth
