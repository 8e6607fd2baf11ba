// The keys of this engine's backups: made once, sealed by the vault, opened at start or on a bare machine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/platform/crypto/sign.h"
#include "core/services/backup/backup_store.h"
#include "core/services/backup/repository/repository_key.h"
#include "core/services/vault/vault_service.h"

namespace core::backup {

// What the vault derives for wrapping the repository's key: the same with the passphrase and with the
// recovery kit, and without the database, which a bare machine does not have yet.
constexpr std::string_view kWrappingLabel = "dewar/backup/wrapping/1";

struct BackupKeys {
    RepositoryKey repository;
    crypto::SigningKey signer;
    store::StoredKeys stored;
};

Result<BackupKeys> makeKeys(vault::VaultService const& vault, Random& random);
Result<BackupKeys> openKeys(vault::VaultService const& vault, store::StoredKeys stored);
// `wrapping` is the vault's derived key of kWrappingLabel, `engine` the vault's id.
Result<RepositoryKey> openRepositoryKey(Secret const& wrapping, std::string_view sealedKey,
                                        std::string const& engine);

} // namespace core::backup
