// Asks the system's resolver.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/resolve.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "core/base/text.h"

namespace core::http {

namespace {

constexpr std::size_t kAddressesMax = 16;

// RFC 6761, 6.3: a resolver knows these names itself. The system's asks the network where /etc/hosts is
// missing, and whoever answers there would be "this machine".
bool isLocalhost(std::string_view host)
{
    auto name = lowered(host);
    if (name.ends_with('.'))
        name.pop_back();
    return name == "localhost" || name.ends_with(".localhost");
}

} // namespace

Result<std::vector<Address>> addressesOf(std::string const& host)
{
    if (auto const address = parseAddress(host))
        return std::vector{*address};
    if (isLocalhost(host))
        return std::vector{*parseAddress("127.0.0.1"), *parseAddress("::1")};
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    auto const error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const owner{list, &::freeaddrinfo};
    if (error != 0)
        return failed(ErrorCode::BadGateway, "the destination's name cannot be resolved",
                      ::gai_strerror(error));
    std::vector<Address> found;
    for (auto const* entry = list; entry != nullptr && found.size() < kAddressesMax; entry = entry->ai_next) {
        Address address;
        if (entry->ai_family == AF_INET) {
            sockaddr_in v4{};
            std::memcpy(&v4, entry->ai_addr, sizeof v4);
            address.bytes[10] = address.bytes[11] = 0xff;
            std::memcpy(address.bytes.data() + 12, &v4.sin_addr, 4);
        } else if (entry->ai_family == AF_INET6) {
            sockaddr_in6 v6{};
            std::memcpy(&v6, entry->ai_addr, sizeof v6);
            std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
        } else {
            continue;
        }
        found.push_back(address);
    }
    if (found.empty())
        return failed(ErrorCode::BadGateway, "the destination's name has no address");
    return found;
}

} // namespace core::http
