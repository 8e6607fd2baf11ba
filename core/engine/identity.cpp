// The engine's identity file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/identity.h"

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/http/address.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"

namespace core::engine {

namespace {

constexpr std::size_t kFileBytesMax = 64 * 1024;
constexpr auto kAuthorityLife = std::chrono::hours{24 * 3650};
constexpr auto kServerLife = std::chrono::hours{24 * 90};
constexpr auto kClientLife = std::chrono::hours{24 * 365};
constexpr auto kEarlier = std::chrono::minutes{5};   // The clocks of two machines differ.

std::string pathIn(std::string const& directory) { return directory + "/identity.json"; }

Result<json::Value> readFile(std::string const& directory)
{
    auto const text = TRY(os::readFile(pathIn(directory), kFileBytesMax));
    auto value = json::parse(text);
    if (!value || json::textAt(*value, "id").empty())
        return failed(ErrorCode::Internal, pathIn(directory) + " is damaged");
    return std::move(*value);
}

bool isAddress(std::string const& host) { return http::parseAddress(host).has_value(); }

Result<crypto::CertificateAuthority> authorityIn(json::Value const& file, std::string const& name, UnwrapKey const& unwrap)
{
    auto const wrapped = TRY(bytesFromBase64(json::textAt(file, name + "_key")));
    auto const key = TRY(unwrap("identity/" + name, wrapped));
    return crypto::CertificateAuthority::open(json::textAt(file, name + "_certificate"), key);
}

Status addAuthority(json::Object& file, std::string const& name, crypto::CertificateAuthority const& authority,
                    WrapKey const& wrap)
{
    auto const key = TRY(authority.privateKeyPem());
    file[name + "_certificate"] = TRY(authority.certificatePem());
    file[name + "_key"] = base64Of(TRY(wrap("identity/" + name, key)));
    return Done{};
}

} // namespace

Status Identity::create(std::string const& directory, WrapKey const& wrap, Clock const& clock, Random& random)
{
    auto const now = clock.now();
    crypto::Validity const validity{now - kEarlier, now + kAuthorityLife};
    auto const id = newId(clock, random);
    auto const server = TRY(crypto::CertificateAuthority::create(
        {.name = "Dewar engine " + id.substr(0, 8),
         .purpose = crypto::Purpose::Server,
         .validity = validity,
         .dnsNames = {"localhost"},
         .addresses = {"127.0.0.1", "::1"}},
        random));
    auto const client = TRY(crypto::CertificateAuthority::create({.name = "Dewar clients " + id.substr(0, 8),
                                                                  .purpose = crypto::Purpose::Client,
                                                                  .validity = validity},
                                                                 random));
    json::Object file{{"id", id}, {"created_at", rfc3339(now)}};
    TRY(addAuthority(file, "server", server, wrap));
    TRY(addAuthority(file, "client", client, wrap));
    TRY(os::writeFileAtomically(pathIn(directory), json::pretty(file)));
    return os::writeFileAtomically(directory + "/ca.pem", TRY(server.certificatePem()));
}

Result<Identity> Identity::open(std::string const& directory, UnwrapKey const& unwrap)
{
    auto const file = TRY(readFile(directory));
    auto server = TRY(authorityIn(file, "server", unwrap));
    auto client = TRY(authorityIn(file, "client", unwrap));
    return Identity{json::textAt(file, "id"), std::move(server), std::move(client),
                    json::textAt(file, "server_certificate"), json::textAt(file, "client_certificate")};
}

Result<crypto::CertifiedKey> Identity::serverCertificate(std::vector<std::string> const& hosts, Time now, Random& random) const
{
    crypto::CertificateRequest request{.name = "Dewar engine", .validity = {now - kEarlier, now + kServerLife}};
    for (auto const& host : hosts)
        (isAddress(host) ? request.addresses : request.dnsNames).push_back(host);
    return m_server.issueServer(request, random);
}

Result<crypto::CertifiedKey> Identity::clientCertificate(std::string const& name, Time now, Random& random) const
{
    return m_client.issueClient({.name = name, .validity = {now - kEarlier, now + kClientLife}}, random);
}

} // namespace core::engine
