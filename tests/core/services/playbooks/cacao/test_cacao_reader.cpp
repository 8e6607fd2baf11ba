// The reader names every defect and survives every document: our own cases and the public playbooks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_reader.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::playbooks;

namespace {
std::string bytesOf(QString const& path)
{
    QFile file{path};
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().toStdString();
}

std::string listed(std::vector<cacao::Defect> const& defects)
{
    std::string text;
    for (auto const& defect : defects)
        text += std::string{nameOf(defect.gravity)} + " " + defect.name + " " + defect.pointer + ": " +
                defect.says + "\n";
    return text;
}

// A sound playbook; each case replaces one piece of its text.
constexpr char kSound[] = R"({"type":"playbook","spec_version":"cacao-2.0",
 "id":"playbook--83521995-46c0-4199-9e8a-d244472d4cb8","name":"Sound",
 "created_by":"identity--bb892425-79fb-4915-80c4-48d68e1a2434",
 "created":"2026-11-24T10:00:00.000Z","modified":"2026-11-24T10:00:00.000Z",
 "playbook_variables":{"__who__":{"type":"string","external":true},"__n__":{"type":"integer","value":"1"},
  "__fixed__":{"type":"string","value":"x","constant":true}},
 "agent_definitions":{
  "http-api--cc20ce2e-3a22-48ae-a696-253759c6e2fe":{"type":"http-api","name":"dewar",
   "address":{"url":["dewar:\/\/engine"]}},
  "individual--5eebb977-3b10-40d6-81ec-a60bdac1671f":{"type":"individual","name":"Responder"}},
 "workflow_start":"start--48b88413-0253-4dde-8501-0477a63b607c",
 "workflow":{
  "start--48b88413-0253-4dde-8501-0477a63b607c":{"type":"start",
   "on_completion":"action--4f0d65e4-a04b-4146-86e9-39a61709eaf1"},
  "action--4f0d65e4-a04b-4146-86e9-39a61709eaf1":{"type":"action",
   "agent":"http-api--cc20ce2e-3a22-48ae-a696-253759c6e2fe",
   "commands":[{"type":"http-api","command":"POST /api/v1/users/__who__:value/disable HTTP/1.1"}],
   "on_completion":"if-condition--cc811e56-50ed-4614-bda1-03a9da1df73e"},
  "if-condition--cc811e56-50ed-4614-bda1-03a9da1df73e":{"type":"if-condition","condition":"__n__:value = 1",
   "on_true":"end--f2469426-7d96-40d8-88f3-f17c64994ea3"
   ,"on_completion":"end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225"},
  "end--f2469426-7d96-40d8-88f3-f17c64994ea3":{"type":"end"},
  "end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225":{"type":"end"}}})";
} // namespace

class test_cacao_reader : public QObject {
    Q_OBJECT

private slots:
    void readsASoundPlaybookWithoutADefect()
    {
        auto const reading = cacao::readPlaybook(std::string_view{kSound});
        QVERIFY2(reading.isRunnable() && reading.defects.empty(), listed(reading.defects).c_str());
        QCOMPARE(reading.playbook->steps.size(), 5U);
        QVERIFY(reading.playbook->agents.begin()->second.isEngine);
    }

