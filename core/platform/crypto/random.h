// The engine's source of chance: OpenSSL's private generator, which reseeds itself.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

namespace core::crypto {

// Any thread. Small amounts come from a stock per thread, so a forked child must exec (os::Child does). Ends
// the program when the system has no randomness: nothing sensible can follow.
class SystemRandom final : public Random {
public:
    void fill(std::span<unsigned char> bytes) override;
};

// That many random bytes.
std::string randomBytes(Random& random, std::size_t bytes);

} // namespace core::crypto
