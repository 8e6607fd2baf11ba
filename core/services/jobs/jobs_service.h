// Long work: journaled, bounded, resumed after a crash from its own cursor, cancellable, with progress.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/api/context.h"
#include "core/api/leases.h"
#include "core/api/ports.h"
#include "core/services/jobs/jobs_types.h"

namespace core::jobs {

constexpr std::size_t kWorkersMax = 2;
constexpr std::int64_t kWaitingMax = 256; // queued jobs; more are refused with 503
constexpr std::int64_t kAttemptsMax = 5;  // starts of one job, crashes included
constexpr std::size_t kInputBytesMax = 64 * 1024;
constexpr std::size_t kSaysBytesMax = 500;
constexpr Span kProgressEvery = std::chrono::milliseconds{250};
constexpr Span kKept = std::chrono::hours{24 * 7}; // after the end

struct Claimed;
class JobsService;

// What a worker is given. Of one thread, the worker's.
class JobContext {
public:
    JobContext(JobsService& jobs, Claimed const& job, api::Principal startedBy, json::Value input,
               json::Value cursor);

    JobId const& id() const { return m_id; }
    std::string const& traceId() const { return m_traceId; }
    // Who asked for the job, with the rights of that moment.
    api::Principal const& startedBy() const { return m_startedBy; }
    json::Value const& input() const { return m_input; }
    // What saveCursor() stored last, also before a crash; null at first.
    json::Value const& cursor() const { return m_cursor; }

    // Progress is written at most every kProgressEvery, and with the next cursor.
    void setTotal(std::int64_t total);
    void advance(std::int64_t by);
    void say(std::string_view sentence);
    void setResult(std::string_view link); // path without prefix
    // True as soon as somebody cancelled the job or the engine stops: return soon, with an error if work is
    // left.
    bool cancelled() const;
    // Durable when it returns: after a crash the work goes on from here.
    Status saveCursor(json::Value cursor);
    // In the transaction of each of the work's own changes: Conflict (api::kLeaseLost) once another engine
    // has taken the job, because this one was silent for too long. What comes late is not kept.
    Status checkHeld(db::Tx& tx) const { return api::Leases::check(tx, m_fence); }

private:
    friend class JobsService;
    Status flush(std::optional<std::string> cursor);
    void flushIfDue();

    JobsService& m_jobs;
    JobId m_id;
    api::Fence m_fence;
    std::string m_traceId;
    api::Principal m_startedBy;
    json::Value m_input;
    json::Value m_cursor;
    std::int64_t m_completed = 0;
    std::int64_t m_total = 0;
    std::string m_says;
    std::optional<std::string> m_resultLink;
    Span m_flushedAt{0};
};

using Work = std::function<Status(JobContext&)>;

// registerKind before start(); the rest from any thread.
class JobsService {
public:
    // Jobs are leased to `holder` (api/leases.h): each runs on one engine, and on another when that one is
    // gone.
    JobsService(api::Changes& changes, Clock const& clock, std::string holder = "alone")
        : m_changes{changes}, m_clock{clock}, m_leases{std::move(holder), clock}
    {
    }
    ~JobsService() { stop(); }

    // The work may run again from its cursor after a crash, so each part of it must bear that.
    void registerKind(std::string kind, Work work);
    // Part of the caller's change: the job exists if and only if the change commits. Unavailable if too many
    // wait.
    Result<JobId> enqueue(api::Context& context, std::string_view kind, json::Value const& input);

    // Jobs that a crash left running wait again; then the workers start.
    Status start();
    // Takes over what an engine that is gone left running, and hears of cancellations made elsewhere. For a
    // timer, every second; blocks.
    Status lookAround();
    // Stops taking, tells running work, joins. What is not done goes on after the next start.
    void stop();

    Result<api::Page<Job>> list(api::ReadContext& context, JobFilter const& filter);
    Result<Job> show(api::ReadContext& context, JobById const& wanted);
    Result<Job> cancel(api::Context& context, JobById const& wanted);

private:
    friend class JobContext;

    void loop();
    bool runOne();
    void execute(Claimed const& job);
    void finish(JobContext& job, Status const& outcome);
    Status recover();
    Status requeueLeft(api::Context& context);
    Result<bool> isWorkThere();
    void stopWork(JobId const& id);
    Status changed(std::function<Status(api::Context&)> work);
    bool isCancelled(JobId const& id) const;

    api::Changes& m_changes;
    Clock const& m_clock;
    api::Leases m_leases;
    std::map<std::string, Work, std::less<>> m_kinds;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<std::string, bool, std::less<>> m_running; // id to cancelled
    bool m_woken = false;
    std::atomic<bool> m_stopping{false};
    std::vector<std::thread> m_workers;
};

} // namespace core::jobs
