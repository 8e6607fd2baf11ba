// What is printed cannot act on the terminal, and JSON stays the same JSON.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/output.h"

#include "tests/support/registry.h"

using namespace core;
using namespace dewarctl;

class test_output : public QObject {
    Q_OBJECT

private slots:
    void alignsAListAsATable()
    {
        auto const value = json::parse(
            R"({"items":[{"id":"1","name":"Zoë","roles":["a","b"]},)"
            R"({"id":"22","name":null,"nested":{"x":1}}],"next":"22"})");
        QVERIFY(bool(value));
        QCOMPARE(tableOf(*value),
                 std::string{"id  name  roles\n1   Zoë   a, b\n22  -     -\nmore: --after 22\n"});
    }

    void saysWhenAListIsEmpty()
    {
        QCOMPARE(tableOf(*json::parse(R"({"items":[]})")), std::string{"nothing\n"});
    }

    void printsOneThingLineByLine()
    {
        QCOMPARE(tableOf(*json::parse(R"({"id":"1","nested":{"x":1},"n":5})")),
                 std::string{"id      1\nnested  {\"x\":1}\nn       5\n"});
    }

    void cutsLongCellsBetweenCharacters()
    {
        std::string letters;
        for (int i = 0; i < 100; ++i)
            letters += "ë";
        json::Object const row{{"name", letters}};
        auto const text = tableOf(json::Object{{"items", json::Array{row}}});
        QVERIFY(text.find("ëëë...\n") != std::string::npos);
    }

    void neverLetsTheTerminalAct_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("clear the screen") << QByteArray{"a\x1b[2Jb"};
        QTest::newRow("C1 control sequence") << QByteArray{"a\xc2\x9b"
                                                           "2Jb"};
        QTest::newRow("carriage return") << QByteArray{"a\rb"};
        QTest::newRow("line end") << QByteArray{"a\nb"};
        QTest::newRow("direction override") << QByteArray{"a\xe2\x80\xae"
                                                          "b"};
        QTest::newRow("bell") << QByteArray{"a\ab"};
        QTest::newRow("delete") << QByteArray{"a\x7f"
                                              "b"};
    }

    void neverLetsTheTerminalAct()
    {
        QFETCH(QByteArray, text);
        auto const given = text.toStdString();
        json::Value const value = json::Object{{given, given}};
        auto const problem =
            json::text(json::Object{{"title", given}, {"detail", given}, {"trace_id", given}});
        for (auto const& shown : {tableOf(value), tableOf(json::Object{{"items", json::Array{value}}}),
                                  safeJson(value), problemText("x", 400, problem)}) {
            auto const whole = QByteArray::fromStdString(shown);
            QVERIFY2(whole.indexOf(text) < 0, whole.toHex().constData());
            QVERIFY(whole.endsWith('\n'));
            for (auto const* act : {"\x1b", "\xc2\x9b", "\r", "\xe2\x80\xae", "\a", "\x7f"})
                QVERIFY2(!whole.contains(act), whole.toHex().constData());
        }
    }

    void printsJsonThatMeansTheSame()
    {
        auto const value =
            json::parse("{\"a\":\"\xc2\x9b \xe2\x80\xae \xf3\xa0\x80\xa1 Zo\xc3\xab \xf0\x9f\x98\x80\"}");
        QVERIFY(bool(value));
        auto const again = json::parse(safeJson(*value));
        QVERIFY(bool(again));
        QCOMPARE(json::text(*again), json::text(*value));
    }

    void keepsLinesAndTabsOfText()
    {
        QCOMPARE(safeText("a\tb\nc\x1b[0m\n"), std::string{"a\tb\nc\\u{1b}[0m\n"});
        QCOMPARE(safeText("# no end"), std::string{"# no end\n"});
    }

    void tellsProblemsWithTheirTraceAndFields()
    {
        QCOMPARE(problemText("users create", 422,
                             R"({"type":"x","title":"No","status":422,"trace_id":"7f3a","errors":[)"
                             R"({"pointer":"/name","detail":"must be text"}]})"),
                 std::string{"users create was refused: 422 No (trace 7f3a)\n  /name must be text\n"});
        QCOMPARE(problemText("x", 502, "<html>"), std::string{"x was refused: 502\n"});
    }
};

DEWAR_TEST(test_output)
#include "test_output.moc"
