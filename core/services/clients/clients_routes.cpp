// The clients endpoints, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/clients/clients_routes.h"

namespace core::clients {

namespace {
constexpr api::Permission kRead{"clients.read"};
constexpr api::Permission kWrite{"clients.write"};
constexpr api::Permission kIssue{"clients.issue"};
} // namespace

std::vector<api::Route> clientsRoutes(ClientsService& clients)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/clients",
            .summary = "List clients",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(clients, &ClientsService::list),
        },
        {
            .method = Method::Post,
            .path = "/clients",
            .summary = "Create a client and show its secret once",
            .access = needs(kIssue),
            .rate = Rate::Write,
            .audit = audited("client.create"),
            .success = 201,
            .handler = call(clients, &ClientsService::create),
        },
        {
            .method = Method::Get,
            .path = "/clients/{id}",
            .summary = "Show one client",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(clients, &ClientsService::show),
        },
        {
            .method = Method::Post,
            .path = "/clients/{id}/renew-secret",
            .summary = "Give a client a new secret; the old one ends at once",
            .access = needs(kIssue),
            .rate = Rate::Write,
            .audit = audited("client.renew_secret"),
            .handler = call(clients, &ClientsService::renewSecret),
        },
        {
            .method = Method::Post,
            .path = "/clients/{id}/disable",
            .summary = "Disable a client; its tokens fail on their next request",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("client.disable"),
            .handler = call(clients, &ClientsService::disable),
        },
        {
            .method = Method::Post,
            .path = "/clients/{id}/enable",
            .summary = "Enable a client again",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("client.enable"),
            .handler = call(clients, &ClientsService::enable),
        },
        {
            .method = Method::Delete,
            .path = "/clients/{id}",
            .summary = "Delete a client; its tokens fail on their next request",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("client.delete"),
            .handler = call(clients, &ClientsService::remove),
        },
    };
}

} // namespace core::clients
