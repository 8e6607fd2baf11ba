// Values stay data: whatever they hold, the path, the body and the prompt keep their shape.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_values.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::playbooks;

namespace {
cacao::ValueOf holding(std::string value)
{
    return [value](std::string_view) { return std::optional{value}; };
}
cacao::TypeOf ofType(std::string type)
{
    return [type](std::string_view) { return std::optional{type}; };
}
} // namespace

class test_cacao_values : public QObject {
    Q_OBJECT

private slots:
    void fillsTheTargetAsOneSegment_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("target");
        auto const row = [](char const* value, char const* target) {
            QTest::newRow(value) << value << target;
        };
        row("u1", "/api/v1/users/u1/disable");
        row("../../keys", "/api/v1/users/..%2F..%2Fkeys/disable");
        row("a?b=c#d", "/api/v1/users/a%3Fb%3Dc%23d/disable");
        row("@example.org", "/api/v1/users/%40example.org/disable");
        row("x HTTP/1.1\r\nHost: evil", "/api/v1/users/x%20HTTP%2F1.1%0D%0AHost%3A%20evil/disable");
        row("$(id)'\"", "/api/v1/users/%24%28id%29%27%22/disable");
        row("__other__:value", "/api/v1/users/__other__%3Avalue/disable");
        row("%2e%2e", "/api/v1/users/%252e%252e/disable");
    }

    void fillsTheTargetAsOneSegment()
    {
        QFETCH(QString, value);
        QFETCH(QString, target);
        auto const filled =
            cacao::filledTarget("/api/v1/users/__who__:value/disable", holding(value.toStdString()));
        QVERIFY2(filled, filled ? "" : filled.error().message.c_str());
        QCOMPARE(QString::fromStdString(*filled), target);
    }

    void refusesAValueThatIsAnotherPath()
    {
        for (std::string const value : {"", ".", ".."})
            QCOMPARE(cacao::filledTarget("/api/v1/users/__who__:value", holding(value)).error().type,
                     std::string{"value-unfit-for-path"});
        // Two values that are dots only together.
        QVERIFY(!cacao::filledTarget("/api/v1/users/.__a__:value", holding(".")));
        auto const nobody = [](std::string_view) { return std::optional<std::string>{}; };
        QCOMPARE(cacao::filledTarget("/api/v1/users/__who__:value", nobody).error().type,
                 std::string{"variable-without-value"});
    }

    void fillsTheContentAsData()
    {
        std::string const hostile = "a\",\"role\":\"admin\n\\ __other__:value $(id)";
        auto const filled =
            cacao::filledContent(R"({"name":"__a__:value","text":"to __a__:value","list":["__a__:value"]})",
                                 ofType("string"), holding(hostile));
        QVERIFY(filled);
        auto const parsed = json::parse(*filled);
        QVERIFY(parsed);
        QCOMPARE(parsed->as_object().size(), 3U);
        QCOMPARE(json::textAt(*parsed, "name"), hostile);
        QCOMPARE(json::textAt(*parsed, "text"), "to " + hostile);
    }

    void givesAWholeReferenceTheTypeOfItsVariable()
    {
        QCOMPARE(*cacao::filledContent(R"({"rows":"__a__:value"})", ofType("integer"), holding("12")),
                 std::string{R"({"rows":12})"});
        QCOMPARE(*cacao::filledContent(R"({"on":"__a__:value"})", ofType("bool"), holding("true")),
                 std::string{R"({"on":true})"});
        QCOMPARE(*cacao::filledContent(R"({"q":"__a__:value"})", ofType("dictionary"),
                                       holding(R"({"x":"__b__:value"})")),
                 std::string{R"({"q":{"x":"__b__:value"}})"});
        QVERIFY(!cacao::filledContent(R"({"rows":"__a__:value"})", ofType("integer"), holding("12}")));
    }

    void readsRequestLines()
    {
        QCOMPARE(cacao::requestLineFrom("POST /api/v1/backups HTTP/1.1")->target,
                 std::string{"/api/v1/backups"});
        for (std::string const line : {"", "POST", "TRACE / HTTP/1.1", "POST /a b HTTP/1.1",
                                       "POST /a HTTP/1.1\r\nHost: x", "post /a HTTP/1.1"})
            QVERIFY2(!cacao::requestLineFrom(line), line.c_str());
    }

    void checksTypes()
    {
        QVERIFY(cacao::fitsType("uuid", "014dae7b-f082-4171-a8fc-56d4d90e14b9"));
        QVERIFY(!cacao::fitsType("uuid", "014dae7b"));
        QVERIFY(cacao::fitsType("ipv4-addr", "192.0.2.1"));
        QVERIFY(!cacao::fitsType("ipv4-addr", "192.0.2.256"));
        QVERIFY(!cacao::fitsType("ipv4-addr", "192.0.2.01"));
        QVERIFY(cacao::fitsType("dictionary", "{\"a\":1}"));
        QVERIFY(!cacao::fitsType("dictionary", "a"));
        QVERIFY(!cacao::fitsType("integer", "1e3"));
        QVERIFY(!cacao::fitsType("string", "\xff"));
    }

    void showsPromptsWithoutControlCharacters()
    {
        auto const prompt = cacao::filledPrompt("Ask __a__:value", holding("\x1b[31mred\nline"));
        QVERIFY(prompt && prompt->find('\x1b') == std::string::npos &&
                prompt->find('\n') == std::string::npos);
    }
};

DEWAR_TEST(test_cacao_values)
#include "test_cacao_values.moc"
