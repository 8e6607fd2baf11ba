// The engine's source of chance: OpenSSL's private generator, which reseeds itself and survives fork.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

namespace core::crypto {

// Any thread. Ends the program when the system has no randomness: nothing sensible can follow.
class SystemRandom final : public Random {
public:
    void fill(std::span<unsigned char> bytes) override;
};

// That many random bytes.
std::string randomBytes(Random& random, std::size_t bytes);

} // namespace core::crypto
