// SQL of the jobs capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/jobs/jobs_store.h"

namespace core::jobs {
namespace {
constexpr std::string_view kInsert = R"sql(
    INSERT INTO jobs (id, kind, state, input, principal, started_by, trace_id, created_at)
    VALUES ($1, $2, 'queued', $3, $4, $5, $6, $7))sql";

constexpr std::string_view kById = R"sql(
    SELECT id, kind, state, completed, total, says, problem, result_link, started_by, cancel_wanted, revision,
           created_at, started_at, ended_at, expires_at
      FROM jobs
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kPage = R"sql(
    SELECT id, kind, state, completed, total, says, problem, result_link, started_by, cancel_wanted, revision,
           created_at, started_at, ended_at, expires_at
      FROM jobs
     WHERE ($1 = '' OR state = $1) AND ($2 = '' OR kind = $2) AND ($3 = '' OR id < $3)
     ORDER BY id DESC
     LIMIT $4)sql";

constexpr std::string_view kWaiting = R"sql(
    SELECT COUNT(*) FROM jobs WHERE state = 'queued' LIMIT 1)sql";

constexpr std::string_view kOldest = R"sql(
    SELECT id, kind, input, progress, principal, trace_id, completed, total
      FROM jobs
     WHERE state = 'queued'
     ORDER BY id
     LIMIT 1)sql";

constexpr std::string_view kStart = R"sql(
    UPDATE jobs
       SET state = 'running', attempts = attempts + 1, revision = revision + 1,
           started_at = COALESCE(started_at, $2)
     WHERE id = $1 AND state = 'queued')sql";

constexpr std::string_view kProgress = R"sql(
    UPDATE jobs
       SET completed = $2, total = $3, says = $4, result_link = COALESCE($5, result_link),
           progress = COALESCE($6, progress), revision = revision + 1
     WHERE id = $1 AND state = 'running'
    RETURNING cancel_wanted)sql";

constexpr std::string_view kEnd = R"sql(
    UPDATE jobs
       SET state = $2, says = $3, problem = $4, ended_at = $5, expires_at = $6, revision = revision + 1
     WHERE id = $1 AND state = $7)sql";

constexpr std::string_view kWantCancel = R"sql(
    UPDATE jobs SET cancel_wanted = 1, revision = revision + 1 WHERE id = $1 AND state = 'running')sql";

constexpr std::string_view kIsCancelWanted = R"sql(
    SELECT cancel_wanted FROM jobs WHERE id = $1 LIMIT 1)sql";

constexpr std::string_view kRequeue = R"sql(
    UPDATE jobs
       SET state = 'queued', attempts = attempts - $2, revision = revision + 1
     WHERE id = $1 AND state = 'running')sql";

constexpr std::string_view kAbandoned = R"sql(
    SELECT COUNT(*)
      FROM jobs
     WHERE state = 'running'
       AND NOT EXISTS (SELECT 1 FROM leases WHERE name = 'job/' || jobs.id AND until > $1)
     LIMIT 1)sql";

constexpr std::string_view kGiveUp = R"sql(
    UPDATE jobs
       SET state = 'failed', says = $2, problem = $3, ended_at = $4, expires_at = $5, revision = revision + 1
     WHERE state = 'running' AND attempts >= $1
       AND NOT EXISTS (SELECT 1 FROM leases WHERE name = 'job/' || jobs.id AND until > $6))sql";

constexpr std::string_view kRequeueAbandoned = R"sql(
    UPDATE jobs
       SET state = 'queued', revision = revision + 1
     WHERE state = 'running'
       AND NOT EXISTS (SELECT 1 FROM leases WHERE name = 'job/' || jobs.id AND until > $1))sql";

constexpr std::string_view kPurge = R"sql(
    DELETE FROM jobs
     WHERE id IN (SELECT id
                    FROM jobs
                   WHERE expires_at IS NOT NULL AND expires_at < $1
                   ORDER BY expires_at
                   LIMIT $2))sql";

