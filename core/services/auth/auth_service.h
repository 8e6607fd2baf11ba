// Sign-in, tokens and sessions; decides who a request's caller is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/epochs.h"
#include "core/api/ports.h"
#include "core/base/secret.h"
#include "core/services/auth/auth_token_cache.h"
#include "core/services/auth/auth_types.h"
#include "core/services/clients/clients_service.h"
#include "core/services/keys/keys_service.h"
#include "core/services/roles/roles_service.h"
#include "core/services/users/users_service.h"

namespace core::auth {

constexpr Span kAccessLife{std::chrono::minutes{5}};
constexpr Span kSessionLife{std::chrono::hours{12}};    // absolute: a refresh does not lengthen it
constexpr Span kRefreshGrace{std::chrono::seconds{10}}; // a lost answer is no theft
constexpr std::string_view kAudience = "dewar";

// What the slow part of a grant found and made; apply checks all of it again in its transaction.
struct PreparedGrant {
    enum class Kind { Password, Refresh, Client };
    Kind kind = Kind::Password;
    bool verified = false;
    std::string account; // as the caller named it
    UserId user;
    std::string passwordHash; // what the password was checked against
    ClientId client;
    SessionId session;
    std::string presentedToken; // the refresh token, as sent
    std::string refreshToken;   // new one: of a new session, or the successor
    std::string salt;
    std::string accessToken;
    std::string tokenId;
};

struct OwnPassword {
    std::string current;
    std::string next;

    static constexpr auto fields = std::tuple{
        field("current", &OwnPassword::current).length(1, 256).secret(),
        field("next", &OwnPassword::next).length(12, 256).secret(),
    };
};

struct PreparedRevocation {
    std::string refreshHash;
    std::string tokenId; // of a valid access token
    std::string sessionId;
    Time expiresAt{};
};

class AuthService final : public api::Authenticator {
public:
    // `issuer` stands in every access token (iss) and in the metadata. Everything outlives the service.
    AuthService(users::UsersService& users, roles::RolesService& roles, clients::ClientsService& clients,
                keys::KeysService& keys, api::Limiter& limiter, api::Epochs const& epochs, std::string issuer)
        : m_users{users}, m_roles{roles}, m_clients{clients}, m_keys{keys}, m_limiter{limiter},
          m_epochs{epochs}, m_issuer{std::move(issuer)}
    {
    }

    Result<api::Principal> authenticate(http::Request const& request, db::Tx& tx, Time now) override;
    Result<api::Principal> renewed(api::Principal const& principal, db::Tx& tx, Time now) override;

    Result<PreparedGrant> prepareToken(api::ReadContext& context, TokenRequest const& request);
    Result<TokenAnswer> issueToken(api::Context& context, PreparedGrant const& grant);
    Result<PreparedRevocation> prepareRevoke(api::ReadContext& context, RevokeRequest const& request);
    Result<Done> revoke(api::Context& context, PreparedRevocation const& found);
    Result<api::RawAnswer> metadata(api::ReadContext& context, api::Nothing const& request);
    Result<Me> me(api::ReadContext& context, api::Nothing const& request);
    // The current password is asked for again; all sessions of the user end, this one too.
    Result<users::PreparedPassword> prepareOwnPassword(api::ReadContext& context, OwnPassword const& request);
    Result<Done> changeOwnPassword(api::Context& context, users::PreparedPassword const& prepared);
    Result<Done> signOut(api::Context& context, api::Nothing const& request);
    Result<api::Page<Session>> sessions(api::ReadContext& context, ListSessions const& request);
    Result<Done> endSession(api::Context& context, SessionById const& request);
    Result<Ended> endSessions(api::Context& context, EndSessions const& request);

    // Sessions that ended long ago; the engine's timer calls it.
    Status forgetOld(api::Context& context);

private:
    Result<PreparedGrant> preparePassword(api::ReadContext& context, TokenRequest const& request);
    Result<PreparedGrant> prepareRefresh(api::ReadContext& context, TokenRequest const& request);
    Result<PreparedGrant> prepareClient(api::ReadContext& context, TokenRequest const& request);
    Result<TokenAnswer> issueForPassword(api::Context& context, PreparedGrant const& grant);
    Result<TokenAnswer> issueForRefresh(api::Context& context, PreparedGrant const& grant);
    Result<TokenAnswer> issueForClient(api::Context& context, PreparedGrant const& grant);
    Result<TokenAnswer> refreshAgain(api::Context& context, PreparedGrant const& grant,
                                     std::string const& salt, Time usedAt, SessionId const& session);
    Status sign(PreparedGrant& grant, std::string_view subject, Time now, Random& random);
    Result<api::Principal> principalFor(std::string_view token, db::Tx& tx, Time now);
    Result<api::Principal> loaded(api::Principal base, db::Tx& tx, Time now);
    Status loadUser(api::Principal& principal, db::Tx& tx, Time now);
    Status loadClient(api::Principal& principal, db::Tx& tx);

    users::UsersService& m_users;
    roles::RolesService& m_roles;
    clients::ClientsService& m_clients;
    keys::KeysService& m_keys;
    api::Limiter& m_limiter;
    api::Epochs const& m_epochs;
    std::string m_issuer;
    TokenCache m_cache;
};

} // namespace core::auth
