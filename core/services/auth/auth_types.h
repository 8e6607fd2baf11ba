// Tokens, sessions, and who the caller is, on the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/api/fields.h"

namespace core::auth {

using api::field;

inline constexpr std::array<std::string_view, 2> kTokenHints{"access_token", "refresh_token"};

// RFC 6749, 4.3, 4.4 and 6, as one form. The password grant is Dewar's own sign-in; OAuth 2.1 keeps it from
// third parties, and so does this: it takes no client but those named here.
struct TokenRequest {
    std::string grant_type;
    std::optional<std::string> username;
    std::optional<std::string> password;
    std::optional<std::string> refresh_token;
    std::optional<std::string> client_id;
    std::optional<std::string> client_secret;

    static constexpr auto fields = std::tuple{
        field("grant_type", &TokenRequest::grant_type).length(1, 64),
        field("username", &TokenRequest::username).length(1, 254),
        field("password", &TokenRequest::password).length(1, 256).secret(),
        field("refresh_token", &TokenRequest::refresh_token).length(1, 256).secret(),
        field("client_id", &TokenRequest::client_id).length(1, 64),
        field("client_secret", &TokenRequest::client_secret).length(1, 256).secret(),
    };
};

struct TokenAnswer {
    std::string access_token;
    std::string token_type = "Bearer";
    std::int64_t expires_in = 0; // seconds
    std::optional<std::string> refresh_token;

    static constexpr auto fields = std::tuple{
        field("access_token", &TokenAnswer::access_token).length(1, 8192).shownOnce(),
        field("token_type", &TokenAnswer::token_type),
        field("expires_in", &TokenAnswer::expires_in),
        field("refresh_token", &TokenAnswer::refresh_token).shownOnce(),
    };
};

// RFC 7009.
struct RevokeRequest {
    std::string token;
    std::optional<std::string> token_type_hint;

    static constexpr auto fields = std::tuple{
        field("token", &RevokeRequest::token).length(1, 8192).secret(),
        field("token_type_hint", &RevokeRequest::token_type_hint).oneOf(kTokenHints),
    };
};

struct Session {
    SessionId id;
    UserId user_id;
    std::string address;
    Time created_at{};
    Time last_used_at{};
    Time expires_at{};
    std::optional<Time> ended_at;
    std::optional<std::string> end_reason;

    static constexpr auto fields = std::tuple{
        field("id", &Session::id),
        field("user_id", &Session::user_id),
        field("address", &Session::address),
        field("created_at", &Session::created_at),
        field("last_used_at", &Session::last_used_at),
        field("expires_at", &Session::expires_at),
        field("ended_at", &Session::ended_at),
        field("end_reason", &Session::end_reason),
    };
};

struct ListSessions {
    std::optional<std::string> user_id;
    std::optional<bool> live;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("user_id", &ListSessions::user_id).length(1, 64),
        field("live", &ListSessions::live),
        field("limit", &ListSessions::limit).range(1, 200),
        field("after", &ListSessions::after).length(1, 64),
    };
};

struct SessionById {
    SessionId id;

    static constexpr auto fields = std::tuple{field("id", &SessionById::id).length(1, 64)};
};

struct EndSessions {
    UserId id;
    std::optional<std::string> reason;

    static constexpr auto fields = std::tuple{
        field("id", &EndSessions::id).length(1, 64),
        field("reason", &EndSessions::reason).length(0, 200),
    };
};

struct Ended {
    std::int64_t ended = 0;

    static constexpr auto fields =
        std::tuple{field("ended", &Ended::ended).about("sessions that this ended")};
};

struct Me {
    std::string kind;
    std::string id;
    std::string name;
    std::vector<std::string> permissions;
    Time expires_at{};

    static constexpr auto fields = std::tuple{
        field("kind", &Me::kind),
        field("id", &Me::id),
        field("name", &Me::name),
        field("permissions", &Me::permissions),
        field("expires_at", &Me::expires_at).about("of the access token"),
    };
};

} // namespace core::auth
