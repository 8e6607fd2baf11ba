// AES-256-GCM (NIST SP 800-38D): one message, or a stream of chunks that cannot be cut, swapped or repeated.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace core::crypto {

constexpr std::size_t kAeadKeyBytes = 32;
constexpr std::size_t kAeadNonceBytes = 12;
constexpr std::size_t kAeadTagBytes = 16;
constexpr std::size_t kSealedExtraBytes = kAeadNonceBytes + kAeadTagBytes;
constexpr std::size_t kSealBytesMax = std::size_t{1} << 30; // EVP counts in int; far above any message here

// nonce || cipher || tag. `associated` is authenticated and not stored. The nonce is random, so one key seals
// at most 2^32 messages (SP 800-38D, 8.3).
Result<std::string> seal(Secret const& key, std::string_view plain, std::string_view associated,
                         Random& random);
// Refuses (Internal, "cannot be opened") whatever was not sealed with this key and associated text.
Result<Secret> open(Secret const& key, std::string_view sealed, std::string_view associated);

// The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015): nonce = prefix || counter || last.
// One key and prefix belong to one stream; a writer draws the prefix at random and stores it in front.
constexpr std::size_t kStreamPrefixBytes = 7;
constexpr std::uint32_t kStreamChunksMax = 0xffffffff;

enum class ChunkEnd { More, Last };
struct ChunkPlace {
    std::uint32_t index = 0; // from 0, without gaps
    ChunkEnd end = ChunkEnd::More;
};

// cipher || tag.
Result<std::string> sealChunk(Secret const& key, std::string_view prefix, ChunkPlace place,
                              std::string_view plain);
// Refuses a chunk that stood elsewhere, and a stream that ends before its last chunk when the reader asks for
// Last.
Result<std::string> openChunk(Secret const& key, std::string_view prefix, ChunkPlace place,
                              std::string_view sealed);

} // namespace core::crypto
