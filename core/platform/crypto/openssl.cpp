// Algorithms fetched once and OpenSSL's error queue as text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/openssl.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <openssl/err.h>

namespace core::crypto {

EVP_MD const* sha256Algorithm()
{
    static EVP_MD const* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    demand(algorithm != nullptr, "fetch SHA-256");
    return algorithm;
}

std::string opensslReason()
{
    auto const code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
        return "no reason given";
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

Error opensslFailure(std::string_view step)
{
    return failed(ErrorCode::Internal, "a cryptographic step failed",
                  std::string{step} + ": " + opensslReason());
}

void demand(bool worked, char const* step)
{
    if (worked) [[likely]]
        return;
    // Going on without randomness or a digest would be worse than stopping.
    std::fprintf(stderr, "crypto: cannot go on: %s: %s\n", step, opensslReason().c_str());
    std::abort();
}

} // namespace core::crypto
