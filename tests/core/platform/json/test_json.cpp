// The reader refuses what two readers could understand differently; the writer is RFC 8785.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/json/json.h"
#include "tests/support/registry.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QObject>

#include <bit>
#include <set>

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

using namespace core;
using namespace std::string_literals;

namespace {

std::string bytesOf(QString const& path)
{
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string{};
}

std::string refusal(std::string_view text, json::Limits const& limits = {})
{
    auto const value = json::parse(text, limits);
    return value ? "accepted" : value.error().message;
}

std::string rewritten(std::string_view text)
{
    auto const value = json::parse(text);
    return value ? json::canonical(*value) : "refused: " + value.error().message;
}

} // namespace

class test_json : public QObject {
    Q_OBJECT

private slots:
    void agreesWithTheParsingVectors()
    {
        QDir const folder{QStringLiteral(VECTORS_DIR "/json-parsing-nst/test_parsing")};
        if (!folder.exists())
            QSKIP("parsing vectors skipped: shared vectors are absent");
        // Accepted by RFC 8259, refused here on purpose (RFC 7493, 2.3: names are unique).
        std::set<QString> const refusedOnPurpose{"y_object_duplicated_key.json",
                                                 "y_object_duplicated_key_and_value.json"};
        int judged = 0;
        for (auto const& name : folder.entryList({"*.json"}, QDir::Files)) {
            auto const parsed = json::parse(bytesOf(folder.filePath(name)));
            if (name.startsWith("y_"))
                QVERIFY2(bool(parsed) != refusedOnPurpose.contains(name), qPrintable(name));
            if (name.startsWith("n_"))
                QVERIFY2(!parsed, qPrintable(name));
            if (parsed)
                QVERIFY2(json::parse(json::canonical(*parsed)), qPrintable(name + " does not read back"));
            ++judged;
        }
        QVERIFY(judged > 200);
    }

    void refusesAmbiguousText()
    {
        struct Case {
            std::string text;
            char const* because;
        };
        Case const cases[] = {
            {R"({"a":1,"a":1})", "at byte 9: a name occurs twice"},
            {R"({"a":{"b":1,"b":2}})", "occurs twice"},
            {R"({"a":1,"\u0061":1})", "occurs twice"},
            {"\xEF\xBB\xBF{}", "byte order mark"},
            {"{} {}", "at byte 3: something follows"},
            {"1 2", "something follows"},
            {"9007199254740992", "beyond"},
            {"-9007199254740992", "beyond"},
            {"18446744073709551616", "beyond"},
            {"1e20", "beyond"},
            {"1e400", "too large"},
            {"-1e400", "too large"},
            {"\"\xED\xA0\x80\"", "not well-formed"},
            {"\"\xC0\xAF\"", "not well-formed"},
            {R"("\uD800")", "not well-formed"},
            {R"("\uD800\u0041")", "surrogate"},
            {"", "ends too early"},
            {"{\"a\":", "ends too early"},
            {"NaN", "not well-formed"},
            {"[1,]", "not well-formed"},
            {"/* no */ 1", "not well-formed"},
        };
        for (auto const& [text, because] : cases)
            QVERIFY2(QString::fromStdString(refusal(text)).contains(because),
                     (text + " -> " + refusal(text)).c_str());
    }

    void boundsDepthAndSize()
    {
        auto const nested = [](std::size_t depth) {
            return std::string(depth, '[') + std::string(depth, ']');
        };
        QCOMPARE(refusal(nested(32)), "accepted"s);
        QVERIFY(QString::fromStdString(refusal(nested(33))).contains("nested too deeply"));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(refusal(std::string(1'000'000, '[')) != "accepted");
        QVERIFY(timer.elapsed() < 1000);
        auto const tooLong = json::parse("[1,2,3]", {.bytesMax = 6});
        QVERIFY(!tooLong && tooLong.error().code == ErrorCode::TooLarge);
    }

    void readsBigIntegersOnlyWhenAsked()
    {
        json::Limits const big{.bigIntegers = true};
        QCOMPARE(json::text(*json::parse("[9223372036854775807,-9223372036854775808]", big)),
                 "[9223372036854775807,-9223372036854775808]"s);
        QCOMPARE(json::text(*json::parse("18446744073709551615", big)), "18446744073709551615"s);
        QVERIFY(refusal("18446744073709551616", big) != "accepted");
        QCOMPARE(rewritten("[9007199254740991,-9007199254740991]"), "[9007199254740991,-9007199254740991]"s);
    }

