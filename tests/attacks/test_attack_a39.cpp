// A39 (T21): a flag, a variable or a file tries to lower the guard; an older program meets newer data.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/platform/os/files.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

Result<std::unique_ptr<engine::Engine>> opened(EngineFixture& fixture,
                                               std::map<std::string, std::string> flags,
                                               std::map<std::string, std::string> environment = {})
{
    return engine::Engine::open(
        {.directory = fixture.directory(),
         .passphrase = Secret{EngineFixture::kPassphrase},
         .flags = std::move(flags),
         .environment = [environment](std::string const& name) -> std::optional<std::string> {
             auto const found = environment.find(name);
             return found == environment.end() ? std::nullopt : std::optional{found->second};
         }},
        fixture.clock, fixture.random);
}

// The hashes of the settings at every start, newest first.
std::vector<std::string> startHashes(EngineFixture& fixture)
{
    std::vector<std::string> hashes;
    auto const audit = fixture.call("GET", "/api/v1/audit?limit=200", nullptr, fixture.admin());
    for (auto const& row : audit.body.at("items").get_array())
        if (json::textAt(row, "verb") == "engine.start")
            hashes.push_back(json::textAt(*json::find(row, "details"), "settings_sha256"));
    return hashes;
}

} // namespace

class test_attack_a39 : public QObject {
    Q_OBJECT

private slots:
    void knowsNoSettingThatWouldSwitchAGuardOff_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        for (auto const* name :
             {"tls.minimum", "tls.off", "audit.off", "redaction.off", "log.redaction", "cors.origin",
              "auth.token_seconds", "auth.access_life", "auth.password_min", "server.plain"})
            QTest::newRow(name) << QString{name} << QString{"1"};
        QTest::newRow("a rotation that never comes") << QString{"keys.rotation_days"} << QString{"100000"};
        QTest::newRow("no retention at all") << QString{"logs.retention_days"} << QString{"0"};
        QTest::newRow("text for a number") << QString{"limits.scale"} << QString{"1e9"};
    }
    void knowsNoSettingThatWouldSwitchAGuardOff()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        EngineFixture fixture;
        fixture.stop();
        auto const flag = opened(fixture, {{name.toStdString(), value.toStdString()}});
        QVERIFY(!flag && flag.error().code == ErrorCode::Invalid);
        QVERIFY(flag.error().message.find(name.toStdString()) != std::string::npos);
        json::Object const file{{name.toStdString(), value.toStdString()}};
        QVERIFY(bool(os::writeFileAtomically(fixture.directory() + "/dewar.json", json::text(file))));
        auto const written = opened(fixture, {});
        QVERIFY(!written && written.error().code == ErrorCode::Invalid);
    }

    void takesNothingFromTheEnvironmentThatLowersAGuard()
    {
        EngineFixture fixture;
        fixture.stop();
        auto const open = opened(fixture, {},
                                 {{"DEWAR_TLS_MINIMUM", "1.0"},
                                  {"DEWAR_CORS_ORIGIN", "*"},
                                  {"DEWAR_REDACTION_OFF", "1"},
                                  {"DEWAR_AUTH_TOKEN_SECONDS", "999999"},
                                  {"DEWAR_AUDIT_OFF", "1"}});
        QVERIFY(bool(open));
        QVERIFY(bool((*open)->startWithoutListeners()));
        http::Request request;
        request.listener = http::Listener::Data;
        request.method = http::Method::Post;
        request.methodName = "POST";
        request.path = "/oauth/token";
        request.peer.address = "192.0.2.1";
        request.body = "grant_type=password&username=ada&password=violet%20tram%2092%20under%20snow";
        request.headers = {{"content-type", "application/x-www-form-urlencoded"},
                           {"origin", "https://evil.example"}};
        auto const answer = (*open)->pipeline().run(std::move(request));
        QCOMPARE(answer.status, 200);
        QCOMPARE(json::integerAt(*json::parse(answer.body), "expires_in"), std::int64_t{300});
        for (auto const& header : answer.headers)
            QVERIFY(!header.name.starts_with("Access-Control"));
        (*open)->stop();
    }

    void leavesAHashOfWhatIsInForceWithEveryStart()
    {
        EngineFixture fixture;
        fixture.restart();
        auto const same = startHashes(fixture);
        QVERIFY(same.size() >= 2);
        QCOMPARE(same[0], same[1]);
        QCOMPARE(same[0].size(), std::size_t{64});
        fixture.stop();
        {
            auto const weaker = opened(fixture, {{"limits.scale", "1000000"}});
            QVERIFY(bool(weaker));
            QVERIFY(bool((*weaker)->startWithoutListeners()));
            (*weaker)->stop();
        }
        fixture.restart();
        auto const seen = startHashes(fixture);
        QCOMPARE(seen[0], same[0]);
        QVERIFY(seen[1] != same[0]); // The weaker start in between is told apart.
    }

    void refusesDataOfANewerProgram()
    {
        EngineFixture fixture;
        fixture.stop();
        fixture.tamper("INSERT INTO schema_migrations VALUES('users', 900, 'x', 1)");
        auto const older = opened(fixture, {});
        QVERIFY(!older);
        QVERIFY(older.error().message.find("newer") != std::string::npos);
    }
};

DEWAR_TEST(test_attack_a39)
#include "test_attack_a39.moc"
