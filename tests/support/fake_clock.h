// A clock that a test sets, and chance that repeats.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "core/base/clock.h"
#include "core/base/random.h"

namespace support {

// Any thread.
class FakeClock final : public core::Clock {
public:
    core::Time now() const override { return core::timeOf(m_micros); }
    core::Span monotonic() const override { return core::Span{m_micros}; }
    void advance(core::Span by) { m_micros += by.count(); }
    void set(core::Time time) { m_micros = core::microsOf(time); }

private:
    std::atomic<std::int64_t> m_micros{1'790'000'000'000'000};   // 2026-09-21
};

// SplitMix64: the same bytes in every run. Any thread.
class SeededRandom final : public core::Random {
public:
    explicit SeededRandom(std::uint64_t seed = 1) : m_state{seed} {}
    void fill(std::span<unsigned char> bytes) override
    {
        std::scoped_lock const lock{m_mutex};
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i % 8 == 0)
                word = next();
            bytes[i] = static_cast<unsigned char>(word >> (i % 8 * 8));
        }
    }

private:
    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t word = m_state;
        word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
        word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
        return word ^ (word >> 31);
    }

    std::mutex m_mutex;
    std::uint64_t m_state;
};

} // namespace support
