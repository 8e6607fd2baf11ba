// Rate budgets by the generic cell rate algorithm: one time per key, bounded, safe from any thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/clock.h"

namespace core::limits {

struct Quota {
    std::int64_t requests = 0;             // at least 1
    std::int64_t windowSeconds = 60;
};

struct Taken {
    bool allowed = false;
    std::int64_t remaining = 0;            // requests that would be allowed right now
    std::int64_t fullInSeconds = 0;        // until the whole quota is there again, rounded up
    std::int64_t retryAfterSeconds = 0;    // when refused: until one request is allowed, at least 1
};

// GCRA (ITU-T I.371 as a virtual schedule): a key's only state is the time at which its budget is full again.
class Buckets {
public:
    explicit Buckets(Quota quota);

    Taken take(std::string_view key, Time now);
    // Of all engines together.
    Quota quota() const { return m_quota; }
    // What this engine gives of it, with that many engines serving: at least one request. Any thread.
    void setEngines(std::int64_t engines);
    std::int64_t share() const { return m_share.load(std::memory_order_relaxed); }
    std::size_t keys() const;

    static constexpr std::size_t kShards = 16;
    static constexpr std::size_t kKeysPerShardMax = 1024;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> fullAt;   // microseconds
    };

    static void makeRoom(Shard& shard, std::int64_t now);

    std::int64_t intervalOf(std::int64_t requests) const;

    Quota m_quota;
    std::atomic<std::int64_t> m_share;   // requests per window
    std::array<Shard, kShards> m_shards;
};

// The part of an address that one party owns: IPv4 whole, IPv6 its /64.
std::string addressGroup(std::string_view address);

} // namespace core::limits
