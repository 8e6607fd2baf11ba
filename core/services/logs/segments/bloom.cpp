// Putting and asking bloom filters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/bloom.h"

#include <algorithm>
#include <array>

#include "core/services/logs/segments/bytes.h"
#include "core/services/logs/segments/checksum.h"

namespace core::logs {

namespace {

constexpr std::size_t kBitsPerHash = 12;
constexpr std::size_t kBitBytes = 32;
constexpr std::array<std::uint32_t, 8> kOdds{0x47b6137bU, 0x44974d91U, 0x8824ad5bU, 0xa2b7289dU,
                                             0x705495c7U, 0x2df1424bU, 0x9efc4947U, 0x5c6bfb31U};

// One bit in each of the line's eight 32-bit words.
std::size_t bitOf(std::uint64_t hash, std::size_t word)
{
    return (static_cast<std::uint32_t>(hash) * kOdds[word]) >> 27;
}

} // namespace

std::size_t bloomLineAt(std::uint64_t hash, std::size_t filterBytes)
{
    auto const lines = filterBytes / kBloomLineBytes;
    return static_cast<std::size_t>(((hash >> 32) * lines) >> 32) * kBloomLineBytes;
}

std::string bloomOf(std::vector<std::uint64_t> const& hashes, std::size_t bytesMax)
{
    auto const wanted = hashes.size() * kBitsPerHash / 8 / kBitBytes + 1;
    auto const lines = std::clamp<std::size_t>(wanted, 1, bytesMax / kBloomLineBytes);
    std::string filter(lines * kBloomLineBytes, '\0');
    for (auto const hash : hashes) {
        auto const line = bloomLineAt(hash, filter.size());
        for (std::size_t word = 0; word < 8; ++word) {
            auto const bit = bitOf(hash, word);
            auto& byte = filter[line + word * 4 + bit / 8];
            byte = static_cast<char>(static_cast<unsigned char>(byte) | (1U << (bit % 8)));
        }
    }
    for (std::size_t line = 0; line < filter.size(); line += kBloomLineBytes) {
        std::string sum;
        putFixed32(sum, crc32c(std::string_view{filter}.substr(line, kBitBytes)));
        filter.replace(line + kBitBytes, sum.size(), sum);
    }
    return filter;
}

bool bloomLineMayHold(std::string_view line, std::uint64_t hash)
{
    ByteReader sum{line.substr(kBitBytes)};
    if (sum.fixed(4) != crc32c(line.substr(0, kBitBytes)))
        return true;
    for (std::size_t word = 0; word < 8; ++word) {
        auto const bit = bitOf(hash, word);
        if (((static_cast<unsigned char>(line[word * 4 + bit / 8]) >> (bit % 8)) & 1U) == 0)
            return false;
    }
    return true;
}

} // namespace core::logs
