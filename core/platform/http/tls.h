// OpenSSL owners for the listener and the outgoing client: contexts, and a BIO that writes without SIGPIPE.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/http/server.h"

namespace core::http {

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;
using Tls = std::unique_ptr<SSL, FreeSsl>;

// TLS 1.2 and 1.3, AEAD with forward secrecy, X25519 and P-256, one ticket, no compression, no renegotiation.
Result<TlsContext> serverContext(std::string_view chainPem, Secret const& keyPem, ClientCertificates demand,
                                 std::string_view clientAuthorityPem);

struct ClientTrust {
    bool systemAuthorities = true;
    std::vector<std::string> authoritiesPem = {};
    std::string_view certificatePem = {};   // own certificate, or empty
    Secret const* keyPem = nullptr;
};
Result<TlsContext> clientContext(ClientTrust const& trust);
// Sets the name (or numeric address) that the other side's certificate must carry.
Status demandName(SSL* ssl, std::string const& host);

// Makes `ssl` read and write that non-blocking socket, which it does not own.
Status attachSocket(SSL* ssl, int socket);
// What the calling thread's OpenSSL error queue says; empties it. For the log only.
std::string tlsErrors();
// Lower-case hex SHA-256 of the other side's certificate, or empty.
std::string certificatePrint(SSL* ssl);

} // namespace core::http
