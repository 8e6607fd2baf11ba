// The test's own side of TLS, on plain OpenSSL and poll().
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_client.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace support {

namespace {
std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// Answers how many bytes it took; 0: not a whole answer.
std::size_t takeAnswer(std::string_view bytes, bool head, RawAnswer& answer)
{
    auto const end = bytes.find("\r\n\r\n");
    if (!bytes.starts_with("HTTP/1.1 ") || end == std::string_view::npos)
        return 0;
    answer.status = std::stoi(std::string{bytes.substr(9, 3)});
    auto at = bytes.find("\r\n") + 2;
    while (at < end + 2) {
        auto const line = bytes.substr(at, bytes.find("\r\n", at) - at);
        auto const colon = line.find(": ");
        answer.headers[lowered(std::string{line.substr(0, colon)})] = std::string{line.substr(colon + 2)};
        at += line.size() + 2;
    }
    auto const length = answer.headers.find("content-length");
    auto const size = head || length == answer.headers.end() ? 0 : std::stoul(length->second);
    answer.body = bytes.substr(end + 4, size);
    answer.whole = answer.body.size() == size;
    return answer.whole ? end + 4 + size : 0;
}

BIO* over(std::string const& text) { return BIO_new_mem_buf(text.data(), static_cast<int>(text.size())); }
} // namespace

std::vector<RawAnswer> answersIn(std::string_view bytes, bool head)
{
    std::vector<RawAnswer> answers;
    while (!bytes.empty()) {
        auto& answer = answers.emplace_back();
        auto const taken = takeAnswer(bytes, head, answer);
        if (taken == 0)
            break;
        bytes.remove_prefix(taken);
    }
    return answers;
}

struct TlsClient::Parts {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* ssl = nullptr;
    int socket = -1;
    ~Parts()
    {
        SSL_set_quiet_shutdown(ssl, 1);
        SSL_shutdown(ssl);   // Otherwise OpenSSL takes the session for broken and does not resume it.
        SSL_free(ssl);
        SSL_CTX_free(context);
        if (socket >= 0)
            ::close(socket);
    }
};

namespace {
void configure(SSL_CTX* context, TlsOptions const& options)
{
    if (options.version != 0) {
        SSL_CTX_set_min_proto_version(context, options.version);
        SSL_CTX_set_max_proto_version(context, options.version);
    }
    if (!options.ciphers.empty())
        SSL_CTX_set_cipher_list(context, options.ciphers.c_str());
    if (!options.trustPem.empty()) {
        auto* bio = over(options.trustPem);
        auto* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
        X509_free(certificate);
        BIO_free(bio);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    }
    if (!options.certificatePem.empty()) {
        auto* bio = over(options.certificatePem);
        auto* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
        SSL_CTX_use_certificate(context, certificate);
        X509_free(certificate);
        BIO_free(bio);
        bio = over(options.keyPem);
        auto* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
        SSL_CTX_use_PrivateKey(context, key);
        EVP_PKEY_free(key);
        BIO_free(bio);
    }
}

int connectTo(std::string const& address, std::uint16_t port)
{
    bool const v6 = address.find(':') != std::string::npos;
    int const socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int result = -1;
    if (v6) {
        sockaddr_in6 to{};
        to.sin6_family = AF_INET6;
        to.sin6_port = htons(port);
        inet_pton(AF_INET6, address.c_str(), &to.sin6_addr);
        result = ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to);
    } else {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        inet_pton(AF_INET, address.c_str(), &to.sin_addr);
        result = ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    if (result != 0) {
        ::close(socket);
        return -1;
    }
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    return socket;
}
} // namespace

int plainSocket(std::uint16_t port) { return connectTo("127.0.0.1", port); }

bool closesWithin(int socket, std::chrono::milliseconds within)
{
    auto const until = std::chrono::steady_clock::now() + within;
    char buffer[4096];
    for (;;) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
                .count();
        pollfd waiting{socket, POLLIN, 0};
        if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) != 1)
            return false;
        if (::read(socket, buffer, sizeof buffer) <= 0)
            return true;
    }
}

