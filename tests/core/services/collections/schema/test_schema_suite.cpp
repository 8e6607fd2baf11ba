// The official suite of JSON Schema 2020-12: the number of passing cases is a golden that may only rise.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema.h"
#include "tests/support/registry.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QObject>
#include <QtCore/QRegularExpression>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

using namespace core;
using collections::schema::Schema;

namespace {

struct Score {
    int passing = 0;
    int cases = 0;
    QStringList failing;
};

// A schema that is refused fails all its cases: a case only passes when the verdict is the suite's.
void judge(QString const& path, bool assertFormats, Score& score)
{
    QFile file{path};
    if (!file.open(QIODevice::ReadOnly))
        return;
    auto const groups =
        json::parse(file.readAll().toStdString(), {.bytesMax = 8 << 20, .depthMax = 64, .bigIntegers = true});
    if (!groups || !groups->is_array())
        return score.failing.append(path + ": not readable");
    for (auto const& group : groups->get_array()) {
        auto const& tests = json::find(group, "tests")->get_array();
        auto const compiled = Schema::compile(*json::find(group, "schema"), {.assertFormats = assertFormats});
        auto const name = QFileInfo{path}.baseName() + ": " + json::textAt(group, "description").c_str();
        score.cases += static_cast<int>(tests.size());
        if (!compiled) {
            auto const& error = compiled.error();
            score.failing.append(
                QString{"%1 (%2 cases): %3 %4"}
                    .arg(name)
                    .arg(tests.size())
                    .arg(error.message.c_str(),
                         error.fields.empty()
                             ? ""
                             : (error.fields[0].field + " " + error.fields[0].problem).c_str()));
            continue;
        }
        for (auto const& test : tests) {
            bool const valid = bool(compiled->check(*json::find(test, "data")));
            if (valid == json::boolAt(test, "valid"))
                ++score.passing;
            else
                score.failing.append(name + " | " + json::textAt(test, "description").c_str());
        }
    }
}

Score scoreOf(QString const& folder, bool assertFormats)
{
    Score score;
    for (auto const& name : QDir{folder}.entryList({"*.json"}, QDir::Files))
        judge(QDir{folder}.filePath(name), assertFormats, score);
    return score;
}

} // namespace

class test_schema_suite : public QObject {
    Q_OBJECT

private slots:
    void neverPassesFewerCasesThanBefore()
    {
        QString const suite = QStringLiteral(VECTORS_DIR "/json-schema-test-suite/tests/draft2020-12");
        if (!QDir{suite}.exists())
            QSKIP("the JSON Schema suite skipped: shared vectors are absent");
        // The specification makes format a note by default; our collections demand it, as optional/format.
        auto const required = scoreOf(suite, false);
        auto const formats = scoreOf(suite + "/optional/format", true);
        for (auto const& line : required.failing + formats.failing)
            qInfo("open: %s", qPrintable(line));
        auto const text = QString{"required %1 of %2\noptional/format %3 of %4\n"}
                              .arg(required.passing)
                              .arg(required.cases)
                              .arg(formats.passing)
                              .arg(formats.cases);
        QString const golden = QStringLiteral(SOURCE_DIR "/tests/golden/json_schema_suite.txt");
        if (qEnvironmentVariableIsSet("GOLDEN_UPDATE")) {
            QFile file{golden};
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) == text.size());
        }
        QFile file{golden};
        QVERIFY(file.open(QIODevice::ReadOnly));
        QRegularExpression const form{"^required (\\d+) of \\d+\noptional/format (\\d+) of \\d+\n$"};
        auto const before = form.match(QString::fromUtf8(file.readAll()));
        QVERIFY(before.hasMatch());
        qInfo("%s", qPrintable(text));
        QVERIFY2(required.passing >= before.captured(1).toInt(), "fewer required cases pass than before");
        QVERIFY2(formats.passing >= before.captured(2).toInt(), "fewer format cases pass than before");
        QVERIFY2(required.passing >= 882, "ajv passes 882");
    }

    void readsPatternsAsEcmaScriptDoes()
    {
        QString const optional =
            QStringLiteral(VECTORS_DIR "/json-schema-test-suite/tests/draft2020-12/optional/");
        if (!QDir{optional}.exists())
            QSKIP("the JSON Schema suite skipped: shared vectors are absent");
        Score score;
        judge(optional + "ecmascript-regex.json", true, score);
        judge(optional + "non-bmp-regex.json", true, score);
        QVERIFY2(score.failing.isEmpty(), qPrintable(score.failing.join("; ")));
        QCOMPARE(score.passing, 55);
    }
};

DEWAR_TEST(test_schema_suite)
#include "test_schema_suite.moc"
