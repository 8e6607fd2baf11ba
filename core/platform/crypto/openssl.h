// Owners for OpenSSL's objects; only the .cpp files of this folder include it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "core/base/result.h"

namespace core::crypto {

template <auto release> struct Releases {
    template <class T> void operator()(T* object) const { release(object); }
};
template <class T, auto release> using Owned = std::unique_ptr<T, Releases<release>>;

using OwnedPkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using OwnedPkeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using OwnedCipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using OwnedDigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

// Fetched once: an implicit fetch per call costs more than a short digest.
EVP_MD const* sha256Algorithm();

// The oldest entry of OpenSSL's error queue as log text; empties the queue.
std::string opensslReason();
// An Internal error whose detail names the step and OpenSSL's reason.
Error opensslFailure(std::string_view step);
// For calls that can fail only when the program or its memory is broken.
void demand(bool worked, char const* step);

inline unsigned char const* bytesOf(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
inline unsigned char* bytesOf(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

} // namespace core::crypto
