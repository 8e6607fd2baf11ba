// SHA-256 over EVP with one context per thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/hash.h"

#include <openssl/crypto.h>

#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {
void begin(EVP_MD_CTX* context)
{
    demand(EVP_DigestInit_ex2(context, sha256Algorithm(), nullptr) == 1, "start SHA-256");
}

std::string digestOf(EVP_MD_CTX* context)
{
    std::string digest(kSha256Bytes, '\0');
    unsigned int length = 0;
    demand(EVP_DigestFinal_ex(context, bytesOf(digest), &length) == 1 && length == kSha256Bytes,
           "finish SHA-256");
    return digest;
}
} // namespace

std::string sha256(std::string_view bytes)
{
    thread_local OwnedDigestContext const context{EVP_MD_CTX_new()};
    begin(context.get());
    demand(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1, "feed SHA-256");
    return digestOf(context.get());
}

void Sha256::Frees::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : m_context{EVP_MD_CTX_new()}
{
    begin(m_context.get());
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::string_view bytes)
{
    demand(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) == 1, "feed SHA-256");
    return *this;
}

std::string Sha256::finish()
{
    auto digest = digestOf(m_context.get());
    begin(m_context.get());
    return digest;
}

bool sameBytes(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace core::crypto
