// A17 (T11) as far as the oracles that exist: a user with metadata rights guesses at values through filters,
// counts and what the log takes out; and no value stands in an address line that asks for a secret.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/base/text.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::Reply;

namespace {

constexpr std::string_view kPin = "8431";
constexpr std::string_view kSigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ3mBnXq7tR4=";

// A record and a log line hold the PIN; mallory may read everything harmless, and ship lines of her own.
struct World {
    EngineFixture engine;
    std::string shipper;

    World()
    {
        engine.addRole("shipper", {"logs.ingest@*", "logs.read@shop"});
        engine.addRole("keeper", {"records.read@*", "records.write@*"});
        engine.addUser("shop", {"shipper"});
        engine.addUser("grace", {"keeper"});
        engine.addUser("mallory", {"viewer"});
        shipper = engine.signIn("shop");
        must(engine.call("POST", "/api/v1/collections",
                         json::Object{{"name", "cards"},
                                      {"schema", json::Object{{"type", "object"}}},
                                      {"indexes", json::Array{"pin"}}},
                         engine.admin()),
             201);
        must(engine.call("POST", "/api/v1/collections/cards/records", json::Object{{"pin", kPin}},
                         engine.signIn("grace")),
             201);
        if (engine.ingest(shipper,
                          "{\"message\":\"pin entered\",\"pin_try\":\"" + std::string{kPin} + "\"}\n") != 200)
            QTest::qFail("the line was not taken", __FILE__, __LINE__);
    }
    static void must(Reply const& reply, int status)
    {
        if (reply.status != status)
            QTest::qFail(reply.text.c_str(), __FILE__, __LINE__);
    }
    Reply as(char const* name, std::string const& path)
    {
        return engine.call("GET", "/api/v1" + path, nullptr, engine.signIn(name));
    }
    std::string alerts() { return engine.call("GET", "/api/v1/alerts", nullptr, engine.admin()).text; }
};

} // namespace

class test_attack_a17 : public QObject {
    Q_OBJECT

private slots:
    void refusesEverySearchByValueWithoutTheRightToRead_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (auto const* guess : {"8431", "0000"}) {
            QTest::addRow("records %s", guess)
                << QByteArray{"/collections/cards/records?filter=pin:"} + guess;
            QTest::addRow("events %s", guess) << QByteArray{"/logs/events?q=pin_try%3D"} + guess;
            QTest::addRow("histogram %s", guess) << QByteArray{"/logs/histogram?q=pin_try%3D"} + guess;
            QTest::addRow("facets %s", guess)
                << QByteArray{"/logs/facets?field=pin_try&q=pin_try%3D"} + guess;
        }
    }
    // The same answer for the right and for a wrong guess: the refusal comes before the search.
    void refusesEverySearchByValueWithoutTheRightToRead()
    {
        QFETCH(QByteArray, path);
        World world;
        auto const reply = world.as("mallory", path.toStdString());
        QVERIFY2(reply.status == 403, reply.text.c_str());
        QVERIFY(reply.text.find(kPin) == std::string::npos);
    }

    void countsTheGuessesInTheAudit()
    {
        World world;
        auto const token = world.engine.signIn("mallory");
        for (int guess = 8425; guess < 8440; ++guess)
            QCOMPARE(world.engine
                         .call("GET", "/api/v1/collections/cards/records?filter=pin:" + std::to_string(guess),
                               nullptr, token)
                         .status,
                     403);
        QVERIFY(bool(world.engine.engine().runPeriodicWork()));
        auto const rows =
            world.engine.call("GET", "/api/v1/audit?actor=mallory", nullptr, world.engine.admin()).text;
        QVERIFY2(rows.find("\"count\":15") != std::string::npos, rows.c_str());
        QVERIFY(rows.find(kPin) == std::string::npos);
    }

    void tellsOnWhoGuessesALiveSecretByWhatIsTakenOut()
    {
        World world;
        auto const& admin = world.engine.admin();
        World::must(world.engine.call("POST", "/api/v1/notifications/destinations",
                                      json::Object{{"name", "team"},
                                                   {"url", "https://hooks.example.org/dewar"},
                                                   {"events", json::Array{"incident."}},
                                                   {"signing_secret", kSigningSecret}},
                                      admin),
                    201);
        auto const send = [&](std::string_view guess) {
            return world.engine.ingest(world.shipper, "{\"message\":\"try " + std::string{guess} + "\"}\n");
        };
        QCOMPARE(send("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), 200);
        // A part of it tells nothing: it must be right as a whole.
        QCOMPARE(send(kSigningSecret.substr(0, kSigningSecret.size() - 2)), 200);
        QVERIFY(world.as("shop", "/logs/events?q=try").text.find(kSigningSecret.substr(0, 40)) !=
                std::string::npos);
        QTest::qWait(20);
        QVERIFY(world.alerts().find("live-secret-seen") == std::string::npos);
        QCOMPARE(send(kSigningSecret), 200);
        QTRY_VERIFY(world.alerts().find("live-secret-seen") != std::string::npos);
        QVERIFY(world.alerts().find("sent_by=shop") != std::string::npos);
        QVERIFY(world.alerts().find(kSigningSecret) == std::string::npos);
    }

    void asksForNoSecretInAnAddressLine()
    {
        World world;
        int looked = 0;
        for (auto const listener : {http::Listener::Admin, http::Listener::Data}) {
            world.engine.listener = listener;
            auto const document = world.engine.call("GET", "/api/v1/openapi.json");
            for (auto const& [path, operations] : document.body.at("paths").get_object())
                for (auto const& [method, operation] : operations.get_object()) {
                    auto const* const parameters = json::find(operation, "parameters");
                    if (parameters == nullptr || !parameters->is_array())
                        continue;
                    for (auto const& parameter : parameters->get_array()) {
                        ++looked;
                        auto const name = json::textAt(parameter, "name");
                        bool const isPlain = name.find("password") == std::string::npos &&
                                             name.find("secret") == std::string::npos &&
                                             name.find("passphrase") == std::string::npos &&
                                             json::text(parameter).find("writeOnly") == std::string::npos;
                        QVERIFY2(isPlain, (std::string{path} + " " + name).c_str());
                    }
                }
        }
        QVERIFY(looked > 50);
    }
};

DEWAR_TEST(test_attack_a17)
#include "test_attack_a17.moc"
