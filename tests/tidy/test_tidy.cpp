// Our style as a test: layers, names, lengths, words. Every finding says what to do instead.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/registry.h"
#include "tests/tidy/layers.h"
#include "tests/tidy/source.h"

namespace {

constexpr std::size_t kFunctionLinesMax = 60;
constexpr int kLineColumnsMax = 110;

std::string const root = SOURCE_DIR;

std::string textOf(std::string const& path)
{
    std::ifstream file{root + "/" + path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<tidy::Source> const& sources()
{
    static auto const all = tidy::sourcesIn(root, {"core", "app", "ui", "tests"});
    return all;
}

// The paths of a list of exceptions, which may only shrink.
std::set<std::string> pathsIn(std::string const& list)
{
    std::set<std::string> paths;
    std::istringstream lines{textOf(list)};
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && line[0] != '#')
            paths.insert(line);
    return paths;
}

bool isWithin(std::string const& path, char const* folder)
{
    return path.starts_with(folder);
}

bool isAmong(std::set<std::string> const& folders, std::string const& path)
{
    return std::any_of(folders.begin(), folders.end(),
                       [&](auto const& folder) { return path.starts_with(folder); });
}

bool isCpp(tidy::Source const& source)
{
    return source.path.ends_with(".cpp") || source.path.ends_with(".h");
}

class Findings {
public:
    void add(std::string const& path, std::size_t line, std::string const& what)
    {
        m_text += "\n  " + path + ":" + std::to_string(line) + ": " + what;
        ++m_count;
    }
    // Qt Test cuts long messages, so the whole list goes to stderr.
    QByteArray text() const
    {
        if (m_count > 0)
            std::fprintf(stderr, "%zu findings%s\n", m_count, m_text.c_str());
        return QByteArray::number(static_cast<qulonglong>(m_count)) + " findings, listed above";
    }
    bool none() const { return m_count == 0; }

private:
    std::string m_text;
    std::size_t m_count = 0;
};

// Where a word may not stand, and what to write there.
struct Word {
    char const* pattern;
    char const* instead;
    std::vector<std::string> within;      // folders where the rule holds
    std::vector<std::string> except = {}; // and where it does not
};

std::vector<Word> const& words()
{
    static std::vector<Word> const all{
        {R"(\bsystem_clock::now\b)", "core::Clock or context.now", {"core", "app"}, {"core/base/clock.cpp"}},
        {R"(\bsteady_clock::now\b)",
         "core::Clock::monotonic()",
         {"core"},
         {"core/base/clock.cpp", "core/platform/os", "core/platform/http", "core/platform/db/postgres"}},
        {R"(\brandom_device\b|\bmt19937)", "core::Random or context.random", {"core", "app"}},
        {R"(\bsqlite3_\w+|\bPQ[a-z]\w+\()",
         "db::Tx; only core/platform/db knows a database",
         {"core", "app"},
         {"core/platform/db"}},
        {R"(\b(EVP|SSL)_\w+)",
         "core/platform/crypto",
         {"core", "app"},
         {"core/platform/crypto", "core/platform/http"}},
        {R"(\bQEventLoop\b|\bQThread\b|\bQtConcurrent\b|\bprocessEvents\b|\bwaitFor[A-Z]\w+\()",
         "a call with a callback: the GUI thread asks and moves on",
         {"ui", "app/console"}},
        {R"(\bignoreSslErrors\b)", "QSslConfiguration with the one certificate to trust", {"ui", "app"}},
        {R"(\b(class|struct|enum)\s+(class\s+)?\w+(Manager|Helper|Util|Utils|Info)\b)",
         "a noun that says what it is",
         {"core", "app", "ui"}},
        {R"(\bsrand\(|\brand\(\)|\bstrcpy\(|\bsprintf\(|\bgets\()",
         "core::Random, std::string, fmt",
         {"core", "app", "ui", "tests"}},
    };
    return all;
}

bool holdsFor(Word const& word, std::string const& path)
{
    auto const covers = [&](auto const& folder) { return path == folder || path.starts_with(folder + "/"); };
    return std::any_of(word.within.begin(), word.within.end(), covers) &&
           std::none_of(word.except.begin(), word.except.end(), covers);
}

bool found(QRegularExpression const& pattern, std::string const& line)
{
    return pattern.match(QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()))).hasMatch();
}

} // namespace

class test_tidy : public QObject {
    Q_OBJECT

private slots:
    void readsOurSources()
    {
        QVERIFY2(sources().size() > 30, "the tidy test must see the source tree");
        auto const hasItself = std::any_of(sources().begin(), sources().end(), [](auto const& source) {
            return source.path == "tests/tidy/test_tidy.cpp";
        });
        QVERIFY(hasItself);
    }

    void tellsCodeFromCommentsAndTexts()
    {
        auto const source = tidy::sourceOf(
            "x.cpp", "int a = 1'000; // SELECT\nauto s = R\"q(\"x\" // y)q\"; f(\"b\\\"c\");\n");
        QCOMPARE(source.code[0], std::string{"int a = 1'000;          "});
        QCOMPARE(source.literals[1].find("\"x\" // y"), std::size_t{13});
        QVERIFY(source.code[1].find("y") == std::string::npos);
        QVERIFY(source.literals[1].find("b\\\"c") != std::string::npos);
    }

