// A9 (T9): the engine is asked to call inward; refused by name before a byte is sent, or cut at the bound.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/client.h"
#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/scripted_server.h"

using namespace std::chrono_literals;
using core::ErrorCode;
using core::http::EgressPolicy;
using core::http::OutgoingRequest;
using support::ScriptedServer;

namespace {
core::Result<core::http::Response> call(std::string const& url, EgressPolicy const& policy)
{
    OutgoingRequest request;
    request.url = url;
    request.plainAllowed = true;
    return core::http::send(request, policy);
}
} // namespace

class test_attack_a9 : public QObject {
    Q_OBJECT
private slots:
    // Each place is named in the policy, as by somebody who was talked into it; only `privateAllowed` is
    // missing.
    void refusesInwardAddressesEvenWhenNamed_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("message");
        auto const row = [](char const* host, char const* what) {
            QTest::newRow(host) << host << QString{what};
        };
        row("127.0.0.1", "a loopback address");
        row("127.8.8.8", "a loopback address");
        row("localhost", "a loopback address");
        row("[::1]", "a loopback address");
        row("[::ffff:127.0.0.1]", "a loopback address");
        row("[::ffff:7f00:1]", "a loopback address");
        row("[0:0:0:0:0:ffff:7f00:0001]", "a loopback address");
        row("169.254.169.254", "a link-local address");
        row("[::ffff:169.254.169.254]", "a link-local address");
        row("[64:ff9b::a9fe:a9fe]", "a link-local address");
        row("[fe80::1]", "a link-local address");
        row("10.0.0.1", "a private address");
        row("172.16.0.1", "a private address");
        row("192.168.1.1", "a private address");
        row("[fd00::1]", "a private address");
        row("100.64.0.1", "a shared carrier address");
        row("0.0.0.0", "an address of this network");
        row("[::]", "an address of this network");
        row("224.0.0.1", "a multicast address");
        row("[ff02::1]", "a multicast address");
        row("255.255.255.255", "a reserved address");
        row("[2002:7f00:1::]", "a loopback address");
    }
    void refusesInwardAddressesEvenWhenNamed()
    {
        QFETCH(QString, host);
        QFETCH(QString, message);
        ScriptedServer const inside{{"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"}};
        auto named = host.toStdString();
        if (named.starts_with('['))
            named = named.substr(1, named.size() - 2);
        EgressPolicy policy;
        policy.allowed.push_back({.host = named, .port = inside.port()});
        auto const answer =
            call("https://" + host.toStdString() + ":" + std::to_string(inside.port()) + "/", policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Forbidden);
        QVERIFY2(answer.error().message.find(message.toStdString()) != std::string::npos,
                 answer.error().message.c_str());
        QCOMPARE(inside.connections(), 0);
    }

    void refusesUrlsThatTwoReadersReadDifferently_data()
    {
        QTest::addColumn<QString>("url");
        for (auto const* url : {"https://2130706433/",
                                "https://0x7f000001/",
                                "https://0177.0.0.1/",
                                "https://127.1/",
                                "https://127.0.1/",
                                "https://0x7f.0.0.1/",
                                "https://127.0.0.0x1/",
                                "https://0/",
                                "https://00000177.1/",
                                "https://allowed.example@127.0.0.1/",
                                "https://127.0.0.1@allowed.example/",
                                "https://a:b@allowed.example/",
                                "https://allowed.example\\@127.0.0.1/",
                                "https://allowed.example#@127.0.0.1/",
                                "https://allowed.example:443:80/",
                                "https://allowed.example:/",
                                "https://allowed.example:0/",
                                "https://allowed.example:65536/",
                                "https://allowed.example:-1/",
                                "https://allowed.example./",
                                "https://allowed%2eexample/",
                                "https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa7.0.0.1/",
                                "https:///x",
                                "https://",
                                "https:allowed.example",
                                "HTTPS://allowed.example/",
                                "//allowed.example/",
                                "ftp://allowed.example/",
                                "file:///etc/passwd",
                                "gopher://127.0.0.1:6379/_x",
                                "dict://127.0.0.1/",
                                "unix:/run/x",
                                "https://[::1/",
                                "https://::1/",
                                "https://[allowed.example]/",
                                "https://[127.0.0.1]/",
                                "https://[::1%25lo]/",
                                " https://allowed.example/",
                                "https://allowed.example/a b",
                                "https://allowed.example/\r\nX: y",
                                "https://allowed.example/a\tb",
                                "https://allowed.example/#a",
                                "https://allowed.example\r\n/"})
            QTest::newRow(url) << url;
        QTest::newRow("very long") << "https://allowed.example/" + QString(5000, 'a');
    }
    void refusesUrlsThatTwoReadersReadDifferently()
    {
        QFETCH(QString, url);
        EgressPolicy policy;
        policy.timeMax = 500ms;
        for (auto const* host :
             {"allowed.example", "allowed.example.", "127.0.0.1", "::1", "2130706433", "127.1", "0"})
            policy.allowed.push_back({.host = host, .port = 443, .privateAllowed = true});
        auto const answer = call(url.toStdString(), policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Forbidden);
    }

    void refusesWhatNobodyNamed_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("portOff");
        QTest::newRow("other host") << "localhost" << 0;
        QTest::newRow("other port") << "127.0.0.1" << 1;
    }
    void refusesWhatNobodyNamed()
    {
        QFETCH(QString, host);
        QFETCH(int, portOff);
        ScriptedServer const inside{{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
        EgressPolicy policy;
        policy.allowed.push_back({.host = "127.0.0.1", .port = inside.port(), .privateAllowed = true});
        auto const answer = call(
            "http://" + host.toStdString() + ":" + std::to_string(inside.port() + portOff) + "/", policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::Forbidden);
        QVERIFY(!call("http://127.0.0.1:" + std::to_string(inside.port()) + "/", EgressPolicy{}));
        QCOMPARE(inside.connections(), 0);
    }

    void refusesPlainHttpBeyondLoopback()
    {
        EgressPolicy policy;
        policy.allowed.push_back({.host = "10.0.0.1", .port = 80, .privateAllowed = true});
        auto const answer = call("http://10.0.0.1/", policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().message, std::string{"plain http goes to a loopback address only"});
        OutgoingRequest plain;
        plain.url = "http://127.0.0.1/";
        policy.allowed.push_back({.host = "127.0.0.1", .port = 80, .privateAllowed = true});
        QCOMPARE(core::http::send(plain, policy).error().code, ErrorCode::Forbidden);
    }

    void followsNoRedirect()
    {
        ScriptedServer const inside{{"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"}};
        ScriptedServer const outside{{"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:" +
                                      std::to_string(inside.port()) + "/\r\nContent-Length: 0\r\n\r\n"}};
        EgressPolicy policy;
        for (auto const port : {inside.port(), outside.port()})
            policy.allowed.push_back({.host = "127.0.0.1", .port = port, .privateAllowed = true});
        auto const answer = call("http://127.0.0.1:" + std::to_string(outside.port()) + "/", policy);
        QVERIFY(bool{answer});
        QCOMPARE(answer->status, 307);
        QCOMPARE(inside.connections(), 0);
    }

    void cutsAnEndlessAnswer()
    {
        ScriptedServer endless{{"HTTP/1.1 200 OK\r\n\r\n" + std::string(8192, 'a')}};
        endless.endless = true;
        EgressPolicy policy;
        policy.allowed.push_back({.host = "127.0.0.1", .port = endless.port(), .privateAllowed = true});
        policy.answerBytesMax = 256 * 1024;
        auto const answer = call("http://127.0.0.1:" + std::to_string(endless.port()) + "/", policy);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::TooLarge);
        QVERIFY(answer.error().message.find("aaa") == std::string::npos);
    }

    void refusesCrLfBeforeAByteIsSent()
    {
        ScriptedServer const server{{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}};
        EgressPolicy policy;
        policy.allowed.push_back({.host = "127.0.0.1", .port = server.port(), .privateAllowed = true});
        OutgoingRequest good;
        good.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
        good.plainAllowed = true;
        std::vector<core::http::Header> const bad{{"X", "a\r\nY: b"},
                                                  {"X", "a\nY: b"},
                                                  {"X", std::string{"a\0b", 3}},
                                                  {"X\r\nY", "b"},
                                                  {"X: Y", "b"},
                                                  {"", "b"},
                                                  {"Content-Length", "1"},
                                                  {"Transfer-Encoding", "chunked"},
                                                  {"Host", "x"},
                                                  {"connection", "keep-alive"}};
        for (auto const& header : bad) {
            OutgoingRequest request;
            request.url = good.url;
            request.plainAllowed = true;
            request.headers.push_back(header);
            QCOMPARE(core::http::send(request, policy).error().code, ErrorCode::Invalid);
        }
        OutgoingRequest method;
        method.url = good.url;
        method.plainAllowed = true;
        method.method = "GET / HTTP/1.1\r\nX: y\r\n\r\nGET";
        QCOMPARE(core::http::send(method, policy).error().code, ErrorCode::Invalid);
        QCOMPARE(server.connections(), 0);
        QVERIFY(bool{core::http::send(good, policy)});
        QCOMPARE(server.connections(), 1);
    }
};

DEWAR_TEST(test_attack_a9)
#include "test_attack_a9.moc"
