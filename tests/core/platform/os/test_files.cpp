// Files: private, durable, and honest about every failure.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <unistd.h>

#include "core/platform/os/fault_plan.h"
#include "core/platform/os/files.h"
#include "tests/support/registry.h"

using namespace core;

class test_files : public QObject {
    Q_OBJECT

    std::string m_directory;

    std::string at(char const* name) const { return m_directory + "/" + name; }
    unsigned modeOf(std::string const& path) const
    {
        struct stat status {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
    }
    std::size_t namesIn(std::string const& path) const
    {
        auto const names = os::listDirectory(path, 100);
        return names ? (*names).size() : 999;
    }

private slots:
    void init()
    {
        auto made = os::makeTemporaryDirectory("dewar-test-");
        QVERIFY(bool(made));
        m_directory = *made;
    }

    void cleanup()
    {
        os::FaultPlan::clear();
        QVERIFY(bool(os::removeTree(m_directory)));
        QVERIFY(!os::exists(m_directory));
    }

    void readsBackWhatItWrote()
    {
        std::string const bytes{"a\0b\n", 4};
        QVERIFY(bool(os::writeFileAtomically(at("x"), bytes)));
        auto const read = os::readFile(at("x"), 4);
        QVERIFY(bool(read));
        QCOMPARE(*read, bytes);
        QCOMPARE(modeOf(at("x")), 0600U);
        QCOMPARE(namesIn(m_directory), std::size_t{1});
    }

    void refusesAFileAboveTheLimit()
    {
        QVERIFY(bool(os::writeFileAtomically(at("x"), "12345")));
        auto const read = os::readFile(at("x"), 4);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::TooLarge);
    }

