// A23 (T11): the secrets in use by a real engine stand in lines that others send, in every form that can be
// found.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/log/log.h"
#include "core/services/logs/logs_service.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

constexpr std::string_view kSigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ3mBnXq7tR4=";

struct World {
    EngineFixture engine;
    std::string shipper;

    World()
    {
        engine.addRole("shipper", {"logs.ingest@*"});
        engine.addRole("reader", {"logs.read@*"});
        engine.addUser("ship", {"shipper"});
        engine.addUser("grace", {"reader"});
        shipper = engine.signIn("ship");
        json::Object const destination{{"name", "team"},
                                       {"url", "https://hooks.example.org/dewar"},
                                       {"events", json::Array{"incident."}},
                                       {"signing_secret", kSigningSecret}};
        auto const made =
            engine.call("POST", "/api/v1/notifications/destinations", destination, engine.admin());
        if (made.status != 201)
            QTest::qFail(made.text.c_str(), __FILE__, __LINE__);
    }

    int send(std::string body) { return engine.ingest(shipper, std::move(body)); }
    std::string found(std::string_view query)
    {
        return engine
            .call("GET", "/api/v1/logs/events?limit=1000&q=" + percentEncoded(query), nullptr,
                  engine.signIn("grace"))
            .text;
    }
    // Every byte that the engine has written below that folder.
    std::string written(std::string const& folder)
    {
        std::string all;
        for (auto const& entry : std::filesystem::recursive_directory_iterator{engine.directory() + folder}) {
            if (!entry.is_regular_file())
                continue;
            std::ifstream file{entry.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{file}, {});
        }
        return all;
    }
};

std::string upper(std::string text)
{
    for (auto& c : text)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

std::vector<std::string> formsOf(std::string_view secret)
{
    return {std::string{secret},
            percentEncoded(secret),
            hexOf(secret),
            upper(hexOf(secret)),
            base64Of(secret),
            base64Of("x" + std::string{secret} + "yz"),
            base64Of("user:" + std::string{secret}),
            base64urlOf("ab" + std::string{secret})};
}

// Each form in a message, a value, a key, a list, a URL, a stack trace and a line that is no JSON.
std::string linesWith(std::string const& form)
{
    return json::text(json::Object{{"message", "it said " + form + " twice " + form},
                                   {"value", form},
                                   {form, "as a key"},
                                   {"list", json::Array{"one", form}},
                                   {"url", "https://shop.example.org/a?q=" + form + "&r=1"},
                                   {"exception.stacktrace", "at main(" + form + ")\nat start"},
                                   {"nested", json::Object{{"deep", json::Object{{"er", form}}}}}}) +
           "\nno json: <13>tag[" + form + "]: text\n";
}

} // namespace

class test_attack_a23 : public QObject {
    Q_OBJECT

private slots:
    void keepsTheSecretsInUseOutOfTheJournalAndTheAnswers();
    void keepsThemOutOfItsOwnLog();
    void writesNothingOfACallerAboutARequest();
    void knowsThemAgainAfterARestart();
    void namesWhatItCannotFind();
};

void test_attack_a23::keepsTheSecretsInUseOutOfTheJournalAndTheAnswers()
{
    World world;
    std::vector<std::string> forms;
    for (auto const secret : {std::string_view{EngineFixture::kPassphrase}, kSigningSecret})
        for (auto const& form : formsOf(secret))
            forms.push_back(form);
    for (auto const& form : forms)
        QCOMPARE(world.send(linesWith(form)), 200);
    auto const answer = world.found("source=ship");
    auto const journal = world.written("/logs");
    QVERIFY(answer.find("it said [redacted] twice [redacted]") != std::string::npos);
    for (auto const& form : forms) {
        // The shortest part that tells the secret: base64 of a shifted text has foreign letters at its ends.
        auto const core = form.substr(form.size() / 3, form.size() / 3);
        QVERIFY2(answer.find(core) == std::string::npos, form.c_str());
        QVERIFY2(journal.find(core) == std::string::npos, form.c_str());
    }
}

void test_attack_a23::keepsThemOutOfItsOwnLog()
{
    World world;
    for (auto const secret : {std::string_view{EngineFixture::kPassphrase}, kSigningSecret})
        for (auto const& form : formsOf(secret)) {
            auto const line = log::lineOf(world.engine.clock.now(), log::Severity::Error,
                                          "failed with " + form, {{"detail", "near " + form}}, "");
            QVERIFY2(line.find(form.substr(form.size() / 3, form.size() / 3)) == std::string::npos,
                     line.c_str());
        }
    world.engine.stop();
    // The engine is gone, and with it what it knew.
    auto const line = log::lineOf(world.engine.clock.now(), log::Severity::Error,
                                  std::string{EngineFixture::kPassphrase}, {}, "");
    QVERIFY(line.find(EngineFixture::kPassphrase) != std::string::npos);
}

// Events about requests are not searched, because no word of them is the caller's: here every word is.
void test_attack_a23::writesNothingOfACallerAboutARequest()
{
    World world;
    auto const secret = std::string{"TopSecret"} + upper(hexOf("of a caller"));
    for (auto const listener : {http::Listener::Data, http::Listener::Admin})
        for (auto const& path : {"/api/v1/collections/" + secret + "/records/" + secret, "/" + secret,
                                 "/api/v1/users/" + secret, std::string{"/api/v1/logs/events"}})
            for (auto const* method : {"GET", "POST", "PATCH", "BREW"}) {
                http::Request request;
                request.listener = listener;
                request.method = support::methodOf(method);
                request.methodName = method == std::string_view{"BREW"} ? secret : method;
                request.path = path;
                request.query = secret + "=" + secret;
                request.body = json::text(json::Object{{secret, secret}});
                request.headers = {{"content-type", "application/json"},
                                   {"authorization", "Bearer " + world.shipper},
                                   {"idempotency-key", secret},
                                   {"if-match", '"' + secret + '"'},
                                   {"user-agent", secret},
                                   {"x-" + secret, secret}};
                world.engine.raw(std::move(request));
            }
    QTRY_VERIFY(world.found("name=request status=404").find("unmatched") != std::string::npos);
    QVERIFY(world.found("name=request").find(secret) == std::string::npos);
    QVERIFY(world.written("/logs").find(secret) == std::string::npos);
}

void test_attack_a23::knowsThemAgainAfterARestart()
{
    World world;
    world.engine.restart();
    world.shipper = world.engine.signIn("ship");
    QCOMPARE(world.send(linesWith(std::string{kSigningSecret})), 200);
    QVERIFY(world.written("/logs").find(kSigningSecret) == std::string::npos);
}

// What the help page says cannot be found is not found; should that change, the page changes with it.
void test_attack_a23::namesWhatItCannotFind()
{
    World world;
    std::string const secret{EngineFixture::kPassphrase};
    auto const half = secret.size() / 2;
    QCOMPARE(world.send("{\"message\":\"" + secret.substr(0, half) + "\"}\n{\"message\":\"" +
                        secret.substr(half) + "\"}\n"),
             200);
    QVERIFY(world.found("source=ship").find(secret.substr(half)) != std::string::npos);
    std::ifstream file{SOURCE_DIR "/resources/help/logs.md"};
    std::string const help{std::istreambuf_iterator<char>{file}, {}};
    for (auto const* form :
         {"split over two events", "compressed", "UTF-16", "encrypted", "no pattern knows"})
        QVERIFY2(help.find(form) != std::string::npos, form);
}

DEWAR_TEST(test_attack_a23)
#include "test_attack_a23.moc"
