// Judges numeric addresses by the IANA special-purpose registries.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace core::http {

namespace {
constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct Range4 {
    std::uint32_t network;
    int bits;
    std::string_view name;
};
constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return (a << 24) | (b << 16) | (c << 8) | d;
}
constexpr std::array kRanges4{
    Range4{quad(0, 0, 0, 0), 8, kThisNetwork},
    Range4{quad(10, 0, 0, 0), 8, "a private address"},
    Range4{quad(100, 64, 0, 0), 10, "a shared carrier address"},
    Range4{quad(127, 0, 0, 0), 8, kLoopback},
    Range4{quad(169, 254, 0, 0), 16, "a link-local address"},
    Range4{quad(172, 16, 0, 0), 12, "a private address"},
    Range4{quad(192, 0, 0, 0), 24, kReserved},
    Range4{quad(192, 0, 2, 0), 24, "a documentation address"},
    Range4{quad(192, 88, 99, 0), 24, kReserved},
    Range4{quad(192, 168, 0, 0), 16, "a private address"},
    Range4{quad(198, 18, 0, 0), 15, "a benchmarking address"},
    Range4{quad(198, 51, 100, 0), 24, "a documentation address"},
    Range4{quad(203, 0, 113, 0), 24, "a documentation address"},
    Range4{quad(224, 0, 0, 0), 4, kMulticast},
    Range4{quad(240, 0, 0, 0), 4, kReserved},
};

std::string_view rangeOf4(unsigned char const* bytes)
{
    auto const number = quad(bytes[0], bytes[1], bytes[2], bytes[3]);
    for (auto const& range : kRanges4)
        if ((number >> (32 - range.bits)) == (range.network >> (32 - range.bits)))
            return range.name;
    return {};
}

bool startsWith(Address const& address, std::initializer_list<unsigned char> bytes)
{
    return std::equal(bytes.begin(), bytes.end(), address.bytes.begin());
}
} // namespace

bool Address::isV4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

std::optional<Address> parseAddress(std::string_view text)
{
    if (text.empty() || text.size() > INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::string const terminated{text};
    Address address;
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1)
        return address;
    std::ranges::copy(kMapped, address.bytes.begin());
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + kMapped.size()) == 1)
        return address;
    return std::nullopt;
}

std::string textOf(Address const& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.isV4())
        inet_ntop(AF_INET, address.bytes.data() + kMapped.size(), text.data(), text.size());
    else
        inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
    return text.data();
}

SocketPlace placeOf(Address const& address, std::uint16_t port)
{
    SocketPlace place;
    place.v6 = !address.isV4();
    if (place.v6) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
        std::memcpy(&place.storage, &v6, sizeof v6);
        place.size = sizeof v6;
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, address.bytes.data() + 12, 4);
        std::memcpy(&place.storage, &v4, sizeof v4);
        place.size = sizeof v4;
    }
    return place;
}

Address addressOf(sockaddr_storage const& place, std::uint16_t& port)
{
    Address address;
    if (place.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &place, sizeof v4);
        address.bytes[10] = address.bytes[11] = 0xff;
        std::memcpy(address.bytes.data() + 12, &v4.sin_addr, 4);
        port = ntohs(v4.sin_port);
    } else {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &place, sizeof v6);
        std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
        port = ntohs(v6.sin6_port);
    }
    return address;
}

Address networkOf(Address const& address)
{
    auto network = address;
    if (!address.isV4())
        std::fill(network.bytes.begin() + 8, network.bytes.end(), static_cast<unsigned char>(0));
    return network;
}

std::string_view privateRange(Address const& address)
{
    auto const& bytes = address.bytes;
    if (address.isV4())
        return rangeOf4(bytes.data() + 12);
    static constexpr std::array<unsigned char, 12> kZeros{};
    if (std::equal(kZeros.begin(), kZeros.end(), bytes.begin())) {
        if (bytes[12] == 0 && bytes[13] == 0 && bytes[14] == 0 && bytes[15] <= 1)
            return bytes[15] == 1 ? kLoopback : kThisNetwork;
        return kReserved;   // IPv4-compatible, RFC 4291, 2.5.5.1: deprecated
    }
    if (startsWith(address, {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))
        return rangeOf4(bytes.data() + 12);   // NAT64, RFC 6052
    if (startsWith(address, {0x20, 0x02}))
        return rangeOf4(bytes.data() + 2);    // 6to4, RFC 3056
    if (startsWith(address, {0x20, 0x01, 0x0d, 0xb8}))
        return "a documentation address";
    if (startsWith(address, {0x20, 0x01}) && bytes[2] <= 1)
        return kReserved;          // 2001::/23, Teredo included
    if ((bytes[0] & 0xfe) == 0xfc)
        return "a private address";           // fc00::/7
    if (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80)
        return "a link-local address";
    if (bytes[0] == 0xff)
        return kMulticast;
    // Only 2000::/3 is given out for the open Internet.
    return (bytes[0] & 0xe0) == 0x20 ? std::string_view{} : kReserved;
}

} // namespace core::http
