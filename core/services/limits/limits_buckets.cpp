// The arithmetic of rate budgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/limits/limits_buckets.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace core::limits {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

std::int64_t secondsUp(std::int64_t micros)
{
    return (micros + kMicrosPerSecond - 1) / kMicrosPerSecond;
}

} // namespace

Buckets::Buckets(Quota quota)
    : m_quota{std::max<std::int64_t>(quota.requests, 1), std::max<std::int64_t>(quota.windowSeconds, 1)},
      m_share{m_quota.requests}
{
}

void Buckets::setEngines(std::int64_t engines)
{
    m_share.store(std::max<std::int64_t>(m_quota.requests / std::max<std::int64_t>(engines, 1), 1),
                  std::memory_order_relaxed);
}

// Microseconds that one request costs.
std::int64_t Buckets::intervalOf(std::int64_t requests) const
{
    return std::max<std::int64_t>(m_quota.windowSeconds * kMicrosPerSecond / requests, 1);
}

Taken Buckets::take(std::string_view key, Time time)
{
    auto const now = microsOf(time);
    auto const requests = share();
    auto const interval = intervalOf(requests);
    auto const window = interval * requests;
    auto& shard = m_shards[Hash{}(key) % kShards];
    std::scoped_lock const lock{shard.mutex};
    auto found = shard.fullAt.find(key);
    if (found == shard.fullAt.end()) {
        if (shard.fullAt.size() >= kKeysPerShardMax)
            makeRoom(shard, now);
        found = shard.fullAt.try_emplace(std::string{key}, now).first;
    }
    // A clock that was set back must not lock anyone out for longer than a window.
    auto const full = std::clamp(found->second, now, now + window);
    auto const next = full + interval;
    if (next - now > window) {
        found->second = full;
        auto const wait = next - now - window;
        return {.allowed = false,
                .remaining = 0,
                .fullInSeconds = secondsUp(full - now),
                .retryAfterSeconds = std::max<std::int64_t>(secondsUp(wait), 1)};
    }
    found->second = next;
    return {.allowed = true,
            .remaining = (window - (next - now)) / interval,
            .fullInSeconds = secondsUp(next - now),
            .retryAfterSeconds = 0};
}

// Budgets that are full again tell nothing and go first. Should all be in use, the half that is nearest to
// full goes: whoever is over the limit stays known.
void Buckets::makeRoom(Shard& shard, std::int64_t now)
{
    std::erase_if(shard.fullAt, [&](auto const& item) { return item.second <= now; });
    if (shard.fullAt.size() < kKeysPerShardMax)
        return;
    std::vector<std::int64_t> times;
    times.reserve(shard.fullAt.size());
    for (auto const& item : shard.fullAt)
        times.push_back(item.second);
    auto const middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    std::size_t left = times.size() / 2;
    std::erase_if(shard.fullAt, [&](auto const& item) {
        bool const goes = item.second <= *middle && left > 0;
        left -= goes ? 1 : 0;
        return goes;
    });
}

std::size_t Buckets::keys() const
{
    std::size_t sum = 0;
    for (auto const& shard : m_shards) {
        std::scoped_lock const lock{shard.mutex};
        sum += shard.fullAt.size();
    }
    return sum;
}

std::string addressGroup(std::string_view address)
{
    if (address.find(':') == std::string_view::npos)
        return std::string{address};
    address = address.substr(0, address.find('%')); // the zone is ours, not theirs
    // Four groups of the left half; "::" fills with zeros what the right half does not name.
    auto const gap = address.find("::");
    auto groups = split(address.substr(0, gap), ':');
    if (gap != std::string_view::npos) {
        if (groups.size() == 1 && groups.front().empty())
            groups.clear();
        auto const right = split(address.substr(gap + 2), ':');
        auto const named = groups.size() + (right.size() == 1 && right.front().empty() ? 0 : right.size());
        groups.resize(groups.size() + (named < 8 ? 8 - named : 0), "0");
        groups.insert(groups.end(), right.begin(), right.end());
    }
    std::string prefix;
    for (std::size_t i = 0; i < 4 && i < groups.size(); ++i) {
        auto const digits = groups[i].find_first_not_of('0');
        prefix += digits == std::string_view::npos ? "0" : lowered(groups[i].substr(digits));
        prefix += ':';
    }
    return prefix + ":/64";
}

} // namespace core::limits
