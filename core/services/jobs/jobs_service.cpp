// Rules of jobs, the workers, and what a worker may say.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/jobs/jobs_service.h"

#include <boost/json.hpp>

#include "core/api/principal_snapshot.h"
#include "core/services/jobs/jobs_store.h"

namespace core::jobs {
namespace {
constexpr std::int64_t kPurgeMax = 100;
constexpr std::chrono::seconds kEndRetryPause{1};

Error notThere()
{
    return failed(ErrorCode::NotFound, "there is no such job");
}

std::string sentence(std::string_view text)
{
    return printable(text.substr(0, kSaysBytesMax));
}
} // namespace

JobContext::JobContext(JobsService& jobs, Claimed const& job, api::Principal startedBy, json::Value input,
                       json::Value cursor)
    : m_jobs{jobs}, m_id{job.id}, m_fence{job.fence}, m_traceId{job.traceId}, m_startedBy{std::move(
                                                                                  startedBy)},
      m_input(std::move(input)), m_cursor(std::move(cursor)), m_completed{job.completed}, m_total{job.total}
{
}

void JobContext::setTotal(std::int64_t total)
{
    m_total = total;
    flushIfDue();
}

void JobContext::advance(std::int64_t by)
{
    m_completed += by;
    flushIfDue();
}

void JobContext::say(std::string_view text)
{
    m_says = sentence(text);
    flushIfDue();
}

void JobContext::setResult(std::string_view link)
{
    m_resultLink = std::string{link};
}

bool JobContext::cancelled() const
{
    return m_jobs.m_stopping || m_jobs.isCancelled(m_id);
}

Status JobContext::saveCursor(json::Value cursor)
{
    m_cursor = std::move(cursor);
    return flush(json::text(m_cursor));
}

Status JobContext::flush(std::optional<std::string> cursor)
{
    m_flushedAt = m_jobs.m_clock.monotonic();
    Progress progress{m_completed, m_total, m_says, m_resultLink, std::move(cursor)};
    bool isWanted = true;
    auto const written = m_jobs.changed([&](api::Context& context) -> Status {
        TRY(checkHeld(context.tx));
        isWanted = TRY(write(context.tx, m_id, progress));
        return Done{};
    });
    // Cancelled on another engine, or taken by one: the work ends soon either way.
    if (!isWanted || (!written && written.error().type == api::kLeaseLost))
        m_jobs.stopWork(m_id);
    return written;
}

// A progress that cannot be written now is written with the next one; cursor and end do not go through here.
void JobContext::flushIfDue()
{
    if (m_jobs.m_clock.monotonic() - m_flushedAt >= kProgressEvery)
        static_cast<void>(flush(std::nullopt));
}

void JobsService::registerKind(std::string kind, Work work)
{
    m_kinds.insert_or_assign(std::move(kind), std::move(work));
}

Result<JobId> JobsService::enqueue(api::Context& context, std::string_view kind, json::Value const& input)
{
    if (!m_kinds.contains(kind))
        return failed(ErrorCode::Internal, "this engine does not do that",
                      "no job kind " + std::string{kind});
    auto text = json::text(input);
    if (text.size() > kInputBytesMax)
        return failed(ErrorCode::TooLarge, "the job's input is too large");
    if (TRY(waiting(context.tx)) >= kWaitingMax) {
        auto busy = failed(ErrorCode::Unavailable, "too many jobs wait already");
        busy.retryAfterSeconds = 10;
        return busy;
    }
    JobId const id{newId(context.now, context.random)};
    TRY(insert(context.tx, {.id = id,
                            .kind = std::string{kind},
                            .input = std::move(text),
                            .principal = api::snapshotOf(context.caller),
                            .startedBy = context.caller.name,
                            .traceId = context.traceId,
                            .createdAt = context.now}));
    context.afterCommit([this] {
        std::scoped_lock const lock{m_mutex};
        m_woken = true;
        m_wake.notify_one();
    });
    return id;
}

Status JobsService::start()
{
    TRY(recover());
    m_stopping = false;
    for (std::size_t number = 0; number < kWorkersMax; ++number)
        m_workers.emplace_back([this] { loop(); });
    return Done{};
}

void JobsService::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto& worker : m_workers)
        worker.join();
    m_workers.clear();
}

