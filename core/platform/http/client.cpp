// Calls out of the engine, behind the egress policy: everything is judged before a byte is sent.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/client.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/platform/http/exchange.h"
#include "core/platform/http/resolve.h"
#include "core/platform/http/tls.h"

namespace core::http {

namespace {
constexpr std::size_t kUrlBytesMax = 4096;
constexpr std::size_t kHostBytesMax = 253;   // RFC 1035, 2.3.4

struct Place {
    bool tls = true;
    std::string host;              // lower case, IPv6 without brackets
    std::uint16_t port = 443;
    std::string target;

    std::string hostHeader() const
    {
        auto const text = host.find(':') != std::string::npos ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? text : text + ":" + std::to_string(port);
    }
};

Error refused(std::string message) { return failed(ErrorCode::Forbidden, std::move(message)); }

bool isNameText(std::string_view host)
{
    return std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
}

// "0x7f.1", "2130706433", "127.1", "0177.0.0.1": resolvers read these as addresses, people do not.
bool looksNumeric(std::string_view host)
{
    auto const last = host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1);
    if (last.starts_with("0x"))
        return true;
    return std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

Status readAuthority(std::string_view authority, Place& place)
{
    if (authority.find('@') != std::string_view::npos)
        return refused("a URL with a user name is not called");
    auto const closing = authority.rfind(']');
    auto const colon = authority.find(':', closing == std::string_view::npos ? 0 : closing);
    auto host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
        auto const text = authority.substr(colon + 1);
        auto const parsed = std::from_chars(text.data(), text.data() + text.size(), place.port);
        if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
            place.port == 0)
            return refused("the URL's port is not a number from 1 to 65535");
    }
    bool const bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    std::ranges::transform(host, std::back_inserter(place.host),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    auto const address = parseAddress(place.host);
    if (bracketed ? !address || place.host.find(':') == std::string::npos
                  : place.host.find(':') != std::string::npos)
        return refused("the URL's host is malformed");
    if (address) {
        place.host = textOf(*address);   // One spelling of an address.
        return Done{};
    }
    if (place.host.empty() || place.host.size() > kHostBytesMax || !isNameText(place.host) ||
        place.host.starts_with('.') || place.host.ends_with('.'))
        return refused("the URL's host is malformed");
    if (looksNumeric(place.host))
        return refused("the URL's host is a number that is no plain address");
    return Done{};
}

Result<Place> placeIn(std::string_view url, bool plainAllowed)
{
    Place place;
    if (url.size() > kUrlBytesMax)
        return refused("the URL is too long");
    if (url.starts_with("https://")) {
        url.remove_prefix(8);
    } else if (url.starts_with("http://") && plainAllowed) {
        url.remove_prefix(7);
        place.tls = false;
        place.port = 80;
    } else {
        return refused("only https is called");
    }
    auto const end = std::min(url.find_first_of("/?#\\"), url.size());
    TRY(readAuthority(url.substr(0, end), place));
    place.target = url.substr(end);
    if (place.target.empty() || place.target.front() == '?')
        place.target.insert(0, "/");
    if (!isRequestTarget(place.target))
        return refused("the URL holds a forbidden character");
    return place;
}

EgressRule const* ruleFor(Place const& place, EgressPolicy const& policy)
{
    for (auto const& rule : policy.allowed) {
        auto const address = parseAddress(rule.host);
        if (rule.port == place.port && (address ? textOf(*address) : rule.host) == place.host)
            return &rule;
    }
    return nullptr;
}

Status judge(Address const& address, Place const& place, EgressRule const& rule)
{
    auto const range = privateRange(address);
    if (!place.tls && range != kLoopback)
        return refused("plain http goes to a loopback address only");
    if (range.empty())
        return Done{};
    // Nobody answers there, whoever named it.
    bool const never = range == kMulticast || range == kThisNetwork || range == kReserved;
    if (never || !rule.privateAllowed)
        return refused(place.host + " is " + std::string{range} + ", which may not be called");
    return Done{};
}

Result<Wire> connectTo(std::vector<Address> const& addresses, std::uint16_t port, Deadline const& deadline)
{
    auto failure = failed(ErrorCode::BadGateway, "the destination cannot be reached");
    for (auto const& address : addresses) {
        auto connected = Wire::connect(address, port, deadline);
        if (connected)
            return connected;
        failure = std::move(connected).error();
    }
    return failure;
}
} // namespace

Result<EgressRule> egressRuleFor(std::string const& url, bool privateAllowed)
{
    auto const place = TRY(placeIn(url, privateAllowed));
    EgressRule const rule{.host = place.host, .port = place.port, .privateAllowed = privateAllowed};
    if (auto const address = parseAddress(place.host))
        TRY(judge(*address, place, rule));
    else if (!place.tls && place.host != "localhost")
        return refused("plain http goes to a loopback address only");
    return rule;
}

Result<Response> send(OutgoingRequest const& request, EgressPolicy const& policy)
{
    auto const place = TRY(placeIn(request.url, request.plainAllowed));
    auto const* rule = ruleFor(place, policy);
    if (rule == nullptr)
        return refused(place.host + " port " + std::to_string(place.port) + " is not an allowed destination");
    auto const host = place.hostHeader();
    auto const bytes =
        TRY(requestBytes({request.method, place.target, host, request.headers, request.body, true}));
    Deadline const deadline{policy.timeMax};
    // Resolved once: what is judged is what is connected to, so a name cannot turn inward in between.
    auto const addresses = TRY(addressesOf(place.host));
    for (auto const& address : addresses)
        TRY(judge(address, place, *rule));
    TlsContext context;
    if (place.tls)
        context = TRY(clientContext({.systemAuthorities = true,
                                     .authoritiesPem = policy.authoritiesPem,
                                     .certificatePem = request.clientCertificatePem,
                                     .keyPem = &request.clientKeyPem}));
    auto wire = TRY(connectTo(addresses, place.port, deadline));
    if (place.tls)
        TRY(wire.secure(context.get(), place.host, deadline));
    TRY(wire.write(bytes, deadline));
    bool begun = false;
    auto answer = TRY(readAnswer(wire, request.method == "HEAD", policy.answerBytesMax, deadline, begun));
    return std::move(answer.response);
}

} // namespace core::http
