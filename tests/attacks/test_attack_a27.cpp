// A27: values are data. Whatever a variable holds, the call keeps its method, its path and its fields.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QFile>

#include "tests/support/playbook_world.h"
#include "tests/support/registry.h"

using namespace core;
using support::PlaybookWorld;
using support::SamplePlaybook;
using support::stepId;

namespace {
SamplePlaybook withValue()
{
    SamplePlaybook sample;
    sample.variable("__v__", {{"type", "string"}, {"external", true}})
        .variable("__other__", {{"type", "string"}, {"value", "must-not-appear"}})
        .start(stepId("action", 1))
        .call(1, "POST /api/v1/users/__v__:value/disable?note=__v__:value", stepId("if-condition", 1),
              {{"content", R"({"text":"about __v__:value","only":"__v__:value"})"}})
        .step(stepId("if-condition", 1), {{"condition", "__v__:value = 'harmless'"},
                                          {"on_true", stepId("action", 2)},
                                          {"on_completion", stepId("end", 2)}})
        .call(2, "POST /api/v1/x/true", stepId("end", 1))
        .end(1)
        .end(2);
    return sample;
}

std::vector<std::string> hostileValues()
{
    std::vector<std::string> values{"a'b\"c",
                                    "a\nb\r\nX-Header: 1",
                                    "$(reboot)",
                                    "../../keys/rotate",
                                    "@evil.example",
                                    "x HTTP/1.1\r\nHost: evil",
                                    "__other__:value",
                                    "' OR __other__:value = 'must-not-appear",
                                    "%2e%2e%2f",
                                    "a/b/c",
                                    "?x=1#y",
                                    "{\"a\":1}",
                                    "\",\"role\":\"admin",
                                    "\\",
                                    "\xe2\x80\xae",
                                    std::string(1000, 'A')};
    QFile file{QStringLiteral(VECTORS_DIR "/naughty-strings-blns/blns.json")};
    if (file.open(QIODevice::ReadOnly)) {
        auto const list = json::parse(file.readAll().toStdString(), {.bytesMax = 1 << 22});
        if (list && list->is_array()) {
            for (auto const& item : list->get_array()) {
                if (item.is_string())
                    values.emplace_back(item.get_string());
            }
        }
    }
    return values;
}
} // namespace

class test_attack_a27 : public QObject {
    Q_OBJECT

private slots:
    void keepsTheShapeOfEveryCall()
    {
        PlaybookWorld world;
        auto const id = world.ready(withValue());
        int passed = 0;
        for (auto const& value : hostileValues()) {
            auto const before = world.calls.effects.size();
            auto const run = world.started(id, {{"__v__", value}});
            if (!run)
                continue; // Refused before its first step: not a text of that type.
            world.settle();
            if (world.shown(run->id).run.state == "failed") {
                // Refused because the value would have been another path.
                QVERIFY2(value.empty() || value == "." || value == ".." ||
                             value.find('\0') != std::string::npos,
                         value.c_str());
                QCOMPARE(world.calls.effects.size(), before);
                continue;
            }
            QCOMPARE(world.calls.effects.size(), before + 1); // The condition never held.
            auto const& effect = world.calls.effects.back();
            auto const expected =
                "POST /api/v1/users/" + percentEncoded(value) + "/disable?note=" + percentEncoded(value);
            QCOMPARE(effect.call, expected);
            auto const body = json::parse(effect.body);
            QVERIFY(body && body->as_object().size() == 2U);
            QCOMPARE(json::textAt(*body, "only"), value);
            QCOMPARE(json::textAt(*body, "text"), "about " + value);
            ++passed;
        }
        QVERIFY(passed >= 14);
    }

    void fillsPromptsWithoutControlCharacters()
    {
        PlaybookWorld world;
        SamplePlaybook sample;
        sample.variable("__v__", {{"type", "string"}, {"external", true}})
            .start(stepId("action", 1))
            .ask(1, "Call __v__:value back", stepId("end", 1))
            .end(1);
        auto const run = world.started(world.ready(sample), {{"__v__", "\x1b[2J\nforged line __v__:value"}});
        world.settle();
        auto const prompt = world.shown(run->id).run.waitingFor->prompt;
        QVERIFY(prompt.find('\x1b') == std::string::npos && prompt.find('\n') == std::string::npos);
        QVERIFY(prompt.find("__v__:value") != std::string::npos); // The name inside the value stays a name.
    }
};

DEWAR_TEST(test_attack_a27)
#include "test_attack_a27.moc"
