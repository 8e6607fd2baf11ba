// Sums and hashes of the segment files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/checksum.h"

#include <array>
#include <cstring>

namespace core::logs {

namespace {

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables makeTables()
{
    Tables tables{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) != 0 ? 0x82f63b78U : 0U);
        tables[0][i] = value;
    }
    for (std::uint32_t i = 0; i < 256; ++i)
        for (std::size_t row = 1; row < 8; ++row)
            tables[row][i] = (tables[row - 1][i] >> 8) ^ tables[0][tables[row - 1][i] & 0xff];
    return tables;
}

constexpr Tables kTables = makeTables();

__extension__ using Wide = unsigned __int128;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b)
{
    auto const product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t wordAt(char const* at, std::size_t bytes)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, bytes);
    return word;
}

} // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before)
{
    std::uint32_t sum = ~before;
    auto const* at = reinterpret_cast<unsigned char const*>(bytes.data());
    auto left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        auto const low = sum ^ static_cast<std::uint32_t>(wordAt(reinterpret_cast<char const*>(at), 4));
        sum = kTables[7][low & 0xff] ^ kTables[6][(low >> 8) & 0xff] ^ kTables[5][(low >> 16) & 0xff] ^
              kTables[4][low >> 24] ^ kTables[3][at[4]] ^ kTables[2][at[5]] ^ kTables[1][at[6]] ^
              kTables[0][at[7]];
    }
    for (; left > 0; --left, ++at)
        sum = (sum >> 8) ^ kTables[0][(sum ^ *at) & 0xff];
    return ~sum;
}

std::uint64_t hashOf(std::string_view bytes, std::uint64_t seed)
{
    constexpr std::uint64_t kOdd1 = 0x9e3779b97f4a7c15U;
    constexpr std::uint64_t kOdd2 = 0xd6e8feb86659fd93U;
    std::uint64_t state = seed ^ mixed(bytes.size() + kOdd1, kOdd2);
    auto const* at = bytes.data();
    auto left = bytes.size();
    for (; left >= 8; left -= 8, at += 8)
        state = mixed(state ^ wordAt(at, 8), kOdd1);
    if (left > 0)
        state = mixed(state ^ wordAt(at, left), kOdd2);
    return mixed(state ^ kOdd1, kOdd2);
}

} // namespace core::logs
