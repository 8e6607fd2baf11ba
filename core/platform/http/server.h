// The HTTPS listener: an io_context per network thread, SO_REUSEPORT, strict parser, own response writer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/http/message.h"

namespace core::http {

struct ServerLimits {
    std::size_t headerBytesMax = 16 * 1024;       // 431
    std::size_t targetBytesMax = 8 * 1024;        // 414
    std::size_t bodyBytesMax = 16 * 1024 * 1024;  // 413; routes narrow it further
    std::size_t connectionsMax = 4096;            // in total; more are closed at accept
    std::size_t connectionsPerAddressMax = 512;   // IPv6 counted by /64
    std::chrono::milliseconds handshakeTime{10'000};
    std::chrono::milliseconds headerTime{15'000};      // absolute, from the first byte
    std::chrono::milliseconds bodyTime{30'000};        // absolute
    std::chrono::milliseconds idleTime{75'000};        // keep-alive without a byte
    std::chrono::milliseconds answerTime{120'000};     // from request to answer, then 503
    std::chrono::milliseconds drainTime{5'000};
};

enum class ClientCertificates { Ignored, Demanded };

struct ServerConfig {
    Listener listener = Listener::Data;
    std::string host = "127.0.0.1";     // numeric IPv4 or IPv6; "::" takes IPv4 as well
    std::uint16_t port = 0;             // 0: the kernel picks
    std::string certificateChainPem;
    Secret privateKeyPem;
    ClientCertificates clientCertificates = ClientCertificates::Ignored;
    std::string clientAuthorityPem = {};   // who signs client certificates
    // Host names that this listener answers to, lower case, IPv6 in brackets; any other gets 421 (DNS
    // rebinding). "name" goes with the bound port or without one, "name:port" exactly as it is.
    std::vector<std::string> hosts = {"localhost", "127.0.0.1", "[::1]"};
    std::size_t workers = 2;
    ServerLimits limits = {};
};

// Handler::refusal is asked for 400, 408, 413, 414, 417, 421, 431, 500 and 503; the connection closes after
// it. Content-Length, Connection and Date are the server's: they are not taken from Response::headers. TLS
// 1.2 and 1.3 only (AEAD suites with forward secrecy, P-256/X25519), ALPN "http/1.1", one session ticket.
// start() binds before it returns. stop() stops accepting, lets running answers finish within drainTime,
// joins.
class Server {
public:
    static Result<std::unique_ptr<Server>> start(ServerConfig config, Handler& handler);
    virtual ~Server() = default;

    virtual std::string host() const = 0;
    virtual std::uint16_t port() const = 0;
    virtual std::size_t connections() const = 0;
    // New handshakes use the new pair; running connections keep theirs, old sessions are not resumed. Any
    // thread.
    virtual Status replaceCertificate(std::string_view chainPem, Secret const& keyPem) = 0;
    // Any thread but a network thread; a second call does nothing. An answer that comes later is dropped.
    virtual void stop() = 0;
};

} // namespace core::http
