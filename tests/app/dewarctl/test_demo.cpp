// The story of a credential compromise against the built programs, whole and with one action left out at a
// time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>

#include "tests/support/programs.h"
#include "tests/support/registry.h"

using support::run;

class test_demo : public QObject {
    Q_OBJECT

private slots:
    void runsToItsEnd()
    {
        auto const ran = run("dewarctl", {"demo", "credential-compromise"});
        QVERIFY2(ran.exit == 0, (ran.out + ran.err).c_str());
        QVERIFY(ran.out.find("FAIL") == std::string::npos);
        QVERIFY(ran.out.find("Contained, restored, proven.") != std::string::npos);
    }

    void noticesAnActionThatIsLeftOut_data()
    {
        QTest::addColumn<QString>("action");
        for (auto const* action :
             {"Take a backup", "Disable the account", "End its sessions", "Rotate the signing key",
              "Ask the owner of the account", "Notify", "Freeze the log query", "Add it to the incident",
              "Mark the incident as contained"})
            QTest::newRow(action) << QString{action};
    }
    void noticesAnActionThatIsLeftOut()
    {
        QFETCH(QString, action);
        auto const ran =
            run("dewarctl", {"demo", "credential-compromise", "--without", action.toStdString()});
        QVERIFY2(ran.exit == 1, (ran.out + ran.err).c_str());
        // It stopped because something was not seen, not because the copy could not be made.
        QVERIFY2(ran.out.find("leaving out \"" + action.toStdString() + "\"") != std::string::npos,
                 ran.out.c_str());
        QVERIFY2(ran.out.find("FAIL") != std::string::npos, ran.out.c_str());
    }

    // The week's engine runs inside dewarctl; the quickstart gives it a path of the present directory.
    void makesAWeekWhoseAuditVerifies()
    {
        QTemporaryDir folder;
        auto const before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(folder.path()));
        auto const made = run("dewarctl", {"demo", "world", "--into", "week", "--with-run"});
        auto const verified = run("dewarctl", {"audit", "verify", "--data", "week/data"});
        auto const again = run("dewarctl", {"demo", "world", "--into", "week"});
        QVERIFY(QDir::setCurrent(before));
        QVERIFY2(made.exit == 0, (made.out + made.err).c_str());
        QVERIFY2(verified.exit == 0, (verified.out + verified.err).c_str());
        QVERIFY2(again.exit == 1 && again.err.find("holds a data directory already") != std::string::npos,
                 again.err.c_str());
    }
};

DEWAR_TEST(test_demo)
#include "test_demo.moc"
