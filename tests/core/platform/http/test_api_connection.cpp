// dewarctl's connection to one engine: kept, pinned to one authority, reconnected once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/api_connection.h"

#include <thread>

#include "tests/support/http_server.h"
#include "tests/support/registry.h"

using namespace std::chrono_literals;
using core::http::ApiAddress;
using core::http::ApiConnection;
using support::EchoHandler;

namespace {
ApiAddress addressOf(core::http::Server const& server)
{
    ApiAddress address;
    address.host = "127.0.0.1";
    address.port = server.port();
    address.authorityPem = support::testAuthority().pem();
    return address;
}
} // namespace

class test_api_connection : public QObject {
    Q_OBJECT
private slots:
    void keepsOneConnection()
    {
        EchoHandler handler;
        auto const server = support::startServer(handler);
        auto connection = std::move(*ApiConnection::open(addressOf(*server)));
        for (int turn = 0; turn < 5; ++turn) {
            auto const answer =
                connection.exchange("POST", "/api/v1/x?y=z", {{"Authorization", "Bearer t"}}, "{}");
            QVERIFY2(bool{answer}, answer ? "" : (answer.error().message + answer.error().detail).c_str());
            QCOMPARE(answer->body, std::string{"POST /api/v1/x?y=z\n{}"});
        }
        auto const requests = handler.requests();
        QCOMPARE(requests.front().peer.port, requests.back().peer.port);
        QCOMPARE(*requests.front().header("authorization"), std::string{"Bearer t"});
    }

    void connectsAnewWhenTheEngineClosedInBetween()
    {
        EchoHandler handler;
        auto config = support::testConfig();
        config.limits.idleTime = 100ms;
        auto const server = support::startServer(handler, std::move(config));
        auto connection = std::move(*ApiConnection::open(addressOf(*server)));
        QVERIFY(bool{connection.exchange("GET", "/", {}, "")});
        std::this_thread::sleep_for(400ms);
        QVERIFY(bool{connection.exchange("GET", "/", {}, "")});
        auto const requests = handler.requests();
        QCOMPARE(requests.size(), std::size_t{2});
        QVERIFY(requests.front().peer.port != requests.back().peer.port);
    }

    void connectsAnewAfterAnAnswerThatCloses()
    {
        EchoHandler handler;
        handler.answer = [](auto&&, auto respond) {
            respond({.status = 200, .headers = {}, .body = "bye", .close = true});
        };
        auto const server = support::startServer(handler);
        auto connection = std::move(*ApiConnection::open(addressOf(*server)));
        for (int turn = 0; turn < 3; ++turn)
            QCOMPARE(connection.exchange("GET", "/", {}, "")->body, std::string{"bye"});
    }

    void trustsOnlyItsAuthority()
    {
        support::Authority const other{"another authority"};
        EchoHandler handler;
        auto const server = support::startServer(handler);
        auto address = addressOf(*server);
        address.authorityPem = other.pem();
        auto connection = std::move(*ApiConnection::open(std::move(address)));
        auto const answer = connection.exchange("GET", "/", {}, "");
        QVERIFY(!answer);
        QVERIFY(answer.error().message.starts_with("the destination's certificate is not trusted"));
    }

    void showsItsCertificate()
    {
        support::Authority const clients{"client authority"};
        auto const pair = clients.issue("dewarctl", {});
        EchoHandler handler;
        auto config = support::testConfig();
        config.clientCertificates = core::http::ClientCertificates::Demanded;
        config.clientAuthorityPem = clients.pem();
        auto const server = support::startServer(handler, std::move(config));
        auto address = addressOf(*server);
        address.clientCertificatePem = pair.certificatePem;
        address.clientKeyPem = core::Secret{pair.keyPem};
        auto connection = std::move(*ApiConnection::open(std::move(address)));
        QVERIFY(bool{connection.exchange("GET", "/", {}, "")});
        QCOMPARE(handler.requests().at(0).peer.certificatePrint.size(), std::size_t{64});
    }

    void refusesWhatMayNotBeSent()
    {
        EchoHandler handler;
        auto const server = support::startServer(handler);
        auto connection = std::move(*ApiConnection::open(addressOf(*server)));
        QVERIFY(!connection.exchange("GET", "/a b", {}, ""));
        QVERIFY(!connection.exchange("GET", "https://x/", {}, ""));
        QVERIFY(!connection.exchange("GET /x", "/", {}, ""));
        QVERIFY(!connection.exchange("GET", "/", {{"A", "b\r\nC: d"}}, ""));
        QVERIFY(!connection.exchange("GET", "/", {{"Host", "x"}}, ""));
        QCOMPARE(server->connections(), std::size_t{0});
    }

    void refusesAnAuthorityThatIsNone()
    {
        ApiAddress address;
        address.host = "127.0.0.1";
        address.authorityPem = "no certificate";
        QVERIFY(!ApiConnection::open(std::move(address)));
    }
};

DEWAR_TEST(test_api_connection)
#include "test_api_connection.moc"
