// How long work tells its job what it does, and what it must not leave behind; for backup_runner*.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include "core/platform/os/files.h"
#include "core/services/backup/backup_copy_store.h"
#include "core/services/backup/repository/repository.h"
#include "core/services/jobs/jobs_service.h"

namespace core::backup {

inline Status goingOn(jobs::JobContext const& job)
{
    if (job.cancelled())
        return failedAs("cancelled", ErrorCode::Conflict, "the work was broken off");
    return Done{};
}

inline copy::Pause pauseOf(jobs::JobContext& job)
{
    return [&job] { return goingOn(job); };
}

inline Progress progressOf(jobs::JobContext& job)
{
    return [&job, before = std::uint64_t{0}](std::uint64_t completed, std::uint64_t total) mutable -> Status {
        TRY(goingOn(job));
        job.setTotal(static_cast<std::int64_t>(total));
        job.advance(static_cast<std::int64_t>(completed - std::exchange(before, completed)));
        return Done{};
    };
}

// Plain copies of a database must not stay; what could not be removed goes at the next start.
struct RemovedFile {
    std::string path;
    ~RemovedFile() { static_cast<void>(os::removeFile(path)); }
};
struct RemovedTree {
    std::string path; // empty: nothing
    ~RemovedTree()
    {
        if (!path.empty())
            static_cast<void>(os::removeTree(path));
    }
};

} // namespace core::backup
