// Delivers the outbox: facts stored by changes, handed to subscribers after the commit, at least once and in
// order.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/api/leases.h"
#include "core/api/ports.h"

namespace core::api {

constexpr Span kOutboxPauseMin{std::chrono::milliseconds{200}};
constexpr Span kOutboxPauseMax{std::chrono::seconds{60}};

class Outbox final : public Events {
public:
    // One engine at a time delivers: the one that holds the lease "outbox" under `holder` (leases.h).
    Outbox(Changes& changes, Clock const& clock, std::string holder = "alone")
        : m_changes{changes}, m_clock{clock}, m_duty{changes, Leases{std::move(holder), clock}, "outbox"}
    {
    }
    ~Outbox() override { stop(); }

    void subscribe(std::string subscriber, std::string prefix,
                   std::function<Status(Event const&)> handler) override;
    void start();
    void stop();
    // Facts were committed: deliver them now, not with the next look. Any thread, cheap.
    void wake();
    // A restore pauses delivery; while paused nothing leaves.
    void pause(bool paused);

private:
    struct Subscriber {
        std::string name;
        std::string prefix;
        std::function<Status(Event const&)> handler;
        std::int64_t readUpTo = 0;
        Span pause = kOutboxPauseMin;
        Span notBefore{0};
    };
    void loop();
    // True when there may be more.
    bool deliver(Subscriber& subscriber);
    Status loadCursors();
    // False while another engine delivers; when it became this one's turn, the cursors are read again.
    bool isOurTurn();

    Changes& m_changes;
    Clock const& m_clock;
    Duty m_duty;
    std::int64_t m_cursorsOf = 0; // the number of the duty when they were read
    std::vector<Subscriber> m_subscribers;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_woken = false;
    bool m_stopping = false;
    bool m_paused = false;
    std::thread m_thread;
};

} // namespace core::api
