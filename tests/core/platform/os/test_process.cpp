// Children with argument lists, deadlines and exit codes; signals by waiting; no core images.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/platform/os/files.h"
#include "core/platform/os/process.h"
#include "tests/support/registry.h"

using namespace core;
using namespace std::chrono_literals;

class test_process : public QObject {
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

    void passesArgumentsAsTheyAre()
    {
        os::ChildOptions options;
        options.outputPath = m_directory + "/out";
        auto child = os::Child::start("/usr/bin/printf", {"%s|", "a b", "$HOME", "; id"}, options);
        QVERIFY(bool(child));
        QCOMPARE(*child->wait(5s), std::optional{0});
        QCOMPARE(*os::readFile(options.outputPath, 100), std::string{"a b|$HOME|; id|"});
    }

    void answersTheExitCode()
    {
        auto child = os::Child::start("/bin/sh", {"-c", "exit 7"});
        QVERIFY(bool(child));
        QCOMPARE(*child->wait(5s), std::optional{7});
        QCOMPARE(*child->wait(0s), std::optional{7});
        QVERIFY(bool(child->kill()));
    }

    void endsTheWaitAtItsDeadline()
    {
        auto child = os::Child::start("/bin/sleep", {"30"});
        QVERIFY(bool(child));
        QVERIFY(!child->wait(20ms)->has_value());
        QVERIFY(bool(child->terminate()));
        QCOMPARE(*child->wait(5s), std::optional{128 + SIGTERM});
    }

    void clearsTheSignalMaskOfTheChild()
    {
        sigset_t before;
        QCOMPARE(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
        QVERIFY(bool(os::blockSignals()));
        auto child = os::Child::start("/bin/sleep", {"30"});
        QVERIFY(bool(child));
        QVERIFY(bool(child->terminate()));
        QCOMPARE(*child->wait(5s), std::optional{128 + SIGTERM});
        QCOMPARE(::pthread_sigmask(SIG_SETMASK, &before, nullptr), 0);
    }

    void killsAForgottenChild()
    {
        int id = 0;
        {
            auto child = os::Child::start("/bin/sleep", {"30"});
            QVERIFY(bool(child));
            id = child->id();
        }
        QCOMPARE(::kill(id, 0), -1);
        QCOMPARE(errno, ESRCH);
    }

    void reportsAMissingProgram()
    {
        auto const child = os::Child::start("/no/such/program", {});
        QVERIFY(!child);
        QCOMPARE(child.error().code, ErrorCode::NotFound);
    }

    void addsToTheEnvironment()
    {
        os::ChildOptions options;
        options.outputPath = m_directory + "/out";
        options.environment = {"DEWAR_TRIED=yes"};
        auto child = os::Child::start("/bin/sh", {"-c", "printf %s \"$DEWAR_TRIED\""}, options);
        QVERIFY(bool(child));
        QCOMPARE(*child->wait(5s), std::optional{0});
        QCOMPARE(*os::readFile(options.outputPath, 100), std::string{"yes"});
    }

    void waitsForASignal()
    {
        sigset_t before;
        QCOMPARE(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
        QVERIFY(bool(os::blockSignals()));
        QVERIFY(!os::waitForSignal(10ms)->has_value());
        QCOMPARE(::pthread_kill(::pthread_self(), SIGTERM), 0);
        QCOMPARE(*os::waitForSignal(5s), std::optional{os::StopSignal::Terminate});
        QCOMPARE(::pthread_kill(::pthread_self(), SIGINT), 0);
        QCOMPARE(*os::waitForSignal(), std::optional{os::StopSignal::Interrupt});
        QCOMPARE(::pthread_sigmask(SIG_SETMASK, &before, nullptr), 0);
    }

    void forbidsCoreImages()
    {
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &before), 0);
        QVERIFY(bool(os::disableCoreDumps()));
        QCOMPARE(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t{0});
        QCOMPARE(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
    }

    void knowsItsMemoryAndItsFile()
    {
        QVERIFY(*os::residentBytes() > 1'000'000);
        QVERIFY(os::programPath()->ends_with("/core_tests"));
    }
};

DEWAR_TEST(test_process)
#include "test_process.moc"