    void writesNumbersAsEcmaScript()
    {
        // RFC 8785, appendix B, and values whose shortest digits are easy to get wrong.
        struct Case {
            std::uint64_t bits;
            char const* text;
        };
        Case const cases[] = {
            {0x0000000000000000, "0"},
            {0x8000000000000000, "0"},
            {0x0000000000000001, "5e-324"},
            {0x8000000000000001, "-5e-324"},
            {0x7fefffffffffffff, "1.7976931348623157e+308"},
            {0xffefffffffffffff, "-1.7976931348623157e+308"},
            {0x4340000000000000, "9007199254740992"},
            {0xc340000000000000, "-9007199254740992"},
            {0x4430000000000000, "295147905179352830000"},
            {0x44b52d02c7e14af5, "9.999999999999997e+22"},
            {0x44b52d02c7e14af6, "1e+23"},
            {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
            {0x444b1ae4d6e2ef4e, "999999999999999700000"},
            {0x444b1ae4d6e2ef4f, "999999999999999900000"},
            {0x444b1ae4d6e2ef50, "1e+21"},
            {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
            {0x3eb0c6f7a0b5ed8d, "0.000001"},
            {0x41b3de4355555553, "333333333.3333332"},
            {0x41b3de4355555554, "333333333.33333325"},
            {0x41b3de4355555556, "333333333.3333334"},
            {0x41b3de4355555557, "333333333.33333343"},
            {0xbecbf647612f3696, "-0.0000033333333333333333"},
            {0x43143ff3c1cb0959, "1424953923781206.2"},
        };
        for (auto const& [bits, text] : cases) {
            auto const written = json::canonical(json::Value(std::bit_cast<double>(bits)));
            QVERIFY2(written == text, (written + " instead of " + text).c_str());
        }
    }

    void readsNumbersCorrectlyRounded()
    {
        struct Case {
            char const* text;
            double value;
        };
        Case const cases[] = {
            {"0.1", 0.1},
            {"2.2250738585072011e-308", 2.2250738585072011e-308},
            {"9007199254740993e-1", 900719925474099.3},
            {"123456789.123456789e-5", 1234.56789123456789},
            {"1e-400", 0.0},
            {"0.000001e300", 1e294},
            {"8.41402514911632e-5", 8.41402514911632e-5},
            {"1e22", 1e22},
            {"1.7976931348623157e308", 1.7976931348623157e308},
            {"4.9e-324", 4.9e-324},
            {"0.00000000000000000000000001e-400", 0.0},
        };
        for (auto const& [text, value] : cases) {
            auto const parsed = json::parse(text);
            QVERIFY2(parsed, text);
            QVERIFY2(parsed->to_number<double>() == value, text);
        }
    }

    void sortsNamesByCodeUnits()
    {
        // RFC 8785, 3.2.3: the order of UTF-16 code units; U+1F600 comes before U+FB33.
        QCOMPARE(rewritten("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":"
                           "6,\"\\u00f6\":7}"),
                 "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001F600\":5,\"\uFB33\":3}"s);
        QCOMPARE(rewritten(R"({"b":1,"a":{"d":2,"c":3},"":0,"aa":4})"),
                 R"({"":0,"a":{"c":3,"d":2},"aa":4,"b":1})"s);
        QCOMPARE(json::text(*json::parse(R"({"b":1,"a":2})")), R"({"b":1,"a":2})"s);
    }

    void escapesOnlyWhatMustBe()
    {
        // Not a raw string: moc loses its way in one that holds an escaped quote.
        QCOMPARE(rewritten("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\\/\\u007f\\u2028<>\""),
                 "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7f\u2028<>\""s);
        auto const withNul = json::parse(R"({"a\u0000b":"c\u0000d"})");
        QVERIFY(withNul);
        QCOMPARE(json::textAt(*withNul, "a\0b"s), "c\0d"s);
    }

    void keepsEveryNaughtyString()
    {
        QString const path = QStringLiteral(VECTORS_DIR "/naughty-strings-blns/blns.json");
        if (!QFile::exists(path))
            QSKIP("naughty strings skipped: shared vectors are absent");
        auto const list = json::parse(bytesOf(path));
        QVERIFY(list && list->is_array());
        auto const again = json::parse(json::canonical(*list));
        QVERIFY(again && *again == *list);
        QVERIFY(list->get_array().size() > 300);
    }

    void readsMembersLeniently()
    {
        auto const value = *json::parse(R"({"t":"x","i":7,"b":true,"d":1.5})");
        QCOMPARE(json::textAt(value, "t", "y"), "x"s);
        QCOMPARE(json::textAt(value, "i", "y"), "y"s);
        QCOMPARE(json::integerAt(value, "i", 1), 7);
        QCOMPARE(json::integerAt(value, "d", 1), 1);
        QCOMPARE(json::boolAt(value, "b", false), true);
        QCOMPARE(json::boolAt(value, "none", true), true);
        QVERIFY(json::find(value, "none") == nullptr);
        QVERIFY(json::find(json::Value("text"), "t") == nullptr);
    }

    void writesFilesForPeople()
    {
        QCOMPARE(json::pretty(*json::parse(R"({"a":[1,{}],"b":[]})")),
                 "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"s);
    }

    void readsAValueThatArrivesWhole()
    {
        // Long strings, names and numbers take other ways through the parser than short ones.
        std::string const longText(100'000, 'x');
        auto const value = json::parse("{\"" + longText + "\":\"" + longText + "\\n" + longText + "\"}");
        QVERIFY(value);
        QCOMPARE(json::textAt(*value, longText), longText + "\n" + longText);
        QCOMPARE(rewritten("0." + std::string(5000, '3')), "0.3333333333333333"s);
    }
};

DEWAR_TEST(test_json)
#include "test_json.moc"