    void namesTheDefect_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("gravity");
        auto const row = [](char const* title, char const* from, char const* to, char const* name,
                            char const* gravity = "broken") {
            QTest::newRow(title) << from << to << name << gravity;
        };
        row("not JSON", "{\"type\"", "{type", "not-json");
        row("another type", "\"type\":\"playbook\"", "\"type\":\"template\"", "wrong-type");
        row("capital version", "cacao-2.0", "CACAO-2.0", "wrong-spec-version");
        row("false id", "playbook--83521995-46c0-4199-9e8a-d244472d4cb8", "playbook--test-123", "bad-id");
        row("no name", ",\"name\":\"Sound\"", "", "missing-property");
        row("time without zone", "\"created\":\"2026-11-24T10:00:00.000Z\"", "\"created\":\"yesterday\"",
            "bad-timestamp");
        row("microseconds", "\"created\":\"2026-11-24T10:00:00.000Z\"",
            "\"created\":\"2026-11-24T10:00:00.000000Z\"", "timestamp-precision", "remark");
        row("revoked", "\"name\":\"Sound\"", "\"name\":\"Sound\",\"revoked\":true", "revoked", "unrunnable");
        row("unknown member", "\"name\":\"Sound\"", "\"name\":\"Sound\",\"colour\":\"red\"",
            "unknown-property", "remark");
        row("start at an action", "\"workflow_start\":\"start--48b88413-0253-4dde-8501-0477a63b607c\"",
            "\"workflow_start\":\"action--4f0d65e4-a04b-4146-86e9-39a61709eaf1\"", "start-is-no-start");
        row("dangling link", "\"on_completion\":\"end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225\"",
            "\"on_completion\":\"end--014dae7b-f082-4171-a8fc-56d4d90e14b9\"", "dangling-reference");
        row("dangling exception", "\"workflow_start\"",
            "\"workflow_exception\":\"end--014dae7b-f082-4171-a8fc-56d4d90e14b9\",\"workflow_start\"",
            "dangling-reference");
        row("unknown step type", "{\"type\":\"if-condition\"", "{\"type\":\"decision\"", "unknown-step-type");
        row("prefix differs", "{\"type\":\"if-condition\"", "{\"type\":\"while-condition\"",
            "id-prefix-differs");
        row("no link", ",\"on_completion\":\"end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225\"", "", "missing-link",
            "unrunnable");
        row("both links", "\"on_true\"",
            "\"on_success\":\"end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225\",\"on_true\"", "two-kinds-of-links");
        row("no agent", "\"agent\":\"http-api--cc20ce2e-3a22-48ae-a696-253759c6e2fe\",", "",
            "missing-property");
        row("agent nobody defines", "\"agent\":\"http-api--cc20ce2e", "\"agent\":\"http-api--dd20ce2e",
            "dangling-reference");
        row("no commands",
            "\"commands\":[{\"type\":\"http-api\",\"command\":\"POST /api/v1/users/__who__:value/disable "
            "HTTP/1.1\"}]",
            "\"commands\":[]", "wrong-shape");
        row("back to the start", "\"on_completion\":\"if-condition--",
            "\"on_completion\":\"action--4f0d65e4-a04b-4146-86e9-39a61709eaf1\",\"x\":\"--", "cycle",
            "unrunnable");
        row("shared end", "\"on_completion\":\"end--8bc53d17-1f91-411d-b0ee-1c8b0e4ac225\"",
            "\"on_completion\":\"end--f2469426-7d96-40d8-88f3-f17c64994ea3\"", "shared-step", "unrunnable");
        row("unreachable", "\"workflow\":{",
            "\"workflow\":{\"end--014dae7b-f082-4171-a8fc-56d4d90e14b9\":{\"type\":\"end\"},",
            "unreachable-step", "remark");
        row("free text condition", "__n__:value = 1", "Operator input to proceed", "condition-not-understood",
            "unrunnable");
        row("wrong type in condition", "__n__:value = 1", "__n__:value = 'one'", "condition-type-mismatch",
            "unrunnable");
        row("bad pattern", "__n__:value = 1", "__fixed__:value MATCHES '(a'", "condition-bad-pattern",
            "unrunnable");
        row("unknown variable", "__n__:value = 1", "__m__:value = 1", "condition-unknown-variable",
            "unrunnable");
        row("unknown variable in a path", "__who__:value/disable", "__whom__:value/disable",
            "unknown-variable", "unrunnable");
        row("value of a wrong type", "\"value\":\"1\"", "\"value\":\"one\"", "value-of-wrong-type",
            "unrunnable");
        row("value that is no text", "\"value\":\"1\"", "\"value\":1", "wrong-shape");
        row("variable name", "\"__n__\":{", "\"n\":{", "bad-variable-name");
        row("writes a constant", "\"commands\":[", "\"out_args\":[\"__fixed__\"],\"commands\":[",
            "writes-constant", "unrunnable");
        row("a shell", "{\"type\":\"http-api\",\"command\":\"POST", "{\"type\":\"bash\",\"command\":\"POST",
            "unsupported-command", "unrunnable");
        row("another host", "dewar:\\/\\/engine", "https://example.org", "foreign-agent", "unrunnable");
        row("another host beside", "[\"dewar:\\/\\/engine\"]", "[\"https://example.org\",\"dewar://engine\"]",
            "foreign-agent", "unrunnable");
        row("dots in the path", "/api/v1/users/", "/api/v1/users/../keys/", "bad-target", "unrunnable");
        row("hidden dots", "/api/v1/users/", "/api/v1/users/%2e%2e/keys/", "bad-target", "unrunnable");
        row("outside the API", "/api/v1/users/", "/oauth/token/", "bad-target", "unrunnable");
        row("resource from a value", "/api/v1/users/__who__:value/disable", "/api/v1/__who__:value",
            "bad-target", "unrunnable");
        row("no request line", "POST /api/v1/users/__who__:value/disable HTTP/1.1", "curl /api/v1/users",
            "bad-request-line", "unrunnable");
        row("inline password", "\"workflow_start\"",
            "\"authentication_info_definitions\":{\"user-auth--014dae7b-f082-4171-a8fc-56d4d90e14b9\":"
            "{\"type\":\"user-auth\",\"username\":\"root\",\"password\":\"hunter2\"}},\"workflow_start\"",
            "inline-secret", "quarantined");
        row("inline token in a header", "\"command\":\"POST",
            "\"headers\":{\"Authorization\":[\"Bearer abc\"]},\"command\":\"POST", "inline-secret",
            "quarantined");
        row("a header", "\"command\":\"POST", "\"headers\":{\"Host\":[\"example.org\"]},\"command\":\"POST",
            "unsupported-header", "unrunnable");
        row("content that is no JSON", "\"command\":\"POST",
            "\"content\":\"{__who__:value}\",\"command\":\"POST", "bad-content", "unrunnable");
        row("star in the grant", "\"workflow_start\"",
            "\"playbook_extensions\":{\"extension-definition--85bf51d7-1f57-45f7-86e9-917f8ca20b88\":{"
            "\"permissions\":[\"*\"]}},"
            "\"workflow_start\"",
            "star-in-grant", "unrunnable");
        row("weak signature", "\"workflow_start\"",
            "\"signatures\":[{\"type\":\"jss\",\"id\":\"jss--014dae7b-f082-4171-a8fc-56d4d90e14b9\","
            "\"created\":\"2026-11-24T10:00:00.000Z\","
            "\"modified\":\"2026-11-24T10:00:00.000Z\",\"signee\":\"x\",\"related_to\":\"playbook--83521995-"
            "46c0-4199-9e8a-d244472d4cb8\","
            "\"related_version\":\"2026-11-24T10:00:00.000Z\",\"hash_algorithm\":\"sha-1\",\"algorithm\":"
            "\"HS256\",\"value\":\"AA\"}],"
            "\"workflow_start\"",
            "weak-signature", "unrunnable");
        row("ends are missing", "\"type\":\"end\"", "\"type\":\"ending\"", "unknown-step-type");
    }

    void namesTheDefect()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, name);
        QFETCH(QString, gravity);
        QString text{kSound};
        QVERIFY2(text.contains(from), "the case replaces nothing");
        text.replace(from, to);
        auto const reading = cacao::readPlaybook(std::string_view{text.toStdString()});
        auto const found =
            std::any_of(reading.defects.begin(), reading.defects.end(), [&](auto const& defect) {
                return defect.name == name.toStdString() && nameOf(defect.gravity) == gravity.toStdString();
            });
        QVERIFY2(found, listed(reading.defects).c_str());
        QCOMPARE(reading.isRunnable(), gravity == "remark");
    }

    void keepsUnknownExtensions()
    {
        QString text{kSound};
        text.replace("\"workflow_start\"",
                     "\"playbook_extensions\":{\"extension-definition--418ee24c-9cb1-46d9-afa5-"
                     "309e01aabc7f\":{\"canvas\":[1e308]}},\"workflow_start\"");
        auto const reading = cacao::readPlaybook(std::string_view{text.toStdString()});
        QVERIFY(reading.isRunnable());
        QCOMPARE(json::canonical(reading.playbook->document),
                 json::canonical(*json::parse(text.toStdString())));
    }

    void survivesEveryPublicPlaybook()
    {
        QDir const folder{QStringLiteral(VECTORS_DIR "/cacao-playbooks")};
        if (!folder.exists())
            QSKIP("public playbooks skipped: shared vectors are absent");
        auto const manifest = json::parse(bytesOf(folder.filePath("manifest.json")), {.bytesMax = 1 << 22});
        QVERIFY(manifest);
        int readable = 0;
        int cases = 0;
        for (auto const& item : manifest->at("playbooks").as_array()) {
            auto const file = json::textAt(item, "file");
            auto const bytes = bytesOf(folder.filePath(QString::fromStdString(file)));
            QVERIFY2(!bytes.empty(), file.c_str());
            auto const reading = cacao::readPlaybook(std::string_view{bytes});
            auto const report = file + "\n" + listed(reading.defects);
            bool const isValid = json::boolAt(item, "schema_valid");
            bool const isSound = item.at("semantic_problems").as_array().empty();
            ++cases;
            readable += reading.playbook ? 1 : 0;
            if (!isValid || !isSound)
                QVERIFY2(reading.has(cacao::Gravity::Broken), report.c_str());
            else
                QVERIFY2(reading.playbook.has_value(), report.c_str());
        }
        QCOMPARE(cases, 54);
        QCOMPARE(readable, 16);
    }

    void survivesEveryCutOfADocument()
    {
        std::string const text{kSound};
        for (std::size_t length = 0; length < text.size(); length += 7)
            QVERIFY(!cacao::readPlaybook(std::string_view{text}.substr(0, length)).playbook);
    }

    void refusesMoreThanItsBounds()
    {
        std::string const large(cacao::kPlaybookBytesMax + 1, ' ');
        QCOMPARE(cacao::readPlaybook(std::string_view{large}).defects.front().name, std::string{"too-large"});
        std::string const deep = std::string(100, '[') + std::string(100, ']');
        QCOMPARE(cacao::readPlaybook(std::string_view{deep}).defects.front().name, std::string{"not-json"});
    }
};

DEWAR_TEST(test_cacao_reader)
#include "test_cacao_reader.moc"