    void findsFunctionsByTheirForm()
    {
        auto const source =
            tidy::sourceOf("x.cpp", "int one(int a,\n        int b)\n{\n    if (a) {\n        b();\n    "
                                    "}\n}\nstd::vector<R> routes()\n{\n"
                                    "    return {\n        {\n            .a = 1,\n        },\n    };\n}\n");
        auto const functions = tidy::functionsIn(source);
        QCOMPARE(functions.size(), std::size_t{2});
        QCOMPARE(functions[0].length, std::size_t{3});
        QCOMPARE(functions[1].line, std::size_t{9});
    }

    void keepsTheLayers()
    {
        tidy::Layers const layers{textOf("tests/tidy/layers.txt")};
        QVERIFY(layers.faults().empty());
        Findings findings;
        static QRegularExpression const pattern{"^\\s*#\\s*include\\s*([\"<])([^\">]+)[\">]"};
        for (auto const& source : sources())
            for (std::size_t i = 0; isCpp(source) && i < source.lines.size(); ++i) {
                auto const match = pattern.match(QString::fromStdString(source.lines[i]));
                if (!match.hasMatch())
                    continue;
                auto const name = match.captured(2).toStdString();
                bool const isForeign = match.captured(1) == "<";
                if (!isForeign && name.ends_with(".moc"))
                    continue;
                if (!isForeign && name.find('/') == std::string::npos)
                    findings.add(source.path, i + 1, "include by the path from the root");
                else if (!layers.allows(source.path, (isForeign ? "<" : "") + name))
                    findings.add(source.path, i + 1,
                                 "may not include " + name + ": see tests/tidy/layers.txt");
            }
        QVERIFY2(findings.none(), findings.text());
    }

    void refusesAnArrowThatIsNotListed()
    {
        tidy::Layers const layers{textOf("tests/tidy/layers.txt")};
        QVERIFY(!layers.allows("core/services/users/users_service.cpp", "core/services/auth/auth_service.h"));
        QVERIFY(!layers.allows("core/services/auth/auth_service.cpp", "core/services/users/users_store.h"));
        QVERIFY(layers.allows("core/services/auth/auth_service.cpp", "core/services/users/users_service.h"));
        QVERIFY(!layers.allows("core/base/text.cpp", "core/platform/json/json.h"));
        QVERIFY(!layers.allows("core/api/router.cpp", "<openssl/evp.h"));
        QVERIFY(!layers.allows("ui/shell/main.cpp", "core/base/text.h"));
    }

    void opensEveryFileWithASentenceAndALicence()
    {
        Findings findings;
        for (auto const& source : sources()) {
            if (source.lines.size() < 3)
                findings.add(source.path, 1, "is empty");
            else if (!source.lines[0].starts_with("// "))
                findings.add(source.path, 1, "open with one sentence: what the file is for");
            else if (std::none_of(source.lines.begin(),
                                  source.lines.begin() +
                                      std::min<std::ptrdiff_t>(6, std::ssize(source.lines)),
                                  [](auto const& line) {
                                      return line == "// SPDX-License-Identifier: GPL-3.0-or-later";
                                  }))
                findings.add(source.path, 2, "// SPDX-License-Identifier: GPL-3.0-or-later");
            if (source.path.ends_with(".h") &&
                std::none_of(source.code.begin(), source.code.end(),
                             [](auto const& line) { return line.starts_with("#pragma once"); }))
                findings.add(source.path, 3, "#pragma once");
        }
        QVERIFY2(findings.none(), findings.text());
    }

    void namesFilesByTheirStem()
    {
        Findings findings;
        static QRegularExpression const snake{"^[a-z][a-z0-9_]*$"};
        for (auto const& source : sources()) {
            auto const path = std::filesystem::path{source.path};
            if (!found(snake, path.stem().string()))
                findings.add(source.path, 1, "file names are snake_case");
            auto const folder = path.parent_path();
            auto const stem = folder.filename().string();
            if (folder.parent_path() == "core/services" && path.stem().string() != stem &&
                !path.stem().string().starts_with(stem + "_"))
                findings.add(source.path, 1, "begin the name with the capability: " + stem + "_");
            if (isWithin(source.path, "tests/core/") && path.stem().string().starts_with("test_") &&
                !std::filesystem::exists(root + "/" + folder.string().substr(6)))
                findings.add(source.path, 1, "tests mirror the source tree");
        }
        QVERIFY2(findings.none(), findings.text());
    }

    void keepsLinesShort()
    {
        auto const unformatted = pathsIn("tests/tidy/unformatted.txt");
        Findings findings;
        for (auto const& source : sources())
            for (std::size_t i = 0; !isAmong(unformatted, source.path) && i < source.lines.size(); ++i) {
                auto const columns = QString::fromStdString(source.lines[i]).size();
                if (columns > kLineColumnsMax)
                    findings.add(source.path, i + 1, std::to_string(columns) + " columns: break at 110");
            }
        QVERIFY2(findings.none(), findings.text());
    }

