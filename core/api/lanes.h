// Where handlers run when not on the network thread: one writer with group commit, a work pool, an append lane.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/api/epochs.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/db/database.h"

namespace core::api {

constexpr std::size_t kWriteQueueMax = 4096;    // About 150 ms of work at the measured 29,000 changes per second.
constexpr std::size_t kBatchChangesMax = 256;
constexpr Span kBatchTimeMax{5'000};
constexpr int kAttemptsMax = 5;   // of a change that loses against another one (PostgreSQL, 40001 and 40P01)
constexpr std::size_t kWorkQueueMax = 256;
constexpr std::size_t kAppendQueueMax = 1024;
constexpr std::int64_t kWalBytesMax = 16 << 20;   // Above this the writer asks readers to let go and checkpoints.

// One change on its way through the write lane. run() may be called twice (a failed batch is repeated one by one),
// so it starts from a clean state and has no effect outside the transaction.
class Change {
public:
    virtual ~Change() = default;
    // False when its deadline has passed: refused before it starts, never dropped after.
    virtual bool wanted() = 0;
    enum class Outcome { Keep, RollBack };
    virtual Outcome run(db::Tx& tx) = 0;
    // After COMMIT, before any answer; only for what was kept.
    virtual void committed() = 0;
    virtual void answer() = 0;
    // Nothing of it was kept, for that reason.
    virtual void lost(Error const& error) = 0;
};

// True on the write lane's thread: slow work asserts that it is not there.
bool onWriteLane();

class WriteLane {
public:
    // `rolledBack` runs on the lane after a savepoint or a batch was rolled back: in-memory heads are read anew.
    WriteLane(db::Database& database, Epochs& epochs, Clock const& clock, std::function<void()> rolledBack);
    ~WriteLane();

    // Unavailable with a retry hint when the queue is full or the lane is stopping; then `change` is handed back.
    Status submit(std::unique_ptr<Change>& change);
    void start();
    // Stops taking, finishes what was taken, joins.
    void stop();
    std::size_t waiting() const;
    // Changes taken from the queue since the start, run or about to.
    std::size_t taken() const;
    // Commits that these took: taken() over commits() is how many changes share one fsync.
    std::size_t commits() const { return m_commits.load(std::memory_order_relaxed); }
    // Holds the lane before its next batch until the returned guard goes: tests of ordering, and swaps.
    std::unique_lock<std::mutex> hold() { return std::unique_lock{m_gate}; }

private:
    using Batch = std::vector<std::unique_ptr<Change>>;

    void loop();
    Batch take();
    void runBatch(Batch& batch);
    bool runTogether(Batch& batch, std::vector<bool>& kept);
    void runAlone(Batch& batch);
    // One change in a transaction of its own, committed.
    Status runOnce(Change& change, bool& kept);
    // Where other engines write too, what was read in the batch before may be old: `rolledBack` runs for each batch.
    void forgetHeads();
    enum class Ran { Kept, RolledBack, TransactionEnded };
    Ran runOne(Change& change);
    void finish(Batch& batch, std::vector<bool> const& kept);
    void commitFailed(Batch& batch, Error const& error);
    void checkpointIfLarge();

    db::Database& m_database;
    Epochs& m_epochs;
    Clock const& m_clock;
    std::function<void()> m_rolledBack;
    mutable std::mutex m_mutex;
    std::mutex m_gate;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<Change>> m_queue;
    bool m_stopping = false;
    std::size_t m_taken = 0;
    std::atomic<std::size_t> m_commits = 0;
    std::thread m_thread;
};

// A small bounded pool for the slow parts of requests: hashing, key generation, parsing. Each thread has a read-only
// connection of its own; a job gets a snapshot that lives as long as the job.
class WorkLane {
public:
    using Job = std::function<void(db::Tx&)>;

    WorkLane(db::Database& database, std::size_t threads);
    ~WorkLane();
    Status submit(Job job);
    Status start();
    void stop();

private:
    void loop(db::Connection& connection);

    db::Database& m_database;
    std::size_t m_count;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_queue;
    bool m_stopping = false;
    std::vector<std::unique_ptr<db::Connection>> m_connections;
    std::vector<std::thread> m_threads;
};

// Ingest: what waits is accepted one by one, one flush (fsync) for the group, then all are answered.
class AppendLane {
public:
    struct Item {
        std::function<void()> accept;
        std::function<void(Status const& flushed)> answer;
    };

    explicit AppendLane(std::function<Status()> flush) : m_flush{std::move(flush)} {}
    ~AppendLane();
    Status submit(Item item);
    void start();
    void stop();

private:
    void loop();

    std::function<Status()> m_flush;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Item> m_queue;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace core::api
