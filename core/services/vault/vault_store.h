// The wrapped data keys and the vault's place in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/db/tx.h"

namespace core::vault {

// Versions of all purposes together; rotation refuses beyond it.
constexpr std::int64_t kWrappedKeysMax = 10'000;

struct WrappedKey {
    std::string purpose;
    std::int64_t version = 0;
    std::string wrapped;
    Time createdAt{};
};

struct VaultState {
    std::string vault;
    std::int64_t passphraseNumber = 0;
};

// By purpose and version, rising.
Result<std::vector<WrappedKey>> wrappedKeys(db::Tx& tx);
// The highest version of a purpose; 0 without one.
Result<std::int64_t> latestVersion(db::Tx& tx, std::string_view purpose);
Result<std::int64_t> countWrappedKeys(db::Tx& tx);
// False when that version is there already.
Result<bool> insertWrappedKey(db::Tx& tx, WrappedKey const& key);

// Each engine has a vault file of its own, so a passphrase of its own: its number is kept by node.
Result<std::optional<VaultState>> vaultState(db::Tx& tx, std::string_view node = {});
Status putVaultState(db::Tx& tx, VaultState const& state, std::string_view node = {});
// False when `from` is not the number in force.
Result<bool> advancePassphrase(db::Tx& tx, std::int64_t from, std::int64_t to, std::string_view node = {});

} // namespace core::vault
