// Counters that all threads see: what has been committed, which authority is in force, and what engines keep
// in memory.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace core::api {

struct Epochs {
    // Raised by the write lane after COMMIT and afterCommit, before any answer: held reads begin anew.
    std::atomic<std::uint64_t> commit{1};
    // Raised with every change of authority: cached principals are read anew on their next request.
    std::atomic<std::uint64_t> authority{1};
    // The writer wants to checkpoint: readers end their held transactions and hold none until it is false
    // again.
    std::atomic<bool> letGo{false};

    // Never lowers it: another engine's change may have been read before this one's is told.
    void raiseAuthority(std::uint64_t value)
    {
        auto known = authority.load(std::memory_order_acquire);
        while (known < value && !authority.compare_exchange_weak(known, value, std::memory_order_release,
                                                                 std::memory_order_acquire)) {
        }
    }
};

// What an engine keeps in memory of the database, in the order in which it is read again: keys are opened by
// the vault. Each has an epoch in the database, raised by the transaction that changes it; other engines then
// read it anew.
enum class Topic { Vault, Keys, Collections, Alerts, Notifications };
inline constexpr std::array<std::string_view, 5> kTopicNames{"vault", "keys", "collections", "alerts",
                                                             "notifications"};
constexpr std::string_view nameOf(Topic topic)
{
    return kTopicNames[static_cast<std::size_t>(topic)];
}

} // namespace core::api
