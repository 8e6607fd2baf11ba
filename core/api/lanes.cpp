// The lanes' threads: group commit, retries of a failed batch, checkpoints between batches.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/lanes.h"

#include <cassert>

#include "core/platform/db/dialect.h"

namespace core::api {

namespace {

thread_local bool t_onWriteLane = false;

// PostgreSQL gave up on this transaction for the sake of another one; the same again may pass.
bool isConflict(Error const& error) { return error.type == "transaction-conflict"; }

Error busy()
{
    auto error = failed(ErrorCode::Unavailable, "the engine is busy, try again shortly");
    error.retryAfterSeconds = 1;
    return error;
}

} // namespace

bool onWriteLane() { return t_onWriteLane; }

WriteLane::WriteLane(db::Database& database, Epochs& epochs, Clock const& clock, std::function<void()> rolledBack)
    : m_database{database}, m_epochs{epochs}, m_clock{clock}, m_rolledBack{std::move(rolledBack)}
{
}

WriteLane::~WriteLane() { stop(); }

void WriteLane::start()
{
    m_thread = std::thread{[this] { loop(); }};
}

void WriteLane::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

std::size_t WriteLane::waiting() const
{
    std::scoped_lock const lock{m_mutex};
    return m_queue.size();
}

std::size_t WriteLane::taken() const
{
    std::scoped_lock const lock{m_mutex};
    return m_taken;
}

Status WriteLane::submit(std::unique_ptr<Change>& change)
{
    {
        std::scoped_lock const lock{m_mutex};
        if (m_stopping || m_queue.size() >= kWriteQueueMax)
            return busy();
        m_queue.push_back(std::move(change));
        // Only the first needs to wake the writer: it takes all that wait.
        if (m_queue.size() > 1)
            return Done{};
    }
    m_wake.notify_one();
    return Done{};
}

WriteLane::Batch WriteLane::take()
{
    std::unique_lock lock{m_mutex};
    m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
    Batch batch;
    while (!m_queue.empty() && batch.size() < kBatchChangesMax) {
        batch.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    m_taken += batch.size();
    return batch;
}

void WriteLane::loop()
{
    t_onWriteLane = true;
    for (;;) {
        auto batch = take();
        if (batch.empty())
            return;
        std::scoped_lock const gate{m_gate};
        runBatch(batch);
        checkpointIfLarge();
    }
}

WriteLane::Ran WriteLane::runOne(Change& change)
{
    auto& connection = m_database.writer();
    if (auto saved = connection.execute("SAVEPOINT change"); !saved)
        return connection.inTransaction() ? Ran::RolledBack : Ran::TransactionEnded;
    db::Tx tx{connection};
    auto const outcome = change.run(tx);
    if (!connection.inTransaction())
        return Ran::TransactionEnded;
    if (outcome == Change::Outcome::RollBack) {
        m_rolledBack();
        auto const undone = connection.execute("ROLLBACK TO change; RELEASE change");
        return undone ? Ran::RolledBack : Ran::TransactionEnded;
    }
    return connection.execute("RELEASE change") ? Ran::Kept : Ran::TransactionEnded;
}

// False when the database ended the transaction: then every change runs again alone.
bool WriteLane::runTogether(Batch& batch, std::vector<bool>& kept)
{
    auto const until = m_clock.monotonic() + kBatchTimeMax;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        switch (runOne(*batch[i])) {
        case Ran::Kept: kept[i] = true; break;
        case Ran::RolledBack: kept[i] = false; break;
        case Ran::TransactionEnded: m_rolledBack(); return false;
        }
        if (i + 1 < batch.size() && m_clock.monotonic() > until) {
            // The rest goes back to the front, in order, for the next batch.
            std::scoped_lock const lock{m_mutex};
            for (std::size_t back = batch.size(); back > i + 1; --back) {
                m_queue.push_front(std::move(batch[back - 1]));
                batch.pop_back();
            }
            kept.resize(batch.size());
        }
    }
    return true;
}

void WriteLane::runBatch(Batch& batch)
{
    std::erase_if(batch, [](std::unique_ptr<Change> const& change) {
        bool const late = !change->wanted();
        if (late)
            change->lost(busy());
        return late;
    });
    if (batch.empty())
        return;
    auto& connection = m_database.writer();
    if (auto begun = connection.execute(db::beginWrite(connection.dialect())); !begun)
        return commitFailed(batch, begun.error());
    forgetHeads();
    std::vector<bool> kept(batch.size(), false);
    if (!runTogether(batch, kept)) {
        if (connection.inTransaction())
            static_cast<void>(connection.execute("ROLLBACK"));   // Best effort; runAlone begins its own.
        return runAlone(batch);
    }
    if (auto committed = connection.execute("COMMIT"); !committed)
        return isConflict(committed.error()) ? runAlone(batch) : commitFailed(batch, committed.error());
    finish(batch, kept);
}

void WriteLane::runAlone(Batch& batch)
{
    for (auto& change : batch) {
        Batch single;
        single.push_back(std::move(change));
        bool kept = false;
        auto committed = runOnce(*single.front(), kept);
        for (int attempt = 1; !committed && isConflict(committed.error()) && attempt < kAttemptsMax; ++attempt)
            committed = runOnce(*single.front(), kept);
        if (committed)
            finish(single, {kept});
        else
            commitFailed(single, committed.error());
    }
}

Status WriteLane::runOnce(Change& change, bool& kept)
{
    auto& connection = m_database.writer();
    if (connection.inTransaction())
        TRY(connection.execute("ROLLBACK"));
    TRY(connection.execute(db::beginWrite(connection.dialect())));
    forgetHeads();
    auto const ran = runOne(change);
    if (ran == Ran::TransactionEnded)   // A full disk on SQLite, a lost server on PostgreSQL.
        return failedAs(m_database.dialect() == db::Dialect::Sqlite ? "storage-full" : "", ErrorCode::Unavailable,
                        "the store could not keep this change");
    kept = ran == Ran::Kept;
    return connection.execute("COMMIT");
}

void WriteLane::forgetHeads()
{
    if (m_database.dialect() != db::Dialect::Sqlite)
        m_rolledBack();
}

void WriteLane::finish(Batch& batch, std::vector<bool> const& kept)
{
    for (std::size_t i = 0; i < batch.size(); ++i)
        if (kept[i])
            batch[i]->committed();
    m_epochs.commit.fetch_add(1, std::memory_order_release);
    m_commits.fetch_add(1, std::memory_order_relaxed);
    for (auto& change : batch)
        change->answer();
}

void WriteLane::commitFailed(Batch& batch, Error const& error)
{
    m_rolledBack();
    auto& connection = m_database.writer();
    if (connection.inTransaction() && !connection.execute("ROLLBACK"))
        static_cast<void>(m_database.reopenWriter());   // If this fails too, the next BEGIN says so to its callers.
    Error answer = error;
    answer.code = ErrorCode::Unavailable;
    answer.retryAfterSeconds = 1;
    for (auto& change : batch)
        change->lost(answer);
}

void WriteLane::checkpointIfLarge()
{
    if (m_database.pendingBytes() <= kWalBytesMax)
        return;
    m_epochs.letGo.store(true, std::memory_order_release);
    auto const moved = m_database.checkpoint();
    if (moved && *moved)
        m_epochs.letGo.store(false, std::memory_order_release);
}

WorkLane::WorkLane(db::Database& database, std::size_t threads) : m_database{database}, m_count{threads} {}

WorkLane::~WorkLane() { stop(); }

Status WorkLane::start()
{
    for (std::size_t i = 0; i < m_count; ++i)
        m_connections.push_back(TRY(m_database.reader()));
    for (auto& connection : m_connections)
        m_threads.emplace_back([this, &connection] { loop(*connection); });
    return Done{};
}

void WorkLane::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto& thread : m_threads)
        if (thread.joinable())
            thread.join();
}

