// What is a request and what is not, without sockets: one row per rule of RFC 9112.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/request_parser.h"

#include "tests/support/registry.h"

namespace {
struct Read {
    int status = 0;      // 0: complete, -1: more bytes are needed
    core::http::Request request;
};

// Feeds `bytes` in pieces of that size, as a connection would.
Read readIn(std::string const& bytes, std::size_t piece, core::http::ServerLimits const& limits = {})
{
    core::http::HostNames const hosts{"h"};
    Read read;
    core::http::HeadScan scan;
    auto found = core::http::HeadScan::Found::More;
    std::size_t seen = 0;
    while (found == core::http::HeadScan::Found::More) {
        if (seen == bytes.size())
            return {-1, {}};
        seen = std::min(bytes.size(), seen + piece);
        found = scan.look(std::string_view{bytes}.substr(0, seen), limits);
    }
    if (found == core::http::HeadScan::Found::Refused)
        return {scan.refusal().status, {}};
    core::http::RequestParser parser{read.request, limits, hosts};
    parser.takeHead(std::string_view{bytes}.substr(scan.start(), scan.end() - scan.start()));
    std::size_t at = scan.end();
    std::size_t end = std::max(seen, at);
    while (parser.refusal() == nullptr && !parser.complete()) {
        at += parser.takeBody(std::string_view{bytes}.substr(at, end - at));
        if (end == bytes.size() && parser.refusal() == nullptr && !parser.complete())
            return {-1, {}};
        end = std::min(bytes.size(), end + piece);
    }
    if (auto const* refusal = parser.refusal())
        read.status = refusal->status;
    return read;
}

std::string with(std::string const& lines) { return "GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n"; }
std::string post(std::string const& lines, std::string const& body)
{
    return "POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n" + body;
}
std::string chunked(std::string const& body) { return post("Transfer-Encoding: chunked\r\n", body); }
} // namespace

class test_request_parser : public QObject {
    Q_OBJECT

