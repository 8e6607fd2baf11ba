// A client: a program that signs in as itself (OAuth 2.0 client credentials, RFC 6749, 4.4).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/fields.h"

namespace core::clients {

using api::field;

struct NewClient {
    std::string name;
    std::vector<std::string> permissions;

    static constexpr auto fields = std::tuple{
        field("name", &NewClient::name).length(1, 64).format("slug"),
        field("permissions", &NewClient::permissions)
            .length(0, 64)
            .about("what its tokens may do; nothing that the caller may not do"),
    };
};

struct Client {
    ClientId id;
    std::string name;
    std::vector<std::string> permissions;
    bool enabled = true;
    Time created_at{};

    static constexpr auto fields = std::tuple{
        field("id", &Client::id),
        field("name", &Client::name),
        field("permissions", &Client::permissions).length(0, 64),
        field("enabled", &Client::enabled),
        field("created_at", &Client::created_at),
    };
};

struct IssuedClient {
    ClientId id;
    std::string name;
    std::string client_secret;

    static constexpr auto fields = std::tuple{
        field("id", &IssuedClient::id),
        field("name", &IssuedClient::name),
        field("client_secret", &IssuedClient::client_secret)
            .shownOnce()
            .about("shown once; only its hash is kept"),
    };
};

struct ClientById {
    ClientId id;

    static constexpr auto fields = std::tuple{field("id", &ClientById::id).length(1, 64)};
};

struct ListClients {
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("limit", &ListClients::limit).range(1, 200),
        field("after", &ListClients::after).length(1, 64),
    };
};

} // namespace core::clients
