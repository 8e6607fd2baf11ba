// dewarctl against a served engine: exit codes, tokens, profiles, and a terminal that nothing can act on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::run;
using support::ServedEngine;

class test_dewarctl : public QObject {
    Q_OBJECT

    std::unique_ptr<ServedEngine> m_engine;

    std::string at(char const* name) const { return m_engine->folder() + "/" + name; }

private slots:
    void initTestCase()
    {
        m_engine = std::make_unique<ServedEngine>();
        auto const made = m_engine->init();
        QVERIFY2(made.exit == 0, made.err.c_str());
        QVERIFY2(m_engine->serve({"--set", "limits.scale=1000"}), m_engine->error().c_str());
    }

    void cleanupTestCase() { m_engine.reset(); }

    void printsTablesAndJson()
    {
        auto const table = m_engine->ctl({"users", "list"});
        QVERIFY2(table.exit == 0, table.err.c_str());
        QVERIFY(table.out.starts_with("id "));
        auto const listed = m_engine->ctl({"users", "list", "--json"});
        QCOMPARE(listed.exit, 0);
        auto const value = json::parse(listed.out);
        QVERIFY2(bool(value), listed.out.c_str());
        QCOMPARE(json::find(*value, "items")->get_array().size(), std::size_t{1});
    }

    void createsAUserWithASecretFromAFile()
    {
        QVERIFY(bool(os::writeFileAtomically(at("new"), "nine quiet lanterns over water\n")));
        auto const inClear =
            m_engine->ctl({"users", "create", "--name", "bob", "--password", "nine quiet lanterns"});
        QCOMPARE(inClear.exit, 2);
        QVERIFY(inClear.err.find("quiet") == std::string::npos);
        auto const made = m_engine->ctl({"users", "create", "--name", "bob", "--email", "bob@example.org",
                                         "--password", "@" + at("new"), "--roles", "viewer", "--json"});
        QVERIFY2(made.exit == 0, made.err.c_str());
        auto const again = m_engine->ctl({"users", "create", "--name", "bob", "--email", "bob@example.org",
                                          "--password", "@" + at("new"), "--roles", "viewer"});
        QCOMPARE(again.exit, 1);
        QVERIFY2(again.err.find("409") != std::string::npos, again.err.c_str());
        QVERIFY2(again.err.find("(trace ") != std::string::npos, again.err.c_str());
    }

    void answersUsageErrorsWithTwo_data()
    {
        QTest::addColumn<QByteArray>("words");
        for (auto const* words : {"", "users", "things list", "users list --colour red", "users show"})
            QTest::newRow(words) << QByteArray{words};
    }

    void answersUsageErrorsWithTwo()
    {
        QFETCH(QByteArray, words);
        std::vector<std::string> list;
        for (auto const& word : words.split(' '))
            if (!word.isEmpty())
                list.push_back(word.toStdString());
        auto const ran = m_engine->ctl(list);
        QVERIFY2(ran.exit == 2, ran.err.c_str());
        QVERIFY(ran.out.empty());
    }

    void answersRefusalsWithOne()
    {
        QCOMPARE(m_engine->ctl({"users", "show", "018f0000-0000-7000-8000-000000000000"}).exit, 1);
        QVERIFY(bool(os::writeFileAtomically(at("wrong"), "not the password at all\n")));
        auto const refused =
            run("dewarctl", {"--server", m_engine->adminAddress(), "--ca", m_engine->authority(), "--user",
                             ServedEngine::kAdministrator, "--password-file", at("wrong"), "users", "list"});
        QCOMPARE(refused.exit, 1);
        QVERIFY2(refused.err.find("sign-in was refused") != std::string::npos, refused.err.c_str());
        QVERIFY(refused.err.find("not the password") == std::string::npos);
    }