    static void row(char const* name, std::string const& bytes, int status)
    {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
    }

private slots:
    void readsOrRefuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        row("plain", with(""), 0);
        row("one blank line before", "\r\n" + with(""), 0);
        row("two blank lines before", "\r\n\r\n" + with(""), 400);
        row("bare LF before", "\n" + with(""), 400);
        row("bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400);
        row("bare LF after a header", with("A: b\n"), 400);
        row("bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", 400);
        row("bare CR in a value", with("A: b\rc\r\n"), 400);
        row("CR LF CR", "GET / HTTP/1.1\r\nHost: h\r\n\rX: y\r\n\r\n", 400);
        row("NUL in a value", with(std::string{"A: b\0c\r\n", 8}), 400);
        row("NUL in the path", std::string{"GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n", 29}, 400);
        row("control in a value", with("A: b\x01\r\n"), 400);
        row("DEL in a value", with("A: b\x7f\r\n"), 400);
        row("bytes above 127 in a value", with("A: D\xc3\xbcn\r\n"), 0);
        row("empty value", with("A:\r\n"), 0);
        row("folded line", with("A: b\r\n c\r\n"), 400);
        row("folded by tab", with("A: b\r\n\tc\r\n"), 400);
        row("folded first line", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400);
        row("blank before colon", with("A : b\r\n"), 400);
        row("no colon", with("A\r\n"), 400);
        row("empty name", with(": b\r\n"), 400);
        row("name with @", with("A@: b\r\n"), 400);
        row("name with bytes above 127", with("\xc3\xbc: b\r\n"), 400);
        row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two Hosts", with("Host: h\r\n"), 400);
        row("stranger's Host", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 421);
        row("no Host on 1.0", "GET / HTTP/1.0\r\n\r\n", 0);
        row("two Hosts on 1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400);
        row("HTTP/0.9", "GET /\r\n\r\n", 400);
        row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400);
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400);
        row("http/1.1", "GET / http/1.1\r\nHost: h\r\n\r\n", 400);
        row("two blanks in the request line", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("two blanks before the version", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("tab in the request line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("blank after the version", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 400);
        row("blank in the path", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("other method", "PURGE / HTTP/1.1\r\nHost: h\r\n\r\n", 0);
        row("method with a bracket", "GE(T / HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("long method", std::string(40, 'A') + " / HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("CONNECT", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("absolute form", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("absolute form of another", "GET https://x/ HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("asterisk", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 0);
        row("relative path", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("fragment", "GET /#a HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("quote in the path", "GET /\" HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("raw UTF-8 in the path", "GET /\xce\xb4 HTTP/1.1\r\nHost: h\r\n\r\n", 400);
        row("length", post("Content-Length: 3\r\n", "abc"), 0);
        row("length short", post("Content-Length: 3\r\n", "ab"), -1);
        row("length twice the same", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400);
        row("length twice", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400);
        row("length list", post("Content-Length: 3, 3\r\n", "abc"), 400);
        row("length negative", post("Content-Length: -1\r\n", ""), 400);
        row("length plus", post("Content-Length: +3\r\n", "abc"), 400);
        row("length hex", post("Content-Length: 0x3\r\n", "abc"), 400);
        row("length empty", post("Content-Length:\r\n", ""), 400);
        row("length with blank", post("Content-Length: 1 0\r\n", ""), 400);
        row("length overflow", post("Content-Length: 18446744073709551617\r\n", ""), 400);
        row("length beyond the bound", post("Content-Length: 16777217\r\n", ""), 413);
        row("both", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
        row("both, other order", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"),
            400);
        row("chunked", chunked("3\r\nabc\r\n0\r\n\r\n"), 0);
        row("CHUNKED", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 0);
        row("chunked twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
        row("chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400);
        row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400);
        row("identity", post("Transfer-Encoding: identity\r\n", ""), 400);
        row("xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400);
        row("empty encoding", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), 400);
        row("encoding after a vertical tab", post("Transfer-Encoding: \x0b" "chunked\r\n", "0\r\n\r\n"), 400);
        row("encoding on 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
        row("chunk extension", chunked("3;a=b;c=\"d\"\r\nabc\r\n0\r\n\r\n"), 0);
        row("chunk extension without name", chunked("3;\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk extension with LF", chunked("3;a\nb\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk extension open quote", chunked("3;a=\"b\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size with blank", chunked("3 \r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size after blank", chunked(" 3\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size hex", chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size minus", chunked("-3\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size empty", chunked("\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk size overflow", chunked("fffffffffffffffff\r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk beyond the bound", chunked("1000001\r\n"), 413);
        row("chunk with bare LF", chunked("3\nabc\r\n0\r\n\r\n"), 400);
        row("chunk too long", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400);
        row("chunk ends with LF", chunked("3\r\nabc\n0\r\n\r\n"), 400);
        row("chunk ends with CR", chunked("3\r\nabc\r0\r\n\r\n"), 400);
        row("last chunk with bare LF", chunked("3\r\nabc\r\n0\n\n"), 400);
        row("last chunk alone", chunked("0\r\n\r\n"), 0);
        row("chunk extension with bad blanks", chunked("3 ; a = b ;c\r\nabc\r\n0\r\n\r\n"), 0);
        row("chunk extension ends with blank", chunked("3;a \r\nabc\r\n0\r\n\r\n"), 400);
        row("chunk line too long", chunked("3;a=" + std::string(5000, 'b')), 400);
        row("chunk size plus", chunked("+3\r\nabc\r\n0\r\n\r\n"), 400);
        row("trailer folded", chunked("0\r\nX: a\r\n b\r\n\r\n"), 400);
        row("trailer without colon", chunked("0\r\nX\r\n\r\n"), 400);
        row("trailer ", chunked("0\r\nX-A: b\r\n\r\n"), 0);
        row("trailer frames", chunked("0\r\nContent-Length: 3\r\n\r\n"), 400);
        row("trailer routes", chunked("0\r\nHost: h\r\n\r\n"), 400);
        row("expectation", post("Expect: 200-ok\r\nContent-Length: 0\r\n", ""), 417);
        row("expectation on 1.0", "POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 0\r\n\r\n", 0);
        row("101 headers", [] {
            std::string lines;
            for (int number = 0; number < 101; ++number)
                lines += "a" + std::to_string(number) + ": b\r\n";
            return with(lines);
        }(), 431);
        row("header too large", with("A: " + std::string(16 * 1024, 'b') + "\r\n"), 431);
        row("header that never ends", "GET / HTTP/1.1\r\nA: " + std::string(20 * 1024, 'b'), 431);
        row("target too long", "GET /" + std::string(8 * 1024, 'b') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414);
        row("target that never ends", "GET /" + std::string(10 * 1024, 'b'), 414);
    }
    void readsOrRefuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        for (std::size_t const piece : {std::size_t{1} << 30, std::size_t{1}, std::size_t{7}})
            QCOMPARE(readIn(bytes.toStdString(), piece).status, status);
    }

    void dropsTrailers()
    {
        auto const read = readIn(chunked("3;x\r\nabc\r\n2\r\nde\r\n0\r\nX-A: b\r\n\r\n"), 1);
        QCOMPARE(read.request.body, std::string{"abcde"});
        QVERIFY(read.request.header("x-a") == nullptr);
    }

    void boundsChunkedBodiesAsAWhole()
    {
        core::http::ServerLimits limits;
        limits.bodyBytesMax = 8;
        QCOMPARE(readIn(chunked("4\r\nabcd\r\n4\r\nefgh\r\n0\r\n\r\n"), 3, limits).status, 0);
        QCOMPARE(readIn(chunked("4\r\nabcd\r\n5\r\nefghi\r\n0\r\n\r\n"), 3, limits).status, 413);
    }

    void boundsChunkExtensionsAsAWhole()
    {
        std::string body;
        for (int number = 0; number < 20; ++number)
            body += "1;a=" + std::string(1000, 'b') + "\r\nx\r\n";
        QCOMPARE(readIn(chunked(body + "0\r\n\r\n"), 100).status, 413);
    }
};

DEWAR_TEST(test_request_parser)
#include "test_request_parser.moc"
