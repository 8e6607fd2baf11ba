// The vault's endpoints and permissions.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"
#include "core/services/vault/vault_service.h"

namespace core::vault {

constexpr api::Permission kRead{"vault.read"};
constexpr api::Permission kRotate{"vault.rotate"};

std::vector<api::Route> vaultRoutes(VaultService& vault);

} // namespace core::vault
