// Conditions: what holds, what is refused by name, and that no length or nesting hurts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QElapsedTimer>

#include "core/services/playbooks/cacao/cacao_condition.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::playbooks;

namespace {
std::optional<std::string> typeOf(std::string_view name)
{
    if (name == "__n__" || name == "__big__")
        return "integer";
    if (name == "__f__")
        return "float";
    if (name == "__b__")
        return "bool";
    if (name == "__s__" || name == "__unset__")
        return "string";
    if (name == "__h__")
        return "sha256-hash";
    if (name == "__d__")
        return "dictionary";
    return std::nullopt;
}
std::optional<std::string> valueOf(std::string_view name)
{
    if (name == "__n__")
        return "5";
    if (name == "__big__")
        return "9007199254740993";
    if (name == "__f__")
        return "2.5";
    if (name == "__b__")
        return "true";
    if (name == "__s__")
        return "it's 'x' OR __n__:value = 5";
    if (name == "__h__")
        return "AB:cd";
    return std::nullopt;
}
} // namespace

class test_cacao_condition : public QObject {
    Q_OBJECT

private slots:
    void decides_data()
    {
        QTest::addColumn<bool>("holds");
        auto const row = [](char const* text, bool holds) { QTest::newRow(text) << holds; };
        row("__n__:value = 5", true);
        row("__n__:value = '5'", true);
        row("__n__:value != 5", false);
        row("__n__:value < 10", true);
        row("__n__:value >= 5.5", false);
        row("__n__:value > __f__:value", true);
        row("__big__:value = 9007199254740992", false);
        row("__f__:value <= 2.5", true);
        row("__b__:value = true", true);
        row("NOT __b__:value = true", false);
        row("__n__:value IN (1, 2, 5)", true);
        row("__s__:value IN ('a', 'b')", false);
        row("__s__:value LIKE 'it_s%'", true);
        row("__s__:value LIKE '%y%'", false);
        row("__s__:value MATCHES 'it.s .*'", true);
        row("__s__:value MATCHES 'it'", false);
        row("__s__:value = 'it\\'s \\'x\\' OR __n__:value = 5'", true);
        row("__s__:value = 'x'", false);
        row("__h__:value = 'abcd'", true);
        row("__n__:value = 1 OR __n__:value = 5 AND __b__:value = true", true);
        row("(__n__:value = 1 OR __n__:value = 5) AND __b__:value = false", false);
        row("NOT (__n__:value = 1 AND NOT __b__:value = true)", true);
        row("5 = 5", true);
        row("__unset__:value = 'a' AND __n__:value = 4", false); // refused, see below
    }

    void decides()
    {
        QFETCH(bool, holds);
        auto const condition = cacao::Condition::parse(QTest::currentDataTag(), typeOf);
        QVERIFY2(condition, condition ? "" : condition.error().message.c_str());
        auto const answer = condition->holds(valueOf);
        if (std::string_view{QTest::currentDataTag()}.starts_with("__unset__"))
            QCOMPARE(answer.error().type, std::string{"variable-without-value"});
        else
            QCOMPARE(*answer, holds);
    }

    void refusesByName_data()
    {
        QTest::addColumn<QString>("name");
        auto const row = [](char const* text, char const* name) { QTest::newRow(text) << name; };
        row("", "condition-not-understood");
        row("Operator input to proceed", "condition-not-understood");
        row("\"response:status\" == 200", "condition-not-understood");
        row("__n__:value == 5", "condition-not-understood");
        row("__n__:value = 5;", "condition-not-understood");
        row("__n__:value = 5 __n__:value = 5", "condition-not-understood");
        row("__n__ = 5", "condition-not-understood");
        row("__n__:value = ", "condition-not-understood");
        row("(__n__:value = 5", "condition-not-understood");
        row("__s__:value = 'open", "condition-not-understood");
        row("__n__:value ISSUBSET '10.0.0.0/8'", "condition-not-understood");
        row("__s__:value LIKE __s__:value", "condition-not-understood");
        row("__s__:value IN (__s__:value)", "condition-not-understood");
        row("__x__:value = 5", "condition-unknown-variable");
        row("__n__:value = 'five'", "condition-type-mismatch");
        row("__b__:value < true", "condition-type-mismatch");
        row("__n__:value = __s__:value", "condition-type-mismatch");
        row("__d__:value = 'a'", "condition-type-mismatch");
        row("__n__:value LIKE '5%'", "condition-type-mismatch");
        row("__s__:value MATCHES '(?=a)b'", "condition-bad-pattern");
        row("__s__:value MATCHES 'a{1000}{1000}'", "condition-bad-pattern");
    }

    void refusesByName()
    {
        QFETCH(QString, name);
        auto const condition = cacao::Condition::parse(QTest::currentDataTag(), typeOf);
        QVERIFY(!condition);
        QCOMPARE(QString::fromStdString(condition.error().type), name);
    }

    void hasAnEnd()
    {
        std::string nested = std::string(1000, '(') + "5 = 5" + std::string(1000, ')');
        QCOMPARE(cacao::Condition::parse(nested, typeOf).error().type, std::string{"condition-too-deep"});
        std::string nots;
        for (int i = 0; i < 500; ++i)
            nots += "NOT ";
        QCOMPARE(cacao::Condition::parse(nots + "5 = 5", typeOf).error().type,
                 std::string{"condition-too-deep"});
        std::string chain = "5 = 5";
        for (int i = 0; i < 200; ++i)
            chain += " AND 5 = 5";
        QCOMPARE(cacao::Condition::parse(chain, typeOf).error().type, std::string{"condition-too-long"});
        QCOMPARE(cacao::Condition::parse(std::string(5000, ' '), typeOf).error().type,
                 std::string{"condition-too-long"});
    }

    void staysFastOnAHostilePattern()
    {
        auto const condition = cacao::Condition::parse("__s__:value MATCHES '(a+)+(a+)+(a+)+$'", typeOf);
        QVERIFY(condition);
        std::string const text = std::string(60'000, 'a') + "!";
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(*condition->holds([&](std::string_view) { return std::optional{text}; }), false);
        QVERIFY(timer.elapsed() < 2000);
    }
};

DEWAR_TEST(test_cacao_condition)
#include "test_cacao_condition.moc"
