// An engine inside this process whose clock starts in the past and can be set forward: the demo's week
// happens in seconds, and every row, key and log event has the time at which it would have come.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/platform/crypto/random.h"

namespace dewarctl {

// Runs behind the system's clock by a span that only shrinks. Both readings move together: to the engine a
// step is time that passed, not a clock that was set.
class PastClock final : public core::Clock {
public:
    explicit PastClock(core::Span behind) : m_first{behind}, m_behind{behind.count()} {}

    core::Time now() const override { return m_system.now() - behind(); }
    core::Span monotonic() const override { return m_system.monotonic() + m_first - behind(); }
    // Nothing happens when that time has passed; never beyond the system's own time.
    void advanceTo(core::Time when);

private:
    core::Span behind() const { return core::Span{m_behind.load(std::memory_order_relaxed)}; }

    core::SystemClock m_system;
    core::Span m_first;
    std::atomic<core::Span::rep> m_behind;
};

// One thread makes, moves and ends it.
class PastEngine {
public:
    // Makes `directory` with data/, password and passphrase (0600), as of `behind` ago, and serves on
    // loopback ports. Conflict when there is a data directory already.
    static core::Result<std::unique_ptr<PastEngine>> createIn(std::string const& directory,
                                                              std::string const& administrator,
                                                              std::string const& password, core::Span behind);
    ~PastEngine();

    PastClock const& clock() const { return m_clock; }
    // While nothing is under way: a request across a step would look as if it had taken all that time. Waits
    // a moment first, because a request is measured and logged after its answer has gone.
    void advanceTo(core::Time when);
    std::string const& dataAddress() const { return m_engine->addresses().data; }
    std::string const& adminAddress() const { return m_engine->addresses().admin; }
    std::string const& authorityPem() const { return m_authorityPem; }
    // Comes to the present, then stops as SIGTERM would make it.
    void finish();

private:
    explicit PastEngine(core::Span behind) : m_clock{behind} {}

    PastClock m_clock;
    core::crypto::SystemRandom m_random;
    std::unique_ptr<core::engine::Engine> m_engine;
    std::string m_authorityPem;
};

} // namespace dewarctl
