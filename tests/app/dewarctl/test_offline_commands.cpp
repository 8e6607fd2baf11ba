// dewarctl without an engine: a bare machine gets its data back, and the last administrator is let in again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <boost/json.hpp>
#include <sqlite3.h>

#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::Ran;
using support::run;
using support::ServedEngine;

namespace {

void sql(std::string const& directory, char const* text)
{
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open((directory + "/dewar.db").c_str(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, text, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
}

Ran unlock(ServedEngine const& engine, std::string const& name, std::vector<std::string> more = {})
{
    std::vector<std::string> words{"users",
                                   "unlock-offline",
                                   "--data",
                                   engine.data(),
                                   "--passphrase-file",
                                   engine.passphraseFile(),
                                   "--name",
                                   name};
    words.insert(words.end(), more.begin(), more.end());
    return run("dewarctl", words);
}

bool hasOneLine(Ran const& ran, std::string const& about)
{
    return std::count(ran.err.begin(), ran.err.end(), '\n') == 1 && ran.err.find(about) != std::string::npos;
}

} // namespace

class test_offline_commands : public QObject {
    Q_OBJECT

private slots:
    void letsTheLastAdministratorInAgain()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        sql(engine.data(), "UPDATE users SET enabled = 0; DELETE FROM role_grants");
        QVERIFY2(engine.serve(), engine.error().c_str());
        QCOMPARE(engine.ctl({"users", "list"}).exit, 1);
        // Not while an engine runs.
        auto const beside = unlock(engine, ServedEngine::kAdministrator);
        QCOMPARE(beside.exit, 1);
        QVERIFY2(hasOneLine(beside, "another engine"), beside.err.c_str());
        QCOMPARE(engine.stop(), 0);
        auto const unlocked = unlock(engine, ServedEngine::kAdministrator);
        QVERIFY2(unlocked.exit == 0, unlocked.err.c_str());
        QVERIFY(unlocked.out.find("is enabled again, has the role admin again") != std::string::npos);
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const listed = engine.ctl({"users", "list"});
        QVERIFY2(listed.exit == 0, listed.err.c_str());
        auto const audit = engine.ctl({"audit", "list", "--verb", "user.unlock_offline", "--json"});
        QVERIFY2(audit.out.find("was_disabled") != std::string::npos, audit.out.c_str());
        QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
        QCOMPARE(engine.stop(), 0);
    }

    void setsANewPasswordWhenTheOldOneIsLost()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        QVERIFY(bool(os::writeFileAtomically(engine.passwordFile(), "nine quiet lanterns over water\n")));
        auto const unlocked =
            unlock(engine, ServedEngine::kAdministrator, {"--new-password-file", engine.passwordFile()});
        QVERIFY2(unlocked.exit == 0, unlocked.err.c_str());
        QVERIFY2(engine.serve(), engine.error().c_str());
        QCOMPARE(engine.ctl({"users", "list"}).exit, 0);
        QCOMPARE(engine.stop(), 0);
    }

    void refusesWhoDoesNotKnowThePassphrase()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        auto const nobody = unlock(engine, "nobody");
        QCOMPARE(nobody.exit, 1);
        QVERIFY2(hasOneLine(nobody, "no user nobody"), nobody.err.c_str());
        QVERIFY(bool(os::writeFileAtomically(engine.passphraseFile(), "a guess of mine\n")));
        auto const refused = unlock(engine, ServedEngine::kAdministrator);
        QCOMPARE(refused.exit, 1);
        QVERIFY2(hasOneLine(refused, "passphrase"), refused.err.c_str());
        auto const audit = run("dewarctl", {"audit", "verify", "--data", engine.data()});
        QVERIFY2(audit.exit == 0, audit.err.c_str());
    }

    void saysHowToWriteIt_data()
    {
        QTest::addColumn<QByteArray>("words");
        for (auto const* words : {"users unlock-offline", "users unlock-offline --data x --loud y",
                                  "backup restore-into --data x", "backup restore-into --repository",
                                  "backup restore-into --repository a --repository b"})
            QTest::newRow(words) << QByteArray{words};
    }

    void saysHowToWriteIt()
    {
        QFETCH(QByteArray, words);
        std::vector<std::string> list;
        for (auto const& word : words.split(' '))
            list.push_back(word.toStdString());
        auto const ran = run("dewarctl", list);
        QCOMPARE(ran.exit, 2);
        QVERIFY2(hasOneLine(ran, "dewarctl " + list[0]), ran.err.c_str());
    }

    void restoresOnABareMachine()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        QVERIFY2(engine.serve(), engine.error().c_str());
        QCOMPARE(engine.ctl({"roles", "create", "--name", "kept", "--permissions", "users.read"}).exit, 0);
        auto const started = engine.ctl({"backups", "create", "--json"});
        QVERIFY2(started.exit == 0, started.err.c_str());
        auto const document = json::parse(started.out);
        QVERIFY(bool(document));
        auto const job = json::textAt(*document, "job");
        auto const made = engine.ctl({"jobs", "wait", job});
        QVERIFY2(made.exit == 0, made.err.c_str());
        QCOMPARE(engine.stop(), 0);
        // Only the repository is left of it.
        auto const repository = engine.folder() + "/kept-elsewhere";
        std::filesystem::rename(engine.data() + "/backups", repository);
        std::filesystem::remove_all(engine.data());
        std::vector<std::string> const words{
            "backup", "restore-into", "--repository",      repository,
            "--data", engine.data(),  "--passphrase-file", engine.passphraseFile()};
        auto const restored = run("dewarctl", words);
        QVERIFY2(restored.exit == 0, restored.err.c_str());
        QVERIFY2(restored.out.find("all as in its manifest") != std::string::npos, restored.out.c_str());
        // Never over what is there.
        auto const again = run("dewarctl", words);
        QCOMPARE(again.exit, 1);
        QVERIFY2(hasOneLine(again, "not empty"), again.err.c_str());
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const listed = engine.ctl({"roles", "list"});
        QVERIFY2(listed.exit == 0, listed.err.c_str());
        QVERIFY(listed.out.find("kept") != std::string::npos);
        auto const audit = engine.ctl({"audit", "list", "--verb", "backup.restore_into", "--json"});
        QVERIFY2(audit.out.find("sessions_ended") != std::string::npos, audit.out.c_str());
        QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
        QCOMPARE(engine.stop(), 0);
    }
};

DEWAR_TEST(test_offline_commands)
#include "test_offline_commands.moc"
