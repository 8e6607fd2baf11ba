// Profiles are private files without secrets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/profiles.h"

#include <sys/stat.h>

#include "core/platform/os/files.h"
#include "tests/support/registry.h"

using namespace core;
using namespace dewarctl;

class test_profiles : public QObject {
    Q_OBJECT

    std::string m_directory;

private slots:
    void init()
    {
        auto made = os::makeTemporaryDirectory("dewar-test-");
        QVERIFY(bool(made));
        m_directory = *made;
    }
    void cleanup() { QVERIFY(bool(os::removeTree(m_directory))); }

    void loadsWhatItSaved()
    {
        Profiles const profiles{m_directory + "/a/b/dewar"};
        QVERIFY(bool(profiles.save("home", {"https://127.0.0.1:8444", "/x/ca.pem", "ada", "relative"})));
        auto const loaded = profiles.load("home");
        QVERIFY(bool(loaded));
        QCOMPARE(loaded->server, std::string{"https://127.0.0.1:8444"});
        QCOMPARE(loaded->user, std::string{"ada"});
        QVERIFY(loaded->passwordFile.starts_with('/'));
        QCOMPARE(*profiles.names(), std::vector<std::string>{"home"});
        struct stat status {};
        QCOMPARE(::stat((m_directory + "/a/b/dewar/home.json").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t{0600});
        QVERIFY(bool(profiles.remove("home")));
        QVERIFY(!profiles.remove("home"));
    }

    void refusesAProfileOthersCouldChange()
    {
        Profiles const profiles{m_directory};
        QVERIFY(bool(profiles.save("home", {"https://127.0.0.1:8444", "/x/ca.pem", "ada", "/p"})));
        QCOMPARE(::chmod((m_directory + "/home.json").c_str(), 0666), 0);
        QVERIFY(!profiles.load("home"));
    }

    void refusesNamesThatArePaths_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (auto const* name : {"", "../x", "a/b", "A", "a b", ".x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
            QTest::newRow(name) << QByteArray{name};
    }

    void refusesNamesThatArePaths()
    {
        QFETCH(QByteArray, name);
        Profiles const profiles{m_directory};
        QVERIFY(!profiles.save(name.toStdString(), {"https://h", "/ca", "", ""}));
        QVERIFY(!profiles.load(name.toStdString()));
    }
};

DEWAR_TEST(test_profiles)
#include "test_profiles.moc"
