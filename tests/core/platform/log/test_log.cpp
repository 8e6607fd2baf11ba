// A line is one JSON object, bounded, printable, without secrets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/log/log.h"

#include <sys/stat.h>

#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/platform/log/live_secrets.h"
#include "core/platform/os/files.h"
#include "tests/support/registry.h"

using namespace core;

namespace {

class StillClock final : public Clock {
public:
    Time now() const override { return timeOf(1'764'015'300'123'456); }
    Span monotonic() const override { return Span{1}; }
};

std::string lineOf(std::string_view message, log::Fields fields = {}, std::string_view traceId = {})
{
    return log::lineOf(StillClock{}.now(), log::Severity::Warn, message, fields, traceId);
}

} // namespace

class test_log : public QObject {
    Q_OBJECT

private slots:
    void writesOneJsonObject()
    {
        auto const line = lineOf("engine started",
                                 {{"port", 8443}, {"name", "a"}, {"ok", true}, {"none", nullptr}}, "7f3a");
        QCOMPARE(line,
                 std::string{
                     R"({"time":"2025-11-24T20:15:00.123456Z","severity":"warn","message":"engine started",)"
                     R"("trace_id":"7f3a","fields":{"port":8443,"name":"a","ok":true,"none":null}})"});
        QVERIFY(bool(json::parse(line)));
    }

    void hidesSecretsInMessageAndFields()
    {
        auto const line = lineOf(
            "used Bearer abcd3fgh",
            {{"password", "hunter2"}, {"body", json::Object{{"token", "t0k3n"}}}, {"text", "secret=s3cr3t"}});
        for (auto const* secret : {"abcd3fgh", "hunter2", "t0k3n", "s3cr3t"})
            QVERIFY2(line.find(secret) == std::string::npos, secret);
        QVERIFY(bool(json::parse(line)));
    }

    void hidesLiveSecretsInEveryPartOfALine()
    {
        Secret const secret{std::string_view{"correct horse battery"}};
        auto const shown = [&] {
            return lineOf(
                "read correct horse battery",
                {{"path", "/tmp/" + percentEncoded(secret.view())},
                 {"nested", json::Object{{"correct horse battery", json::Array{hexOf(secret.view())}}}},
                 {"coded", base64Of("x" + std::string{secret.view()})}});
        };
        QVERIFY(shown().find("horse") != std::string::npos);
        {
            log::LiveSecret const live{"test", secret};
            auto const line = shown();
            for (auto const& form : {std::string{"horse"}, std::string{"%20horse"}, hexOf("horse"),
                                     base64Of("rect horse bat").substr(4, 8)})
                QVERIFY2(line.find(form) == std::string::npos, line.c_str());
            QVERIFY(bool(json::parse(line)));
            auto moved = log::LiveSecret{"other", Secret{std::string_view{"another secret"}}};
            auto const kept = std::move(moved);
            QVERIFY(lineOf("another secret").find("another secret") == std::string::npos);
        }
        QVERIFY(shown().find("horse") != std::string::npos);
        QVERIFY(lineOf("another secret").find("another secret") != std::string::npos);
    }

    void escapesWhatActsOnTerminals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("escape") << QByteArray{"\x1b[2J"} << QByteArray{"\\u001b[2J"};
        QTest::newRow("line end") << QByteArray{"a\r\nb"} << QByteArray{"a\\u000d\\u000ab"};
        QTest::newRow("delete") << QByteArray{"\x7f"} << QByteArray{"\\u007f"};
        QTest::newRow("C1 control") << QByteArray{"\xc2\x9b"} << QByteArray{"\\u009b"};
        QTest::newRow("direction override") << QByteArray{"\xe2\x80\xae"} << QByteArray{"\\u202e"};
        QTest::newRow("line separator") << QByteArray{"\xe2\x80\xa8"} << QByteArray{"\\u2028"};
        QTest::newRow("tag character") << QByteArray{"\xf3\xa0\x80\xa1"} << QByteArray{"\\udb40\\udc21"};
        QTest::newRow("not UTF-8") << QByteArray{"a\xff\xc3"} << QByteArray{"a\\ufffd\\ufffd"};
        QTest::newRow("overlong") << QByteArray{"\xc0\x8a"} << QByteArray{"\\ufffd\\ufffd"};
        QTest::newRow("letters stay") << QByteArray{"Zoë 山 😀"} << QByteArray{"Zoë 山 😀"};
        QTest::newRow("quotes") << QByteArray{"\"\\"} << QByteArray{"\\\"\\\\"};
    }

