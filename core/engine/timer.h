// One thread that wakes what is due: schedules, summaries, clean-up.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace core::engine {

// Work runs on the timer's thread, one after another; a failure is logged and tried again at the next turn.
class Timer {
public:
    explicit Timer(Clock const& clock) : m_clock{clock} {}
    ~Timer() { stop(); }

    // Before start(). The first turn comes after one interval.
    void every(Span interval, std::string name, std::function<Status()> work);
    void start();
    void stop();
    // Tests: everything once, now, on the calling thread.
    Status runAll();

private:
    struct Entry {
        Span interval;
        std::string name;
        std::function<Status()> work;
        Span due{0};
    };
    void loop();

    Clock const& m_clock;
    std::vector<Entry> m_entries;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace core::engine