    void trustsOnlyTheGivenAuthority()
    {
        ServedEngine other;
        QCOMPARE(other.init().exit, 0);
        auto const ran = run("dewarctl", {"--server", m_engine->adminAddress(), "--ca", other.authority(),
                                          "--user", ServedEngine::kAdministrator, "--password-file",
                                          m_engine->passwordFile(), "users", "list"});
        QCOMPARE(ran.exit, 1);
        QVERIFY(ran.out.empty());
    }

    void takesATokenFromTheEnvironment()
    {
        auto const ran =
            run("dewarctl",
                {"--server", m_engine->adminAddress(), "--ca", m_engine->authority(), "users", "list"},
                {"DEWAR_TOKEN=eyJhbGciOiJFUzI1NiJ9.e30.AAAA"});
        QCOMPARE(ran.exit, 1);
        QVERIFY2(ran.err.find("401") != std::string::npos, ran.err.c_str());
    }

    void usesAStoredProfile()
    {
        std::vector<std::string> const place{"DEWAR_CONFIG=" + at("profiles")};
        auto const saved = m_engine->ctl({"profile", "save", "home"}, place);
        QVERIFY2(saved.exit == 0, saved.err.c_str());
        auto const listed = run("dewarctl", {"--profile", "home", "users", "list"}, place);
        QVERIFY2(listed.exit == 0, listed.err.c_str());
        QCOMPARE(run("dewarctl", {"profile", "list"}, place).out, std::string{"home\n"});
        auto const stored = os::readFile(at("profiles") + "/home.json", 10'000);
        QVERIFY(bool(stored));
        QVERIFY(stored->find("violet anchors") == std::string::npos);
    }

    void verifiesTheAudit()
    {
        auto const ran = m_engine->ctl({"audit", "verify"});
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        QVERIFY2(ran.out.find("audit rows verified") != std::string::npos, ran.out.c_str());
    }

    void comparesTheAuditWithAWitness()
    {
        auto const head = json::parse(m_engine->ctl({"audit", "head", "--json"}).out);
        QVERIFY(bool(head));
        auto const number = json::integerAt(*head, "number");
        auto const hash = json::textAt(*head, "hash");
        auto const verify = [&](std::int64_t row, std::string const& seen) {
            return m_engine->ctl(
                {"audit", "verify", "--head-number", std::to_string(row), "--head-hash", seen});
        };
        auto const same = verify(number, hash);
        QVERIFY2(same.exit == 0, same.err.c_str());
        auto const cut = verify(number + 1000, hash);
        QCOMPARE(cut.exit, 1);
        QVERIFY2(cut.err.find("were cut off: a witness saw them") != std::string::npos, cut.err.c_str());
        auto const other = verify(number, std::string(64, 'a'));
        QCOMPARE(other.exit, 1);
        QVERIFY2(other.err.find("another hash") != std::string::npos, other.err.c_str());
        QCOMPARE(verify(number, "abc").exit, 2);
    }

    void showsMetricsThatPromtoolAccepts()
    {
        if (!os::exists("/usr/bin/promtool"))
            QSKIP("skipped: promtool is not installed");
        auto const ran = m_engine->ctl({"--output", at("metrics"), "metrics", "list"});
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        auto const checked =
            run("/bin/sh", {"-c", "exec /usr/bin/promtool check metrics <\"$1\"", "sh", at("metrics")});
        QVERIFY2(checked.exit == 0, (checked.out + checked.err).c_str());
        QVERIFY(*os::fileSize(at("metrics")) > 200);
    }

    void writesAnswersToFilesByteByByte()
    {
        auto const ran = m_engine->ctl({"--output", at("answer"), "users", "list"});
        QVERIFY2(ran.exit == 0, ran.err.c_str());
        QVERIFY(ran.out.empty());
        QVERIFY(bool(json::parse(*os::readFile(at("answer"), 1 << 20))));
    }
};

DEWAR_TEST(test_dewarctl)
#include "test_dewarctl.moc"