Status JobsService::changed(std::function<Status(api::Context&)> work)
{
    return m_changes.change(api::systemPrincipal("jobs"), "", std::move(work));
}

// What this engine had before its start is nobody's; what others have is theirs.
Status JobsService::recover()
{
    return changed([this](api::Context& context) -> Status {
        TRY(m_leases.releaseAll(context.tx, "job/"));
        TRY(requeueLeft(context));
        return purge(context.tx, context.now, kPurgeMax);
    });
}

Status JobsService::requeueLeft(api::Context& context)
{
    auto const now = TRY(m_leases.now(context.tx));
    Ending const ending{.state = State::Failed,
                        .says = "was started too often without coming to an end",
                        .problem = "gave-up",
                        .endedAt = context.now,
                        .expiresAt = context.now + kKept};
    TRY(giveUp(context.tx, kAttemptsMax, now, ending));
    return requeueAbandoned(context.tx, now);
}

Status JobsService::lookAround()
{
    std::vector<JobId> mine;
    {
        std::scoped_lock const lock{m_mutex};
        for (auto const& [id, isCancelled] : m_running)
            mine.push_back({id});
    }
    bool anyLeft = false; // A job of ours may end meanwhile: then nobody looks at its mark.
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        anyLeft = TRY(abandoned(context.tx, TRY(m_leases.now(context.tx)))) > 0;
        for (auto const& id : mine)
            if (TRY(isCancelWanted(context.tx, id)) || !TRY(m_leases.held(context.tx, leaseOf(id))))
                stopWork(id);
        return Done{};
    }));
    if (!anyLeft)
        return Done{};
    TRY(changed([this](api::Context& context) { return requeueLeft(context); }));
    std::scoped_lock const lock{m_mutex};
    m_woken = true;
    m_wake.notify_one();
    return Done{};
}

void JobsService::stopWork(JobId const& id)
{
    std::scoped_lock const lock{m_mutex};
    if (auto const found = m_running.find(id.value); found != m_running.end())
        found->second = true;
}

void JobsService::loop()
{
    while (!m_stopping) {
        if (runOne())
            continue;
        std::unique_lock lock{m_mutex};
        m_wake.wait_for(lock, std::chrono::seconds{1}, [this] { return m_woken || m_stopping; });
        m_woken = false;
    }
}

// Asked before a change: idle engines do not queue for the write lane's lock every second.
Result<bool> JobsService::isWorkThere()
{
    bool isThere = false;
    TRY(m_changes.read([&](api::ReadContext& context) -> Status {
        isThere = TRY(waiting(context.tx)) > 0;
        return Done{};
    }));
    return isThere;
}

bool JobsService::runOne()
{
    if (auto const isThere = isWorkThere(); !isThere || !*isThere)
        return false;
    std::optional<Claimed> job;
    auto const claimed = changed([&](api::Context& context) -> Status {
        job = TRY(claim(context.tx, context.now));
        if (!job)
            return Done{};
        auto fence = TRY(m_leases.take(context.tx, leaseOf(job->id)));
        if (!fence)
            return failed(ErrorCode::Conflict, "a waiting job is leased to another engine");
        job->fence = std::move(*fence);
        return Done{};
    });
    if (!claimed || !job)
        return false;
    {
        std::scoped_lock const lock{m_mutex};
        m_running.insert_or_assign(job->id.value, false);
    }
    execute(*job);
    std::scoped_lock const lock{m_mutex};
    m_running.erase(job->id.value);
    return true;
}

