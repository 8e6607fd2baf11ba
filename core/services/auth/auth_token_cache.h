// Verified access tokens by their SHA-256, bounded and sharded: a signature costs 60 microseconds, a look-up
// less than one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/api/principal.h"

namespace core::auth {

// Any thread.
class TokenCache {
public:
    static constexpr std::size_t kShards = 16;
    static constexpr std::size_t kPerShardMax = 1024;

    // The principal stored for that hash and not expired, at whatever epoch it was read; else nothing.
    // shared: handed out to requests that outlive an eviction
    std::shared_ptr<api::Principal const> find(std::string_view hash, Time now);
    // shared: see find
    void put(std::string_view hash, std::shared_ptr<api::Principal const> principal);
    void erase(std::string_view hash);

private:
    struct Shard {
        std::mutex mutex;
        // shared: handed out to requests that outlive an eviction.
        std::unordered_map<std::string, std::shared_ptr<api::Principal const>> entries;
    };
    Shard& shardOf(std::string_view hash)
    {
        return m_shards[static_cast<unsigned char>(hash.front()) % kShards];
    }

    std::array<Shard, kShards> m_shards;
};

} // namespace core::auth
