// Blocking sockets with an absolute deadline; Boost.Beast reads the head of the answer, BodyReader its body.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/exchange.h"

#include <boost/beast/http/basic_parser.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/platform/http/request_parser.h"
#include "core/platform/http/response_writer.h"

namespace core::http {

namespace {
namespace beast = boost::beast;

constexpr std::size_t kHeadersMax = 100;
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr int kInterimMax = 8;

Error unreachable(std::string detail)
{
    return failed(ErrorCode::BadGateway, "the destination cannot be reached", std::move(detail));
}
Error tooLate() { return failed(ErrorCode::BadGateway, "the destination did not answer in time"); }
Error malformed(std::string_view reason)
{
    return failed(ErrorCode::BadGateway, "the destination's answer is not HTTP", std::string{reason});
}

std::string loweredText(std::string_view text)
{
    std::string low{text};
    for (auto& c : low)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return low;
}

// The head of an answer.
class AnswerHead final : public beast::http::basic_parser<false> {
public:
    using Code = beast::error_code;
    using View = beast::string_view;

    explicit AnswerHead(Response& response) : m_response{response} { body_limit(boost::none); }
    bool take(std::string_view head)
    {
        Code code;
        put({head.data(), head.size()}, code);
        return m_done && (!code || code == beast::http::error::need_more);
    }
    std::string_view field(std::string_view name) const
    {
        for (auto const& header : m_response.headers)
            if (header.name == name)
                return header.value;
        return {};
    }
    std::size_t count(std::string_view name) const
    {
        return static_cast<std::size_t>(std::ranges::count(m_response.headers, name, &Header::name));
    }
    bool http11() const { return m_version == 11; }

private:
    void on_request_impl(beast::http::verb, View, View, int, Code& code) override
    {
        code = beast::http::error::bad_value;
    }
    void on_response_impl(int status, View, int version, Code&) override
    {
        m_response.status = status;
        m_version = version;
    }
    void on_field_impl(beast::http::field, View name, View value, Code& code) override
    {
        if (m_response.headers.size() == kHeadersMax)
            code = beast::http::error::header_limit;
        else
            m_response.headers.push_back(
                {loweredText({name.data(), name.size()}), {value.data(), value.size()}});
    }
    void on_header_impl(Code&) override { m_done = true; }
    // The body is not read by Beast.
    void on_body_init_impl(boost::optional<std::uint64_t> const&, Code&) override {}
    std::size_t on_body_impl(View bytes, Code&) override { return bytes.size(); }
    void on_chunk_header_impl(std::uint64_t, View, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Code&) override { return bytes.size(); }
    void on_finish_impl(Code&) override {}

    Response& m_response;
    int m_version = 11;
    bool m_done = false;
};

// Bytes that came but are not used yet.
struct Incoming {
    Wire& wire;
    Deadline const& deadline;
    bool& begun;
    std::string bytes = {};

