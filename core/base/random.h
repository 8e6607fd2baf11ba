// Chance comes through this door; the engine's is crypto::SystemRandom, a test's is seeded.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "core/base/clock.h"

namespace core {

// Safe from any thread. Cryptographically strong in the engine.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<unsigned char> bytes) = 0;
};

// UUID version 7 (RFC 9562, 5.7): sorts by time, 74 random bits.
std::string newId(Clock const& clock, Random& random);
std::string newId(Time now, Random& random);
// UUID version 4 (RFC 9562, 5.4).
std::string newUuid4(Random& random);
// Unpadded base64url of that many random bytes.
std::string newToken(Random& random, std::size_t bytes);

} // namespace core
