// The one outgoing client: every call that leaves the engine goes through it and its egress policy.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/http/message.h"

namespace core::http {

// A destination somebody named on purpose. A private, loopback or link-local address is refused unless the
// host is named here with `privateAllowed`.
struct EgressRule {
    std::string host;             // exact DNS name or numeric address, lower case
    std::uint16_t port = 443;
    bool privateAllowed = false;
};

struct EgressPolicy {
    std::vector<EgressRule> allowed;    // empty: nothing may leave
    std::size_t answerBytesMax = 1 << 20;
    std::chrono::milliseconds timeMax{10'000};   // whole exchange
    std::vector<std::string> authoritiesPem = {};   // added to the system's authorities
};

struct OutgoingRequest {
    std::string method = "POST";
    std::string url;                  // https only (http only where `plainAllowed`)
    std::vector<Header> headers = {};
    std::string body = {};
    bool plainAllowed = false; // http:// to a loopback address that the policy names; dewarctl never sets it
    std::string clientCertificatePem = {};
    Secret clientKeyPem = {};
};

// Checks scheme, userinfo, host and port against the policy, resolves once, checks every address after
// resolution (also IPv4-mapped, decimal and octal forms), connects to the checked address, verifies TLS for
// the host name, follows no redirect, cuts at the bounds. Multicast, 0.0.0.0/8 and reserved addresses are
// never called. Forbidden names what was refused; BadGateway for the network. CR, LF or NUL in method,
// target, header names or values is refused before a byte is sent. Names of the answer's headers are in
// lower case. TooLarge beyond answerBytesMax. Blocks, resolving included: never on a network thread or the
// write lane.
Result<Response> send(OutgoingRequest const& request, EgressPolicy const& policy);

// The rule that lets `url` be called and nothing else: reads it as send() does, and refuses a numeric
// private address unless `privateAllowed`; then http:// to loopback is taken as well. Resolves nothing.
// Forbidden says why.
Result<EgressRule> egressRuleFor(std::string const& url, bool privateAllowed);

} // namespace core::http