    // False: closed.
    Result<bool> more()
    {
        std::array<char, kReadBytes> buffer;
        auto const got = TRY(wire.read(buffer, deadline));
        begun = begun || got > 0;
        bytes.append(buffer.data(), got);
        return got > 0;
    }
};

Status readHead(Incoming& incoming, Answer& answer)
{
    ServerLimits const limits;
    HeadScan scan;
    for (;;) {
        auto const found = scan.look(incoming.bytes, limits);
        if (found == HeadScan::Found::Refused)
            return malformed(scan.refusal().reason);
        if (found == HeadScan::Found::End)
            break;
        if (!TRY(incoming.more()))
            return malformed("closed before the end of the header");
    }
    answer.response = Response{};
    AnswerHead head{answer.response};
    if (!head.take(std::string_view{incoming.bytes}.substr(scan.start(), scan.end() - scan.start())))
        return malformed("the header is malformed");
    incoming.bytes.erase(0, scan.end());
    answer.keepAlive = head.http11() && loweredText(head.field("connection")) != "close";
    return Done{};
}

Status readUntilClosed(Incoming& incoming, Answer& answer, std::size_t bytesMax)
{
    answer.keepAlive = false;
    while (TRY(incoming.more()))
        if (incoming.bytes.size() > bytesMax)
            return failed(ErrorCode::TooLarge, "the destination's answer is too large");
    if (incoming.bytes.size() > bytesMax)
        return failed(ErrorCode::TooLarge, "the destination's answer is too large");
    answer.response.body = std::move(incoming.bytes);
    return Done{};
}

Status readBody(Incoming& incoming, Answer& answer, std::size_t bytesMax)
{
    ServerLimits limits;
    limits.bodyBytesMax = bytesMax;
    BodyReader reader{answer.response.body, limits};
    std::string_view length;
    std::size_t lengths = 0;
    std::size_t encodings = 0;
    std::string encoding;
    for (auto const& header : answer.response.headers) {
        if (header.name == "content-length") {
            length = header.value;
            ++lengths;
        } else if (header.name == "transfer-encoding") {
            encoding = loweredText(header.value);
            ++encodings;
        }
    }
    if (encodings > 0) {
        if (encodings > 1 || lengths > 0 || encoding != "chunked")
            return malformed("the body's length is ambiguous");
        reader.expectChunks();
    } else if (lengths > 0) {
        std::uint64_t bytes = 0;
        auto const parsed = std::from_chars(length.data(), length.data() + length.size(), bytes);
        if (lengths > 1 || parsed.ec != std::errc{} || parsed.ptr != length.data() + length.size())
            return malformed("the body's length is ambiguous");
        reader.expectLength(bytes);
    } else {
        return readUntilClosed(incoming, answer, bytesMax);
    }
    for (;;) {
        incoming.bytes.erase(0, reader.take(incoming.bytes));
        if (auto const* refusal = reader.refusal()) {
            if (refusal->status == 413)
                return failed(ErrorCode::TooLarge, "the destination's answer is too large");
            return malformed(refusal->reason);
        }
        if (reader.complete())
            return Done{};
        if (!TRY(incoming.more()))
            return malformed("closed before the end of the body");
    }
}
} // namespace

int Deadline::leftMilliseconds() const
{
    auto const left =
        std::chrono::ceil<std::chrono::milliseconds>(m_until - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

Status Wire::await(short what, Deadline const& deadline) const
{
    for (;;) {
        auto const left = deadline.leftMilliseconds();
        if (left == 0)
            return tooLate();
        pollfd waiting{m_socket.get(), what, 0};
        auto const ready = ::poll(&waiting, 1, left);
        if (ready > 0)
            return Done{};
        if (ready < 0 && errno != EINTR)
            return unreachable(std::strerror(errno));
    }
}

Result<Wire> Wire::connect(Address const& address, std::uint16_t port, Deadline const& deadline)
{
    Wire wire;
    bool const v6 = !address.isV4();
    wire.m_socket =
        Descriptor{::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (wire.m_socket.get() < 0)
        return unreachable(std::strerror(errno));
    int const on = 1;
    ::setsockopt(wire.m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto const place = placeOf(address, port);
    auto const* to = reinterpret_cast<sockaddr const*>(&place.storage);
    if (::connect(wire.m_socket.get(), to, place.size) != 0) {
        if (errno != EINPROGRESS)
            return unreachable(std::strerror(errno));
        TRY(wire.await(POLLOUT, deadline));
        int error = 0;
        socklen_t size = sizeof error;
        if (::getsockopt(wire.m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
            return unreachable(std::strerror(error));
    }
    return wire;
}

Status Wire::awaitTls(int result, char const* failure, Deadline const& deadline)
{
    // OpenSSL's list of results is open; all but the two waits are failures.
    auto const error = SSL_get_error(m_tls.get(), result);
    if (error == SSL_ERROR_WANT_READ)
        return await(POLLIN, deadline);
    if (error == SSL_ERROR_WANT_WRITE)
        return await(POLLOUT, deadline);
    return failed(ErrorCode::BadGateway, failure, tlsErrors());
}

Status Wire::secure(SSL_CTX* context, std::string const& host, Deadline const& deadline)
{
    m_tls = Tls{SSL_new(context)};
    if (m_tls == nullptr)
        return failed(ErrorCode::Internal, "TLS cannot be set up", tlsErrors());
    TRY(demandName(m_tls.get(), host));
    TRY(attachSocket(m_tls.get(), m_socket.get()));
    for (;;) {
        ERR_clear_error();
        auto const result = SSL_connect(m_tls.get());
        if (result == 1)
            return Done{};
        auto const verdict = SSL_get_verify_result(m_tls.get());
        if (verdict != X509_V_OK)
            return failed(ErrorCode::BadGateway,
                          std::string{"the destination's certificate is not trusted: "} +
                              X509_verify_cert_error_string(verdict));
        TRY(awaitTls(result, "the destination refuses TLS", deadline));
    }
}

Status Wire::write(std::string_view bytes, Deadline const& deadline)
{
    while (!bytes.empty()) {
        auto const size = std::min<std::size_t>(bytes.size(), 1 << 20);
        if (m_tls != nullptr) {
            ERR_clear_error();
            auto const sent = SSL_write(m_tls.get(), bytes.data(), static_cast<int>(size));
            if (sent <= 0)
                TRY(awaitTls(sent, "the destination closed the connection", deadline));
            else
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        auto const sent = ::send(m_socket.get(), bytes.data(), size, MSG_NOSIGNAL);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
            TRY(await(POLLOUT, deadline));
        else
            return unreachable(std::strerror(errno));
    }
    return Done{};
}

Result<std::size_t> Wire::read(std::span<char> into, Deadline const& deadline)
{
    for (;;) {
        if (deadline.leftMilliseconds() == 0)
            return tooLate();
        if (m_tls != nullptr) {
            ERR_clear_error();
            auto const got = SSL_read(m_tls.get(), into.data(), static_cast<int>(into.size()));
            if (got > 0)
                return static_cast<std::size_t>(got);
            if (SSL_get_error(m_tls.get(), got) == SSL_ERROR_ZERO_RETURN)
                return std::size_t{0};
            TRY(awaitTls(got, "the destination broke the connection", deadline));
            continue;
        }
        auto const got = ::recv(m_socket.get(), into.data(), into.size(), 0);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return unreachable(std::strerror(errno));
        TRY(await(POLLIN, deadline));
    }
}

bool isRequestTarget(std::string_view text)
{
    return !text.empty() && text.front() == '/' && isTargetText(text);
}

Result<std::string> requestBytes(Question const& question)
{
    if (!isHeaderName(question.method))
        return failed(ErrorCode::Invalid, "the method holds a forbidden character");
    if (!isRequestTarget(question.target))
        return failed(ErrorCode::Invalid, "the request target holds a forbidden character");
    if (!isHeaderValue(question.host))
        return failed(ErrorCode::Invalid, "the host holds a forbidden character");
    std::string bytes;
    bytes.reserve(512 + question.body.size());
    bytes.append(question.method).append(" ").append(question.target).append(" HTTP/1.1\r\nHost: ");
    bytes.append(question.host).append("\r\n");
    for (auto const& header : question.headers) {
        if (!isHeaderName(header.name) || !isHeaderValue(header.value))
            return failed(ErrorCode::Invalid, "a header holds a forbidden character");
        auto const name = loweredText(header.name);
        if (name == "host" || name == "connection" || name == "content-length" || name == "transfer-encoding")
            return failed(ErrorCode::Invalid, "the header " + name + " is not the caller's");
        bytes.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    bytes.append("Content-Length: ").append(std::to_string(question.body.size())).append("\r\n");
    bytes.append(question.close ? "Connection: close\r\n\r\n" : "\r\n").append(question.body);
    return bytes;
}

Result<Answer> readAnswer(Wire& wire, bool head, std::size_t bytesMax, Deadline const& deadline, bool& begun)
{
    Incoming incoming{wire, deadline, begun};
    Answer answer;
    for (int interim = 0;; ++interim) {
        if (interim > kInterimMax)
            return malformed("too many interim answers");
        TRY(readHead(incoming, answer));
        if (answer.response.status == 101)
            return malformed("the protocol was switched unasked");
        if (answer.response.status >= 200)
            break;
    }
    if (!head && answer.response.status != 204 && answer.response.status != 304)
        TRY(readBody(incoming, answer, bytesMax));
    if (!incoming.bytes.empty())
        answer.keepAlive = false;   // Bytes that nobody asked for.
    return answer;
}

} // namespace core::http
