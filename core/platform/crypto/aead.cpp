// AES-256-GCM over EVP. Contexts are made per message: OpenSSL wipes the key schedule when it frees one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/aead.h"

#include "core/platform/crypto/openssl.h"
#include "core/platform/crypto/random.h"

namespace core::crypto {

namespace {
EVP_CIPHER* gcmAlgorithm()
{
    static EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    demand(algorithm != nullptr, "fetch AES-256-GCM");
    return algorithm;
}

Error notOpened()
{
    return failed(ErrorCode::Internal, "sealed bytes cannot be opened", "wrong key, place or bytes");
}

Status checkSizes(Secret const& key, std::string_view nonce, std::string_view text,
                  std::string_view associated)
{
    if (key.size() != kAeadKeyBytes || nonce.size() != kAeadNonceBytes)
        return failed(ErrorCode::Internal, "a key or nonce has the wrong length");
    if (text.size() > kSealBytesMax || associated.size() > kSealBytesMax)
        return failed(ErrorCode::TooLarge, "a message is too long to be sealed");
    return Done{};
}

// Appends cipher and tag to `out`.
Status encrypt(Secret const& key, std::string_view nonce, std::string_view plain, std::string_view associated,
               std::string& out)
{
    TRY(checkSizes(key, nonce, plain, associated));
    OwnedCipherContext const context{EVP_CIPHER_CTX_new()};
    auto* const raw = context.get();
    auto const start = out.size();
    out.resize(start + plain.size() + kAeadTagBytes);
    auto* const cipher = bytesOf(out) + start;
    int length = 0;
    bool worked = raw != nullptr &&
                  EVP_EncryptInit_ex2(raw, gcmAlgorithm(), bytesOf(key.view()), bytesOf(nonce), nullptr) == 1;
    if (worked && !associated.empty())
        worked = EVP_EncryptUpdate(raw, nullptr, &length, bytesOf(associated),
                                   static_cast<int>(associated.size())) == 1;
    if (worked && !plain.empty())
        worked = EVP_EncryptUpdate(raw, cipher, &length, bytesOf(plain), static_cast<int>(plain.size())) == 1;
    worked = worked && EVP_EncryptFinal_ex(raw, cipher + plain.size(), &length) == 1 &&
             EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes, cipher + plain.size()) == 1;
    if (!worked)
        return opensslFailure("seal");
    return Done{};
}

// Writes the plain text into `out`, which has room for it; wiped again when the tag does not fit.
Status decrypt(Secret const& key, std::string_view nonce, std::string_view sealed,
               std::string_view associated, std::span<unsigned char> out)
{
    TRY(checkSizes(key, nonce, sealed, associated));
    auto const cipher = sealed.substr(0, out.size());
    std::string tag{sealed.substr(out.size())};
    OwnedCipherContext const context{EVP_CIPHER_CTX_new()};
    auto* const raw = context.get();
    int length = 0;
    bool worked = raw != nullptr &&
                  EVP_DecryptInit_ex2(raw, gcmAlgorithm(), bytesOf(key.view()), bytesOf(nonce), nullptr) == 1;
    if (worked && !associated.empty())
        worked = EVP_DecryptUpdate(raw, nullptr, &length, bytesOf(associated),
                                   static_cast<int>(associated.size())) == 1;
    if (worked && !cipher.empty())
        worked = EVP_DecryptUpdate(raw, out.data(), &length, bytesOf(cipher),
                                   static_cast<int>(cipher.size())) == 1;
    worked = worked && EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, tag.data()) == 1;
    if (!worked) {
        wipe(out.data(), out.size());
        return opensslFailure("open");
    }
    if (EVP_DecryptFinal_ex(raw, nullptr, &length) != 1) {
        wipe(out.data(), out.size());
        return notOpened();
    }
    return Done{};
}

Result<std::string> streamNonce(std::string_view prefix, ChunkPlace place)
{
    if (prefix.size() != kStreamPrefixBytes)
        return failed(ErrorCode::Internal, "a stream prefix has the wrong length");
    if (place.index == kStreamChunksMax)
        return failed(ErrorCode::TooLarge, "a stream has too many chunks");
    std::string nonce{prefix};
    for (int shift = 24; shift >= 0; shift -= 8)
        nonce.push_back(static_cast<char>(place.index >> shift));
    nonce.push_back(place.end == ChunkEnd::Last ? '\1' : '\0');
    return nonce;
}
} // namespace

Result<std::string> seal(Secret const& key, std::string_view plain, std::string_view associated,
                         Random& random)
{
    auto sealed = randomBytes(random, kAeadNonceBytes);
    auto const nonce = sealed;
    TRY(encrypt(key, nonce, plain, associated, sealed));
    return sealed;
}

Result<Secret> open(Secret const& key, std::string_view sealed, std::string_view associated)
{
    if (sealed.size() < kSealedExtraBytes)
        return notOpened();
    Secret plain;
    auto const room = plain.writable(sealed.size() - kSealedExtraBytes);
    TRY(decrypt(key, sealed.substr(0, kAeadNonceBytes), sealed.substr(kAeadNonceBytes), associated, room));
    return plain;
}

Result<std::string> sealChunk(Secret const& key, std::string_view prefix, ChunkPlace place,
                              std::string_view plain)
{
    std::string sealed;
    sealed.reserve(plain.size() + kAeadTagBytes);
    TRY(encrypt(key, TRY(streamNonce(prefix, place)), plain, {}, sealed));
    return sealed;
}

Result<std::string> openChunk(Secret const& key, std::string_view prefix, ChunkPlace place,
                              std::string_view sealed)
{
    if (sealed.size() < kAeadTagBytes)
        return notOpened();
    std::string plain(sealed.size() - kAeadTagBytes, '\0');
    TRY(decrypt(key, TRY(streamNonce(prefix, place)), sealed, {}, {bytesOf(plain), plain.size()}));
    return plain;
}

} // namespace core::crypto
