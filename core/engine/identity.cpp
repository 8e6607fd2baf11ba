// The engine's identity file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/identity.h"

#include <algorithm>
#include <iterator>

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
constexpr auto kEarlier = std::chrono::minutes{5}; // The clocks of two machines differ.

std::string pathIn(std::string const& directory)
{
    return directory + "/identity.json";
}

Result<json::Value> readFile(std::string const& directory)
{
    auto const text = TRY(os::readFile(pathIn(directory), kFileBytesMax));
    auto value = json::parse(text);
    if (!value || json::textAt(*value, "id").empty())
        return failed(ErrorCode::Internal, pathIn(directory) + " is damaged");
    return std::move(*value);
}

std::vector<std::string> const kLoopback{"localhost", "127.0.0.1", "::1"};

bool isAddress(std::string const& host)
{
    return http::parseAddress(host).has_value();
}

std::vector<std::string> partOf(std::vector<std::string> const& names, bool addresses)
{
    std::vector<std::string> part;
    std::ranges::copy_if(names, std::back_inserter(part),
                         [&](auto const& name) { return isAddress(name) == addresses; });
    return part;
}

// A directory of before has no list: its authority signs for loopback.
std::vector<std::string> namesIn(json::Value const& file)
{
    std::vector<std::string> names;
    if (auto const* list = json::find(file, "names"); list != nullptr && list->is_array())
        for (auto const& name : list->get_array())
            if (name.is_string())
                names.emplace_back(std::string_view{name.get_string()});
    return names.empty() ? kLoopback : names;
}

// RFC 5280, 4.2.1.10: a permitted name covers those below it.
bool covers(std::string const& permitted, std::string const& host)
{
    return host == permitted || (!isAddress(permitted) && host.ends_with("." + permitted));
}

Result<crypto::CertificateAuthority> authorityIn(json::Value const& file, std::string const& name,
                                                 UnwrapKey const& unwrap)
{
    auto const wrapped = TRY(bytesFromBase64(json::textAt(file, name + "_key")));
    auto const key = TRY(unwrap("identity/" + name, wrapped));
    return crypto::CertificateAuthority::open(json::textAt(file, name + "_certificate"), key);
}

Status addAuthority(json::Object& file, std::string const& name,
                    crypto::CertificateAuthority const& authority, WrapKey const& wrap)
{
    auto const key = TRY(authority.privateKeyPem());
    file[name + "_certificate"] = TRY(authority.certificatePem());
    file[name + "_key"] = base64Of(TRY(wrap("identity/" + name, key)));
    return Done{};
}

} // namespace

Status Identity::create(std::string const& directory, std::vector<std::string> const& names,
                        WrapKey const& wrap, Clock const& clock, Random& random)
{
    std::vector<std::string> all = kLoopback;
    std::ranges::copy_if(names, std::back_inserter(all),
                         [&](auto const& name) { return std::ranges::count(kLoopback, name) == 0; });
    auto const now = clock.now();
    crypto::Validity const validity{now - kEarlier, now + kAuthorityLife};
    auto const id = newId(clock, random);
    auto const server = TRY(crypto::CertificateAuthority::create({.name = "Dewar engine " + id.substr(0, 8),
                                                                  .purpose = crypto::Purpose::Server,
                                                                  .validity = validity,
                                                                  .dnsNames = partOf(all, false),
                                                                  .addresses = partOf(all, true)},
                                                                 random));
    auto const client = TRY(crypto::CertificateAuthority::create({.name = "Dewar clients " + id.substr(0, 8),
                                                                  .purpose = crypto::Purpose::Client,
                                                                  .validity = validity},
                                                                 random));
    json::Array kept;
    for (auto const& name : all)
        kept.emplace_back(name);
    json::Object file{{"id", id}, {"created_at", rfc3339(now)}, {"names", std::move(kept)}};
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
    return Identity{json::textAt(file, "id"),
                    std::move(server),
                    std::move(client),
                    json::textAt(file, "server_certificate"),
                    json::textAt(file, "client_certificate"),
                    namesIn(file)};
}

Result<crypto::CertifiedKey> Identity::serverCertificate(std::vector<std::string> const& hosts, Time now,
                                                         Random& random) const
{
    crypto::CertificateRequest request{.name = "Dewar engine",
                                       .validity = {now - kEarlier, now + kServerLife},
                                       .dnsNames = partOf(hosts, false),
                                       .addresses = partOf(hosts, true)};
    for (auto const& host : hosts)
        if (std::ranges::none_of(m_names, [&](auto const& name) { return covers(name, host); }))
            return failed(ErrorCode::Invalid, "the authority of this engine does not sign for " +
                                                  printable(host) +
                                                  "; deward init --names says for whom it does");
    return m_server.issueServer(request, random);
}

Result<crypto::CertifiedKey> Identity::clientCertificate(std::string const& name, Time now,
                                                         Random& random) const
{
    return m_client.issueClient({.name = name, .validity = {now - kEarlier, now + kClientLife}}, random);
}

} // namespace core::engine
