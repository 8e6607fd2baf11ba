// Readings of the epochs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/shared_state.h"

#include <algorithm>

#include "core/platform/log/log.h"

namespace core::api {
namespace {

Error notCurrent(std::string detail)
{
    auto error = failed(ErrorCode::Unavailable, "the database is not available", std::move(detail));
    error.retryAfterSeconds = 1;
    return error;
}

} // namespace

void SharedState::onChange(Topic topic, Reload reload)
{
    m_reloads[static_cast<std::size_t>(topic)] = std::move(reload);
}

Status SharedState::begin(std::unique_ptr<db::Connection> connection)
{
    m_connection = std::move(connection);
    if (!m_connection)
        return Done{};
    db::Tx tx{*m_connection};
    auto const epochs = TRY(store::epochs(tx));
    m_readAt = m_clock.monotonic().count();
    m_seen = epochs.topics;
    m_epochs.raiseAuthority(static_cast<std::uint64_t>(epochs.authority));
    return Done{};
}

bool SharedState::isFresh() const
{
    return m_clock.monotonic().count() - m_readAt.load(std::memory_order_acquire) <= kKnowledgeAgeMax.count();
}

Status SharedState::current()
{
    if (isAlone() || !m_isWatching.load(std::memory_order_acquire) || isFresh())
        return Done{};
    std::unique_lock const lock{m_readingMutex, kReadingWaitMax};
    if (!lock)
        return notCurrent("another thread's reading takes too long");
    return isFresh() ? Status{Done{}} : read();
}

Status SharedState::look()
{
    if (!m_connection)
        return Done{};
    std::scoped_lock const lock{m_readingMutex};
    return read();
}

Status SharedState::read()
{
    auto const began = m_clock.monotonic().count();
    auto const age = began - m_readAt.load(std::memory_order_acquire);
    m_worstAge.store(std::max(age, m_worstAge.load(std::memory_order_relaxed)), std::memory_order_relaxed);
    {
        std::scoped_lock const lock{m_seenMutex};
        m_isReading = true;
    }
    auto done = m_connection->execute("BEGIN");
    if (done) {
        db::Tx tx{*m_connection};
        done = readWithin(tx);
        // A snapshot that stayed open would show every later reading the same old moment.
        if (!m_connection->execute("COMMIT"))
            static_cast<void>(m_connection->execute("ROLLBACK"));
    }
    std::scoped_lock const lock{m_seenMutex};
    m_isReading = false;
    if (!done)
        return notCurrent(done.error().detail.empty() ? done.error().message : done.error().detail);
    m_readAt.store(began, std::memory_order_release);
    return Done{};
}

Status SharedState::readWithin(db::Tx& tx)
{
    auto const epochs = TRY(store::epochs(tx));
    m_epochs.raiseAuthority(static_cast<std::uint64_t>(epochs.authority));
    for (std::size_t topic = 0; topic < m_reloads.size(); ++topic) {
        {
            std::scoped_lock const lock{m_seenMutex};
            if (m_seen[topic] == epochs.topics[topic])
                continue;
        }
        if (m_reloads[topic])
            if (auto const reloaded = m_reloads[topic](tx); !reloaded) {
                log::warn("what another engine changed could not be read",
                          {{"topic", kTopicNames[topic]}, {"reason", reloaded.error().message}});
                return reloaded;
            }
        std::scoped_lock const lock{m_seenMutex};
        m_seen[topic] = epochs.topics[topic];
    }
    return Done{};
}

void SharedState::committed(Raised const& raised)
{
    if (raised.authority > 0)
        m_epochs.raiseAuthority(static_cast<std::uint64_t>(raised.authority));
    std::scoped_lock const lock{m_seenMutex};
    // Ours is in memory. But a reading that began before, or somebody else's change in between, may have put
    // older or newer things beside it: then the next look reads all of the topic.
    for (std::size_t topic = 0; topic < m_seen.size(); ++topic)
        if (raised.topics[topic] > 0)
            m_seen[topic] =
                !m_isReading && m_seen[topic] == raised.topics[topic] - 1 ? raised.topics[topic] : 0;
}

Span SharedState::takeWorstAge()
{
    return Span{m_worstAge.exchange(0, std::memory_order_relaxed)};
}

} // namespace core::api
