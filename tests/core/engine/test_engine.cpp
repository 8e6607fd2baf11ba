// The engine as a whole: what its timer keeps in order without a restart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include <charconv>

#include <QtCore/QTemporaryDir>

#include "core/platform/os/files.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/tls_client.h"

using namespace core;
using support::EngineFixture;
using support::TlsClient;

namespace {

std::uint16_t portOf(std::string const& address)
{
    std::uint16_t port = 0;
    auto const digits = address.substr(address.rfind(':') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return port;
}

// An engine with listeners on ports that the kernel picks.
struct Listening {
    QTemporaryDir folder;
    std::string directory = (folder.path() + "/data").toStdString();
    support::FakeClock clock;
    crypto::SystemRandom random;
    std::unique_ptr<engine::Engine> engine;
    std::string authority;

    explicit Listening(std::vector<std::string> names = {})
    {
        engine::InitRequest const request{.directory = directory,
                                          .administrator = "ada",
                                          .password = Secret{EngineFixture::kPassword},
                                          .passphrase = Secret{EngineFixture::kPassphrase},
                                          .names = std::move(names)};
        auto const made = engine::initialise(request, clock, random);
        auto opened = engine::Engine::open(
            {.directory = directory,
             .passphrase = Secret{EngineFixture::kPassphrase},
             .flags = {{"server.listen", "127.0.0.1:0"}, {"server.admin", "127.0.0.1:0"}}},
            clock, random);
        if (!made || !opened || !(*opened)->start())
            qFatal("the engine does not start");
        engine = std::move(*opened);
        authority = *os::readFile(directory + "/ca.pem", 64 * 1024);
    }
    std::string serialAt(std::string const& address) const
    {
        TlsClient const client{portOf(address)};
        return client.connected() ? client.serial() : std::string{};
    }
};

} // namespace

class test_engine : public QObject {
    Q_OBJECT

private slots:
    void renewsTheCertificatesOfItsListenersBeforeTheyEnd()
    {
        Listening world;
        auto const data = world.serialAt(world.engine->addresses().data);
        auto const admin = world.serialAt(world.engine->addresses().admin);
        QVERIFY(!data.empty() && !admin.empty() && data != admin);
        TlsClient before{portOf(world.engine->addresses().data)};
        world.clock.advance(std::chrono::hours{24 * 59});
        QVERIFY(bool(world.engine->runPeriodicWork()));
        QCOMPARE(world.serialAt(world.engine->addresses().data), data);
        world.clock.advance(std::chrono::hours{24 * 2});
        QVERIFY(bool(world.engine->runPeriodicWork()));
        auto const renewed = world.serialAt(world.engine->addresses().data);
        QVERIFY(!renewed.empty() && renewed != data);
        QVERIFY(world.serialAt(world.engine->addresses().admin) != admin);
        // Once: not with every turn from now on. And what was connected goes on.
        QVERIFY(bool(world.engine->runPeriodicWork()));
        QCOMPARE(world.serialAt(world.engine->addresses().data), renewed);
        QVERIFY(before.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        QCOMPARE(before.answer().status, 200);
    }

    void isReachedUnderTheNamesItsAuthorityWasMadeFor()
    {
        Listening const world{{"dewar.example.org"}};
        auto const port = portOf(world.engine->addresses().data);
        TlsClient client{port, {.trustPem = world.authority, .name = "dewar.example.org"}};
        QVERIFY(client.connected());
        QVERIFY(client.send("GET /healthz HTTP/1.1\r\nHost: dewar.example.org:" + std::to_string(port) +
                            "\r\n\r\n"));
        QCOMPARE(client.answer().status, 200);
        TlsClient stranger{port, {.trustPem = world.authority, .name = "localhost"}};
        QVERIFY(stranger.send("GET /healthz HTTP/1.1\r\nHost: evil.example.org\r\n\r\n"));
        QCOMPARE(stranger.answer().status, 421);
    }

    void refusesToServeANameThatItsAuthorityDoesNotSignFor()
    {
        Listening world;
        world.engine.reset();
        auto opened = engine::Engine::open({.directory = world.directory,
                                            .passphrase = Secret{EngineFixture::kPassphrase},
                                            .flags = {{"server.listen", "127.0.0.1:0"},
                                                      {"server.admin", "127.0.0.1:0"},
                                                      {"server.names", "dewar.example.org"}}},
                                           world.clock, world.random);
        QVERIFY(bool(opened));
        auto const started = (*opened)->start();
        QVERIFY(!started);
        QVERIFY(started.error().message.find("dewar.example.org") != std::string::npos);
    }

    void refusesOtlpInProtobufAsItsExportersExpect()
    {
        EngineFixture fixture;
        fixture.addRole("shipper", {"logs.ingest@*"});
        fixture.addUser("ship", {"shipper"});
        http::Request request;
        request.listener = http::Listener::Data;
        request.method = http::Method::Post;
        request.methodName = "POST";
        request.path = "/v1/logs";
        request.body = std::string("\x0a\x00", 2);
        request.headers = {{"content-type", "application/x-protobuf"},
                           {"authorization", "Bearer " + fixture.signIn("ship")}};
        auto const refused = fixture.raw(request);
        QCOMPARE(refused.status, 415);
        QCOMPARE(refused.header("content-type"), std::string{"application/x-protobuf"});
        QVERIFY(refused.text.starts_with("\x08\x0c\x12"));
        request.headers.pop_back();
        auto const stranger = fixture.raw(request);
        QCOMPARE(stranger.status, 401);
        QCOMPARE(stranger.header("content-type"), std::string{"application/x-protobuf"});
    }

    void namesTheSettingsInForce()
    {
        Listening const world;
        QCOMPARE(world.engine->setting("log.severity"), std::string{"info"});
        QCOMPARE(world.engine->setting("server.listen"), std::string{"127.0.0.1:0"});
    }
};

DEWAR_TEST(test_engine)
#include "test_engine.moc"