TlsClient::TlsClient(std::uint16_t port, TlsOptions const& options) : m_parts{std::make_unique<Parts>()}
{
    std::signal(SIGPIPE, SIG_IGN);
    configure(m_parts->context, options);
    m_parts->socket = connectTo(options.address, port);
    m_parts->ssl = SSL_new(m_parts->context);
    if (m_parts->socket < 0) {
        m_closed = true;
        return;
    }
    SSL_set_fd(m_parts->ssl, m_parts->socket);
    if (!options.name.empty())
        SSL_set1_host(m_parts->ssl, options.name.c_str());
    if (options.session != nullptr)
        SSL_set_session(m_parts->ssl, options.session);
    std::string offered;
    for (auto const& protocol : options.protocols)
        offered += static_cast<char>(protocol.size()) + protocol;
    if (!offered.empty())
        SSL_set_alpn_protos(m_parts->ssl, reinterpret_cast<unsigned char const*>(offered.data()),
                            static_cast<unsigned>(offered.size()));
    auto const until = std::chrono::steady_clock::now() + Span{10'000};
    for (;;) {
        ERR_clear_error();
        auto const result = SSL_connect(m_parts->ssl);
        if (result == 1) {
            m_connected = true;
            return;
        }
        auto const error = SSL_get_error(m_parts->ssl, result);
        if ((error == SSL_ERROR_WANT_READ && ready(POLLIN, until)) ||
            (error == SSL_ERROR_WANT_WRITE && ready(POLLOUT, until)))
            continue;
        m_closed = true;
        return;
    }
}

TlsClient::~TlsClient() = default;

bool TlsClient::ready(short what, std::chrono::steady_clock::time_point until) const
{
    auto const left = std::chrono::duration_cast<Span>(until - std::chrono::steady_clock::now()).count();
    pollfd waiting{m_parts->socket, what, 0};
    return left > 0 && ::poll(&waiting, 1, static_cast<int>(left)) == 1;
}

bool TlsClient::reused() const { return SSL_session_reused(m_parts->ssl) == 1; }

std::string TlsClient::protocol() const
{
    unsigned char const* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_parts->ssl, &name, &size);
    return std::string(reinterpret_cast<char const*>(name), size);
}

std::string TlsClient::serial() const
{
    auto* const certificate = SSL_get1_peer_certificate(m_parts->ssl);
    if (certificate == nullptr)
        return {};
    auto* const number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
    auto* const text = BN_bn2hex(number);
    std::string const shown = text != nullptr ? text : "";
    OPENSSL_free(text);
    BN_free(number);
    X509_free(certificate);
    return shown;
}

bool TlsClient::send(std::string_view bytes)
{
    auto const until = std::chrono::steady_clock::now() + Span{20'000};
    while (!bytes.empty() && !m_closed) {
        ERR_clear_error();
        auto const sent = SSL_write(m_parts->ssl, bytes.data(),
                                    static_cast<int>(std::min<std::size_t>(bytes.size(), 16384)));
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        auto const error = SSL_get_error(m_parts->ssl, sent);
        if ((error == SSL_ERROR_WANT_READ && ready(POLLIN, until)) ||
            (error == SSL_ERROR_WANT_WRITE && ready(POLLOUT, until)))
            continue;
        return false;
    }
    return bytes.empty();
}

bool TlsClient::readSome(std::chrono::steady_clock::time_point until)
{
    if (!m_connected || m_closed)
        return false;
    char buffer[16384];
    for (;;) {
        ERR_clear_error();
        auto const got = SSL_read(m_parts->ssl, buffer, sizeof buffer);
        if (got > 0) {
            m_bytes.append(buffer, static_cast<std::size_t>(got));
            return true;
        }
        auto const error = SSL_get_error(m_parts->ssl, got);
        if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
            if (!ready(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until))
                return false;
            continue;
        }
        m_closed = true;
        return false;
    }
}

RawAnswer TlsClient::answer(bool head, Span within)
{
    auto const until = std::chrono::steady_clock::now() + within;
    for (;;) {
        RawAnswer answer;
        if (auto const taken = takeAnswer(m_bytes, head, answer); taken > 0) {
            m_bytes.erase(0, taken);
            return answer;
        }
        if (!readSome(until))
            return answer;
    }
}

std::string TlsClient::rest(Span within)
{
    auto const until = std::chrono::steady_clock::now() + within;
    while (readSome(until)) {}
    return std::exchange(m_bytes, {});
}

void TlsClient::abort()
{
    linger const none{1, 0};
    ::setsockopt(m_parts->socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    ::close(std::exchange(m_parts->socket, -1));
    m_closed = true;
}

SSL_SESSION* TlsClient::session() { return SSL_get1_session(m_parts->ssl); }

} // namespace support
