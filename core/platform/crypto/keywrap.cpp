// RFC 3394 over EVP.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/keywrap.h"

#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {
constexpr std::size_t kWrappingKeyBytes = 32;
constexpr std::size_t kWrappedKeyBytesMax = 4096;
constexpr std::size_t kWrapBlockBytes = 8;

EVP_CIPHER* wrapAlgorithm()
{
    static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr);
    demand(algorithm != nullptr, "fetch AES-256-WRAP");
    return algorithm;
}

bool isWrappable(std::size_t bytes)
{
    return bytes >= 2 * kWrapBlockBytes && bytes <= kWrappedKeyBytesMax && bytes % kWrapBlockBytes == 0;
}

enum class Way { Wrap, Unwrap };

bool crypt(Way way, Secret const& wrapping, std::string_view from, std::span<unsigned char> to)
{
    OwnedCipherContext const context{EVP_CIPHER_CTX_new()};
    if (context == nullptr)
        return false;
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    int const encrypts = way == Way::Wrap ? 1 : 0;
    int length = 0;
    return EVP_CipherInit_ex2(context.get(), wrapAlgorithm(), bytesOf(wrapping.view()), nullptr, encrypts,
                              nullptr) == 1 &&
           EVP_CipherUpdate(context.get(), to.data(), &length, bytesOf(from),
                            static_cast<int>(from.size())) == 1 &&
           static_cast<std::size_t>(length) == to.size();
}
} // namespace

Result<std::string> wrapKey(Secret const& wrapping, Secret const& key)
{
    if (wrapping.size() != kWrappingKeyBytes || !isWrappable(key.size()))
        return failed(ErrorCode::Internal, "a key has a length that cannot be wrapped");
    std::string wrapped(key.size() + kWrapBlockBytes, '\0');
    if (!crypt(Way::Wrap, wrapping, key.view(), {bytesOf(wrapped), wrapped.size()}))
        return opensslFailure("wrap a key");
    return wrapped;
}

Result<Secret> unwrapKey(Secret const& wrapping, std::string_view wrapped)
{
    auto const refused = [] {
        return failed(ErrorCode::Internal, "a wrapped key cannot be opened", opensslReason());
    };
    if (wrapping.size() != kWrappingKeyBytes || wrapped.size() < kWrapBlockBytes ||
        !isWrappable(wrapped.size() - kWrapBlockBytes))
        return refused();
    // EVP uses the whole length of the input as scratch room while it unwraps.
    Secret scratch;
    auto const room = scratch.writable(wrapped.size());
    auto const key = room.first(wrapped.size() - kWrapBlockBytes);
    if (!crypt(Way::Unwrap, wrapping, wrapped, key))
        return refused();
    return Secret{scratch.view().substr(0, key.size())};
}

} // namespace core::crypto
