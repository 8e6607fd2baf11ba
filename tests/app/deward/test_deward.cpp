// deward in trouble: one clear line, an exit code, and the data as it was.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::Ran;
using support::run;
using support::ServedEngine;

namespace {

// Names, sizes and contents of everything in a directory but the lock.
std::string stateOf(std::string const& directory)
{
    std::string state;
    auto names = os::listDirectory(directory, 1000);
    if (!names)
        return "none";
    for (auto const& name : *names) {
        if (name == "lock" || std::filesystem::is_directory(directory + "/" + name))
            continue;
        auto const bytes = os::readFile(directory + "/" + name, 256 << 20);
        state += name + "\n" + (bytes ? *bytes : "unreadable");
    }
    return state;
}

bool isOneClearLine(Ran const& ran, std::string const& about)
{
    bool const isOne =
        std::count(ran.err.begin(), ran.err.end(), '\n') == 1 && ran.err.starts_with("deward: ");
    return isOne && ran.err.find(about) != std::string::npos;
}

} // namespace

class test_deward : public QObject {
    Q_OBJECT

private slots:
    void makesAPrivateDirectoryAndServesIt()
    {
        ServedEngine engine;
        auto const made = engine.init();
        QVERIFY2(made.exit == 0, made.err.c_str());
        auto const report = json::parse(made.out);
        QVERIFY2(bool(report), made.out.c_str());
        QVERIFY(!json::textAt(*report, "recovery_kit").empty());
        struct stat status {};
        QCOMPARE(::stat(engine.data().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t{0700});
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const listed = engine.ctl({"users", "list"});
        QVERIFY2(listed.exit == 0, listed.err.c_str());
        QVERIFY(listed.out.find(ServedEngine::kAdministrator) != std::string::npos);
        QCOMPARE(engine.stop(), 0);
    }

    void keepsNoPrivateKeyInClear()
    {
        ServedEngine engine;
        auto const made = engine.init();
        QVERIFY2(made.exit == 0, made.err.c_str());
        auto const state = stateOf(engine.data());
        QVERIFY(state.find("PRIVATE KEY") == std::string::npos);
        QVERIFY(state.find("violet anchors drift at noon") == std::string::npos);
        QVERIFY(state.find("seven copper kettles") == std::string::npos);
        auto const names = os::listDirectory(engine.data(), 100);
        QVERIFY(bool(names));
        for (auto const& name : *names) {
            struct stat status {};
            QCOMPARE(::stat((engine.data() + "/" + name).c_str(), &status), 0);
            QVERIFY2((status.st_mode & 0077) == 0, name.c_str());
            QVERIFY2(!name.ends_with(".pem") || name == "ca.pem", name.c_str());
        }
    }

    void refusesAPassphraseFileOthersCanRead()
    {
        ServedEngine engine;
        QCOMPARE(::chmod(engine.passphraseFile().c_str(), 0644), 0);
        auto const ran = engine.init();
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, engine.passphraseFile()), ran.err.c_str());
        QVERIFY(!os::exists(engine.data()));
    }

    void refusesToSetUpTwice()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        auto const before = stateOf(engine.data());
        auto const ran = engine.init();
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, engine.data()), ran.err.c_str());
        QVERIFY(stateOf(engine.data()) == before);
    }

    void refusesAWrongPassphrase()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        auto const before = stateOf(engine.data());
        QVERIFY(bool(os::writeFileAtomically(engine.passphraseFile(), "another one\n")));
        auto const ran = run("deward", engine.serveArguments());
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, "passphrase"), ran.err.c_str());
        QVERIFY(ran.err.find("another one") == std::string::npos);
        QVERIFY(stateOf(engine.data()) == before);
    }

    void refusesASecondEngineOnTheSameDirectory()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const ran = run("deward", engine.serveArguments());
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, "another engine"), ran.err.c_str());
        QCOMPARE(engine.ctl({"users", "list"}).exit, 0);
    }

    void refusesADirectoryOthersCanRead()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        QCOMPARE(::chmod(engine.data().c_str(), 0755), 0);
        auto const ran = run("deward", engine.serveArguments());
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, "0755"), ran.err.c_str());
    }

    void refusesAPortInUse()
    {
        ServedEngine first;
        QCOMPARE(first.init().exit, 0);
        QVERIFY2(first.serve(), first.error().c_str());
        ServedEngine second;
        QCOMPARE(second.init().exit, 0);
        auto const before = stateOf(second.data());
        auto const port = first.dataAddress().substr(first.dataAddress().rfind(':'));
        auto const ran =
            run("deward", {"serve", "--data", second.data(), "--listen", "127.0.0.1" + port, "--admin",
                           "127.0.0.1:0", "--passphrase-file", second.passphraseFile()});
        QCOMPARE(ran.exit, 1);
        QVERIFY2(ran.err.find("port " + port.substr(1)) != std::string::npos, ran.err.c_str());
        QCOMPARE(first.stop(), 0);
    }

    void refusesADirectoryThatIsNotSetUp()
    {
        ServedEngine engine;
        QVERIFY(bool(os::makePrivateDirectory(engine.data())));
        auto const ran = run("deward", engine.serveArguments());
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneClearLine(ran, engine.data()), ran.err.c_str());
    }

    void explainsEverySetting()
    {
        ServedEngine engine;
        auto const ran =
            run("deward", {"serve", "--data", engine.data(), "--explain-config", "--set", "limits.scale=7"},
                {"DEWAR_TRIED=1"});
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        QVERIFY2(ran.out.find("limits.scale") != std::string::npos, ran.out.c_str());
        QVERIFY2(ran.out.find("server.listen") != std::string::npos, ran.out.c_str());
    }

    void answersUsageErrorsWithTwo_data()
    {
        QTest::addColumn<QByteArray>("words");
        for (auto const* words : {"", "fly", "serve", "init --data x", "serve --data x --loud"})
            QTest::newRow(words) << QByteArray{words};
    }

    void answersUsageErrorsWithTwo()
    {
        QFETCH(QByteArray, words);
        std::vector<std::string> list;
        for (auto const& word : words.split(' '))
            if (!word.isEmpty())
                list.push_back(word.toStdString());
        QCOMPARE(run("deward", list).exit, 2);
    }
};

DEWAR_TEST(test_deward)
#include "test_deward.moc"