    void namesAMissingFile()
    {
        auto const read = os::readFile(at("none"), 4);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::NotFound);
        QVERIFY(read.error().message.find(at("none")) != std::string::npos);
    }

    void refusesASymbolicLink()
    {
        QVERIFY(bool(os::writeFileAtomically(at("x"), "1")));
        QCOMPARE(::symlink(at("x").c_str(), at("link").c_str()), 0);
        auto const read = os::readFile(at("link"), 4);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Forbidden);
        auto const appended = os::File::openAppend(at("link"));
        QVERIFY(!appended);
    }

    void refusesAFifoWithoutWaiting()
    {
        QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
        QVERIFY(!os::readFile(at("pipe"), 4));
    }

    void keepsTheOldFileWhenAnyStepFails_data()
    {
        QTest::addColumn<int>("operation");
        QTest::addColumn<int>("code");
        QTest::newRow("full disk") << int(os::Operation::Write) << ENOSPC;
        QTest::newRow("broken disk") << int(os::Operation::Sync) << EIO;
        QTest::newRow("rename refused") << int(os::Operation::Rename) << EIO;
    }

    void keepsTheOldFileWhenAnyStepFails()
    {
        QFETCH(int, operation);
        QFETCH(int, code);
        QVERIFY(bool(os::writeFileAtomically(at("x"), "old")));
        os::FaultPlan::fail(static_cast<os::Operation>(operation), 1, code);
        auto const written = os::writeFileAtomically(at("x"), "new and longer");
        QVERIFY(os::FaultPlan::fired());
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Unavailable); // as SQLite's own are answered
        QCOMPARE(*os::readFile(at("x"), 100), std::string{"old"});
        QCOMPARE(namesIn(m_directory), std::size_t{1});
    }

    void failsOnlyTheNumberedWrite()
    {
        auto file = os::File::openAppend(at("x"));
        QVERIFY(bool(file));
        os::FaultPlan::fail(os::Operation::Write, 2, ENOSPC);
        QVERIFY(bool(file->append("1111")));
        QVERIFY(!file->append("2222"));
        QVERIFY(bool(file->append("3333")));
        QCOMPARE(*os::readFile(at("x"), 100), std::string{"1111223333"}); // Half of the torn write.
    }

    void appendsSyncsAndShortens()
    {
        auto file = os::File::openAppend(at("x"));
        QVERIFY(bool(file));
        QVERIFY(bool(file->append("hello ")));
        QVERIFY(bool(file->append("world")));
        QVERIFY(bool(file->sync()));
        QCOMPARE(*file->size(), std::uint64_t{11});
        QCOMPARE(*file->read(6, 100), std::string{"world"});
        QVERIFY(bool(file->truncate(5)));
        QVERIFY(bool(file->append("!")));
        QCOMPARE(*os::readFile(at("x"), 100), std::string{"hello!"});
        auto again = os::File::openAppend(at("x"));
        QVERIFY(bool(again));
        QCOMPARE(*again->size(), std::uint64_t{6});
    }

    void reportsAFailedSync()
    {
        auto file = os::File::openAppend(at("x"));
        QVERIFY(bool(file));
        os::FaultPlan::fail(os::Operation::Sync, 1);
        QVERIFY(!file->sync());
    }

    void makesPrivateDirectories()
    {
        QVERIFY(bool(os::makePrivateDirectory(at("d"))));
        QCOMPARE(modeOf(at("d")), 0700U);
        QVERIFY(bool(os::makePrivateDirectory(at("d"))));
    }

    void refusesADirectoryOthersCanRead()
    {
        QVERIFY(bool(os::makePrivateDirectory(at("d"))));
        QCOMPARE(::chmod(at("d").c_str(), 0755), 0);
        auto const checked = os::makePrivateDirectory(at("d"));
        QVERIFY(!checked);
        QVERIFY(checked.error().message.find(at("d")) != std::string::npos);
        QVERIFY(checked.error().message.find("0755") != std::string::npos);
    }

    void refusesADirectoryOfAnotherUser()
    {
        if (::geteuid() != 0)
            QSKIP("skipped: only root can give a directory away");
        QVERIFY(bool(os::makePrivateDirectory(at("d"))));
        QCOMPARE(::chown(at("d").c_str(), 12345, 12345), 0);
        auto const checked = os::checkPrivateDirectory(at("d"));
        QVERIFY(!checked);
        QVERIFY(checked.error().message.find("12345") != std::string::npos);
        QVERIFY(!os::removeTree(at("d")));
        QCOMPARE(::chown(at("d").c_str(), 0, 0), 0);
    }

    void readsASecretWithoutItsLineEnd()
    {
        QVERIFY(bool(os::writeFileAtomically(at("p"), "correct horse \r\n")));
        auto const secret = os::readSecretFile(at("p"));
        QVERIFY(bool(secret));
        QCOMPARE(std::string{secret->view()}, std::string{"correct horse "});
    }

    void refusesASecretOthersCanRead_data()
    {
        QTest::addColumn<unsigned>("mode");
        QTest::newRow("group") << 0640U;
        QTest::newRow("others") << 0604U;
        QTest::newRow("writable by the group") << 0620U;
    }

    void refusesASecretOthersCanRead()
    {
        QFETCH(unsigned, mode);
        QVERIFY(bool(os::writeFileAtomically(at("p"), "secret\n", mode)));
        auto const secret = os::readSecretFile(at("p"));
        QVERIFY(!secret);
        QCOMPARE(secret.error().code, ErrorCode::Forbidden);
        QVERIFY(!os::checkPrivateFile(at("p")));
        QVERIFY(secret.error().message.find("chmod 600") != std::string::npos);
    }

    void removesLinksButNotWhatTheyPointTo()
    {
        QVERIFY(bool(os::makePrivateDirectory(at("kept"))));
        QVERIFY(bool(os::writeFileAtomically(at("kept/x"), "1")));
        QVERIFY(bool(os::makePrivateDirectory(at("gone"))));
        QCOMPARE(::symlink(at("kept").c_str(), at("gone/link").c_str()), 0);
        QVERIFY(bool(os::removeTree(at("gone"))));
        QVERIFY(os::exists(at("kept/x")));
        QVERIFY(!os::exists(at("gone")));
    }

    void refusesToRemoveWhatIsNoDirectoryOfOurs()
    {
        QVERIFY(!os::removeTree("/"));
        QVERIFY(!os::removeTree(""));
        QVERIFY(!os::removeTree("relative/path"));
        QVERIFY(bool(os::writeFileAtomically(at("x"), "1")));
        QVERIFY(!os::removeTree(at("x")));
    }

    void listsNamesUpToALimit()
    {
        QVERIFY(bool(os::writeFileAtomically(at("b"), "1")));
        QVERIFY(bool(os::writeFileAtomically(at("a"), "1")));
        auto const names = os::listDirectory(m_directory, 2);
        QVERIFY(bool(names));
        QCOMPARE(*names, (std::vector<std::string>{"a", "b"}));
        QVERIFY(!os::listDirectory(m_directory, 1));
    }

    void knowsTheFreeSpace() { QVERIFY(*os::freeBytes(m_directory) > 0); }
};

DEWAR_TEST(test_files)
#include "test_files.moc"
