// Children with argument lists, deadlines and exit codes; signals by waiting; no core images.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

    void readsSecretsByLine_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QList<QByteArray>>("secrets"); // Empty: refused.
        QTest::newRow("two, one after the other")
            << QByteArray{"first one\nsecond\n"} << QList<QByteArray>{"first one", "second"};
        QTest::newRow("without an end") << QByteArray{"only"} << QList<QByteArray>{"only"};
        QTest::newRow("as another system ends lines") << QByteArray{"only\r\n"} << QList<QByteArray>{"only"};
        QTest::newRow("blanks belong to it") << QByteArray{" a b \n"} << QList<QByteArray>{" a b "};
        QTest::newRow("nothing") << QByteArray{} << QList<QByteArray>{""};
        QTest::newRow("an empty line") << QByteArray{"\nlater\n"} << QList<QByteArray>{"", "later"};
        QTest::newRow("as long as may be") << QByteArray(4095, 'x') + '\n'
                                           << QList<QByteArray>{QByteArray(4095, 'x')};
        QTest::newRow("longer") << QByteArray(4097, 'x') + '\n' << QList<QByteArray>{""};
    }
    void readsSecretsByLine()
    {
        QFETCH(QByteArray, input);
        QFETCH(QList<QByteArray>, secrets);
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        QCOMPARE(::write(ends[1], input.constData(), static_cast<std::size_t>(input.size())), input.size());
        ::close(ends[1]);
        int const before = ::dup(STDIN_FILENO);
        QVERIFY(::dup2(ends[0], STDIN_FILENO) >= 0);
        ::close(ends[0]);
        QList<QByteArray> read;
        for (qsizetype i = 0; i < secrets.size(); ++i) {
            auto const secret = os::readSecret("-");
            read << (secret ? QByteArray{secret->view().data(), static_cast<qsizetype>(secret->size())}
                            : QByteArray{});
        }
        ::dup2(before, STDIN_FILENO);
        ::close(before);
        for (qsizetype i = 0; i < secrets.size(); ++i)
            QVERIFY2(read[i] == secrets[i], "another secret than was handed over");
    }

    void readsSecretsFromPrivateFilesOnly()
    {
        auto const path = m_directory + "/secret";
        QVERIFY(bool(os::writeFileAtomically(path, "violet tram\n", 0600)));
        auto const secret = os::readSecret(path);
        QVERIFY(bool(secret));
        QVERIFY(secret->view() == "violet tram");
        QCOMPARE(::chmod(path.c_str(), 0640), 0);
        QVERIFY(!os::readSecret(path));
    }

    void knowsItsMemoryAndItsFile()
    {
        QVERIFY(*os::residentBytes() > 1'000'000);
        QVERIFY(os::programPath()->ends_with("/core_tests"));
    }
};

DEWAR_TEST(test_process)
#include "test_process.moc"
