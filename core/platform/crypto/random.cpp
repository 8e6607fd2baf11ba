// Randomness from OpenSSL's private generator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/random.h"

#include <algorithm>
#include <array>
#include <climits>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {

constexpr std::size_t kDrawnBytes = 1024;
constexpr std::size_t kSmallBytesMax = 64;

void draw(std::span<unsigned char> bytes)
{
    while (!bytes.empty()) {
        auto const part = std::min<std::size_t>(bytes.size(), INT_MAX);
        demand(RAND_priv_bytes(bytes.data(), static_cast<int>(part)) == 1, "draw random bytes");
        bytes = bytes.subspan(part);
    }
}

// Drawn ahead, each byte handed out once and wiped: a draw costs microseconds, and every request needs a few
// ids.
struct Drawn {
    std::array<unsigned char, kDrawnBytes> bytes;
    std::size_t left = 0;

    ~Drawn() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
    void take(std::span<unsigned char> out)
    {
        if (left < out.size()) {
            draw(bytes);
            left = bytes.size();
        }
        auto const from = std::span{bytes}.subspan(left - out.size(), out.size());
        std::ranges::copy(from, out.begin());
        OPENSSL_cleanse(from.data(), from.size());
        left -= out.size();
    }
};

} // namespace

void SystemRandom::fill(std::span<unsigned char> bytes)
{
    thread_local Drawn drawn; // The thread's own chance; nothing of a request.
    if (bytes.size() > kSmallBytesMax)
        draw(bytes);
    else
        drawn.take(bytes);
}

std::string randomBytes(Random& random, std::size_t bytes)
{
    std::string drawn(bytes, '\0');
    random.fill({bytesOf(drawn), drawn.size()});
    return drawn;
}

} // namespace core::crypto
