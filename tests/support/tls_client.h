// A raw TLS socket: sends exactly the bytes a test wants and counts the answers that come back.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

typedef struct ssl_session_st SSL_SESSION;

namespace support {

struct TlsOptions {
    std::string address = "127.0.0.1";
    std::string trustPem = {}; // empty: no check
    std::string name = {};     // demanded in the certificate when trustPem is set
    std::string certificatePem = {};
    std::string keyPem = {};
    int version = 0;                         // TLS1_2_VERSION, TLS1_3_VERSION or 0
    std::vector<std::string> protocols = {}; // ALPN
    SSL_SESSION* session = nullptr;
    std::string ciphers = {}; // TLS 1.2 list
};

struct RawAnswer {
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
    bool whole = false;
};

// What stands in `bytes`, one after another; a rest that is no answer has status 0.
std::vector<RawAnswer> answersIn(std::string_view bytes, bool head = false);

// A TCP connection to loopback without TLS, or -1; the caller closes it.
int plainSocket(std::uint16_t port);
// Reads until the other side closes; false when the time is over first.
bool closesWithin(int socket, std::chrono::milliseconds within);

class TlsClient {
public:
    using Span = std::chrono::milliseconds;
    explicit TlsClient(std::uint16_t port, TlsOptions const& options = {});
    ~TlsClient();
    TlsClient(TlsClient const&) = delete;
    TlsClient& operator=(TlsClient const&) = delete;

    bool connected() const { return m_connected; } // TCP and TLS
    bool reused() const;
    std::string protocol() const;
    std::string serial() const; // of the other side's certificate, upper-case hexadecimal
    bool send(std::string_view bytes);
    // One answer (interim 100 included), or what came in that time.
    RawAnswer answer(bool head = false, Span within = Span{5000});
    // Everything until the other side closes or the time is over; closed() tells which.
    std::string rest(Span within = Span{5000});
    bool closed() const { return m_closed; }
    void abort();           // closes with a reset
    SSL_SESSION* session(); // owned by the caller

private:
    bool readSome(std::chrono::steady_clock::time_point until);
    bool ready(short what, std::chrono::steady_clock::time_point until) const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
    std::string m_bytes;
    bool m_connected = false;
    bool m_closed = false;
};

} // namespace support
