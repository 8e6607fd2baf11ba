// deward and dewarctl where the world is broken: a full disk, data of a newer version, a clock that is off, a
// backup that was changed. One clear line, an exit code, and the data as it was.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <sqlite3.h>

#include "core/platform/crypto/hash.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::Ran;
using support::run;
using support::ServedEngine;

namespace {

constexpr char kFakeTime[] = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

bool isOneLine(Ran const& ran, std::string const& program, std::string const& about)
{
    bool const isOne =
        std::count(ran.err.begin(), ran.err.end(), '\n') == 1 && ran.err.starts_with(program + ": ");
    return isOne && ran.err.find(about) != std::string::npos;
}

// The database itself as a stopped engine left it.
std::string hashOf(std::string const& path)
{
    auto const bytes = os::readFile(path, 256 << 20);
    return bytes ? crypto::sha256(*bytes) : "unreadable";
}

void sql(std::string const& directory, char const* text)
{
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open((directory + "/dewar.db").c_str(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, text, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
}

// A small disk of its own under a directory; needs root.
class SmallDisk {
public:
    SmallDisk(std::string where, std::string const& size) : m_where{std::move(where)}
    {
        std::filesystem::create_directories(m_where);
        auto const mounted =
            run("/bin/mount", {"-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", m_where});
        m_there = mounted.exit == 0;
    }
    ~SmallDisk()
    {
        if (m_there)
            run("/bin/umount", {"-l", m_where});
    }
    SmallDisk(SmallDisk const&) = delete;
    SmallDisk& operator=(SmallDisk const&) = delete;

    bool isThere() const { return m_there; }
    void fill() const
    {
        std::ofstream file{filler(), std::ios::binary};
        std::string const block(64 * 1024, 'x');
        while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
        file.close();
        // The rest, byte by byte.
        std::ofstream rest{filler() + "2", std::ios::binary};
        while (rest.put('x').flush()) {
        }
    }
    void empty() const
    {
        std::filesystem::remove(filler());
        std::filesystem::remove(filler() + "2");
    }

private:
    std::string filler() const { return m_where + "/filler"; }
    std::string m_where;
    bool m_there = false;
};

std::string jobOf(Ran const& started)
{
    auto const document = json::parse(started.out);
    return document ? json::textAt(*document, "job") : std::string{};
}

} // namespace

class test_trouble : public QObject {
    Q_OBJECT

private slots:
    void goesOnWhenAFullDiskHasRoomAgain()
    {
        ServedEngine engine;
        SmallDisk const disk{engine.data(), "32m"};
        if (!disk.isThere())
            QSKIP("mounting a small disk needs root");
        QCOMPARE(engine.init().exit, 0);
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const words = [](std::string name) {
            return std::vector<std::string>{"roles",         "create",        "--name",
                                            std::move(name), "--permissions", "users.read"};
        };
        QCOMPARE(engine.ctl(words("before")).exit, 0);
        disk.fill();
        auto const refused = engine.ctl(words("during"));
        QCOMPARE(refused.exit, 1);
        QVERIFY2(isOneLine(refused, "dewarctl", "503"), refused.err.c_str());
        disk.empty();
        auto const after = engine.ctl(words("after"));
        QVERIFY2(after.exit == 0, after.err.c_str());
        auto const listed = engine.ctl({"roles", "list"});
        QVERIFY(listed.out.find("before") != std::string::npos &&
                listed.out.find("after") != std::string::npos);
        QVERIFY(listed.out.find("during") == std::string::npos);
        QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
        QCOMPARE(engine.stop(), 0);
    }

    void leavesNothingWhenSetUpFindsNoRoom()
    {
        ServedEngine engine;
        SmallDisk const disk{engine.data(), "64k"};
        if (!disk.isThere())
            QSKIP("mounting a small disk needs root");
        auto const ran = engine.init();
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneLine(ran, "deward", ""), ran.err.c_str());
        auto const left = os::listDirectory(engine.data(), 100);
        QVERIFY(bool(left));
        QVERIFY(std::ranges::all_of(*left, [](auto const& name) { return name == "lock"; }));
    }

    void refusesDataOfANewerVersion()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        sql(engine.data(), "INSERT INTO schema_migrations VALUES('users', 99, 'x', 1)");
        auto const before = hashOf(engine.data() + "/dewar.db");
        auto const ran = run("deward", engine.serveArguments());
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneLine(ran, "deward", "newer version"), ran.err.c_str());
        QVERIFY(ran.err.find("users/99") != std::string::npos);
        QCOMPARE(hashOf(engine.data() + "/dewar.db"), before);
    }

    void refusesAClockThatFellBehind()
    {
        if (!std::filesystem::exists(kFakeTime))
            QSKIP("faketime is not installed");
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        auto const before = hashOf(engine.data() + "/dewar.db");
        auto const ran =
            run("deward", engine.serveArguments(),
                {std::string{"LD_PRELOAD="} + kFakeTime, "FAKETIME=-2d", "FAKETIME_DONT_FAKE_MONOTONIC=1"});
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneLine(ran, "deward", "set the clock"), ran.err.c_str());
        QCOMPARE(hashOf(engine.data() + "/dewar.db"), before);
        QVERIFY2(engine.serve(), engine.error().c_str());
        QCOMPARE(engine.stop(), 0);
    }

    void refusesABackupThatWasChanged()
    {
        ServedEngine engine;
        QCOMPARE(engine.init().exit, 0);
        QVERIFY2(engine.serve(), engine.error().c_str());
        auto const started = engine.ctl({"backups", "create", "--json"});
        QVERIFY2(started.exit == 0, started.err.c_str());
        auto const document = json::parse(started.out);
        QVERIFY(bool(document));
        auto const made = engine.ctl({"jobs", "wait", jobOf(started)});
        QVERIFY2(made.exit == 0 && made.out.starts_with("done"), made.err.c_str());
        for (auto const& entry :
             std::filesystem::recursive_directory_iterator{engine.data() + "/backups/packs"}) {
            if (!entry.is_regular_file())
                continue;
            std::fstream file{entry.path(), std::ios::in | std::ios::out | std::ios::binary};
            file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
            file.write("changed", 7);
        }
        auto const target = engine.folder() + "/restored";
        auto const ran =
            run("dewarctl", {"backup", "restore-into", "--repository", engine.data() + "/backups", "--data",
                             target, "--passphrase-file", engine.passphraseFile()});
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneLine(ran, "dewarctl", ""), ran.err.c_str());
        QVERIFY(!os::exists(target));
        // The running engine finds it too, and says so in the job.
        auto const verify = engine.ctl({"backups", "verify", json::textAt(*document, "id"), "--json"});
        QVERIFY2(verify.exit == 0, verify.err.c_str());
        auto const found = engine.ctl({"jobs", "wait", jobOf(verify)});
        QVERIFY2(found.exit == 1 && isOneLine(found, "dewarctl", "the job failed: "), found.err.c_str());
        QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
        QCOMPARE(engine.stop(), 0);
    }
};

DEWAR_TEST(test_trouble)
#include "test_trouble.moc"
