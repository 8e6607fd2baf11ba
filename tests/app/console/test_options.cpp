// Tests of the console's command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/options.h"

#include "tests/support/programs.h"
#include "tests/support/registry.h"

#include <QFile>
#include <QTemporaryDir>

using namespace app;

class test_options : public QObject {
    Q_OBJECT
private slots:
    void refusesWhatDoesNotGoTogether_data();
    void refusesWhatDoesNotGoTogether();
    void readsEverything();
    void readsTheFirstLineOfASecret();
    void refusesASecretThatIsOpenToOthers();
    void endsAsDewarctlDoes();
};

void test_options::refusesWhatDoesNotGoTogether_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("a server without its authority") << QStringList{"--server", "https://h:1"};
    QTest::newRow("two engines") << QStringList{"--server", "https://h:1", "--ca", "c", "--data", "d"};
    QTest::newRow("a password without a name") << QStringList{"--password-file", "p"};
    QTest::newRow("a passphrase without its engine") << QStringList{"--passphrase-file", "p"};
    QTest::newRow("pictures of nothing") << QStringList{"--screens", "d"};
    QTest::newRow("pictures of an engine that nobody opens")
        << QStringList{"--screens", "d", "--data", "e", "--user", "ada", "--password-file", "p"};
    QTest::newRow("no such theme") << QStringList{"--theme", "pink"};
    QTest::newRow("no size") << QStringList{"--size", "big"};
    QTest::newRow("an unknown option") << QStringList{"--nonsense"};
    QTest::newRow("a stray word") << QStringList{"users"};
}

void test_options::refusesWhatDoesNotGoTogether()
{
    QFETCH(QStringList, words);
    auto const read = readOptions(QStringList{"dewar"} + words);
    auto const* ending = std::get_if<Ending>(&read);
    QVERIFY(ending != nullptr);
    QCOMPARE(ending->code, kExitUsage);
    QVERIFY(ending->text.startsWith("dewar: "));
}

void test_options::readsEverything()
{
    auto const read =
        readOptions({"dewar", "--server", "https://h:1", "--ca", "c", "--user", "ada", "--password-file", "p",
                     "--page", "keys", "--theme", "light", "--size", "1100x700", "--screens", "out"});
    auto const* options = std::get_if<Options>(&read);
    QVERIFY(options != nullptr);
    QCOMPARE(options->server, "https://h:1");
    QCOMPARE(options->user, "ada");
    QCOMPARE(options->page, "keys");
    QCOMPARE(options->size, QSize(1100, 700));
    QVERIFY(options->theme == ui::Theme::Choice::Light);
    QVERIFY(options->unattended());
}

void test_options::readsTheFirstLineOfASecret()
{
    QTemporaryDir folder;
    QFile file{folder.filePath("p")};
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("violet tram 92 under snow\r\nsecond line\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.close();
    auto const secret = readSecretFile(file.fileName());
    QVERIFY(std::holds_alternative<QString>(secret));
    QCOMPARE(std::get<QString>(secret), "violet tram 92 under snow");
}

void test_options::refusesASecretThatIsOpenToOthers()
{
    QTemporaryDir folder;
    QFile file{folder.filePath("p")};
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("violet tram 92 under snow\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    file.close();
    auto const secret = readSecretFile(file.fileName());
    QVERIFY(std::holds_alternative<Ending>(secret));
    QVERIFY(!std::get<Ending>(secret).text.contains("violet"));
    QVERIFY(std::holds_alternative<Ending>(readSecretFile(folder.filePath("missing"))));
}

void test_options::endsAsDewarctlDoes()
{
    std::vector<std::string> const environment{"QT_QPA_PLATFORM=offscreen"};
    QCOMPARE(support::run("dewar", {"--version"}, environment).exit, 0);
    QCOMPARE(support::run("dewar", {"--nonsense"}, environment).exit, 2);
    auto const missing =
        support::run("dewar", {"--server", "https://127.0.0.1:1", "--ca", "/no/such/ca.pem"}, environment);
    QCOMPARE(missing.exit, 1);
    // Qt may complain of its surroundings first.
    QVERIFY2(missing.err.find("dewar: cannot read") != std::string::npos, missing.err.c_str());
}

DEWAR_TEST(test_options)
#include "test_options.moc"
