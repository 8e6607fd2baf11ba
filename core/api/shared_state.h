// Keeps what this engine holds in memory as new as the database that other engines change too.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/api/api_store.h"
#include "core/api/epochs.h"
#include "core/base/clock.h"
#include "core/platform/db/tx.h"

namespace core::api {

// Older knowledge than this answers nobody (house plan, several engines): a process that was paused reads
// first.
constexpr Span kKnowledgeAgeMax{std::chrono::seconds{1}};
// A second request waits this long for the first one's reading.
constexpr std::chrono::milliseconds kReadingWaitMax{1000};

// What one transaction raised, told after its commit.
struct Raised {
    std::int64_t authority = 0; // 0: not raised
    std::array<std::int64_t, kTopicNames.size()> topics{};
};

class SharedState {
public:
    using Reload = std::function<Status(db::Tx&)>;

    SharedState(Epochs& epochs, Clock const& clock) : m_epochs{epochs}, m_clock{clock} {}

    // Before start(): how a topic is read again, in the snapshot in which its new epoch was seen. Watching or
    // network thread, one at a time.
    void onChange(Topic topic, Reload reload);
    // Where other engines write too, with a reading connection for this object alone. Before anything is
    // loaded.
    Status begin(std::unique_ptr<db::Connection> connection);
    // Everything is loaded; from now on current() asks.
    void start() { m_isWatching.store(true, std::memory_order_release); }
    void stop() { m_isWatching.store(false, std::memory_order_release); }

    // True where no other engine writes: SQLite. From begin() on.
    bool isAlone() const { return m_connection == nullptr; }
    // Whether what is in memory is at most kKnowledgeAgeMax old; reads when it is not, and answers
    // Unavailable when that fails. Costs two loads otherwise; always Done where this engine is alone. Any
    // thread but the write lane's.
    Status current();
    // Reads the epochs now, and what moved. The watching thread.
    Status look();
    // After COMMIT, once what the change did to memory is done. Write lane.
    void committed(Raised const& raised);
    // The oldest that knowledge has been since the last call: how far this engine lags. Watching thread.
    Span takeWorstAge();

private:
    bool isFresh() const;
    Status read();
    Status readWithin(db::Tx& tx);

    Epochs& m_epochs;
    Clock const& m_clock;
    std::array<Reload, kTopicNames.size()> m_reloads;
    std::timed_mutex m_readingMutex; // the connection, and one reading at a time
    std::unique_ptr<db::Connection> m_connection;
    std::atomic<bool> m_isWatching{false};
    std::atomic<std::int64_t> m_readAt{0}; // monotonic microseconds before the last reading began
    std::atomic<std::int64_t> m_worstAge{0};
    std::mutex m_seenMutex; // what follows
    bool m_isReading = false;
    std::array<std::int64_t, kTopicNames.size()> m_seen{};
};

} // namespace core::api
