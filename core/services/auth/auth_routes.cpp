// The endpoints of sign-in, tokens and sessions, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/auth/auth_routes.h"

namespace core::auth {

namespace {

constexpr api::Permission kRead{"auth.read"};
constexpr api::Permission kEnd{"auth.end_sessions"};

std::vector<api::Route> tokenRoutes(AuthService& auth)
{
    using namespace api;
    return {
        {
            .method = Method::Post,
            .path = "/oauth/token",
            .summary = "Sign in, refresh, or get a client's token",
            .access = openToAll("sign-in happens here"),
            .rate = Rate::Login,
            .audit = audited("auth.token"),
            .surface = Surface::OAuth,
            .body = Body::Form,
            .serves = Serves::Both,
            .bodyBytesMax = 16 * 1024,
            .handler = call(auth, &AuthService::prepareToken, &AuthService::issueToken),
        },
        {
            .method = Method::Post,
            .path = "/oauth/revoke",
            .summary = "Revoke a token and end its session",
            .access = openToAll("whoever holds a token may end it"),
            .rate = Rate::Write,
            .audit = audited("auth.revoke"),
            .surface = Surface::OAuth,
            .body = Body::Form,
            .serves = Serves::Both,
            .bodyBytesMax = 16 * 1024,
            .handler = call(auth, &AuthService::prepareRevoke, &AuthService::revoke),
        },
        {
            .method = Method::Get,
            .path = "/.well-known/oauth-authorization-server",
            .summary = "Authorization server metadata (RFC 8414)",
            .access = openToAll("clients read it before they have a token"),
            .rate = Rate::Read,
            .audit = notAudited(),
            .surface = Surface::Root,
            .serves = Serves::Both,
            .handler = call(auth, &AuthService::metadata),
        },
    };
}

std::vector<api::Route> sessionRoutes(AuthService& auth)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/me",
            .summary = "Who the caller is and what they may do",
            .access = signedIn(),
            .rate = Rate::Read,
            .audit = notAudited(),
            .serves = Serves::Both,
            .handler = call(auth, &AuthService::me),
        },
        {
            .method = Method::Post,
            .path = "/me/password",
            .summary = "Change the caller's password and end their sessions",
            .access = signedIn(),
            .rate = Rate::Login,
            .audit = audited("auth.change_password"),
            .serves = Serves::Both,
            .handler = call(auth, &AuthService::prepareOwnPassword, &AuthService::changeOwnPassword),
        },
        {
            .method = Method::Post,
            .path = "/me/sign-out",
            .summary = "End the caller's session",
            .access = signedIn(),
            .rate = Rate::Write,
            .audit = audited("auth.sign_out"),
            .serves = Serves::Both,
            .handler = call(auth, &AuthService::signOut),
        },
        {
            .method = Method::Get,
            .path = "/sessions",
            .summary = "List sessions, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(auth, &AuthService::sessions),
        },
        {
            .method = Method::Post,
            .path = "/sessions/{id}/end",
            .summary = "End one session; its tokens fail on their next request",
            .access = needs(kEnd),
            .rate = Rate::Write,
            .audit = audited("session.end"),
            .handler = call(auth, &AuthService::endSession),
        },
        {
            .method = Method::Post,
            .path = "/users/{id}/end-sessions",
            .summary = "End all sessions of a user",
            .access = needs(kEnd),
            .rate = Rate::Write,
            .audit = audited("user.end_sessions"),
            .handler = call(auth, &AuthService::endSessions),
        },
    };
}

} // namespace

std::vector<api::Route> authRoutes(AuthService& auth)
{
    auto routes = tokenRoutes(auth);
    for (auto& route : sessionRoutes(auth))
        routes.push_back(std::move(route));
    return routes;
}

} // namespace core::auth
