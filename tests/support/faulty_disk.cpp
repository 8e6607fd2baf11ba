// A layer over SQLite's own file system: the same files, but each write and sync asks the plan first.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/faulty_disk.h"

#include <cstring>
#include <map>
#include <mutex>

#include <sqlite3.h>

#include "core/platform/os/fault_plan.h"

namespace support {

namespace {

using core::os::FaultPlan;
using core::os::Operation;

sqlite3_vfs* g_real = nullptr;
sqlite3_vfs g_faulty{};

// The methods of a real file with ours in the place of two. A file keeps its real ones behind its own bytes.
sqlite3_io_methods const** realMethodsOf(sqlite3_file* file)
{
    return reinterpret_cast<sqlite3_io_methods const**>(reinterpret_cast<char*>(file) + g_real->szOsFile);
}

int faultyWrite(sqlite3_file* file, void const* bytes, int count, sqlite3_int64 offset)
{
    auto const* real = *realMethodsOf(file);
    if (FaultPlan::next(Operation::Write) != 0) {
        // As a full disk does: half of it is there.
        real->xWrite(file, bytes, count / 2, offset);
        return SQLITE_FULL;
    }
    return real->xWrite(file, bytes, count, offset);
}

int faultySync(sqlite3_file* file, int flags)
{
    if (FaultPlan::next(Operation::Sync) != 0)
        return SQLITE_IOERR_FSYNC;
    return (*realMethodsOf(file))->xSync(file, flags);
}

sqlite3_io_methods const* faultyMethods(sqlite3_io_methods const* real)
{
    static std::mutex mutex;
    static std::map<sqlite3_io_methods const*, sqlite3_io_methods> known;
    std::scoped_lock const lock{mutex};
    auto& ours = known.try_emplace(real, *real).first->second;
    ours.xWrite = &faultyWrite;
    ours.xSync = &faultySync;
    return &ours;
}

int faultyOpen(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* opened)
{
    int const code = g_real->xOpen(g_real, name, file, flags, opened);
    if (file->pMethods == nullptr)
        return code;
    *realMethodsOf(file) = file->pMethods;
    file->pMethods = faultyMethods(file->pMethods);
    return code;
}

} // namespace

FaultyDisk::FaultyDisk()
{
    g_real = sqlite3_vfs_find(nullptr);
    g_faulty = *g_real;
    g_faulty.zName = "faulty";
    g_faulty.pNext = nullptr;
    g_faulty.szOsFile = g_real->szOsFile + static_cast<int>(sizeof(sqlite3_io_methods const*));
    g_faulty.xOpen = &faultyOpen;
    sqlite3_vfs_register(&g_faulty, 1);
}

FaultyDisk::~FaultyDisk()
{
    sqlite3_vfs_unregister(&g_faulty);
    sqlite3_vfs_register(g_real, 1);
}

} // namespace support
