// One engine per directory, and a clear line for the second.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include "core/platform/os/directory_lock.h"
#include "core/platform/os/files.h"
#include "tests/support/registry.h"

using namespace core;

class test_directory_lock : public QObject {
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

    void namesTheProcessThatHoldsIt()
    {
        auto const first = os::DirectoryLock::take(m_directory);
        QVERIFY(bool(first));
        auto const second = os::DirectoryLock::take(m_directory);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
        QVERIFY(second.error().message.find(m_directory) != std::string::npos);
        QVERIFY(second.error().message.find('\n') == std::string::npos);
    }

    void isFreeAgainAfterItsHolder()
    {
        {
            auto const first = os::DirectoryLock::take(m_directory);
            QVERIFY(bool(first));
        }
        QVERIFY(bool(os::DirectoryLock::take(m_directory)));
    }

    void refusesALinkInPlaceOfTheFile()
    {
        QCOMPARE(::symlink("/tmp/elsewhere", (m_directory + "/lock").c_str()), 0);
        QVERIFY(!os::DirectoryLock::take(m_directory));
        QVERIFY(!os::exists("/tmp/elsewhere"));
    }

    void reportsAMissingDirectory()
    {
        auto const lock = os::DirectoryLock::take(m_directory + "/none");
        QVERIFY(!lock);
        QCOMPARE(lock.error().code, ErrorCode::NotFound);
    }
};

DEWAR_TEST(test_directory_lock)
#include "test_directory_lock.moc"
