// The timer thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/timer.h"

#include "core/platform/log/log.h"

namespace core::engine {

void Timer::every(Span interval, std::string name, std::function<Status()> work)
{
    m_entries.push_back({interval, std::move(name), std::move(work), m_clock.monotonic() + interval});
}

void Timer::start()
{
    m_thread = std::thread{[this] { loop(); }};
}

void Timer::stop()
{
    {
        std::scoped_lock const lock{m_mutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status Timer::runAll()
{
    for (auto& entry : m_entries)
        TRY(entry.work());
    return Done{};
}

void Timer::loop()
{
    for (;;) {
        {
            std::unique_lock lock{m_mutex};
            if (m_wake.wait_for(lock, std::chrono::milliseconds{250}, [this] { return m_stopping; }))
                return;
        }
        for (auto& entry : m_entries) {
            if (m_clock.monotonic() < entry.due)
                continue;
            entry.due = m_clock.monotonic() + entry.interval;
            if (auto const done = entry.work(); !done)
                log::warn("periodic work failed", {{"work", entry.name}, {"reason", done.error().message},
                                                   {"detail", done.error().detail}});
        }
    }
}

} // namespace core::engine
