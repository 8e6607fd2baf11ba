// The SQL of clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/platform/db/tx.h"
#include "core/services/clients/clients_types.h"

namespace core::clients::store {

struct StoredClient {
    Client client;
    std::string secretHash;
};

Status insert(db::Tx& tx, Client const& client, std::string_view secretHash);
Result<std::optional<StoredClient>> byId(db::Tx& tx, ClientId const& id);
Result<std::optional<StoredClient>> byName(db::Tx& tx, std::string_view name);
Result<std::vector<Client>> page(db::Tx& tx, std::string_view after, std::int64_t limit);
Result<std::int64_t> setEnabled(db::Tx& tx, ClientId const& id, bool enabled);
Result<std::int64_t> setSecret(db::Tx& tx, ClientId const& id, std::string_view secretHash, Time now);
Result<std::int64_t> remove(db::Tx& tx, ClientId const& id);

} // namespace core::clients::store