void JobsService::execute(Claimed const& job)
{
    auto principal = api::principalFrom(job.principal);
    auto input = json::parse(job.input);
    auto cursor = json::parse(job.progress);
    bool const isReadable = principal && input && cursor;
    JobContext context{*this, job, isReadable ? std::move(*principal) : api::Principal{},
                       isReadable ? std::move(*input) : json::Value{},
                       isReadable ? std::move(*cursor) : json::Value{}};
    auto const kind = m_kinds.find(job.kind);
    if (!isReadable)
        return finish(context, failed(ErrorCode::Internal, "the stored job cannot be read"));
    if (kind == m_kinds.end())
        return finish(context, failed(ErrorCode::Internal, "this engine has no such kind of job"));
    Status outcome = Done{};
    try {
        outcome = kind->second(context);
    } catch (std::exception const&
                 exception) { // Of a foreign library, or no memory: the job's end, not the engine's.
        outcome = failed(ErrorCode::Internal, "the job failed unexpectedly", exception.what());
    }
    finish(context, outcome);
}

// A job that could not be ended here (the engine stops) is still running in the database and goes on at the
// next start; one that another engine took is that one's. While the database is away the end waits for it: as
// long as this engine lives, nobody else would take the job.
void JobsService::finish(JobContext& job, Status const& outcome)
{
    Progress const progress{job.m_completed, job.m_total, job.m_says, job.m_resultLink, std::nullopt};
    auto const conclude = [&](api::Context& context) -> Status {
        TRY(job.checkHeld(context.tx));
        TRY(api::Leases::release(context.tx, job.m_fence));
        TRY(write(context.tx, job.id(), progress));
        bool const isWanted = TRY(isCancelWanted(context.tx, job.id()));
        if (!outcome && m_stopping && !isWanted)
            return requeue(context.tx, job.id(), 1);
        Ending ending{.state = State::Done,
                      .says = job.m_says,
                      .problem = {},
                      .endedAt = context.now,
                      .expiresAt = context.now + kKept};
        if (!outcome && isWanted) {
            ending.state = State::Cancelled;
        } else if (!outcome) {
            ending.state = State::Failed;
            ending.says = sentence(outcome.error().message);
            ending.problem = outcome.error().type.empty() ? "failed" : outcome.error().type;
        }
        if (TRY(end(context.tx, job.id(), ending)))
            context.announce(
                "job.ended",
                {{"job_id", job.id().value}, {"state", nameOf(ending.state)}, {"says", ending.says}});
        return Done{};
    };
    for (;;) {
        auto const kept = changed(conclude);
        if (kept || kept.error().code != ErrorCode::Unavailable)
            return;
        std::unique_lock lock{m_mutex};
        if (m_wake.wait_for(lock, kEndRetryPause, [this] { return m_stopping.load(); }))
            return;
    }
}

bool JobsService::isCancelled(JobId const& id) const
{
    std::scoped_lock const lock{m_mutex};
    auto const found = m_running.find(id.value);
    return found != m_running.end() && found->second;
}

Result<api::Page<Job>> JobsService::list(api::ReadContext& context, JobFilter const& filter)
{
    auto const limit = filter.limit.value_or(50);
    return api::pageOf(TRY(page(context.tx, filter, limit + 1)), limit);
}

Result<Job> JobsService::show(api::ReadContext& context, JobById const& wanted)
{
    auto job = TRY(byId(context.tx, wanted.id));
    if (!job)
        return notThere();
    context.answer.etag = std::to_string(job->revision);
    if (context.ifNoneMatch == context.answer.etag)
        context.answer.status = 304;
    return std::move(*job);
}

Result<Job> JobsService::cancel(api::Context& context, JobById const& wanted)
{
    context.subject("job", wanted.id.value);
    auto job = TRY(byId(context.tx, wanted.id));
    if (!job)
        return notThere();
    Ending const ending{.state = State::Cancelled,
                        .says = "was cancelled before it started",
                        .problem = {},
                        .endedAt = context.now,
                        .expiresAt = context.now + kKept};
    if (!TRY(cancelQueued(context.tx, wanted.id, ending))) {
        if (job->endedAt)
            return failed(ErrorCode::Conflict, "the job has ended already");
        TRY(wantCancel(context.tx, wanted.id));
        context.afterCommit([this, id = wanted.id] { stopWork(id); });
    }
    return std::move(*TRY(byId(context.tx, wanted.id)));
}

} // namespace core::jobs
