// Clients: secrets of 256 random bits, kept as a hash, shown once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/clients/clients_service.h"

#include <algorithm>

#include "core/platform/crypto/hash.h"
#include "core/services/clients/clients_store.h"

namespace core::clients {

namespace {

constexpr std::size_t kSecretBytes = 32;

Error unknown()
{
    return failed(ErrorCode::NotFound, "there is no such client");
}

// Nobody hands out more than they hold.
Status checkGrants(api::Principal const& caller, std::vector<std::string> const& permissions)
{
    if (caller.kind == api::Principal::Kind::System)
        return Done{};
    // A holder of everything plain may grant scoped rights too: who reads which records is theirs to decide.
    bool const all = std::ranges::find(caller.permissions.grants(), "*") != caller.permissions.grants().end();
    std::vector<FieldError> faults;
    for (std::size_t i = 0; i < permissions.size(); ++i) {
        auto const& grant = permissions[i];
        bool const holds = all || caller.permissions.covers(grant);
        auto const pointer = "/permissions/" + std::to_string(i);
        if (auto problem = api::formatProblem("permission", grant))
            faults.push_back({pointer, std::move(*problem)});
        else if (!holds)
            faults.push_back({pointer, "is more than you may do yourself"});
    }
    if (!faults.empty())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some permissions cannot be granted",
                     .fields = std::move(faults)};
    return Done{};
}

} // namespace

Result<api::Page<Client>> ClientsService::list(api::ReadContext& context, ListClients const& request)
{
    auto const limit = request.limit.value_or(50);
    return api::pageOf(TRY(store::page(context.tx, request.after.value_or(""), limit + 1)), limit);
}

Result<Client> ClientsService::show(api::ReadContext& context, ClientById const& request)
{
    auto found = TRY(store::byId(context.tx, request.id));
    if (!found)
        return unknown();
    return std::move(found->client);
}

Result<IssuedClient> ClientsService::create(api::Context& context, NewClient const& request)
{
    TRY(checkGrants(context.caller, request.permissions));
    Client client{.id = {newId(context.now, context.random)},
                  .name = request.name,
                  .permissions = request.permissions,
                  .created_at = context.now};
    auto const secret = newToken(context.random, kSecretBytes);
    TRY(store::insert(context.tx, client, crypto::sha256(secret)));
    context.subject("client", client.id.value);
    context.note("name", json::Value(client.name));
    context.announce("client.created", {{"client_id", client.id.value}});
    context.answer.location = "/clients/" + client.id.value;
    return IssuedClient{client.id, client.name, secret};
}

Result<IssuedClient> ClientsService::renewSecret(api::Context& context, ClientById const& request)
{
    auto const found = TRY(store::byId(context.tx, request.id));
    if (!found)
        return unknown();
    auto const secret = newToken(context.random, kSecretBytes);
    TRY(store::setSecret(context.tx, request.id, crypto::sha256(secret), context.now));
    context.subject("client", request.id.value);
    context.authorityChanged();
    return IssuedClient{request.id, found->client.name, secret};
}

Result<Done> ClientsService::setEnabled(api::Context& context, ClientId const& id, bool enabled)
{
    if (TRY(store::setEnabled(context.tx, id, enabled)) == 0)
        return unknown();
    context.subject("client", id.value);
    context.authorityChanged();
    context.announce(enabled ? "client.enabled" : "client.disabled", {{"client_id", id.value}});
    return Done{};
}

Result<Done> ClientsService::disable(api::Context& context, ClientById const& request)
{
    return setEnabled(context, request.id, false);
}

Result<Done> ClientsService::enable(api::Context& context, ClientById const& request)
{
    return setEnabled(context, request.id, true);
}

Result<Done> ClientsService::remove(api::Context& context, ClientById const& request)
{
    if (TRY(store::remove(context.tx, request.id)) == 0)
        return unknown();
    context.subject("client", request.id.value);
    context.authorityChanged();
    context.announce("client.deleted", {{"client_id", request.id.value}});
    return Done{};
}

Result<std::optional<Client>> ClientsService::signedIn(db::Tx& tx, std::string_view idOrName,
                                                       std::string_view secret)
{
    auto found = TRY(store::byId(tx, ClientId{std::string{idOrName}}));
    if (!found)
        found = TRY(store::byName(tx, idOrName));
    // An unknown client costs the same hash and comparison.
    auto const given = crypto::sha256(secret);
    auto const kept = found ? found->secretHash : std::string(given.size(), '\0');
    bool const same = crypto::sameBytes(given, kept);
    if (!found || !same || !found->client.enabled)
        return std::optional<Client>{};
    return std::optional{std::move(found->client)};
}

Result<std::optional<Client>> ClientsService::byId(db::Tx& tx, ClientId const& id)
{
    auto found = TRY(store::byId(tx, id));
    if (!found)
        return std::optional<Client>{};
    return std::optional{std::move(found->client)};
}

} // namespace core::clients
