// A15 (T4): a certificate of one purpose is used for another.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include <QtCore/QTemporaryDir>

#include "core/engine/engine.h"
#include "core/engine/identity.h"
#include "core/platform/http/server.h"
#include "core/services/vault/vault.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/http_server.h"
#include "tests/support/registry.h"
#include "tests/support/tls_client.h"

using namespace core;
using support::EngineFixture;
using support::TlsClient;
using support::TlsOptions;

namespace {

constexpr char kRequest[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

// An engine whose admin listener stands beyond loopback: it takes only who holds a client certificate of
// ours.
struct World {
    QTemporaryDir folder;
    std::string directory = (folder.path() + "/data").toStdString();
    support::FakeClock clock;
    crypto::SystemRandom random;
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<engine::Identity>
        identity; // as whoever stole the directory and the passphrase would open it

    World()
    {
        // TLS looks at the machine's clock.
        clock.advance(std::chrono::duration_cast<Span>(SystemClock{}.now() - clock.now()));
        auto const made = engine::initialise({.directory = directory,
                                              .administrator = "ada",
                                              .password = Secret{EngineFixture::kPassword},
                                              .passphrase = Secret{EngineFixture::kPassphrase}},
                                             clock, random);
        auto const vault = vault::Vault::unlock(directory, Secret{EngineFixture::kPassphrase});
        auto opened = engine::Identity::open(directory, [&](std::string_view place, std::string_view sealed) {
            return vault->unwrap(sealed, place);
        });
        auto started =
            engine::Engine::open({.directory = directory,
                                  .passphrase = Secret{EngineFixture::kPassphrase},
                                  .flags = {{"server.listen", "127.0.0.1:0"}, {"server.admin", "0.0.0.0:0"}}},
                                 clock, random);
        if (!made || !opened || !started || !(*started)->start())
            qFatal("the engine does not start");
        identity = std::make_unique<engine::Identity>(std::move(*opened));
        engine = std::move(*started);
    }

    // 0: no answer; the handshake of TLS 1.3 fails at the first read.
    int answered(std::string certificatePem, std::string keyPem)
    {
        auto const& address = engine->addresses().admin;
        std::uint16_t port = 0;
        auto const digits = address.substr(address.rfind(':') + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
        TlsClient client{
            port, TlsOptions{.certificatePem = std::move(certificatePem), .keyPem = std::move(keyPem)}};
        if (!client.connected() || !client.send(kRequest))
            return 0;
        return client.answer().status;
    }
    int answered(crypto::CertifiedKey const& pair)
    {
        return answered(pair.certificatePem, std::string{pair.privateKeyPem.view()});
    }
};

} // namespace

class test_attack_a15 : public QObject {
    Q_OBJECT

private slots:
    void letsOnlyAClientCertificateOfOursInBeyondLoopback()
    {
        World world;
        auto const ours = world.identity->clientCertificate("ops", world.clock.now(), world.random);
        QVERIFY(bool(ours));
        QCOMPARE(world.answered(*ours), 200);
        QCOMPARE(world.answered("", ""), 0);
        // The server's certificate proves who the server is, and nothing about a caller.
        auto const server = world.identity->serverCertificate({"localhost"}, world.clock.now(), world.random);
        QVERIFY(bool(server));
        QCOMPARE(world.answered(*server), 0);
        // A stranger's authority of the same name.
        auto const foreign =
            crypto::CertificateAuthority::create({.name = "Dewar clients " + world.engine->id().substr(0, 8),
                                                  .purpose = crypto::Purpose::Client,
                                                  .validity = {world.clock.now() - std::chrono::minutes{5},
                                                               world.clock.now() + std::chrono::hours{24}},
                                                  .dnsNames = {},
                                                  .addresses = {}},
                                                 world.random);
        auto const forged = foreign->issueClient({.name = "ops",
                                                  .validity = {world.clock.now() - std::chrono::minutes{5},
                                                               world.clock.now() + std::chrono::hours{1}},
                                                  .dnsNames = {},
                                                  .addresses = {}},
                                                 world.random);
        QCOMPARE(world.answered(*forged), 0);
        // One whose time is over.
        auto const old = world.identity->clientCertificate(
            "ops", world.clock.now() - std::chrono::hours{24 * 366}, world.random);
        QCOMPARE(world.answered(*old), 0);
    }

    void letsAClientCertificateServeNothing()
    {
        World world;
        auto const client = world.identity->clientCertificate("ops", world.clock.now(), world.random);
        support::EchoHandler handler;
        auto config = support::testConfig();
        config.certificateChainPem = client->certificatePem;
        config.privateKeyPem = client->privateKeyPem.copy();
        auto const server = support::startServer(handler, std::move(config));
        for (auto const& trusted :
             {world.identity->clientAuthorityPem(), world.identity->serverAuthorityPem()}) {
            TlsClient const reached{server->port(), {.trustPem = trusted, .name = "localhost"}};
            QVERIFY(!reached.connected());
        }
    }

    void issuesNoClientCertificateWithAHostName()
    {
        World world;
        QVERIFY(!world.identity->clientCertificate("dewar.example.org", world.clock.now(), world.random));
        QVERIFY(!world.identity->serverCertificate({"evil.example.org"}, world.clock.now(), world.random));
        QVERIFY(!world.identity->serverCertificate({}, world.clock.now(), world.random));
    }
};

DEWAR_TEST(test_attack_a15)
#include "test_attack_a15.moc"
