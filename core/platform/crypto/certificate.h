// X.509 (RFC 5280): the engine's own authorities, one per purpose, and the certificates they issue.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"

struct evp_pkey_st;
struct x509_st;

namespace core::crypto {

// The clocks of two machines differ: a caller sets `from` a little into the past.
struct Validity {
    Time from{};
    Time until{};
};

struct CertifiedKey {
    std::string certificatePem;
    Secret privateKeyPem; // PKCS #8, not encrypted: seal it before it is stored
};

enum class Purpose { Server, Client };

// An authority signs for one purpose only (T4): the key usage says so to every verifier, and the name
// constraints keep a stolen server authority from naming anyone else's host, a client authority from naming
// any host.
struct AuthorityRequest {
    std::string name; // common name, 1 to 64 characters
    Purpose purpose = Purpose::Server;
    Validity validity;
    std::vector<std::string> dnsNames;  // Server: the names (and those below them) it may sign
    std::vector<std::string> addresses; // Server: numeric IPv4 and IPv6 addresses it may sign
};

struct CertificateRequest {
    std::string name; // common name, 1 to 64 characters, without dots for clients
    Validity validity;
    std::vector<std::string> dnsNames; // Server: subject alternative names; at least one name or address
    std::vector<std::string> addresses;
};

// An EC P-256 authority with path length 0. One thread at a time.
class CertificateAuthority {
public:
    static Result<CertificateAuthority> create(AuthorityRequest const& request, Random& random);
    // Refuses a key that is not the certificate's.
    static Result<CertificateAuthority> open(std::string_view certificatePem, Secret const& privateKeyPem);

    // With a fresh P-256 key. Each authority issues only what it is for.
    Result<CertifiedKey> issueServer(CertificateRequest const& request, Random& random) const;
    Result<CertifiedKey> issueClient(CertificateRequest const& request, Random& random) const;

    Result<std::string> certificatePem() const;
    Result<Secret> privateKeyPem() const;

private:
    struct Frees {
        void operator()(evp_pkey_st* key) const;
        void operator()(x509_st* certificate) const;
    };
    using Key = std::unique_ptr<evp_pkey_st, Frees>;
    using Certificate = std::unique_ptr<x509_st, Frees>;

    CertificateAuthority(Certificate certificate, Key key);
    Result<CertifiedKey> issue(Purpose purpose, CertificateRequest const& request, Random& random) const;

    Certificate m_certificate;
    Key m_key;
};

// What the first certificate of a PEM text says.
struct CertificateFacts {
    std::string print; // lower-case hex SHA-256 of the DER form
    std::string commonName;
    Time notBefore{};
    Time notAfter{};
};
Result<CertificateFacts> certificateFacts(std::string_view pem);
Result<std::string> certificateDer(std::string_view pem);

} // namespace core::crypto
