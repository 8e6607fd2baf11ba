// A7 (T8) as far as the engine and the terminal reach: markup, links, endless words and direction overrides
// in names, titles, notes, step texts and log lines are text everywhere. The console's pages have their own
// test.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "app/dewarctl/output.h"
#include "core/base/text.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using support::EngineFixture;

namespace {

std::vector<std::string> const kPayloads{
    "<img src=http://198.51.100.7/a.png>",
    "<a href=file:///etc/passwd>press here</a>",
    "<b>bold</b><script>alert(1)</script>",
    "[press](javascript:alert(1)) ![i](http://198.51.100.7/b.png)",
    "http://198.51.100.7/c and <http://198.51.100.7/d>",
    "| broken | table |\n\n# heading\n\n```\nfence",
    "invoice\xE2\x80\xAEgpj.exe\xE2\x81\xA6 x\xE2\x81\xA9",
    "\xD0\xB0\xD1\x80\xD1\x80le \xE2\x80\x8Bzero\xEF\xBB\xBFwidth",
    std::string(190, 'W'),
};

// What a terminal, a table or a renderer could take for more than text.
QString actsIn(std::string const& text)
{
    for (auto const* bad :
         {"\x1b", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\r", "\a"})
        if (text.find(bad) != std::string::npos)
            return QString::fromStdString(percentEncoded(bad));
    return {};
}

struct World {
    EngineFixture engine;

    support::Reply post(std::string_view path, json::Value const& body)
    {
        return engine.call("POST", path, body, engine.admin());
    }
    support::Reply get(std::string_view path) { return engine.call("GET", path, nullptr, engine.admin()); }
};

} // namespace

class test_attack_a7 : public QObject {
    Q_OBJECT

private slots:
    void givesEveryTextBackLetterByLetterAsDataOnly();
    void rendersNothingInTheReport();
    void letsNoAnswerActOnTheTerminal();
    void refusesWordsWithoutAnEndAndControls();
    void quotesNothingOfTheRequestInAProblem();
    void keepsStepTextsAsText();
};

void test_attack_a7::givesEveryTextBackLetterByLetterAsDataOnly()
{
    World world;
    for (auto const& text : kPayloads) {
        auto const made =
            world.post("/api/v1/incidents", json::Object{{"title", text}, {"severity", "high"}});
        QCOMPARE(made.status, 201);
        auto const shown = world.get("/api/v1/incidents/" + made.at("/id"));
        QCOMPARE(shown.at("/incident/title"), text);
        // A browser that is led here shows JSON as JSON, and loads nothing from it.
        QCOMPARE(shown.header("content-type"), std::string{"application/json"});
        QCOMPARE(shown.header("x-content-type-options"), std::string{"nosniff"});
        QVERIFY(shown.header("content-security-policy").starts_with("default-src 'none'"));
        json::Object const rule{{"name", text.substr(0, 80)},
                                {"severity", "low"},
                                {"engine_only", false},
                                {"group_by", json::Array{}},
                                {"window_s", 60},
                                {"steps", json::Array{json::Object{{"query", "name=never"}, {"count", 1}}}}};
        if (isUtf8(text.substr(0, 80))) {
            auto const added = world.post("/api/v1/alerts/rules", rule);
            QCOMPARE(added.at("/name"), text.substr(0, 80));
        }
    }
}

void test_attack_a7::rendersNothingInTheReport()
{
    World world;
    for (auto const& text : kPayloads) {
        auto const made =
            world.post("/api/v1/incidents", json::Object{{"title", text}, {"severity", "high"}});
        auto const path = "/api/v1/incidents/" + made.at("/id");
        QCOMPARE(world.post(path + "/notes", json::Object{{"text", text}}).status, 201);
        auto const report = world.get(path + "/report");
        QCOMPARE(report.status, 200);
        QVERIFY(report.header("content-type").starts_with("text/markdown"));
        QVERIFY2(actsIn(report.text).isEmpty(), qPrintable(actsIn(report.text)));
        // No tag, no link, no image, no address that a renderer makes a link of, no fence; one heading of
        // ours.
        for (auto const* bad : {"<", "](", "![", "http:", "file:", "javascript:", "```", "\n# heading"})
            QVERIFY2(report.text.find(bad) == std::string::npos, bad);
        // A row of the timeline has the cells that its head has, whatever stands in them.
        auto const at = report.text.find("## Timeline");
        auto const table =
            split(std::string_view{report.text}.substr(at, report.text.find("\n## ", at) - at), '\n');
        for (auto const line : table) {
            if (!line.starts_with("|"))
                continue;
            int bars = 0;
            for (std::size_t i = 0; i < line.size(); ++i)
                bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
            QCOMPARE(bars, 7);
        }
    }
}

void test_attack_a7::letsNoAnswerActOnTheTerminal()
{
    World world;
    for (auto const& text : kPayloads)
        world.post("/api/v1/incidents", json::Object{{"title", text}, {"severity", "high"}});
    auto const list = world.get("/api/v1/incidents");
    QVERIFY(list.body.is_object());
    for (auto const& shown :
         {dewarctl::tableOf(list.body), dewarctl::safeJson(list.body), dewarctl::safeText(list.text)}) {
        QVERIFY2(actsIn(shown).isEmpty(), qPrintable(actsIn(shown)));
        QVERIFY(shown.find("<img src=") != std::string::npos); // Shown, letter by letter, not dropped.
        QVERIFY(shown.find("gpj.exe") != std::string::npos);
    }
}

void test_attack_a7::refusesWordsWithoutAnEndAndControls()
{
    World world;
    std::string const endless(100'000, 'x');
    for (auto const& [path, body] : std::vector<std::pair<std::string, json::Object>>{
             {"/api/v1/incidents", {{"title", endless}, {"severity", "high"}}},
             {"/api/v1/roles", {{"name", endless}, {"permissions", json::Array{"users.read"}}}},
             {"/api/v1/users",
              {{"name", endless}, {"password", EngineFixture::kPassword}, {"roles", json::Array{}}}},
             {"/api/v1/incidents", {{"title", "clear\x1b[2Jscreen"}, {"severity", "high"}}},
             {"/api/v1/users",
              {{"name", "ad\xE2\x80\xAE"
                        "a"},
               {"password", EngineFixture::kPassword},
               {"roles", json::Array{}}}},
             {"/api/v1/users",
              {{"name", "<b>ada</b>"}, {"password", EngineFixture::kPassword}, {"roles", json::Array{}}}},
             {"/api/v1/users",
              {{"name", "\xD0\xB0"
                        "da"},
               {"password", EngineFixture::kPassword},
               {"roles", json::Array{}}}},
             {"/api/v1/collections", {{"name", "<b>c</b>"}, {"schema", true}}}}) {
        auto const refused = world.post(path, body);
        QVERIFY2(refused.status == 422, (path + " " + std::to_string(refused.status)).c_str());
        QVERIFY(refused.text.size() < 4000); // Nothing of a megabyte comes back.
        QVERIFY2(actsIn(refused.text).isEmpty(), qPrintable(actsIn(refused.text)));
    }
}

void test_attack_a7::quotesNothingOfTheRequestInAProblem()
{
    World world;
    for (auto const& text : kPayloads) {
        auto const missing = world.get("/api/v1/incidents/" + percentEncoded(text).substr(0, 60));
        QVERIFY(missing.status == 404 || missing.status == 422 || missing.status == 400);
        auto const unknown = world.get("/api/v1/" + percentEncoded(text));
        auto const member = world.post("/api/v1/incidents", json::Object{{text, "x"}});
        for (auto const* reply : {&missing, &unknown, &member}) {
            QVERIFY(reply->status >= 400);
            QCOMPARE(reply->header("content-type"), std::string{"application/problem+json"});
            QVERIFY(!reply->at("/trace_id").empty());
            QVERIFY2(actsIn(reply->text).isEmpty(), qPrintable(actsIn(reply->text)));
        }
        QVERIFY(unknown.text.find("198.51.100.7") == std::string::npos);
    }
}

void test_attack_a7::keepsStepTextsAsText()
{
    World world;
    int number = 0;
    for (auto const& text : kPayloads) {
        support::SamplePlaybook sample{++number};
        auto const step = support::stepId("action", 1);
        sample.start(step).ask(1, text, support::stepId("end", 1), {{"name", text}}).end(1);
        auto const made = world.post("/api/v1/playbooks", sample.document());
        QVERIFY2(made.status == 201, made.text.c_str());
        auto const shown = world.get("/api/v1/playbooks/" + made.at("/id"));
        QCOMPARE(shown.at("/document/workflow/" + step + "/name"), text);
        QVERIFY2(actsIn(dewarctl::tableOf(shown.body)).isEmpty(), "a step text acts on the terminal");
    }
}

DEWAR_TEST(test_attack_a7)
#include "test_attack_a7.moc"
