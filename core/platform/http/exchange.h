// One blocking HTTP exchange over TCP or TLS, bounded in bytes and time: what both clients are made of.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/platform/http/address.h"
#include "core/platform/http/descriptor.h"
#include "core/platform/http/message.h"
#include "core/platform/http/tls.h"

namespace core::http {

// The end of the whole exchange.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds within) : m_until{std::chrono::steady_clock::now() + within}
    {
    }
    int leftMilliseconds() const;   // 0 when it is over

private:
    std::chrono::steady_clock::time_point m_until;
};

// Errors are BadGateway. Every call blocks until the deadline at most.
class Wire {
public:
    static Result<Wire> connect(Address const& address, std::uint16_t port, Deadline const& deadline);
    // Shakes hands; `host` must be what the certificate says.
    Status secure(SSL_CTX* context, std::string const& host, Deadline const& deadline);
    Status write(std::string_view bytes, Deadline const& deadline);
    // 0: the other side has closed, and said so if this is TLS.
    Result<std::size_t> read(std::span<char> into, Deadline const& deadline);

private:
    Status await(short what, Deadline const& deadline) const;
    Status awaitTls(int result, char const* failure, Deadline const& deadline);

    Descriptor m_socket;
    Tls m_tls;
};

struct Question {
    std::string_view method;
    std::string_view target;   // origin-form
    std::string_view host;     // Host header
    std::vector<Header> const& headers;
    std::string_view body;
    bool close = true;
};

// Invalid: method, target or a header holds what may not be sent, or names a header that is written here.
Result<std::string> requestBytes(Question const& question);

struct Answer {
    Response response;         // names of headers in lower case
    bool keepAlive = false;
};

// `begun` becomes true with the first byte. TooLarge beyond the bound, BadGateway for anything malformed.
Result<Answer> readAnswer(Wire& wire, bool head, std::size_t bytesMax, Deadline const& deadline, bool& begun);

bool isRequestTarget(std::string_view text);   // RFC 3986 characters only, starts with '/'

} // namespace core::http
