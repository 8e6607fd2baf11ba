// SQL of the vault.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_store.h"

namespace core::vault {

namespace {
constexpr std::string_view kAllKeys = R"sql(
    SELECT purpose, version, wrapped, created_at
      FROM vault_keys
     ORDER BY purpose, version
     LIMIT $1)sql";

constexpr std::string_view kLatestVersion = R"sql(
    SELECT version
      FROM vault_keys
     WHERE purpose = $1
     ORDER BY version DESC
     LIMIT 1)sql";

constexpr std::string_view kCountKeys = "SELECT count(*) FROM vault_keys LIMIT 1";

constexpr std::string_view kInsertKey = R"sql(
    INSERT INTO vault_keys(purpose, version, wrapped, created_at)
    VALUES($1, $2, $3, $4)
    ON CONFLICT DO NOTHING)sql";

// Before there were several engines the number stood beside the vault.
constexpr std::string_view kState = R"sql(
    SELECT vault,
           COALESCE((SELECT number FROM vault_passphrases WHERE node = $1), passphrase_number)
      FROM vault_state
     WHERE id = 1
     LIMIT 1)sql";

constexpr std::string_view kPutState = R"sql(
    INSERT INTO vault_state(id, vault, passphrase_number)
    VALUES(1, $1, $2)
    ON CONFLICT(id) DO UPDATE SET vault = excluded.vault)sql";

constexpr std::string_view kPutPassphrase = R"sql(
    INSERT INTO vault_passphrases(node, number)
    VALUES($1, $2)
    ON CONFLICT(node) DO UPDATE SET number = excluded.number)sql";

constexpr std::string_view kAdvancePassphrase =
    "UPDATE vault_passphrases SET number = $1 WHERE node = $3 AND number = $2";

WrappedKey wrappedKeyFrom(db::Row const& row)
{
    return {
        .purpose = row.text(0), .version = row.integer(1), .wrapped = row.bytes(2), .createdAt = row.time(3)};
}
} // namespace

Result<std::vector<WrappedKey>> wrappedKeys(db::Tx& tx)
{
    return tx.all(kAllKeys, wrappedKeyFrom, kWrappedKeysMax);
}

Result<std::int64_t> latestVersion(db::Tx& tx, std::string_view purpose)
{
    auto const found = TRY(tx.one(
        kLatestVersion, [](db::Row const& row) { return row.integer(0); }, purpose));
    return found.value_or(0);
}

Result<std::int64_t> countWrappedKeys(db::Tx& tx)
{
    auto const found = TRY(tx.one(kCountKeys, [](db::Row const& row) { return row.integer(0); }));
    return found.value_or(0);
}

Result<bool> insertWrappedKey(db::Tx& tx, WrappedKey const& key)
{
    return TRY(tx.run(kInsertKey, key.purpose, key.version, db::Blob{key.wrapped}, key.createdAt)) == 1;
}

Result<std::optional<VaultState>> vaultState(db::Tx& tx, std::string_view node)
{
    return tx.one(
        kState, [](db::Row const& row) { return VaultState{row.text(0), row.integer(1)}; }, node);
}

Status putVaultState(db::Tx& tx, VaultState const& state, std::string_view node)
{
    TRY(tx.run(kPutState, state.vault, state.passphraseNumber));
    TRY(tx.run(kPutPassphrase, node, state.passphraseNumber));
    return Done{};
}

Result<bool> advancePassphrase(db::Tx& tx, std::int64_t from, std::int64_t to, std::string_view node)
{
    return TRY(tx.run(kAdvancePassphrase, to, from, node)) == 1;
}

} // namespace core::vault
