// Argon2id (RFC 9106): stored passwords, and the key that a passphrase opens the vault with.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::crypto {

struct PasswordCost {
    std::uint32_t memoryKibibytes = 0;
    std::uint32_t passes = 0;
    std::uint32_t lanes = 0;
    bool operator==(PasswordCost const&) const = default;
};

// OWASP Password Storage Cheat Sheet, minimum for Argon2id: 19 MiB, two passes, one lane.
constexpr PasswordCost kPasswordCost{19456, 2, 1};
// The vault is opened once per start, so it can afford more.
constexpr PasswordCost kPassphraseCost{65536, 3, 1};
// A stored text above these is refused: it would be a way to spend our memory.
constexpr PasswordCost kPasswordCostMax{1048576, 16, 16};
constexpr std::size_t kPasswordBytesMax = 1024;
constexpr std::size_t kPassphraseSaltBytes = 16;

// All of these take tens of milliseconds and the stated memory: work lane only.

// PHC text: $argon2id$v=19$m=19456,t=2,p=1$salt$hash, with a salt of 16 random bytes and a hash of 32.
Result<std::string> hashPassword(std::string_view password, PasswordCost cost, Random& random);
// False for a wrong password; an error when `stored` is no PHC text of Argon2id or beyond the bounds.
Result<bool> verifyPassword(std::string_view password, std::string_view stored);
// True when `stored` was made at another cost, or cannot be read. Cheap.
bool needsRehash(std::string_view stored, PasswordCost cost);

// 32 bytes; `salt` has at least 16.
Result<Secret> keyFromPassphrase(Secret const& passphrase, std::string_view salt, PasswordCost cost);

} // namespace core::crypto