    void escapesWhatActsOnTerminals()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        auto const line = lineOf(text.toStdString(), {{"f", text.toStdString()}});
        QCOMPARE(QByteArray::fromStdString(line).count("\"" + shown + "\""), 2);
        QVERIFY(bool(json::parse(line)));
    }

    void staysWithinItsLength_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::newRow("letters") << QByteArray{"a"};
        QTest::newRow("controls, six bytes each") << QByteArray(1, '\0');
        QTest::newRow("half characters") << QByteArray{"\xf0\x9f"};
    }

    void staysWithinItsLength()
    {
        QFETCH(QByteArray, piece);
        auto const text = piece.repeated(100'000).toStdString();
        json::Array many;
        for (int i = 0; i < 1000; ++i)
            many.emplace_back(text.substr(0, 50));
        auto const line = lineOf(text, {{"a", text}, {"many", many}, {"b", text}, {"c", 1}}, text);
        QVERIFY2(line.size() <= log::kLineBytesMax, qPrintable(QString::number(line.size())));
        auto const value = json::parse(line);
        QVERIFY(bool(value));
        QVERIFY(json::boolAt(*value, "cut"));
        QCOMPARE(json::integerAt(*json::find(*value, "fields"), "c"), 1);
    }

    void appendsToAPrivateFile()
    {
        auto const directory = os::makeTemporaryDirectory("dewar-test-");
        QVERIFY(bool(directory));
        StillClock const clock;
        auto const path = *directory + "/engine.log";
        QVERIFY(bool(log::open({.path = path, .severityMin = log::Severity::Info}, clock)));
        log::debug("not written");
        log::info("first", {{"n", 1}});
        log::error("second");
        static SystemClock const real;
        QVERIFY(bool(log::open({}, real)));
        auto const text = os::readFile(path, 10'000);
        QVERIFY(bool(text));
        QCOMPARE(std::count(text->begin(), text->end(), '\n'), std::ptrdiff_t{2});
        QVERIFY(text->find("not written") == std::string::npos);
        QVERIFY(text->find(R"("severity":"error","message":"second")") != std::string::npos);
        struct stat status {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t{0600});
        QVERIFY(bool(os::removeTree(*directory)));
    }

    void refusesAFileItCannotOpen()
    {
        StillClock const clock;
        auto const opened = log::open({.path = "/proc/none/engine.log"}, clock);
        QVERIFY(!opened);
        QVERIFY(opened.error().message.find("/proc/none/engine.log") != std::string::npos);
        auto const before = log::linesLost();
        log::debug("the former output still works");
        QCOMPARE(log::linesLost(), before);
    }

    void countsLinesAFullDiskRefused()
    {
        StillClock const clock;
        if (!os::exists("/dev/full"))
            QSKIP("skipped: no /dev/full here");
        auto const before = log::linesLost();
        QVERIFY(bool(log::open({.path = "/dev/full"}, clock)));
        log::info("cannot be written");
        static SystemClock const real;
        QVERIFY(bool(log::open({}, real)));
        QVERIFY(log::linesLost() > before);
    }

    void readsSeverityNames()
    {
        QCOMPARE(*log::severityOf("warn"), log::Severity::Warn);
        QCOMPARE(log::nameOf(log::Severity::Fatal), std::string_view{"fatal"});
        QVERIFY(!log::severityOf("loud"));
    }
};

DEWAR_TEST(test_log)
#include "test_log.moc"
