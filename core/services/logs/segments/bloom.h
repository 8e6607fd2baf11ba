// A split-block bloom filter: one line per lookup, a query reads 36 bytes of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core::logs {

constexpr std::size_t kBloomLineBytes = 36; // 32 of bits and their sum: a rotten line must not hide events

// Bytes for that many hashes at 12 bits each (about 1 % false answers), at most `bytesMax`.
std::string bloomOf(std::vector<std::uint64_t> const& hashes, std::size_t bytesMax);
// Where the line of a hash begins in a filter of that size.
std::size_t bloomLineAt(std::uint64_t hash, std::size_t filterBytes);
// Yes as well when the line is damaged.
bool bloomLineMayHold(std::string_view line, std::uint64_t hash);

} // namespace core::logs
