// HKDF-SHA256 (RFC 5869): every key that is used is derived for its purpose, and anew at every start (T19).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::crypto {

constexpr std::size_t kDerivedBytesMax = 255 * 32; // RFC 5869, 2.3

// `salt` may be empty; `info` names the purpose, so that no two purposes share a key.
Result<Secret> derive(Secret const& key, std::string_view salt, std::string_view info, std::size_t bytes);

} // namespace core::crypto
