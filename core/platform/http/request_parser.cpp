// Strict reading of requests: every rule that Beast leaves to its user, with its place in RFC 9112.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/request_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <system_error>

#include "core/platform/http/response_writer.h"

namespace core::http {

namespace {
namespace beast = boost::beast;

constexpr std::size_t kHeadersMax = 100;
constexpr std::size_t kMethodBytesMax = 32;
constexpr std::size_t kBodyReserveBytesMax = 64 * 1024;    // A stated length is believed only that far.
constexpr std::size_t kChunkLineBytesMax = 4 * 1024;
constexpr std::size_t kChunkDigitsMax = 16;
constexpr std::size_t kChunkOverheadBytesMax =
    16 * 1024; // Chunk extensions and trailers of one message together.

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string loweredText(std::string_view text)
{
    std::string low{text};
    std::ranges::transform(low, low.begin(), lower);
    return low;
}

bool sameIgnoringCase(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

// RFC 3986, 3.3 and 3.4: pchar, "/" and "?". No fragment, no raw quotes, brackets or bytes above 127.
constexpr std::array<bool, 256> targetBytes()
{
    std::array<bool, 256> allowed{};
    for (char c = 'a'; c <= 'z'; ++c)
        allowed[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c)
        allowed[static_cast<unsigned char>(c)] = true;
    for (char c = '0'; c <= '9'; ++c)
        allowed[static_cast<unsigned char>(c)] = true;
    for (char const c : std::string_view{"-._~!$&'()*+,;=:@/?%"})
        allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}
constexpr auto kTargetBytes = targetBytes();

// RFC 3986, 3.2.2 as far as a listener of ours can be named: letters, digits, dots, hyphens, brackets,
// colons.
bool isHostText(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
}

bool isDigits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t blanksIn(std::string_view text) { return std::min(text.find_first_not_of(" \t"), text.size()); }

std::size_t tokenIn(std::string_view text)
{
    std::size_t size = 0;
    while (size < text.size() && isHeaderName(text.substr(size, 1)))
        ++size;
    return size;
}

// RFC 9110, 5.6.4; 0: none.
std::size_t quotedIn(std::string_view text)
{
    if (text.empty() || text[0] != '"')
        return 0;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"')
            return at + 1;
        if (text[at] == '\\' && ++at == text.size())
            return 0;
        if (!isHeaderValue(text.substr(at, 1)))
            return 0;
    }
    return 0;
}

// RFC 9112, 7.1.1: *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool isChunkExtension(std::string_view text)
{
    while (!text.empty()) {
        text.remove_prefix(blanksIn(text));
        if (text.empty() || text[0] != ';')
            return false;
        text.remove_prefix(1);
        text.remove_prefix(blanksIn(text));
        auto const name = tokenIn(text);
        if (name == 0)
            return false;
        text.remove_prefix(name);
        auto const blanks = blanksIn(text);
        if (blanks == text.size() || text[blanks] != '=') {
            if (blanks == text.size() && blanks > 0)
                return false;
            continue;
        }
        text.remove_prefix(blanks + 1);
        text.remove_prefix(blanksIn(text));
        auto const value = std::max(tokenIn(text), quotedIn(text));
        if (value == 0)
            return false;
        text.remove_prefix(value);
    }
    return true;
}

Method methodOf(beast::http::verb verb)
{
    // A closed list cannot be exhausted here: the enum is Beast's and has 34 members.
    if (verb == beast::http::verb::get) return Method::Get;
    if (verb == beast::http::verb::head) return Method::Head;
    if (verb == beast::http::verb::post) return Method::Post;
    if (verb == beast::http::verb::put) return Method::Put;
    if (verb == beast::http::verb::patch) return Method::Patch;
    if (verb == beast::http::verb::delete_) return Method::Delete;
    if (verb == beast::http::verb::options) return Method::Options;
    return Method::Other;
}
} // namespace

bool isTargetText(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return kTargetBytes[c]; });
}

HeadScan::Found HeadScan::refuse(int status, std::string_view reason)
{
    m_refusal = {status, reason};
    return Found::Refused;
}

