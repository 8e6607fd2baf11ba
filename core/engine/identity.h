// Who this engine is: its id, and the authorities that sign its server certificates and its clients'
// certificates.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/platform/crypto/certificate.h"

namespace core::engine {

// Wrapping is the vault's; these two keep this file free of it.
using WrapKey = std::function<Result<std::string>(std::string_view place, Secret const& key)>;
using UnwrapKey = std::function<Result<Secret>(std::string_view place, std::string_view wrapped)>;

// DIR/identity.json (0600): id, certificates, wrapped authority keys. DIR/ca.pem: the server authority's
// certificate, the only file of its kind that is not wrapped; it holds no key.
class Identity {
public:
    // `names`: host names and numeric addresses beside loopback that the server authority may sign for.
    static Status create(std::string const& directory, std::vector<std::string> const& names,
                         WrapKey const& wrap, Clock const& clock, Random& random);
    static Result<Identity> open(std::string const& directory, UnwrapKey const& unwrap);

    std::string const& id() const { return m_id; }
    std::string const& serverAuthorityPem() const { return m_serverPem; }
    std::string const& clientAuthorityPem() const { return m_clientPem; }
    // For 90 days, made anew at every start and by the timer before it ends. Invalid for a host that the
    // authority does not sign for.
    Result<crypto::CertifiedKey> serverCertificate(std::vector<std::string> const& hosts, Time now,
                                                   Random& random) const;
    Result<crypto::CertifiedKey> clientCertificate(std::string const& name, Time now, Random& random) const;

private:
    Identity(std::string id, crypto::CertificateAuthority server, crypto::CertificateAuthority client,
             std::string serverPem, std::string clientPem, std::vector<std::string> names)
        : m_id{std::move(id)}, m_server{std::move(server)}, m_client{std::move(client)},
          m_serverPem{std::move(serverPem)}, m_clientPem{std::move(clientPem)}, m_names{std::move(names)}
    {
    }

    std::string m_id;
    crypto::CertificateAuthority m_server;
    crypto::CertificateAuthority m_client;
    std::string m_serverPem;
    std::string m_clientPem;
    std::vector<std::string> m_names;
};

} // namespace core::engine
