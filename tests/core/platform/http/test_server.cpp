// The listener as clients meet it: answers, order, closing, limits, certificates, draining.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/server.h"

#include <openssl/ssl.h>

#include <thread>

#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/tls_client.h"

using namespace std::chrono_literals;
using support::EchoHandler;
using support::startServer;
using support::testConfig;
using support::TlsClient;
using support::TlsOptions;

namespace {
constexpr auto kGet = "GET /hello?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

bool waitUntil(std::function<bool()> const& reached, std::chrono::milliseconds within = 5000ms)
{
    auto const until = std::chrono::steady_clock::now() + within;
    while (!reached()) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}
} // namespace

class test_server : public QObject {
    Q_OBJECT
private slots:
    void answersARequest()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port(), {.trustPem = support::testAuthority().pem(), .name = "localhost"}};
        QVERIFY(client.send(kGet));
        auto const answer = client.answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string{"GET /hello?a=1\n"});
        QCOMPARE(answer.headers.at("content-length"), std::to_string(answer.body.size()));
        QVERIFY(answer.headers.at("date").ends_with(" GMT"));
        QVERIFY(!answer.headers.contains("connection"));
    }

    void givesTheHandlerWhatWasSent()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send("PATCH /a%20b?q=%41 HTTP/1.1\r\nHost: LOCALHOST\r\nX-One:  two words \r\n"
                    "Content-Length: 4\r\n\r\nbody");
        QCOMPARE(client.answer().status, 200);
        auto const request = handler.requests().at(0);
        QCOMPARE(request.method, core::http::Method::Patch);
        QCOMPARE(request.path, std::string{"/a%20b"});
        QCOMPARE(request.query, std::string{"q=%41"});
        QCOMPARE(*request.header("x-one"), std::string{"two words"});
        QCOMPARE(request.body, std::string{"body"});
        QCOMPARE(request.peer.address, std::string{"127.0.0.1"});
        QVERIFY(request.peer.port != 0);
        QVERIFY(request.peer.certificatePrint.empty());
    }

    void keepsTheConnectionOpen()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        for (int turn = 0; turn < 200; ++turn) {
            client.send(kGet);
            QCOMPARE(client.answer().status, 200);
        }
        QCOMPARE(server->connections(), std::size_t{1});
    }

    void closesWhenAsked_data()
    {
        QTest::addColumn<QString>("head");
        QTest::newRow("close") << "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        QTest::newRow("close in a list")
            << "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: a, CLOSE\r\n\r\n";
        QTest::newRow("http 1.0") << "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
        QTest::newRow("http 1.0 keep-alive") << "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    }
    void closesWhenAsked()
    {
        QFETCH(QString, head);
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(head.toStdString());
        auto const answers = support::answersIn(client.rest());
        QVERIFY(client.closed());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, 200);
        QCOMPARE(answers[0].headers.at("connection"), std::string{"close"});
    }

    void answersHeadWithoutABody()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        auto const answer = client.answer(true);
        QCOMPARE(answer.headers.at("content-length"), std::string{"8"});
        client.send(kGet);
        QCOMPARE(client.answer().body, std::string{"GET /hello?a=1\n"});
    }

    void givesNoContentNoLength()
    {
        EchoHandler handler;
        handler.answer = [](auto&&, auto respond) { respond({.status = 204, .headers = {}, .body = {}}); };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(kGet);
        auto const answer = client.answer();
        QCOMPARE(answer.status, 204);
        QVERIFY(!answer.headers.contains("content-length"));
    }

    void answersPipelinedRequestsInOrder()
    {
        EchoHandler handler;
        handler.answer = [](core::http::Request&& request, core::http::Respond respond) {
            core::http::Response response{.status = 200, .headers = {}, .body = request.query};
            if (request.path == "/now")
                return respond(std::move(response));
            std::thread{[response, respond]() mutable {
                std::this_thread::sleep_for(20ms);
                respond(std::move(response));
            }}.detach();
        };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        std::string all;
        for (int number = 0; number < 40; ++number)
            all += std::string{"GET "} + (number % 8 == 0 ? "/later" : "/now") + "?" +
                   std::to_string(number) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        client.send(all);
        for (int number = 0; number < 40; ++number)
            QCOMPARE(client.answer().body, std::to_string(number));
    }

    void readsARequestThatComesByteByByte()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        for (char const byte :
             std::string{"POST /b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "3;a=\"b\"\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n"})
            client.send(std::string(1, byte));
        QCOMPARE(client.answer().body, std::string{"POST /b\nabcde"});
    }

    void carriesLargeBodiesBothWays()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.bodyBytesMax = 8 * 1024 * 1024;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        std::string body(5'000'000, 'x');
        for (std::size_t at = 0; at < body.size(); at += 1009)
            body[at] = static_cast<char>('a' + at % 23);
        client.send("POST /big HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n");
        client.send(body);
        auto const answer = client.answer(false, 20s);
        QVERIFY(answer.whole);
        QVERIFY(answer.body == "POST /big\n" + body);
        client.send(kGet);
        QCOMPARE(client.answer().status, 200);
    }

    void continuesWhenExpected()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(
            "POST /e HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        QCOMPARE(client.answer().status, 100);
        client.send("abc");
        QCOMPARE(client.answer().body, std::string{"POST /e\nabc"});
    }

    void refusesBeforeItContinues()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send("POST /e HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                    "99999999\r\n\r\n");
        auto const answers = support::answersIn(client.rest());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].status, 413);
    }

    void answersFromAnotherThread()
    {
        EchoHandler handler;
        handler.answer = [](auto&&, core::http::Respond respond) {
            std::thread{[respond] { respond({.status = 201, .headers = {}, .body = "later"}); }}.detach();
        };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        for (int turn = 0; turn < 50; ++turn) {
            client.send(kGet);
            QCOMPARE(client.answer().status, 201);
        }
    }

    void completesAnAnswerOnItsNetworkThread()
    {
        EchoHandler handler;
        std::atomic<bool> sameThread = false;
        handler.answer = [&](auto&&, core::http::Respond respond) {
            std::thread{[respond, &sameThread, network = std::this_thread::get_id()] {
                respond({.late = [&sameThread, network](core::http::Response& response) {
                    sameThread = std::this_thread::get_id() == network;
                    response.status = 201;
                    response.body = "made late";
                }});
            }}.detach();
        };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(kGet);
        auto const answer = client.answer();
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.body, std::string{"made late"});
        QVERIFY(sameThread.load());
    }

    void completesAnAnswerThatNobodyWaitsFor()
    {
        EchoHandler handler;
        core::http::Respond kept;
        std::atomic<int> completed = 0;
        handler.answer = [&](auto&&, core::http::Respond respond) { kept = std::move(respond); };
        auto config = testConfig();
        config.limits.answerTime = 150ms;
        config.limits.drainTime = 100ms;
        auto server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(kGet);
        QCOMPARE(client.answer().status, 503);
        auto const late = [&completed](core::http::Response&) { ++completed; };
        kept({.late = late});
        QVERIFY(waitUntil([&] { return completed == 1; }));
        server.reset();
        kept({.late = late});   // The thread is gone: completed on the spot.
        QCOMPARE(completed.load(), 2);
    }

    void dropsAnAnswerWhoseClientLeft()
    {
        EchoHandler handler;
        std::mutex mutex;
        core::http::Respond kept;
        handler.answer = [&](auto&&, core::http::Respond respond) {
            std::scoped_lock const lock{mutex};
            kept = std::move(respond);
        };
        auto config = testConfig();
        config.limits.answerTime = 200ms;
        auto const server = startServer(handler, std::move(config));
        {
            TlsClient client{server->port()};
            client.send(kGet);
            QVERIFY(waitUntil([&] { std::scoped_lock const lock{mutex}; return kept != nullptr; }));
            client.abort();
        }
        QVERIFY(waitUntil([&] { return server->connections() == 0; }));
        kept({.status = 200, .headers = {}, .body = "late"});
        handler.answer = {};
        TlsClient next{server->port()};
        next.send(kGet);
        QCOMPARE(next.answer().status, 200);
    }

    void dropsAnAnswerThatComesAfterItsRefusal()
    {
        EchoHandler handler;
        core::http::Respond kept;
        handler.answer = [&](auto&&, core::http::Respond respond) { kept = std::move(respond); };
        auto config = testConfig();
        config.limits.answerTime = 150ms;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(kGet);
        QCOMPARE(client.answer().status, 503);
        kept({.status = 200, .headers = {}, .body = "late"});
        QCOMPARE(client.rest(), std::string{});
        QVERIFY(client.closed());
    }

    void dropsASecondAnswer()
    {
        EchoHandler handler;
        handler.answer = [](auto&&, core::http::Respond respond) {
            respond({.status = 200, .headers = {}, .body = "one"});
            respond({.status = 200, .headers = {}, .body = "two"});
        };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QCOMPARE(support::answersIn(client.rest()).size(), std::size_t{1});
    }

    void dropsAnAnswerThatComesAfterTheEnd()
    {
        EchoHandler handler;
        core::http::Respond kept;
        std::atomic<bool> got = false;
        handler.answer = [&](auto&&, core::http::Respond respond) { kept = std::move(respond); got = true; };
        auto config = testConfig();
        config.limits.drainTime = 100ms;
        auto server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(kGet);
        QVERIFY(waitUntil([&] { return got.load(); }));
        server.reset();
        kept({.status = 200, .headers = {}, .body = "late"});
        QCOMPARE(client.rest(), std::string{});
        QVERIFY(client.closed());
    }

    void finishesRunningAnswersWhenItStops()
    {
        EchoHandler handler;
        std::atomic<bool> got = false;
        handler.answer = [&](auto&&, core::http::Respond respond) {
            std::thread{[respond, &got] {
                got = true;
                std::this_thread::sleep_for(200ms);
                respond({.status = 200, .headers = {}, .body = "done"});
            }}.detach();
        };
        auto const server = startServer(handler);
        TlsClient idle{server->port()};
        TlsClient busy{server->port()};
        busy.send(kGet);
        QVERIFY(waitUntil([&] { return got.load(); }));
        auto const before = std::chrono::steady_clock::now();
        server->stop();
        QVERIFY(std::chrono::steady_clock::now() - before < 3s);
        auto const answer = busy.answer();
        QCOMPARE(answer.body, std::string{"done"});
        QCOMPARE(answer.headers.at("connection"), std::string{"close"});
        QCOMPARE(idle.rest(), std::string{});
        QVERIFY(idle.closed());
        QVERIFY(!TlsClient{server->port()}.connected());
    }

    void answersAThrowingHandlerWith500()
    {
        EchoHandler handler;
        handler.answer = [](auto&&, auto) { throw std::bad_alloc{}; };
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        client.send(kGet);
        QCOMPARE(client.answer().status, 500);
    }

    void ticksWhileThereAreRequests()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient client{server->port()};
        QCOMPARE(handler.ticks.load(), 0);
        client.send(kGet);
        QCOMPARE(client.answer().status, 200);
        QVERIFY(waitUntil([&] { return handler.ticks == 1; }, 1000ms));
        std::this_thread::sleep_for(300ms);
        QCOMPARE(handler.ticks.load(), 1);
    }

    void closesIdleConnections()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.idleTime = 200ms;
        auto const server = startServer(handler, std::move(config));
        TlsClient client{server->port()};
        client.send(kGet);
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(client.rest(2s), std::string{});
        QVERIFY(client.closed());
    }

    void capsConnectionsPerAddress()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.connectionsPerAddressMax = 2;
        auto const server = startServer(handler, std::move(config));
        TlsClient one{server->port()};
        auto two = std::make_unique<TlsClient>(server->port());
        QVERIFY(one.connected() && two->connected());
        QVERIFY(!TlsClient{server->port()}.connected());
        two.reset();
        QVERIFY(waitUntil([&] { return server->connections() == 1; }));
        QVERIFY(TlsClient{server->port()}.connected());
    }

    void capsConnectionsInTotal()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.limits.connectionsMax = 1;
        auto const server = startServer(handler, std::move(config));
        TlsClient const one{server->port()};
        QVERIFY(one.connected());
        QVERIFY(!TlsClient{server->port()}.connected());
    }

    void answersOnlyToItsNames_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("status");
        QTest::newRow("name") << "localhost" << 200;
        QTest::newRow("name and port") << "localhost:%1" << 200;
        QTest::newRow("address") << "127.0.0.1:%1" << 200;
        QTest::newRow("address 6") << "[::1]:%1" << 200;
        QTest::newRow("any case") << "LocalHost" << 200;
        QTest::newRow("configured") << "engine.example:9443" << 200;
        QTest::newRow("configured, other port") << "engine.example" << 421;
        QTest::newRow("other port") << "localhost:1" << 421;
        QTest::newRow("stranger") << "rebind.example" << 421;
        QTest::newRow("trailing dot") << "localhost." << 421;
        QTest::newRow("list") << "localhost, evil" << 400;
        QTest::newRow("userinfo") << "a@localhost" << 400;
        QTest::newRow("empty") << "" << 400;
    }
    void answersOnlyToItsNames()
    {
        QFETCH(QString, host);
        QFETCH(int, status);
        EchoHandler handler;
        auto config = testConfig();
        config.hosts.push_back("engine.example:9443");
        auto const server = startServer(handler, std::move(config));
        auto const name = host.contains("%1") ? host.arg(server->port()) : host;
        TlsClient client{server->port()};
        client.send("GET / HTTP/1.1\r\nHost: " + name.toStdString() + "\r\n\r\n");
        QCOMPARE(client.answer().status, status);
    }

    void resumesSessions_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }
    void resumesSessions()
    {
        QFETCH(int, version);
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient first{server->port(), {.version = version}};
        first.send(kGet);
        QCOMPARE(first.answer().status, 200);   // The ticket of TLS 1.3 comes with the first bytes.
        auto* session = first.session();
        for (int turn = 0; turn < 4; ++turn) {   // Both workers know the session.
            TlsClient next{server->port(), {.version = version, .session = session}};
            QVERIFY(next.reused());
        }
        SSL_SESSION_free(session);
    }

    void refusesOldTls_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QString>("ciphers");
        QTest::newRow("TLS 1.1") << TLS1_1_VERSION << "DEFAULT:@SECLEVEL=0";
        QTest::newRow("TLS 1.2, no forward secrecy") << TLS1_2_VERSION << "AES128-GCM-SHA256";
        QTest::newRow("TLS 1.2, CBC") << TLS1_2_VERSION << "ECDHE-ECDSA-AES128-SHA256";
    }
    void refusesOldTls()
    {
        QFETCH(int, version);
        QFETCH(QString, ciphers);
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient const client{server->port(), {.version = version, .ciphers = ciphers.toStdString()}};
        QVERIFY(!client.connected());
    }

    void speaksHttp11Only()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient const both{server->port(), {.protocols = {"h2", "http/1.1"}}};
        QCOMPARE(both.protocol(), std::string{"http/1.1"});
        TlsClient const other{server->port(), {.protocols = {"h2"}}};
        QVERIFY(!other.connected());
    }

    void demandsClientCertificates()
    {
        support::Authority const clients{"client authority"};
        support::Authority const strangers{"client authority"};
        auto const known = clients.issue("console", {});
        auto const stranger = strangers.issue("console", {});
        EchoHandler handler;
        auto config = testConfig();
        config.clientCertificates = core::http::ClientCertificates::Demanded;
        config.clientAuthorityPem = clients.pem();
        auto const server = startServer(handler, std::move(config));

        TlsClient good{server->port(), {.certificatePem = known.certificatePem, .keyPem = known.keyPem}};
        good.send(kGet);
        QCOMPARE(good.answer().status, 200);
        QCOMPARE(handler.requests().at(0).peer.certificatePrint.size(), std::size_t{64});
        TlsClient none{server->port()};
        none.send(kGet);
        QCOMPARE(none.rest(), std::string{});
        TlsClient bad{server->port(), {.certificatePem = stranger.certificatePem, .keyPem = stranger.keyPem}};
        bad.send(kGet);
        QCOMPARE(bad.rest(), std::string{});
        QCOMPARE(handler.requests().size(), std::size_t{1});
    }

    void keepsThePrintOverResumption()
    {
        support::Authority const clients{"client authority"};
        auto const known = clients.issue("console", {});
        EchoHandler handler;
        auto config = testConfig();
        config.clientCertificates = core::http::ClientCertificates::Demanded;
        config.clientAuthorityPem = clients.pem();
        auto const server = startServer(handler, std::move(config));
        TlsOptions options{.certificatePem = known.certificatePem, .keyPem = known.keyPem};
        TlsClient first{server->port(), options};
        first.send(kGet);
        QCOMPARE(first.answer().status, 200);
        options.session = first.session();
        TlsClient second{server->port(), options};
        QVERIFY(second.reused());
        second.send(kGet);
        QCOMPARE(second.answer().status, 200);
        SSL_SESSION_free(options.session);
        auto const requests = handler.requests();
        QCOMPARE(requests.at(0).peer.certificatePrint, requests.at(1).peer.certificatePrint);
    }

    void replacesItsCertificate()
    {
        support::Authority const fresh{"fresh authority"};
        auto const pair = fresh.issue("localhost", {"DNS:localhost"});
        EchoHandler handler;
        auto const server = startServer(handler);
        TlsClient old{server->port(), {.trustPem = support::testAuthority().pem(), .name = "localhost"}};
        QVERIFY(old.connected());
        QVERIFY(bool{server->replaceCertificate(pair.certificatePem, core::Secret{pair.keyPem})});
        QVERIFY((TlsClient{server->port(), {.trustPem = fresh.pem(), .name = "localhost"}}.connected()));
        QVERIFY((!TlsClient{server->port(), {.trustPem = support::testAuthority().pem()}}.connected()));
        old.send(kGet);
        QCOMPARE(old.answer().status, 200);
        auto const wrong =
            server->replaceCertificate(pair.certificatePem, core::Secret{support::testServerPair().keyPem});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().message, std::string{"the private key does not belong to the certificate"});
    }

    void saysThatThePortIsInUse()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        auto config = testConfig();
        config.port = server->port();
        auto const second = core::http::Server::start(std::move(config), handler);
        QVERIFY(!second);
        QCOMPARE(second.error().message, "cannot listen on 127.0.0.1 port " + std::to_string(server->port()) +
                                             ": the port is in use");
    }

    void takesItsPortAgainAfterAStop()
    {
        EchoHandler handler;
        auto server = startServer(handler);
        TlsClient client{server->port()};
        client.send(kGet);
        QCOMPARE(client.answer().status, 200);
        auto config = testConfig();
        config.port = server->port();
        server.reset();
        QVERIFY(bool{core::http::Server::start(std::move(config), handler)});
    }

    void listensOnIpv6()
    {
        EchoHandler handler;
        auto config = testConfig();
        config.host = "::1";
        auto const started = core::http::Server::start(std::move(config), handler);
        if (!started)
            QSKIP("listening on ::1 skipped: this machine has no IPv6");
        TlsClient client{(*started)->port(), {.address = "::1"}};
        client.send("GET / HTTP/1.1\r\nHost: [::1]:" + std::to_string((*started)->port()) + "\r\n\r\n");
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(handler.requests().at(0).peer.address, std::string{"::1"});
    }

    void servesManyConnectionsAtOnce()
    {
        EchoHandler handler;
        auto const server = startServer(handler);
        std::vector<std::unique_ptr<TlsClient>> clients;
        for (int number = 0; number < 60; ++number)
            clients.push_back(std::make_unique<TlsClient>(server->port()));
        for (int turn = 0; turn < 5; ++turn) {
            for (auto& client : clients)
                client->send(kGet);
            for (auto& client : clients)
                QCOMPARE(client->answer().status, 200);
        }
        QCOMPARE(server->connections(), std::size_t{60});
        clients.clear();
        QVERIFY(waitUntil([&] { return server->connections() == 0; }));
    }
};

DEWAR_TEST(test_server)
#include "test_server.moc"
