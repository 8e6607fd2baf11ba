// A5 (T7): smuggling and malformed HTTP, bombs, slow drip, strangers' Host; never two answers to one message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <thread>

#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/tls_client.h"

using namespace std::chrono_literals;
using support::EchoHandler;
using support::startServer;
using support::testConfig;
using support::TlsClient;

namespace {
// A second request that must never be answered when the first one was refused.
constexpr auto kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

long residentKilobytes()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::stol(line.substr(6));
    return 0;
}
} // namespace

class test_attack_a5 : public QObject {
    Q_OBJECT

    static void row(char const* name, std::string const& bytes, int status)
    {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
    }
    static std::string post(std::string const& lines)
    {
        return "POST /a HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
    }

private slots:
    void refusesOnceAndCloses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        row("CL.TE", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nG", 400);
        row("TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n") + "5c\r\nG", 400);
        row("TE.TE", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n") + "0\r\n\r\n", 400);
        row("TE blank before colon", post("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n", 400);
        row("TE tab before colon", post("Transfer-Encoding\t: chunked\r\n") + "0\r\n\r\n", 400);
        row("TE folded", post("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n", 400);
        row("TE after bare LF", post("X: y\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400);
        row("TE quoted", post("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n", 400);
        row("CL.CL", post("Content-Length: 0\r\nContent-Length: 44\r\n"), 400);
        row("CL list", post("Content-Length: 0, 44\r\n"), 400);
        row("CL with NUL", post(std::string{"Content-Length: 0\0\r\n", 20}), 400);
        row("bare LF lines", "GET / HTTP/1.1\nHost: localhost\n\n", 400);
        row("bare CR lines", "GET / HTTP/1.1\rHost: localhost\r\r\n\r\n", 400);
        row("LF ends the head", "GET / HTTP/1.1\r\nHost: localhost\r\n\n", 400);
        row("chunk size lies short", post("Transfer-Encoding: chunked\r\n") + "1\r\nabc\r\n0\r\n\r\n", 400);
        row("chunk extension with LF", post("Transfer-Encoding: chunked\r\n") + "1;\nx\r\na\r\n0\r\n\r\n",
            400);
        row("chunk size 2^64", post("Transfer-Encoding: chunked\r\n") + "10000000000000000\r\n", 400);
        row("chunk size 2^63", post("Transfer-Encoding: chunked\r\n") + "8000000000000000\r\n", 413);
        row("trailer with length", post("Transfer-Encoding: chunked\r\n") + "0\r\nContent-Length: 44\r\n\r\n",
            400);
        row("declared body too large", post("Content-Length: 999999999\r\n"), 413);
        row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400);
        row("stranger's Host", "GET / HTTP/1.1\r\nHost: attacker.example\r\n\r\n", 421);
        row("Host with port of another", "GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\n", 421);
        row("absolute form", "GET https://attacker.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        row("authority form", "GET localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        row("CONNECT", "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
        row("long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);
        row("large header", "GET / HTTP/1.1\r\nHost: localhost\r\nA: " + std::string(17000, 'a') + "\r\n\r\n",
            431);
        std::string many = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        for (int number = 0; number < 2000; ++number)
            many += "a:\r\n";
        row("2000 small headers", many + "\r\n", 431);
    }
    void refusesOnceAndCloses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(bytes.toStdString() + kSmuggled);
        auto const answers = support::answersIn(client.rest());
        QVERIFY(client.closed());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, status);
        QCOMPARE(answers[0].headers.at("connection"), std::string{"close"});
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void keepsABodyThatLooksLikeARequestABody()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        std::string const inner{kSmuggled};
        client.send(post("Content-Length: " + std::to_string(inner.size()) + "\r\n") + inner);
        QCOMPARE(client.answer().body, "POST /a\n" + inner);
        QCOMPARE(client.rest(200ms), std::string{});
        QCOMPARE(handler.requests().size(), std::size_t{1});
    }

    void cutsASlowHeader()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.headerTime = 400ms;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        auto const before = std::chrono::steady_clock::now();
        std::string const head{"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "};
        client.send(head);
        for (int drip = 0; drip < 60 && client.send("a"); ++drip)
            std::this_thread::sleep_for(20ms);
        auto const answers = support::answersIn(client.rest());
        QVERIFY(std::chrono::steady_clock::now() - before < 3s);
        QVERIFY(client.closed());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, 408);
    }

    void cutsASlowBody()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.bodyTime = 400ms;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(post("Content-Length: 1000\r\n"));
        for (int drip = 0; drip < 60 && client.send("a"); ++drip)
            std::this_thread::sleep_for(20ms);
        auto const answers = support::answersIn(client.rest());
        QVERIFY(client.closed());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, 408);
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void cutsASilentHandshake()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.handshakeTime = 300ms;
        auto const server = startServer(handler, std::move(config));
        auto const socket = support::plainSocket(server->port());
        QVERIFY(socket >= 0);
        QVERIFY(support::closesWithin(socket, 2000ms));
        ::close(socket);
    }

    void closesPlainHttp()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        auto const socket = support::plainSocket(server->port());
        QVERIFY(::write(socket, kSmuggled, strlen(kSmuggled)) > 0);
        QVERIFY(support::closesWithin(socket, 2000ms));
        ::close(socket);
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void cutsAHeaderOf64Mebibytes()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        auto const before = residentKilobytes();
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Bomb: ");
        std::string const piece(64 * 1024, 'a');
        int sent = 0;
        while (sent < 1024 && client.send(piece))
            ++sent;
        QVERIFY2(sent < 256, "more than 16 MiB of a header were taken");
        QVERIFY2(residentKilobytes() - before < 8 * 1024, "the header was kept in memory");
        QCOMPARE(handler.requests().size(), std::size_t{0});
    }

