// Numeric addresses: how one is written, counted per network, and whether the engine may call it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core::http {

// 16 bytes in network order; IPv4 as ::ffff:a.b.c.d.
struct Address {
    std::array<unsigned char, 16> bytes{};
    auto operator<=>(Address const&) const = default;
    bool isV4() const;
};

// Exactly "a.b.c.d" in decimal without leading zeros, or an IPv6 address without zone; nothing else.
std::optional<Address> parseAddress(std::string_view text);
std::string textOf(Address const& address);   // an IPv4-mapped one is written as IPv4
// As the socket calls want it.
struct SocketPlace {
    sockaddr_storage storage{};
    socklen_t size = 0;
    bool v6 = false;
};
SocketPlace placeOf(Address const& address, std::uint16_t port);
Address addressOf(sockaddr_storage const& place, std::uint16_t& port);   // of AF_INET or AF_INET6
// What one source is counted by: the IPv4 address, or the /64 of an IPv6 one.
Address networkOf(Address const& address);
inline constexpr std::string_view kLoopback = "a loopback address";
inline constexpr std::string_view kMulticast = "a multicast address";
inline constexpr std::string_view kThisNetwork = "an address of this network";
inline constexpr std::string_view kReserved = "a reserved address";
// Why a call to that address leaves the open Internet ("a loopback address"), or empty for a public one.
// Ranges: RFC 6890 and the IANA special-purpose registries; IPv4 carried in IPv6 (mapped, compatible, 6to4,
// NAT64, Teredo) is judged by the IPv4 address.
std::string_view privateRange(Address const& address);

} // namespace core::http