Status WorkLane::submit(Job job)
{
    {
        std::scoped_lock const lock{m_mutex};
        if (m_stopping || m_queue.size() >= kWorkQueueMax)
            return busy();
        m_queue.push_back(std::move(job));
    }
    m_wake.notify_one();
    return Done{};
}

void WorkLane::loop(db::Connection& connection)
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock{m_mutex};
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            job = std::move(m_queue.front());
            m_queue.pop_front();
        }
        db::Tx tx{connection};
        static_cast<void>(connection.execute("BEGIN"));   // A failing BEGIN shows in the job's first statement.
        job(tx);
        // A transaction that stayed open would show every later job the same old moment.
        if (!connection.execute("COMMIT"))
            static_cast<void>(connection.execute("ROLLBACK"));
    }
}

AppendLane::~AppendLane() { stop(); }

void AppendLane::start()
{
    m_thread = std::thread{[this] { loop(); }};
}

void AppendLane::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status AppendLane::submit(Item item)
{
    {
        std::scoped_lock const lock{m_mutex};
        if (m_stopping || m_queue.size() >= kAppendQueueMax)
            return busy();
        m_queue.push_back(std::move(item));
    }
    m_wake.notify_one();
    return Done{};
}

void AppendLane::loop()
{
    for (;;) {
        std::deque<Item> group;
        {
            std::unique_lock lock{m_mutex};
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            group.swap(m_queue);
        }
        for (auto& item : group)
            item.accept();
        auto const flushed = m_flush();
        for (auto& item : group)
            item.answer(flushed);
    }
}

} // namespace core::api
