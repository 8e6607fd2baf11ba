// The endpoints and permissions of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"
#include "core/services/keys/keys_service.h"

namespace core::keys {

constexpr api::Permission kRead{"keys.read"};
constexpr api::Permission kRotate{"keys.rotate"};

std::vector<api::Route> keysRoutes(KeysService& keys);

} // namespace core::keys
