// Asking the other engines of the database: over their admin listeners, as the caller.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>

#include "core/engine/parts.h"
#include "core/platform/http/client.h"

namespace core::engine {
namespace {

constexpr std::size_t kPeersAskedMax = 32;
constexpr std::size_t kAnswerBytesMax = 32U << 20;
constexpr std::chrono::milliseconds kAnswerTimeMax{12'000}; // a search takes ten seconds at most

} // namespace

// Where others reach a listener that is bound to every address: by the first name that the engine serves
// beyond loopback.
std::string Engine::Parts::advertised(std::string const& address) const
{
    for (std::string const any : {"https://0.0.0.0:", "https://[::]:"}) {
        if (!address.starts_with(any))
            continue;
        for (auto const name : split(settings.text("server.names"), ',')) {
            auto const host = trimmed(name);
            if (!host.empty() && host != "localhost")
                return "https://" + std::string{host} + ":" + address.substr(any.size());
        }
    }
    return address;
}

// The engines share their authorities: whoever holds a certificate of the server authority is one of them,
// and ours is one that the client authority signed.
Result<http::Response> Engine::Parts::askPeer(nodes::Node const& peer, std::string const& pathAndQuery,
                                              std::string const& authorization) const
{
    if (peer.adminAddress.empty())
        return failed(ErrorCode::Unavailable, "it is starting");
    auto certificate = TRY(identity.clientCertificate("Dewar engine " + node.id, clock.now(), random));
    http::OutgoingRequest request{.method = "GET",
                                  .url = peer.adminAddress + pathAndQuery,
                                  .headers = {{"Authorization", authorization}},
                                  .clientCertificatePem = std::move(certificate.certificatePem),
                                  .clientKeyPem = std::move(certificate.privateKeyPem)};
    http::EgressPolicy policy{.allowed = {TRY(http::egressRuleFor(request.url, true))},
                              .answerBytesMax = kAnswerBytesMax,
                              .timeMax = kAnswerTimeMax,
                              .authoritiesPem = {identity.serverAuthorityPem()}};
    return http::send(request, policy);
}

std::vector<logs::PeerAnswer> Engine::Parts::askPeers(std::string const& pathAndQuery,
                                                      std::string const& authorization)
{
    auto const others = nodes.others();
    if (!others)
        return {{.node = "", .name = "the other engines", .answer = others.error()}};
    std::vector<std::future<Result<http::Response>>> asked;
    for (std::size_t i = 0; i < others->size() && i < kPeersAskedMax; ++i)
        asked.push_back(std::async(std::launch::async, [&, &peer = (*others)[i]] {
            return askPeer(peer, pathAndQuery, authorization);
        }));
    std::vector<logs::PeerAnswer> answers;
    for (std::size_t i = 0; i < others->size(); ++i) {
        auto const& peer = (*others)[i];
        answers.push_back({.node = peer.id,
                           .name = peer.name,
                           .answer = i < asked.size()
                                         ? asked[i].get()
                                         : Result<http::Response>{failed(
                                               ErrorCode::Unavailable, "too many engines to ask them all")}});
    }
    return answers;
}

} // namespace core::engine
