// AES-256 key wrap (RFC 3394): keys under keys, without a nonce.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::crypto {

// `key` holds a multiple of 8 and at least 16 bytes; the wrapped form is 8 bytes longer.
Result<std::string> wrapKey(Secret const& wrapping, Secret const& key);
// Refuses what was not wrapped under this key.
Result<Secret> unwrapKey(Secret const& wrapping, std::string_view wrapped);

} // namespace core::crypto