HeadScan::Found HeadScan::tooLong(std::size_t size, ServerLimits const& limits)
{
    if (m_at == m_start && size - m_start > limits.targetBytesMax + kMethodBytesMax)
        return refuse(414, "the request line is too long");
    if (size - m_start > limits.headerBytesMax)
        return refuse(431, "the header is too large");
    return Found::More;
}

HeadScan::Found HeadScan::look(std::string_view bytes, ServerLimits const& limits)
{
    for (;;) {
        auto const* from = bytes.data() + m_seen;
        auto const* found = static_cast<char const*>(std::memchr(from, '\n', bytes.size() - m_seen));
        if (found == nullptr) {
            m_seen = bytes.size();
            return tooLong(bytes.size(), limits);
        }
        auto const line = static_cast<std::size_t>(found - bytes.data());
        m_seen = line + 1;
        // RFC 9112, 2.2 lets a reader take a bare LF; two readers that differ are a smuggling hole.
        if (line == m_at || bytes[line - 1] != '\r')
            return refuse(400, "a line does not end with CRLF");
        bool const blank = line - m_at == 1;
        if (blank && m_at == m_start) {
            // RFC 9112, 2.2: one empty line before the request line is ignored.
            if (m_start != 0)
                return refuse(400, "the request line is missing");
            m_start = m_at = line + 1;
            continue;
        }
        // RFC 9112, 5.2: folded lines are refused; so is a blank before the first field name (2.2).
        if (m_at != m_start && (bytes[m_at] == ' ' || bytes[m_at] == '\t'))
            return refuse(400, "a header line is folded");
        if (auto const size = tooLong(line + 1, limits); size == Found::Refused)
            return size;
        m_at = line + 1;
        if (blank)
            return Found::End;
    }
}

HostNames acceptedHosts(std::vector<std::string> const& hosts, std::uint16_t port)
{
    HostNames accepted;
    for (auto const& host : hosts) {
        auto const low = loweredText(host);
        auto const colon = low.rfind(':');
        bool const hasPort = colon != std::string::npos && low.find(']', colon) == std::string::npos;
        accepted.push_back(low);
        if (!hasPort)
            accepted.push_back(low + ":" + std::to_string(port));
    }
    return accepted;
}

void BodyReader::expectLength(std::uint64_t bytes)
{
    if (bytes > m_limits.bodyBytesMax)
        return refuse(413, "the body is too large");
    m_left = bytes;
    m_awaits = bytes > 0 ? Awaits::Bytes : Awaits::Nothing;
    m_body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kBodyReserveBytesMax)));
}

void BodyReader::expectChunks() { m_awaits = Awaits::ChunkSize; }

std::size_t BodyReader::take(std::string_view bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && !complete() && refusal() == nullptr) {
        auto const rest = bytes.substr(used);
        auto const taken =
            m_awaits == Awaits::Bytes || m_awaits == Awaits::ChunkBytes ? takeBytes(rest) : takeLine(rest);
        if (taken == 0)
            break;
        used += taken;
    }
    return used;
}

std::size_t BodyReader::takeBytes(std::string_view bytes)
{
    auto const taken = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    m_body.append(bytes.substr(0, taken));
    m_left -= taken;
    if (m_left == 0)
        m_awaits = m_awaits == Awaits::Bytes ? Awaits::Nothing : Awaits::ChunkEnd;
    return taken;
}

std::size_t BodyReader::takeLine(std::string_view bytes)
{
    auto const end = bytes.find('\n');
    // A chunk's data that goes on where its CRLF should be is seen before a line is complete.
    if (m_awaits == Awaits::ChunkEnd && (bytes[0] != '\r' || (bytes.size() > 1 && bytes[1] != '\n'))) {
        refuse(400, "a chunk does not end where it says");
        return 0;
    }
    if (std::min(end, bytes.size()) > kChunkLineBytesMax) {
        refuse(400, "a chunk line is too long");
        return 0;
    }
    if (end == std::string_view::npos)
        return 0;
    if (end == 0 || bytes[end - 1] != '\r') {
        refuse(400, "a line does not end with CRLF");
        return 0;
    }
    auto const line = bytes.substr(0, end - 1);
    if (m_awaits == Awaits::ChunkEnd)
        m_awaits = Awaits::ChunkSize;
    else if (m_awaits == Awaits::ChunkSize)
        takeChunkSize(line);
    else
        takeTrailer(line);
    return end + 1;
}

