// Jobs in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/principal.h"
#include "core/platform/db/tx.h"
#include "core/services/jobs/jobs_types.h"

namespace core::jobs {

// What a worker needs of a job.
struct Claimed {
    JobId id;
    std::string kind;
    std::string input;     // JSON
    std::string progress;  // JSON: the cursor, null at first
    std::string principal; // api::snapshotOf
    std::string traceId;
    std::int64_t completed = 0;
    std::int64_t total = 0;
    api::Fence fence = {}; // under which it was claimed; not of this table
};

struct NewJob {
    JobId id;
    std::string kind;
    std::string input;
    std::string principal;
    std::string startedBy;
    std::string traceId;
    Time createdAt{};
};

// One write of a worker: absent parts stay as they are.
struct Progress {
    std::int64_t completed = 0;
    std::int64_t total = 0;
    std::string says;
    std::optional<std::string> resultLink;
    std::optional<std::string> cursor;
};

struct Ending {
    State state = State::Done;
    std::string says;
    std::optional<std::string> problem;
    Time endedAt{};
    Time expiresAt{};
};

Status insert(db::Tx& tx, NewJob const& job);
Result<std::optional<Job>> byId(db::Tx& tx, JobId const& id);
// Newest first, below that id.
Result<std::vector<Job>> page(db::Tx& tx, JobFilter const& filter, std::int64_t limit);
Result<std::int64_t> waiting(db::Tx& tx);
// The oldest queued job becomes running.
Result<std::optional<Claimed>> claim(db::Tx& tx, Time now);
// Answers whether the job is wanted still: false once somebody cancelled it.
Result<bool> write(db::Tx& tx, JobId const& id, Progress const& progress);
// Only a running job ends here; answers whether it did.
Result<bool> end(db::Tx& tx, JobId const& id, Ending const& ending);
// A queued job is cancelled at once; a running one is asked to stop.
Result<bool> cancelQueued(db::Tx& tx, JobId const& id, Ending const& ending);
Status wantCancel(db::Tx& tx, JobId const& id);
Result<bool> isCancelWanted(db::Tx& tx, JobId const& id);
// A running job waits again; `forgiven` takes its last attempt back.
Status requeue(db::Tx& tx, JobId const& id, std::int64_t forgiven);
// The lease under which an engine works on a job.
std::string leaseOf(JobId const& id);
// Running jobs whose engine is gone: no lease of theirs is in force at `now`, the database's time.
Result<std::int64_t> abandoned(db::Tx& tx, Time now);
// They wait again, and those with too many attempts fail.
Status giveUp(db::Tx& tx, std::int64_t attemptsMax, Time now, Ending const& ending);
Status requeueAbandoned(db::Tx& tx, Time now);
// At most `limit` of those that expired.
Status purge(db::Tx& tx, Time now, std::int64_t limit);

} // namespace core::jobs
