// The outgoing client: what it sends, what it takes back, and where it stops.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/client.h"

#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/scripted_server.h"

using namespace std::chrono_literals;
using core::ErrorCode;
using core::http::EgressPolicy;
using core::http::OutgoingRequest;
using support::EchoHandler;
using support::ScriptedServer;

namespace {
EgressPolicy policyFor(std::uint16_t port, std::string const& host = "localhost")
{
    EgressPolicy policy;
    policy.allowed.push_back({.host = host, .port = port, .privateAllowed = true});
    policy.authoritiesPem.push_back(support::testAuthority().pem());
    policy.timeMax = 3000ms;
    return policy;
}

core::Result<core::http::Response> askPlain(ScriptedServer const& server, std::string const& method = "GET",
                                            std::size_t bytesMax = 1 << 20)
{
    auto policy = policyFor(server.port(), "127.0.0.1");
    policy.answerBytesMax = bytesMax;
    OutgoingRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/x";
    request.plainAllowed = true;
    return core::http::send(request, policy);
}
} // namespace

class test_client : public QObject {
    Q_OBJECT
private slots:
    void sendsOverVerifiedTls()
    {
        EchoHandler handler;
        auto const server = support::startServer(handler);
        OutgoingRequest request;
        request.url = "https://localhost:" + std::to_string(server->port()) + "/hook?a=1";
        request.headers = {{"Content-Type", "application/json"}, {"X-Two", "b"}};
        request.body = "{}";
        auto const answer = core::http::send(request, policyFor(server->port()));
        QVERIFY2(bool{answer}, answer ? "" : (answer.error().message + answer.error().detail).c_str());
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, std::string{"POST /hook?a=1\n{}"});
        auto const seen = handler.requests().at(0);
        QCOMPARE(*seen.header("host"), "localhost:" + std::to_string(server->port()));
        QCOMPARE(*seen.header("x-two"), std::string{"b"});
    }

    void showsItsClientCertificate()
    {
        support::Authority const clients{"client authority"};
        auto const pair = clients.issue("engine", {});
        EchoHandler handler;
        auto config = support::testConfig();
        config.clientCertificates = core::http::ClientCertificates::Demanded;
        config.clientAuthorityPem = clients.pem();
        auto const server = support::startServer(handler, std::move(config));
        OutgoingRequest request;
        request.url = "https://127.0.0.1:" + std::to_string(server->port()) + "/";
        auto const policy = policyFor(server->port(), "127.0.0.1");
        QCOMPARE(core::http::send(request, policy).error().code, ErrorCode::BadGateway);
        request.clientCertificatePem = pair.certificatePem;
        request.clientKeyPem = core::Secret{pair.keyPem};
        QVERIFY(bool{core::http::send(request, policy)});
    }

    void refusesAnUntrustedCertificate()
    {
        EchoHandler handler;
        auto const server = support::startServer(handler);
        OutgoingRequest request;
        request.url = "https://localhost:" + std::to_string(server->port()) + "/";
        auto policy = policyFor(server->port());
        policy.authoritiesPem.clear();
        auto const answer = core::http::send(request, policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::BadGateway);
        QVERIFY(answer.error().message.starts_with("the destination's certificate is not trusted"));
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void refusesACertificateOfAnotherName()
    {
        auto const pair = support::testAuthority().issue("other", {"DNS:other.example"});
        EchoHandler handler;
        auto config = support::testConfig();
        config.certificateChainPem = pair.certificatePem;
        config.privateKeyPem = core::Secret{pair.keyPem};
        auto const server = support::startServer(handler, std::move(config));
        for (std::string const host : {"localhost", "127.0.0.1"}) {
            OutgoingRequest request;
            request.url = "https://" + host + ":" + std::to_string(server->port()) + "/";
            auto const answer = core::http::send(request, policyFor(server->port(), host));
            QVERIFY(!answer);
            QVERIFY(answer.error().message.starts_with("the destination's certificate is not trusted"));
        }
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void readsAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        auto const row = [](char const* name, char const* bytes, int status, char const* body) {
            QTest::newRow(name) << QByteArray{bytes} << status << QByteArray{body};
        };
        row("length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok");
        row("chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\no\r\n1\r\nk\r\n0\r\nT: x\r\n\r\n",
            200, "ok");
        row("last chunk only", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "");
        row("until closed", "HTTP/1.0 200 OK\r\n\r\nok", 200, "ok");
        row("no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
        row("interim",
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200,
            "ok");
        row("redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", 302,
            "");
        row("server error", "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno", 500, "no");
    }
    void readsAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        ScriptedServer const server{{bytes.toStdString()}};
        auto const answer = askPlain(server);
        QVERIFY2(bool{answer}, answer ? "" : (answer.error().message + answer.error().detail).c_str());
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->body, body.toStdString());
        QCOMPARE(server.connections(), 1);
    }

    void refusesMalformedAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        auto const row = [](char const* name, std::string const& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("nothing", "");
        row("no HTTP", "SSH-2.0-x\r\n\r\n");
        row("half a header", "HTTP/1.1 200 OK\r\nContent-Le");
        row("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok");
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!");
        row("length and encoding",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        row("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        row("gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok");
        row("switched", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        row("bare LF", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        row("endless header", "HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'a'));
        row("endless interim", [] {
            std::string many;
            for (int number = 0; number < 100; ++number)
                many += "HTTP/1.1 103 Early Hints\r\n\r\n";
            return many;
        }());
    }
    void refusesMalformedAnswers()
    {
        QFETCH(QByteArray, bytes);
        ScriptedServer const server{{bytes.toStdString()}};
        auto const answer = askPlain(server);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::BadGateway);
    }

    void readsNoBodyAfterHead()
    {
        ScriptedServer const server{{"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"}};
        auto const answer = askPlain(server, "HEAD");
        QVERIFY(bool{answer});
        QCOMPARE(answer->body, std::string{});
    }

    void cutsAtTheBound_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("length") << QByteArray{"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\naaaa"};
        QTest::newRow("chunked") << QByteArray{
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\naaaa"};
        QTest::newRow("until closed") << QByteArray{"HTTP/1.1 200 OK\r\n\r\n"} + QByteArray(100'000, 'a');
    }
    void cutsAtTheBound()
    {
        QFETCH(QByteArray, bytes);
        ScriptedServer const server{{bytes.toStdString()}};
        auto const answer = askPlain(server, "GET", 64 * 1024);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::TooLarge);
    }

    void stopsAtTheDeadline()
    {
        ScriptedServer const server{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}, 900ms};
        auto policy = policyFor(server.port(), "127.0.0.1");
        policy.timeMax = 200ms;
        OutgoingRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
        request.plainAllowed = true;
        auto const before = std::chrono::steady_clock::now();
        auto const answer = core::http::send(request, policy);
        QVERIFY(std::chrono::steady_clock::now() - before < 800ms);
        QVERIFY(!answer);
        QCOMPARE(answer.error().message, std::string{"the destination did not answer in time"});
    }

    void saysThatNobodyListens()
    {
        std::uint16_t port = 0;
        {
            ScriptedServer const gone{{""}};
            port = gone.port();
        }
        OutgoingRequest request;
        request.url = "https://127.0.0.1:" + std::to_string(port) + "/";
        auto const answer = core::http::send(request, policyFor(port, "127.0.0.1"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().message, std::string{"the destination cannot be reached"});
    }
};

DEWAR_TEST(test_client)
#include "test_client.moc"