void BodyReader::takeChunkSize(std::string_view line)
{
    std::uint64_t size = 0;
    auto const parsed = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    auto const digits = static_cast<std::size_t>(parsed.ptr - line.data());
    // from_chars reads a sign; RFC 9112, 7.1: hexadecimal digits only.
    if (parsed.ec != std::errc{} || digits > kChunkDigitsMax || line[0] == '-')
        return refuse(400, "a chunk size is not a number");
    if (!isChunkExtension(line.substr(digits)))
        return refuse(400, "a chunk extension is malformed");
    // Extensions are ignored (7.1.1), but not without end.
    m_overhead += line.size() - digits;
    if (m_overhead > kChunkOverheadBytesMax)
        return refuse(413, "the chunk extensions are too large");
    if (size > m_limits.bodyBytesMax - m_body.size())
        return refuse(413, "the body is too large");
    m_left = size;
    m_awaits = size > 0 ? Awaits::ChunkBytes : Awaits::Trailer;
}

void BodyReader::takeTrailer(std::string_view line)
{
    if (line.empty()) {
        m_awaits = Awaits::Nothing;
        return;
    }
    m_overhead += line.size();
    if (m_overhead > kChunkOverheadBytesMax)
        return refuse(431, "the trailers are too large");
    auto const colon = std::min(line.find(':'), line.size());
    auto const name = line.substr(0, colon);
    if (colon == line.size() || !isHeaderName(name) || !isHeaderValue(line.substr(colon + 1)))
        return refuse(400, "a trailer is malformed");
    // RFC 9112, 7.1.2 lets trailers be dropped; those that frame or route a message are refused (RFC 9110,
    // 6.5.1).
    for (auto const* framing : {"content-length", "transfer-encoding", "host", "connection", "authorization"})
        if (sameIgnoringCase(name, framing))
            return refuse(400, "a trailer may not frame the message");
}

RequestParser::RequestParser(Request& request, ServerLimits const& limits, HostNames const& hosts)
    : m_request{request}, m_limits{limits}, m_hosts{hosts}, m_body{request.body, limits}
{
    // HeadScan and BodyReader hold the bounds.
    header_limit(static_cast<std::uint32_t>(limits.headerBytesMax + 4));
    body_limit(boost::none);
}

void RequestParser::takeHead(std::string_view head)
{
    Code code;
    put({head.data(), head.size()}, code);
    if (m_refusal.status == 0 && (code || !m_headDone))
        m_refusal = {400, "the request is malformed"};
}

void RequestParser::refuse(int status, std::string_view reason, Code& code)
{
    m_refusal = {status, reason};
    code = beast::http::error::bad_value;
}

void RequestParser::on_request_impl(beast::http::verb verb, View method, View target, int version, Code& code)
{
    m_version = version;
    m_request.method = methodOf(verb);
    m_request.methodName.assign(method.data(), method.size());
    std::string_view const text{target.data(), target.size()};
    if (method.size() > kMethodBytesMax)
        return refuse(400, "the method is too long", code);
    if (text.size() > m_limits.targetBytesMax)
        return refuse(414, "the request line is too long", code);
    if (verb == beast::http::verb::connect)
        return refuse(400, "CONNECT is not served", code);
    bool const asterisk = text == "*" && m_request.method == Method::Options;
    // RFC 9112, 3.2.2 lets clients send absolute-form to proxies; this is none, and two names for one host
    // are a hole.
    if (!asterisk && (text.empty() || text.front() != '/'))
        return refuse(400, "the request target is not a path", code);
    if (!isTargetText(text))
        return refuse(400, "the request target holds a forbidden character", code);
    auto const mark = std::min(text.find('?'), text.size());
    m_request.path.assign(text.substr(0, mark));
    m_request.query.assign(mark < text.size() ? text.substr(mark + 1) : std::string_view{});
}

