// The outbox's deliverer thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/outbox.h"

#include <algorithm>

#include "core/api/api_store.h"
#include "core/platform/log/log.h"

namespace core::api {

void Outbox::subscribe(std::string subscriber, std::string prefix,
                       std::function<Status(Event const&)> handler)
{
    Subscriber added;
    added.name = std::move(subscriber);
    added.prefix = std::move(prefix);
    added.handler = std::move(handler);
    m_subscribers.push_back(std::move(added));
}

void Outbox::start()
{
    m_thread = std::thread{[this] { loop(); }};
}

void Outbox::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Outbox::wake()
{
    {
        std::scoped_lock const lock{m_mutex};
        if (m_woken)
            return;
        m_woken = true;
    }
    m_wake.notify_one();
}

void Outbox::pause(bool paused)
{
    std::scoped_lock const lock{m_mutex};
    m_paused = paused;
    m_woken = true;
    m_wake.notify_one();
}

Status Outbox::loadCursors()
{
    return m_changes.read([this](ReadContext& context) -> Status {
        for (auto& subscriber : m_subscribers)
            subscriber.readUpTo = TRY(store::readUpTo(context.tx, subscriber.name));
        return Done{};
    });
}

bool Outbox::deliver(Subscriber& subscriber)
{
    if (m_clock.monotonic() < subscriber.notBefore)
        return false;
    std::vector<Event> events;
    auto const loaded = m_changes.read([&](ReadContext& context) -> Status {
        events = TRY(store::eventsAfter(context.tx, subscriber.readUpTo));
        return Done{};
    });
    if (!loaded || events.empty())
        return false;
    auto const before = subscriber.readUpTo;
    bool held = false;
    for (auto const& event : events) {
        if (event.type.starts_with(subscriber.prefix)) {
            if (auto const taken = subscriber.handler(event); !taken) {
                log::warn(
                    "an outbox reader failed and will try again",
                    {{"reader", subscriber.name}, {"event", event.type}, {"reason", taken.error().message}});
                subscriber.notBefore = m_clock.monotonic() + subscriber.pause;
                subscriber.pause = std::min(subscriber.pause * 2, kOutboxPauseMax);
                held = true;
                break;
            }
        }
        subscriber.readUpTo = event.number;
    }
    if (subscriber.readUpTo != before) {
        if (!held)
            subscriber.pause = kOutboxPauseMin;
        auto const stored = m_changes.change(systemPrincipal("outbox"), "", [&](Context& context) -> Status {
            TRY(m_duty.check(context.tx));
            return store::setReadUpTo(context.tx, subscriber.name, subscriber.readUpTo);
        });
        if (!stored)
            log::warn("the outbox cursor could not be kept; events will be delivered again",
                      {{"reader", subscriber.name}});
    }
    return !held && events.size() == 100;
}

bool Outbox::isOurTurn()
{
    if (!m_duty.isOurs())
        return false;
    if (m_cursorsOf != m_duty.number() && loadCursors())
        m_cursorsOf = m_duty.number();
    return m_cursorsOf == m_duty.number();
}

void Outbox::loop()
{
    for (;;) {
        bool paused = false;
        {
            std::unique_lock lock{m_mutex};
            m_wake.wait_for(lock, std::chrono::milliseconds{500}, [this] { return m_woken || m_stopping; });
            if (m_stopping)
                return;
            m_woken = false;
            paused = m_paused;
        }
        bool more = !paused && isOurTurn();
        while (more) {
            more = false;
            for (auto& subscriber : m_subscribers)
                more = deliver(subscriber) || more;
        }
    }
}

} // namespace core::api