    void cutsABodyBeyondItsBound()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.bodyBytesMax = 64 * 1024;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(post("Transfer-Encoding: chunked\r\n"));
        std::string const piece = "1000\r\n" + std::string(4096, 'a') + "\r\n";
        for (int number = 0; number < 17; ++number)
            client.send(piece);
        auto const answers = support::answersIn(client.rest());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, 413);
    }

    void servesOthersWhileOneDrips()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.workers = 1;
        auto const server = startServer(handler, std::move(config));
        std::vector<std::unique_ptr<TlsClient>> slow;
        for (int number = 0; number < 30; ++number) {
            slow.push_back(std::make_unique<TlsClient>(server->port()));
            slow.back()->send("GET / HTTP/1.1\r\nHost: loc");
        }
        TlsClient client{server->port()};
        client.send(kSmuggled);
        QCOMPARE(client.answer(false, 1s).status, 200);
    }

    void survivesTheRawRequestsOfTheCoreRuleSet()
    {
        std::vector<std::string> requests;
        for (auto const* name :
             {"920-PROTOCOL-ENFORCEMENT/920620.yaml", "920-PROTOCOL-ENFORCEMENT/920171.yaml",
              "920-PROTOCOL-ENFORCEMENT/920290.yaml", "922-MULTIPART-ATTACK/922130.yaml"}) {
            std::ifstream file{std::string{VECTORS_DIR} + "/http-attack-requests-crs/REQUEST-" + name};
            for (std::string line; std::getline(file, line);)
                if (auto const at = line.find("encoded_request: "); at != std::string::npos)
                    requests.push_back(
                        QByteArray::fromBase64(QByteArray{line.substr(at + 17).c_str()}.replace("\\n", ""))
                            .toStdString());
        }
        if (requests.empty())
            QSKIP("raw requests of the core rule set skipped: shared vectors are absent");
        EchoHandler handler;
        auto const server = startServer(handler);
        for (auto const& request : requests) {
            TlsClient client{server->port()};
            client.send(request);
            bool const head = request.starts_with("HEAD");
            auto const answers = support::answersIn(client.rest(300ms), head);
            QCOMPARE(answers.size(), std::size_t{1});
            QVERIFY2(answers[0].status < 500 && answers[0].status >= 200, request.c_str());
        }
        qInfo("%zu raw requests", requests.size());
    }
};

DEWAR_TEST(test_attack_a5)
#include "test_attack_a5.moc"
