// Route literals of the vault.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_routes.h"

namespace core::vault {

std::vector<api::Route> vaultRoutes(VaultService& vault)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/vault/status",
            .summary = "Show the vault's purposes and key versions",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(vault, &VaultService::status),
        },
        {
            .method = Method::Post,
            .path = "/vault/rotate",
            .summary = "Seal with new data keys from now on; what older ones sealed still opens",
            .access = needs(kRotate),
            .rate = Rate::Heavy,
            .audit = audited("vault.rotate"),
            .handler = call(vault, &VaultService::prepareRotation, &VaultService::rotate),
        },
        {
            .method = Method::Post,
            .path = "/vault/passphrase",
            .summary = "Change the passphrase that opens the vault",
            .access = needs(kRotate),
            .rate = Rate::Login,
            .audit = audited("vault.passphrase"),
            .success = 204,
            .handler = call(vault, &VaultService::preparePassphrase, &VaultService::changePassphrase),
        },
    };
}

} // namespace core::vault
