// Bytes to one Request: Boost.Beast's parser behind rules that are stricter than it (RFC 9112).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/http/message.h"
#include "core/platform/http/server.h"

namespace core::http {

// Why a message is not served; the reason is safe to show.
struct Refusal {
    int status = 0;
    std::string_view reason;
};

bool isTargetText(std::string_view text);   // pchar, "/" and "?" of RFC 3986 only

// Finds the end of a request head line by line and refuses what a lenient reader downstream could split
// elsewhere: bare LF, folded lines, blank lines before the request beyond one.
class HeadScan {
public:
    enum class Found { More, End, Refused };
    // `bytes` starts where the head starts and grows from call to call.
    Found look(std::string_view bytes, ServerLimits const& limits);
    std::size_t end() const { return m_at; }      // after the blank line, when End
    std::size_t start() const { return m_start; }   // after a leading CRLF
    Refusal refusal() const { return m_refusal; }

private:
    Found refuse(int status, std::string_view reason);
    Found tooLong(std::size_t size, ServerLimits const& limits);

    std::size_t m_start = 0;
    std::size_t m_at = 0;       // start of the line that is being looked for
    std::size_t m_seen = 0;     // bytes already searched for LF
    Refusal m_refusal;
};

// The Host values that a listener answers to, lower case.
using HostNames = std::vector<std::string>;
HostNames acceptedHosts(std::vector<std::string> const& hosts, std::uint16_t port);

// The body of one message, by length or chunked (RFC 9112, 6 and 7).
class BodyReader {
public:
    BodyReader(std::string& body, ServerLimits const& limits) : m_body{body}, m_limits{limits} {}

    void expectLength(std::uint64_t bytes);
    void expectChunks();
    // Takes what it can and answers how much; the rest is offered again with more behind it.
    std::size_t take(std::string_view bytes);
    bool complete() const { return m_awaits == Awaits::Nothing; }
    Refusal const* refusal() const { return m_refusal.status != 0 ? &m_refusal : nullptr; }

private:
    enum class Awaits { Nothing, Bytes, ChunkSize, ChunkBytes, ChunkEnd, Trailer };

    std::size_t takeBytes(std::string_view bytes);
    std::size_t takeLine(std::string_view bytes);
    void takeChunkSize(std::string_view line);
    void takeTrailer(std::string_view line);
    void refuse(int status, std::string_view reason) { m_refusal = {status, reason}; }

    std::string& m_body;
    ServerLimits const& m_limits;
    Awaits m_awaits = Awaits::Nothing;
    std::uint64_t m_left = 0;            // of the body or of the chunk
    std::size_t m_overhead = 0;          // bytes of chunk lines and trailers so far
    Refusal m_refusal;
};

// One message. `request` outlives the parser and is filled while bytes come. Boost.Beast reads the head;
// the body is read here, because Beast 1.81 asserts on a last chunk that comes in pieces ("0 CR LF" first).
class RequestParser final : boost::beast::http::basic_parser<true> {
public:
    RequestParser(Request& request, ServerLimits const& limits, HostNames const& hosts);

    void takeHead(std::string_view head);   // all of it, as HeadScan found it
    std::size_t takeBody(std::string_view bytes) { return m_body.take(bytes); }
    bool complete() const { return m_headDone && m_body.complete(); }
    Refusal const* refusal() const { return m_refusal.status != 0 ? &m_refusal : m_body.refusal(); }
    bool keepAlive() const { return m_version == 11 && !m_closeAsked; }
    bool expectsContinue() const { return m_expectsContinue; }

private:
    using Code = boost::beast::error_code;
    using View = boost::beast::string_view;
    using Field = boost::beast::http::field;

    void on_request_impl(boost::beast::http::verb verb, View method, View target, int version,
                         Code& code) override;
    void on_response_impl(int status, View reason, int version, Code& code) override;
    void on_field_impl(Field field, View name, View value, Code& code) override;
    void on_header_impl(Code& code) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, Code& code) override;
    std::size_t on_body_impl(View bytes, Code& code) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, Code& code) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, View bytes, Code& code) override;
    void on_finish_impl(Code& code) override;

    void refuse(int status, std::string_view reason, Code& code);
    void takeConnection(std::string_view value);
    bool takeFraming(Field field, std::string_view value, Code& code);
    void checkHost(Code& code);

    Request& m_request;
    ServerLimits const& m_limits;
    HostNames const& m_hosts;
    BodyReader m_body;
    Refusal m_refusal;
    std::uint64_t m_length = 0;
    int m_version = 11;
    std::size_t m_hostCount = 0;
    std::size_t m_lengthCount = 0;
    std::size_t m_encodingCount = 0;
    bool m_headDone = false;
    bool m_closeAsked = false;
    bool m_expectsContinue = false;
};

} // namespace core::http
