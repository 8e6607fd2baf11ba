// The rules of clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/context.h"
#include "core/services/clients/clients_types.h"

namespace core::clients {

class ClientsService {
public:
    Result<api::Page<Client>> list(api::ReadContext& context, ListClients const& request);
    Result<Client> show(api::ReadContext& context, ClientById const& request);
    Result<IssuedClient> create(api::Context& context, NewClient const& request);
    Result<IssuedClient> renewSecret(api::Context& context, ClientById const& request);
    Result<Done> disable(api::Context& context, ClientById const& request);
    Result<Done> enable(api::Context& context, ClientById const& request);
    Result<Done> remove(api::Context& context, ClientById const& request);

    // For auth: the client if the secret is its own and it is enabled; nothing otherwise. Constant time in
    // the secret.
    Result<std::optional<Client>> signedIn(db::Tx& tx, std::string_view idOrName, std::string_view secret);
    Result<std::optional<Client>> byId(db::Tx& tx, ClientId const& id);

private:
    Result<Done> setEnabled(api::Context& context, ClientId const& id, bool enabled);
};

} // namespace core::clients
