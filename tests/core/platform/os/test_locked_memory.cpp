// Memory for keys, as the kernel reports it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/locked_memory.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/registry.h"

using namespace core;

namespace {
// The VmFlags line of the mapping that starts at `address` (proc(5)): lo locked, dd not dumped, wf wiped on
// fork.
std::string flagsOf(void const* address)
{
    std::ostringstream start;
    start << std::hex << reinterpret_cast<std::uintptr_t>(address) << '-';
    std::ifstream maps{"/proc/self/smaps"};
    bool here = false;
    for (std::string line; std::getline(maps, line);) {
        if (line.starts_with(start.str()))
            here = true;
        if (here && line.starts_with("VmFlags:"))
            return line;
    }
    return {};
}
} // namespace

class test_locked_memory : public QObject {
    Q_OBJECT

private slots:
    void isLocked()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("skipped: sanitizers replace mlock by nothing");
#endif
        auto memory = os::LockedMemory::allocate(32);
        QVERIFY(bool{memory});
        auto const flags = flagsOf(memory->bytes().data());
        QVERIFY2(flags.find(" lo") != std::string::npos, flags.c_str());
    }

    void isNeitherDumpedNorInherited()
    {
        auto memory = os::LockedMemory::allocate(32);
        QVERIFY(bool{memory});
        QCOMPARE(memory->bytes().size(), std::size_t{32});
        auto const flags = flagsOf(memory->bytes().data());
        for (auto const* flag : {" dd", " wf"})
            QVERIFY2(flags.find(flag) != std::string::npos, flags.c_str());
    }

    void beginsWithZeros()
    {
        auto const memory = os::LockedMemory::allocate(4096);
        auto const bytes = memory->bytes();
        QVERIFY(std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; }));
    }

    void keepsItsBytesWhenMoved()
    {
        auto memory = *os::LockedMemory::allocate(32);
        memory.bytes()[5] = 42;
        auto moved = std::move(memory);
        QCOMPARE(moved.bytes()[5], static_cast<unsigned char>(42));
        QCOMPARE(memory.bytes().size(), std::size_t{0});
    }

    void aChildSeesZeros()
    {
        auto memory = *os::LockedMemory::allocate(32);
        memory.bytes()[0] = 42;
        auto const child = fork();
        if (child == 0)
            _exit(memory.bytes()[0]);
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(memory.bytes()[0], static_cast<unsigned char>(42));
    }

    void refusesSizesOutOfBounds()
    {
        QVERIFY(!os::LockedMemory::allocate(0));
        QVERIFY(!os::LockedMemory::allocate(std::size_t{1} << 40));
    }
};

DEWAR_TEST(test_locked_memory)
#include "test_locked_memory.moc"
