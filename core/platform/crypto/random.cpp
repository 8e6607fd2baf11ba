// Randomness from OpenSSL's private generator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/random.h"

#include <algorithm>
#include <climits>

#include <openssl/rand.h>

#include "core/platform/crypto/openssl.h"

namespace core::crypto {

void SystemRandom::fill(std::span<unsigned char> bytes)
{
    while (!bytes.empty()) {
        auto const part = std::min<std::size_t>(bytes.size(), INT_MAX);
        demand(RAND_priv_bytes(bytes.data(), static_cast<int>(part)) == 1, "draw random bytes");
        bytes = bytes.subspan(part);
    }
}

std::string randomBytes(Random& random, std::size_t bytes)
{
    std::string drawn(bytes, '\0');
    random.fill({bytesOf(drawn), drawn.size()});
    return drawn;
}

} // namespace core::crypto
