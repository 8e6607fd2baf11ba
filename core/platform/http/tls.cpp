// OpenSSL contexts with one fixed policy, built from PEM text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <climits>

namespace core::http {

namespace {
constexpr char const* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char const* kSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char const* kGroups = "X25519:P-256";
constexpr long kSessionsMax = 4096;
constexpr long kSessionSecondsMax = 2 * 60 * 60;
constexpr std::size_t kAuthoritiesMax = 64;

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;

Error tlsFailed(std::string message) { return failed(ErrorCode::Internal, std::move(message), tlsErrors()); }

Bio bioOver(std::string_view text)
{
    if (text.size() > INT_MAX)
        return nullptr;
    return Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

Result<std::vector<Certificate>> certificatesFrom(std::string_view pem, std::string_view what)
{
    auto const bio = bioOver(pem);
    std::vector<Certificate> found;
    while (bio != nullptr) {
        Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
        if (certificate == nullptr)
            break;
        if (found.size() == kAuthoritiesMax)
            return failed(ErrorCode::Invalid, std::string{what} + " holds too many certificates");
        found.push_back(std::move(certificate));
    }
    ERR_clear_error();   // The end of the text is an error to OpenSSL.
    if (found.empty())
        return failed(ErrorCode::Invalid, std::string{what} + " holds no PEM certificate");
    return found;
}

Status useCertificate(SSL_CTX* context, std::string_view chainPem, Secret const& keyPem)
{
    auto const chain = TRY(certificatesFrom(chainPem, "the certificate chain"));
    auto const bio = bioOver(keyPem.view());
    // A key that asks for a passphrase must not ask the terminal.
    auto const silent = [](char*, int, int, void*) { return -1; };
    PrivateKey const key{bio != nullptr ? PEM_read_bio_PrivateKey(bio.get(), nullptr, silent, nullptr)
                                        : nullptr};
    if (key == nullptr)
        return failed(ErrorCode::Invalid, "the private key is not readable PEM", tlsErrors());
    if (SSL_CTX_use_certificate(context, chain.front().get()) != 1)
        return failed(ErrorCode::Invalid, "the certificate cannot be used", tlsErrors());
    for (std::size_t at = 1; at < chain.size(); ++at)
        if (SSL_CTX_add1_chain_cert(context, chain[at].get()) != 1)
            return failed(ErrorCode::Invalid, "the certificate chain cannot be used", tlsErrors());
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
        return failed(ErrorCode::Invalid, "the private key does not belong to the certificate", tlsErrors());
    return Done{};
}

Status trustIn(SSL_CTX* context, std::string_view pem, bool announce)
{
    auto const authorities = TRY(certificatesFrom(pem, "the authority"));
    auto* store = SSL_CTX_get_cert_store(context);
    for (auto const& authority : authorities) {
        if (X509_STORE_add_cert(store, authority.get()) != 1)
            return failed(ErrorCode::Invalid, "the authority cannot be used", tlsErrors());
        if (announce && SSL_CTX_add_client_CA(context, authority.get()) != 1)
            return failed(ErrorCode::Invalid, "the authority cannot be announced", tlsErrors());
    }
    return Done{};
}

Status setCommon(SSL_CTX* context)
{
    SSL_CTX_set_options(context,
                        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);   // One recv for a record instead of two.
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context, kCiphers) != 1 || SSL_CTX_set_ciphersuites(context, kSuites) != 1 ||
        SSL_CTX_set1_groups_list(context, kGroups) != 1)
        return tlsFailed("TLS cannot be set up");
    return Done{};
}

int chooseProtocol(SSL*, unsigned char const** out, unsigned char* outSize, unsigned char const* offered,
                   unsigned int offeredSize, void*)
{
    static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, kHttp11.data(), kHttp11.size(), offered, offeredSize) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

int bioSocket(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

int bioRead(BIO* bio, char* out, int size)
{
    BIO_clear_retry_flags(bio);
    auto const got = ::recv(bioSocket(bio), out, static_cast<std::size_t>(size), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        BIO_set_retry_read(bio);
    return static_cast<int>(got);
}

int bioWrite(BIO* bio, char const* bytes, int size)
{
    BIO_clear_retry_flags(bio);
    auto const sent = ::send(bioSocket(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

long bioControl(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* socketMethod()
{
    static BIO_METHOD* const method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
        if (made != nullptr) {
            BIO_meth_set_read(made, bioRead);
            BIO_meth_set_write(made, bioWrite);
            BIO_meth_set_ctrl(made, bioControl);
        }
        return made;
    }();
    return method;
}
} // namespace

Result<TlsContext> serverContext(std::string_view chainPem, Secret const& keyPem, ClientCertificates demand,
                                 std::string_view clientAuthorityPem)
{
    TlsContext context{SSL_CTX_new(TLS_server_method())};
    if (context == nullptr)
        return tlsFailed("TLS cannot be set up");
    TRY(setCommon(context.get()));
    TRY(useCertificate(context.get(), chainPem, keyPem));
    // Requests say their own length: a client that leaves without a farewell has truncated nothing.
    SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    static constexpr std::array<unsigned char, 5> kSessionContext{'d', 'e', 'w', 'a', 'r'};
    SSL_CTX_set_session_id_context(context.get(), kSessionContext.data(), kSessionContext.size());
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(context.get(), kSessionsMax);
    SSL_CTX_set_timeout(context.get(), kSessionSecondsMax);
    SSL_CTX_set_num_tickets(context.get(), 1);   // OpenSSL 3.0 sends two, and two again per resumption.
    SSL_CTX_set_alpn_select_cb(context.get(), chooseProtocol, nullptr);
    switch (demand) {
    case ClientCertificates::Ignored:
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
        break;
    case ClientCertificates::Demanded:
        TRY(trustIn(context.get(), clientAuthorityPem, true));
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        break;
    }
    return context;
}

Result<TlsContext> clientContext(ClientTrust const& trust)
{
    TlsContext context{SSL_CTX_new(TLS_client_method())};
    if (context == nullptr)
        return tlsFailed("TLS cannot be set up");
    TRY(setCommon(context.get()));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (trust.systemAuthorities && SSL_CTX_set_default_verify_paths(context.get()) != 1)
        return tlsFailed("the system's authorities cannot be read");
    for (auto const& pem : trust.authoritiesPem)
        TRY(trustIn(context.get(), pem, false));
    if (!trust.certificatePem.empty()) {
        if (trust.keyPem == nullptr)
            return failed(ErrorCode::Invalid, "a client certificate needs its key");
        TRY(useCertificate(context.get(), trust.certificatePem, *trust.keyPem));
    }
    return context;
}

Status demandName(SSL* ssl, std::string const& host)
{
    auto* rules = SSL_get0_param(ssl);
    // A numeric address is looked for among the certificate's addresses, a name among its names (RFC 9110,
    // 4.3.4).
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1)
        return Done{};
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) != 1 ||
        SSL_set_tlsext_host_name(ssl, host.c_str()) != 1)
        return tlsFailed("the host name cannot be demanded");
    return Done{};
}

Status attachSocket(SSL* ssl, int socket)
{
    auto* method = socketMethod();
    auto* bio = method != nullptr ? BIO_new(method) : nullptr;
    if (bio == nullptr)
        return tlsFailed("TLS cannot be set up");
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    return Done{};
}

std::string tlsErrors()
{
    std::string text;
    while (auto const code = ERR_get_error()) {
        std::array<char, 256> line{};
        ERR_error_string_n(code, line.data(), line.size());
        text.append(text.empty() ? "" : "; ").append(line.data());
    }
    return text;
}

std::string certificatePrint(SSL* ssl)
{
    Certificate const certificate{SSL_get1_peer_certificate(ssl)};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (certificate == nullptr || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1)
        return {};
    std::string print;
    for (unsigned int at = 0; at < size; ++at) {
        print.push_back("0123456789abcdef"[digest[at] >> 4]);
        print.push_back("0123456789abcdef"[digest[at] & 15]);
    }
    return print;
}

} // namespace core::http
