// HKDF-SHA256 over EVP_KDF.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/hkdf.h"

#include <vector>

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {
EVP_KDF* hkdfAlgorithm()
{
    static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    demand(algorithm != nullptr, "fetch HKDF");
    return algorithm;
}

// OpenSSL takes pointers to mutable bytes and does not change them.
OSSL_PARAM octets(char const* name, std::string_view bytes)
{
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}
} // namespace

Result<Secret> derive(Secret const& key, std::string_view salt, std::string_view info, std::size_t bytes)
{
    if (bytes == 0 || bytes > kDerivedBytesMax)
        return failed(ErrorCode::Internal, "a key of that length cannot be derived");
    std::string digest = "SHA256";
    std::vector<OSSL_PARAM> settings{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), digest.size()),
        octets(OSSL_KDF_PARAM_KEY, key.view())};
    if (!salt.empty())
        settings.push_back(octets(OSSL_KDF_PARAM_SALT, salt));
    if (!info.empty())
        settings.push_back(octets(OSSL_KDF_PARAM_INFO, info));
    settings.push_back(OSSL_PARAM_construct_end());

    Owned<EVP_KDF_CTX, EVP_KDF_CTX_free> const context{EVP_KDF_CTX_new(hkdfAlgorithm())};
    Secret derived;
    auto const room = derived.writable(bytes);
    if (context == nullptr || EVP_KDF_derive(context.get(), room.data(), room.size(), settings.data()) != 1)
        return opensslFailure("derive a key");
    return derived;
}

} // namespace core::crypto
