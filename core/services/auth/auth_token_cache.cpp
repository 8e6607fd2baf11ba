// The cache of verified access tokens.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/auth/auth_token_cache.h"

namespace core::auth {

// shared: see auth_token_cache.h
std::shared_ptr<api::Principal const> TokenCache::find(std::string_view hash, Time now)
{
    auto& shard = shardOf(hash);
    std::scoped_lock const lock{shard.mutex};
    auto const found = shard.entries.find(std::string{hash});
    if (found == shard.entries.end())
        return nullptr;
    if (found->second->expiresAt <= now) {
        shard.entries.erase(found);
        return nullptr;
    }
    return found->second;
}

// shared: see auth_token_cache.h
void TokenCache::put(std::string_view hash, std::shared_ptr<api::Principal const> principal)
{
    auto& shard = shardOf(hash);
    std::scoped_lock const lock{shard.mutex};
    // Full: whichever comes first in the table makes room; a victim only costs one more signature check.
    if (shard.entries.size() >= kPerShardMax && !shard.entries.contains(std::string{hash}))
        shard.entries.erase(shard.entries.begin());
    shard.entries[std::string{hash}] = std::move(principal);
}

void TokenCache::erase(std::string_view hash)
{
    auto& shard = shardOf(hash);
    std::scoped_lock const lock{shard.mutex};
    shard.entries.erase(std::string{hash});
}

} // namespace core::auth
