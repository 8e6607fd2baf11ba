// HMAC-SHA256 over EVP_MAC.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/mac.h"

#include <array>

#include <openssl/core_names.h>

#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {
using OwnedMacContext = Owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;

EVP_MAC* hmacAlgorithm()
{
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    demand(algorithm != nullptr, "fetch HMAC");
    return algorithm;
}

EVP_MAC_CTX* prepared(Secret const& key)
{
    auto* context = EVP_MAC_CTX_new(hmacAlgorithm());
    demand(context != nullptr, "make an HMAC context");
    std::string digest = "SHA256";
    std::array const settings{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
        OSSL_PARAM_construct_end()};
    demand(EVP_MAC_init(context, bytesOf(key.view()), key.size(), settings.data()) == 1, "key HMAC");
    return context;
}

std::string finished(EVP_MAC_CTX* context, std::string_view bytes)
{
    demand(EVP_MAC_update(context, bytesOf(bytes), bytes.size()) == 1, "feed HMAC");
    std::string mac(kSha256Bytes, '\0');
    std::size_t length = 0;
    demand(EVP_MAC_final(context, bytesOf(mac), &length, mac.size()) == 1 && length == mac.size(),
           "finish HMAC");
    return mac;
}
} // namespace

std::string hmacSha256(Secret const& key, std::string_view bytes)
{
    OwnedMacContext const context{prepared(key)};
    return finished(context.get(), bytes);
}

void MacKey::Frees::operator()(evp_mac_ctx_st* context) const
{
    EVP_MAC_CTX_free(context);
}

MacKey::MacKey(Secret const& key) : m_prepared{prepared(key)} {}
MacKey::~MacKey() = default;
MacKey::MacKey(MacKey&&) noexcept = default;
MacKey& MacKey::operator=(MacKey&&) noexcept = default;

std::string MacKey::of(std::string_view bytes) const
{
    // A copy of the keyed state skips the key schedule and leaves the shared one untouched for other threads.
    OwnedMacContext const context{EVP_MAC_CTX_dup(m_prepared.get())};
    demand(context != nullptr, "copy an HMAC context");
    return finished(context.get(), bytes);
}

bool MacKey::matches(std::string_view bytes, std::string_view mac) const
{
    return sameBytes(of(bytes), mac);
}

} // namespace core::crypto
