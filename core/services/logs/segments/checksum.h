// CRC-32C against torn and rotten bytes, and a 64-bit hash for bloom filters; neither stops a forger.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace core::logs {

// Castagnoli polynomial, RFC 3720 B.4. `before` continues a sum.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
std::uint64_t hashOf(std::string_view bytes, std::uint64_t seed = 0);

} // namespace core::logs