void RequestParser::on_response_impl(int, View, int, Code& code)
{
    refuse(400, "a response is not a request", code);
}

void RequestParser::takeConnection(std::string_view value)
{
    while (!value.empty()) {
        auto const comma = std::min(value.find(','), value.size());
        auto token = value.substr(0, comma);
        while (!token.empty() && (token.front() == ' ' || token.front() == '\t'))
            token.remove_prefix(1);
        while (!token.empty() && (token.back() == ' ' || token.back() == '\t'))
            token.remove_suffix(1);
        if (sameIgnoringCase(token, "close"))
            m_closeAsked = true;
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
}

// False: refused.
bool RequestParser::takeFraming(Field field, std::string_view value, Code& code)
{
    if (field == Field::host) {
        ++m_hostCount;
    } else if (field == Field::content_length) {
        // RFC 9112, 6.3: a list of equal lengths may be taken or refused; one reading is safer than two.
        auto const parsed = std::from_chars(value.data(), value.data() + value.size(), m_length);
        if (++m_lengthCount > 1 || !isDigits(value) || parsed.ec != std::errc{})
            refuse(400, "Content-Length is not one number", code);
    } else if (field == Field::transfer_encoding) {
        // RFC 9112, 6.1: only chunked is understood here, so nothing may stand before it.
        if (++m_encodingCount > 1 || !sameIgnoringCase(value, "chunked"))
            refuse(400, "Transfer-Encoding must be chunked", code);
    } else if (field == Field::connection) {
        takeConnection(value);
    } else if (field == Field::expect && m_version == 11) {   // RFC 9110, 10.1.1: HTTP/1.0 has none
        m_expectsContinue = sameIgnoringCase(value, "100-continue");
        if (!m_expectsContinue)
            refuse(417, "the expectation cannot be met", code);
    }
    return m_refusal.status == 0;
}

void RequestParser::on_field_impl(Field field, View name, View value, Code& code)
{
    if (m_request.headers.size() >= kHeadersMax)
        return refuse(431, "the request has too many headers", code);
    std::string_view const text{value.data(), value.size()};
    if (!takeFraming(field, text, code))
        return;
    auto& header = m_request.headers.emplace_back();
    header.name.resize(name.size());
    std::ranges::transform(name, header.name.begin(), lower);
    header.value.assign(text);
}

void RequestParser::checkHost(Code& code)
{
    if (m_hostCount > 1)
        return refuse(400, "Host is given twice", code);
    if (m_hostCount == 0) {
        if (m_version == 11)
            refuse(400, "Host is missing", code);
        return;
    }
    auto const* host = m_request.header("host");
    if (std::ranges::find(m_hosts, *host) != m_hosts.end())
        return;
    if (!isHostText(*host))
        return refuse(400, "Host is malformed", code);
    if (std::ranges::find(m_hosts, loweredText(*host)) == m_hosts.end())
        refuse(421, "this listener does not answer to that host", code);
}

void RequestParser::on_header_impl(Code& code)
{
    m_headDone = true;
    if (m_lengthCount > 0 && m_encodingCount > 0)
        return refuse(400, "both Content-Length and Transfer-Encoding are given", code);
    if (m_encodingCount > 0 && m_version == 10)
        return refuse(400, "HTTP/1.0 has no Transfer-Encoding", code);
    checkHost(code);
    if (m_encodingCount > 0)
        m_body.expectChunks();
    else
        m_body.expectLength(m_length);
}

// Beast asks these of a body that it reads itself, and it never does.
void RequestParser::on_body_init_impl(boost::optional<std::uint64_t> const&, Code&) {}
std::size_t RequestParser::on_body_impl(View bytes, Code&) { return bytes.size(); }
void RequestParser::on_chunk_header_impl(std::uint64_t, View, Code&) {}
std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View bytes, Code&) { return bytes.size(); }
void RequestParser::on_finish_impl(Code&) {}

} // namespace core::http