    void keepsFunctionsShort()
    {
        Findings findings;
        for (auto const& source : sources()) {
            // A route table is one literal, and so are the rows of a data-driven test.
            if (!isCpp(source) || source.path.ends_with("_routes.cpp"))
                continue;
            for (auto const& function : tidy::functionsIn(source))
                if (function.length > kFunctionLinesMax && function.name.find("_data()") == std::string::npos)
                    findings.add(source.path, function.line,
                                 std::to_string(function.length) + " lines: split at 60 (" + function.name +
                                     ")");
        }
        QVERIFY2(findings.none(), findings.text());
    }

    void usesNoForbiddenWord()
    {
        Findings findings;
        for (auto const& word : words()) {
            QRegularExpression const pattern{word.pattern};
            QVERIFY(pattern.isValid());
            for (auto const& source : sources())
                for (std::size_t i = 0; holdsFor(word, source.path) && i < source.code.size(); ++i)
                    if (found(pattern, source.code[i]))
                        findings.add(source.path, i + 1, std::string{"use "} + word.instead);
        }
        QVERIFY2(findings.none(), findings.text());
    }

    void leavesNothingForLater()
    {
        Findings findings;
        // Split, so that this file does not find itself.
        static QRegularExpression const pattern{"\\bTO"
                                                "DO\\b|\\bFIX"
                                                "ME\\b|\\bXX"
                                                "X\\b|\\bdum"
                                                "my\\b|\\bnot imple"
                                                "mented\\b",
                                                QRegularExpression::CaseInsensitiveOption};
        for (auto const& source : sources())
            for (std::size_t i = 0; i < source.lines.size(); ++i)
                if (found(pattern, source.lines[i]))
                    findings.add(source.path, i + 1, "finish it, or write an issue");
        QVERIFY2(findings.none(), findings.text());
    }

    void givesAReasonForEverySharedOwner()
    {
        Findings findings;
        static QRegularExpression const pattern{R"(\b(shared_ptr|make_shared)\b)"};
        for (auto const& source : sources())
            for (std::size_t i = 0; i < source.code.size(); ++i) {
                bool const isOurs = isWithin(source.path, "core/") || isWithin(source.path, "app/");
                bool const hasReason = source.lines[i].find("// shared:") != std::string::npos ||
                                       (i > 0 && source.lines[i - 1].find("// shared:") != std::string::npos);
                if (isOurs && found(pattern, source.code[i]) && !hasReason)
                    findings.add(source.path, i + 1,
                                 "own by value or unique_ptr, or say why: // shared: ...");
            }
        QVERIFY2(findings.none(), findings.text());
    }

    void keepsSqlInTheStores()
    {
        Findings findings;
        static QRegularExpression const pattern{
            R"(\bSELECT\s.*\bFROM\b|\bSELECT\s+[\w*(]|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|)"
            R"(\b(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\b)"};
        for (auto const& source : sources()) {
            bool const mayHoldSql =
                source.path.ends_with("_store.cpp") || isWithin(source.path, "core/platform/db/");
            if (!isWithin(source.path, "core/") || mayHoldSql)
                continue;
            for (std::size_t i = 0; i < source.literals.size(); ++i)
                if (found(pattern, source.literals[i]))
                    findings.add(source.path, i + 1, "SQL stands in *_store.cpp");
        }
        QVERIFY2(findings.none(), findings.text());
    }

    void keepsColoursInTheTheme()
    {
        Findings findings;
        static QRegularExpression const pattern{R"(^\s*#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\s*$)"};
        for (auto const& source : sources())
            for (std::size_t i = 0; i < source.literals.size(); ++i)
                if (isWithin(source.path, "ui/") && !isWithin(source.path, "ui/theme/") &&
                    found(pattern, source.literals[i]))
                    findings.add(source.path, i + 1, "a colour role of ui/theme");
        QVERIFY2(findings.none(), findings.text());
    }

    void givesEveryServiceAndStoreATest()
    {
        auto const untested = pathsIn("tests/tidy/untested.txt");
        std::set<std::string> missing;
        for (auto const& source : sources()) {
            bool const needsOne =
                source.path.ends_with("_service.cpp") || source.path.ends_with("_store.cpp");
            auto const path = std::filesystem::path{source.path};
            auto const test =
                root + "/tests/" + path.parent_path().string() + "/test_" + path.filename().string();
            if (isWithin(source.path, "core/services/") && needsOne && !std::filesystem::exists(test))
                missing.insert(source.path);
        }
        Findings findings;
        for (auto const& path : missing)
            if (!untested.contains(path))
                findings.add(path, 1, "write its test class under tests/" + path);
        for (auto const& path : untested)
            if (!missing.contains(path))
                findings.add(path, 1, "take it from tests/tidy/untested.txt: the list may only shrink");
        QVERIFY2(findings.none(), findings.text());
    }
};

DEWAR_TEST(test_tidy)
#include "test_tidy.moc"
