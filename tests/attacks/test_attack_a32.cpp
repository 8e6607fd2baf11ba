// A31 and A32 (T14): a bare machine, the repository and a key. What was waiting does not act again, every
// session has ended, and every credential is held until an administrator lets it go by name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QTemporaryDir>
#include <boost/json.hpp>

#include "core/services/backup/backup_restore.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using support::EngineFixture;
using support::stepId;

namespace {

// A run that waits for a person, a message that waits for its receiver, sessions, and a backup of all of it.
struct World {
    EngineFixture engine;
    std::string run;
    std::string incident;
    std::string graceToken;
    std::string graceId;

    World()
    {
        graceId = engine.addUser("grace", {"viewer"});
        engine.addUser("alan", {"admin"});
        graceToken = engine.signIn("grace");
        post("/api/v1/notifications/destinations",
             json::Object{{"name", "team"},
                          {"url", "https://127.0.0.1:9/hook"},
                          {"events", json::Array{}},
                          {"private_allowed", true}},
             201);
        post("/api/v1/notifications/send",
             json::Object{{"destination", "team"}, {"subject", "later"}, {"text", "not yet sent"}}, 202, 201);
        support::SamplePlaybook sample;
        sample.start(stepId("action", 1)).ask(1, "Go on?", stepId("action", 2));
        sample.call(2, "POST /api/v1/users/" + graceId + "/disable", stepId("end", 1)).end(1);
        sample.grant({"users.disable"});
        auto const playbook = post("/api/v1/playbooks", sample.document(), 201).at("/id");
        auto const approver = engine.signIn("alan");
        auto const approved =
            engine.call("POST", "/api/v1/playbooks/" + playbook + "/approve", json::Object{}, approver);
        if (approved.status >= 300)
            QTest::qFail(approved.text.c_str(), __FILE__, __LINE__);
        run = post("/api/v1/playbooks/" + playbook + "/runs", json::Object{}, 202, 201).at("/id");
        auto const path = "/api/v1/playbooks/runs/" + run;
        for (int poll = 0; poll < 500 && get(path).at("/run/waiting_for/kind") != "answer"; ++poll)
            QTest::qWait(10);
        auto const backup = post("/api/v1/backups", json::Object{}, 202);
        for (int poll = 0; poll < 1000 && get("/api/v1/jobs/" + backup.at("/job")).at("/state") != "done";
             ++poll)
            QTest::qWait(10);
    }

    support::Reply post(std::string const& path, json::Value const& body, int status, int other = 0)
    {
        auto reply = engine.call("POST", path, body, engine.admin());
        if (reply.status != status && reply.status != other)
            QTest::qFail((path + ": " + reply.text).c_str(), __FILE__, __LINE__);
        return reply;
    }
    support::Reply get(std::string const& path) { return engine.call("GET", path, nullptr, engine.admin()); }
};

} // namespace

class test_attack_a32 : public QObject {
    Q_OBJECT

private slots:
    void endsAndHoldsWhatABackupBringsBack()
    {
        World world;
        world.engine.stop();
        QTemporaryDir machine;
        auto const directory = (machine.path() + "/bare").toStdString();
        auto const report = backup::restoreInto({.repository = world.engine.directory() + "/backups",
                                                 .directory = directory,
                                                 .passphrase = Secret{EngineFixture::kPassphrase}},
                                                world.engine.clock, world.engine.random);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QVERIFY(report->floor.sessionsEnded >= 2);
        QCOMPARE(report->floor.runsClosed, std::int64_t{1});
        QVERIFY(report->floor.keysRevoked >= 1);
        QVERIFY(report->floor.usersHeld >= 1);
        auto opened =
            engine::Engine::open({.directory = directory, .passphrase = Secret{EngineFixture::kPassphrase}},
                                 world.engine.clock, world.engine.random);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        auto& engine = **opened;
        QVERIFY(bool(engine.startWithoutListeners()));
        auto const ask = [&](http::Method method, std::string path, std::string token, std::string body = {},
                             std::string type = "application/json") {
            http::Request request;
            request.listener = path.starts_with("/oauth") ? http::Listener::Data : http::Listener::Admin;
            request.method = method;
            request.methodName = std::string{http::nameOf(method)};
            request.path = std::move(path);
            request.body = std::move(body);
            request.peer.address = "192.0.2.1";
            if (!request.body.empty())
                request.headers.push_back({"content-type", std::move(type)});
            if (!token.empty())
                request.headers.push_back({"authorization", "Bearer " + token});
            return engine.pipeline().run(std::move(request));
        };
        auto const signIn = [&](std::string const& name) {
            auto const answer =
                ask(http::Method::Post, "/oauth/token", "",
                    "grant_type=password&username=" + name + "&password=violet%20tram%2092%20under%20snow",
                    "application/x-www-form-urlencoded");
            auto const body = json::parse(answer.body);
            return body ? json::textAt(*body, "access_token") : std::string{};
        };
        // The old token, and the held account with the right password.
        QCOMPARE(ask(http::Method::Get, "/api/v1/me", world.graceToken).status, 401);
        QVERIFY(signIn("grace").empty());
        auto const admin = signIn("ada");
        QVERIFY(!admin.empty());
        // The run is over, its next step never happened, and nothing waits to be sent.
        auto const run =
            json::parse(ask(http::Method::Get, "/api/v1/playbooks/runs/" + world.run, admin).body);
        QVERIFY(run && json::textAt(*json::find(*run, "run"), "state") != "running");
        auto const sent = ask(http::Method::Get, "/api/v1/notifications/deliveries", admin).body;
        QVERIFY(sent.find("\"queued\"") == std::string::npos);
        QVERIFY(sent.find("\"failed\"") != std::string::npos && sent.find("restore") != std::string::npos);
        // Let go by name, with a row in the audit; then the password counts again.
        QCOMPARE(ask(http::Method::Post, "/api/v1/users/" + world.graceId + "/enable", admin, "{}").status,
                 204);
        QVERIFY(!signIn("grace").empty());
        QVERIFY(ask(http::Method::Get, "/api/v1/audit", admin).body.find("user.enable") != std::string::npos);
        engine.stop();
    }
};

DEWAR_TEST(test_attack_a32)
#include "test_attack_a32.moc"
