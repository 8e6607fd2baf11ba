// SQL of clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/clients/clients_store.h"

namespace core::clients::store {

namespace {

constexpr std::string_view kInsert = R"sql(
    INSERT INTO clients(id, name, secret_hash, permissions, enabled, created_at, secret_issued_at)
    VALUES($1, $2, $3, $4, $5, $6, $6) ON CONFLICT(name) DO NOTHING)sql";
constexpr std::string_view kById =
    "SELECT id, name, permissions, enabled, created_at, secret_hash FROM clients WHERE id = $1 LIMIT 1";
constexpr std::string_view kByName =
    "SELECT id, name, permissions, enabled, created_at, secret_hash FROM clients WHERE name = $1 LIMIT 1";
constexpr std::string_view kPage = R"sql(
    SELECT id, name, permissions, enabled, created_at FROM clients WHERE id > $1 ORDER BY id LIMIT $2)sql";
constexpr std::string_view kSetEnabled = "UPDATE clients SET enabled = $2 WHERE id = $1";
constexpr std::string_view kSetSecret = "UPDATE clients SET secret_hash = $2, secret_issued_at = $3 WHERE id = $1";
constexpr std::string_view kRemove = "DELETE FROM clients WHERE id = $1";

Client clientFrom(db::Row const& row)
{
    Client client{.id = {row.text(0)}, .name = row.text(1), .enabled = row.truth(3), .created_at = row.time(4)};
    if (auto list = json::parse(row.view(2)); list && list->is_array())
        for (auto const& grant : list->get_array())
            if (grant.is_string())
                client.permissions.emplace_back(grant.get_string());
    return client;
}

StoredClient storedFrom(db::Row const& row) { return {clientFrom(row), row.bytes(5)}; }

} // namespace

Status insert(db::Tx& tx, Client const& client, std::string_view secretHash)
{
    auto const permissions = json::text(api::write(client.permissions));
    auto const inserted = TRY(tx.run(kInsert, client.id, client.name, db::Blob{secretHash}, permissions,
                                     client.enabled, client.created_at));
    if (inserted == 0)
        return failed(ErrorCode::Conflict, "a client of this name exists");
    return Done{};
}

Result<std::optional<StoredClient>> byId(db::Tx& tx, ClientId const& id) { return tx.one(kById, storedFrom, id); }
Result<std::optional<StoredClient>> byName(db::Tx& tx, std::string_view name)
{
    return tx.one(kByName, storedFrom, name);
}
Result<std::vector<Client>> page(db::Tx& tx, std::string_view after, std::int64_t limit)
{
    return tx.all(kPage, clientFrom, after, limit);
}
Result<std::int64_t> setEnabled(db::Tx& tx, ClientId const& id, bool enabled)
{
    return tx.run(kSetEnabled, id, enabled);
}
Result<std::int64_t> setSecret(db::Tx& tx, ClientId const& id, std::string_view secretHash, Time now)
{
    return tx.run(kSetSecret, id, db::Blob{secretHash}, now);
}
Result<std::int64_t> remove(db::Tx& tx, ClientId const& id) { return tx.run(kRemove, id); }

} // namespace core::clients::store