Job jobFrom(db::Row const& row)
{
    auto const state = row.text(2);
    bool const isOpen = state == nameOf(State::Queued) || state == nameOf(State::Running);
    return {.id = {row.text(0)},
            .kind = row.text(1),
            .state = state,
            .completed = row.integer(3),
            .total = row.integer(4),
            .says = row.text(5),
            .problem = row.optionalText(6),
            .resultLink = row.optionalText(7),
            .startedBy = row.text(8),
            .cancellable = isOpen && !row.truth(9),
            .revision = row.integer(10),
            .createdAt = row.time(11),
            .startedAt = row.optionalTime(12),
            .endedAt = row.optionalTime(13),
            .expiresAt = row.optionalTime(14)};
}

Result<bool> ended(db::Tx& tx, JobId const& id, Ending const& ending, State from)
{
    return TRY(tx.run(kEnd, id, nameOf(ending.state), ending.says, ending.problem, ending.endedAt,
                      ending.expiresAt, nameOf(from))) > 0;
}
} // namespace

Status insert(db::Tx& tx, NewJob const& job)
{
    TRY(tx.run(kInsert, job.id, job.kind, job.input, job.principal, job.startedBy, job.traceId,
               job.createdAt));
    return Done{};
}

Result<std::optional<Job>> byId(db::Tx& tx, JobId const& id)
{
    return tx.one(kById, jobFrom, id);
}

Result<std::vector<Job>> page(db::Tx& tx, JobFilter const& filter, std::int64_t limit)
{
    return tx.all(kPage, jobFrom, filter.state.value_or(""), filter.kind.value_or(""),
                  filter.after.value_or(""), limit);
}

Result<std::int64_t> waiting(db::Tx& tx)
{
    return TRY(tx.one(kWaiting, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

Result<std::optional<Claimed>> claim(db::Tx& tx, Time now)
{
    auto const oldest = TRY(tx.one(kOldest, [](db::Row const& row) {
        return Claimed{.id = {row.text(0)},
                       .kind = row.text(1),
                       .input = row.text(2),
                       .progress = row.text(3),
                       .principal = row.text(4),
                       .traceId = row.text(5),
                       .completed = row.integer(6),
                       .total = row.integer(7)};
    }));
    if (!oldest || TRY(tx.run(kStart, oldest->id, now)) == 0)
        return std::optional<Claimed>{};
    return oldest;
}

Result<bool> write(db::Tx& tx, JobId const& id, Progress const& progress)
{
    auto const isCancelled = TRY(tx.one(
        kProgress, [](db::Row const& row) { return row.truth(0); }, id, progress.completed, progress.total,
        progress.says, progress.resultLink, progress.cursor));
    return !isCancelled.value_or(false);
}

Result<bool> end(db::Tx& tx, JobId const& id, Ending const& ending)
{
    return ended(tx, id, ending, State::Running);
}

Result<bool> cancelQueued(db::Tx& tx, JobId const& id, Ending const& ending)
{
    return ended(tx, id, ending, State::Queued);
}

Status wantCancel(db::Tx& tx, JobId const& id)
{
    TRY(tx.run(kWantCancel, id));
    return Done{};
}

Result<bool> isCancelWanted(db::Tx& tx, JobId const& id)
{
    return TRY(tx.one(
                   kIsCancelWanted, [](db::Row const& row) { return row.truth(0); }, id))
        .value_or(false);
}

Status requeue(db::Tx& tx, JobId const& id, std::int64_t forgiven)
{
    TRY(tx.run(kRequeue, id, forgiven));
    return Done{};
}

std::string leaseOf(JobId const& id)
{
    return "job/" + id.value;
}

Result<std::int64_t> abandoned(db::Tx& tx, Time now)
{
    return TRY(tx.one(
                   kAbandoned, [](db::Row const& row) { return row.integer(0); }, now))
        .value_or(0);
}

Status giveUp(db::Tx& tx, std::int64_t attemptsMax, Time now, Ending const& ending)
{
    TRY(tx.run(kGiveUp, attemptsMax, ending.says, ending.problem, ending.endedAt, ending.expiresAt, now));
    return Done{};
}

Status requeueAbandoned(db::Tx& tx, Time now)
{
    TRY(tx.run(kRequeueAbandoned, now));
    return Done{};
}

Status purge(db::Tx& tx, Time now, std::int64_t limit)
{
    TRY(tx.run(kPurge, now, limit));
    return Done{};
}

} // namespace core::jobs
