// The story of a credential compromise against the built programs, whole and with one action left out at a
// time.
// SPDX-License-Identifier: GPL-3.0-or-later
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
};

DEWAR_TEST(test_demo)
#include "test_demo.moc"
