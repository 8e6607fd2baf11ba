// Quotas per class, and the header values of draft-ietf-httpapi-ratelimit-headers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/limits/limits_service.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"

namespace core::limits {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::size_t kKnownMax = 20'000;
constexpr std::chrono::hours kKnownHours{24 * 30};
// Not in one message with the quota: what a stranger learns is only when to come back.
constexpr std::string_view kTooMany = "too many requests, try again later";

Quota scaled(std::int64_t requests, double scale)
{
    auto const wanted = std::round(static_cast<double>(requests) * std::clamp(scale, 0.01, 100'000.0));
    return {std::max<std::int64_t>(static_cast<std::int64_t>(wanted), 1), kMinute};
}

Error refusal(Taken const& taken)
{
    auto error = failed(ErrorCode::TooMany, std::string{kTooMany});
    error.retryAfterSeconds = static_cast<int>(taken.retryAfterSeconds);
    return error;
}

// Accounts are compared as users does, and a name is not a way to fill our memory.
std::string accountKey(std::string_view account)
{
    return lowered(account.substr(0, 128));
}

} // namespace

LimitsService::Class::Class(std::string_view name, std::string_view counts, Quota quota)
    : name{name}, counts{counts}, buckets{quota}, policy{policyWith(quota.requests)}
{
}

std::string LimitsService::Class::policyWith(std::int64_t requests) const
{
    std::string text{"\""};
    text.append(name).append("\";q=").append(std::to_string(requests));
    return text.append(";w=").append(std::to_string(buckets.quota().windowSeconds));
}

LimitsService::LimitsService(double scale)
    : m_address{"address", "address", scaled(30'000, scale)}, m_read{"read", "caller", scaled(6'000, scale)},
      m_write{"write", "caller", scaled(3'000, scale)}, m_login{"login", "caller", scaled(10, scale)},
      m_heavy{"heavy", "caller", scaled(30, scale)}, m_ingest{"ingest", "caller", scaled(12'000, scale)},
      m_health{"health", "caller", scaled(600, scale)}, m_account{"sign-in", "account and address",
                                                                  scaled(10, scale)},
      m_accountEverywhere{"sign-in-everywhere", "account", scaled(30, scale)}
{
}

LimitsService::Class& LimitsService::classOf(api::Rate rate)
{
    switch (rate) {
    case api::Rate::Read:
        return m_read;
    case api::Rate::Write:
        return m_write;
    case api::Rate::Login:
        return m_login;
    case api::Rate::Heavy:
        return m_heavy;
    case api::Rate::Ingest:
        return m_ingest;
    case api::Rate::Health:
        return m_health;
    }
    return m_heavy;
}

Status LimitsService::admit(http::Peer const& peer, Time now)
{
    auto const taken = m_address.buckets.take(addressGroup(peer.address), now);
    if (!taken.allowed)
        return refusal(taken);
    return Done{};
}

Result<api::LimitState> LimitsService::take(api::Principal const& principal, http::Peer const& peer,
                                            api::Rate rate, Time now)
{
    std::string key;
    if (principal.kind == api::Principal::Kind::Anonymous) {
        key = addressGroup(peer.address);
    } else {
        key = api::nameOf(principal.kind);
        key += ':';
        key += principal.id;
    }
    auto& kind = classOf(rate);
    auto const taken = kind.buckets.take(key, now);
    if (!taken.allowed)
        return refusal(taken);
    std::string limit{"\""};
    limit.append(kind.name).append("\";r=").append(std::to_string(taken.remaining));
    limit.append(";t=").append(std::to_string(taken.fullInSeconds));
    auto const share = kind.buckets.share();
    return api::LimitState{.policy =
                               share == kind.buckets.quota().requests ? kind.policy : kind.policyWith(share),
                           .limit = std::move(limit)};
}

Status LimitsService::takeSignIn(std::string_view account, http::Peer const& peer, Time now)
{
    auto const name = accountKey(account);
    auto const pair = name + "\n" + addressGroup(peer.address);
    auto const here = m_account.buckets.take(pair, now);
    if (!here.allowed)
        return refusal(here);
    if (knows(pair, now))
        return Done{};
    auto const everywhere = m_accountEverywhere.buckets.take(name, now);
    if (!everywhere.allowed)
        return refusal(everywhere);
    return Done{};
}

bool LimitsService::knows(std::string const& pair, Time now)
{
    std::scoped_lock const lock{m_knownMutex};
    auto const found = m_known.find(pair);
    return found != m_known.end() && now - timeOf(found->second) < kKnownHours;
}

bool LimitsService::knowsAddress(std::string_view account, http::Peer const& peer, Time now)
{
    return knows(accountKey(account) + "\n" + addressGroup(peer.address), now);
}

void LimitsService::signedIn(std::string_view account, http::Peer const& peer, Time now)
{
    std::scoped_lock const lock{m_knownMutex};
    if (m_known.size() >= kKnownMax) {
        std::erase_if(m_known, [&](auto const& item) { return now - timeOf(item.second) >= kKnownHours; });
        if (m_known.size() >= kKnownMax)
            m_known.erase(m_known.begin());
    }
    m_known[accountKey(account) + "\n" + addressGroup(peer.address)] = microsOf(now);
}

std::array<LimitsService::Class*, 9> LimitsService::all()
{
    return {&m_address, &m_read,   &m_write,   &m_login,           &m_heavy,
            &m_ingest,  &m_health, &m_account, &m_accountEverywhere};
}

void LimitsService::setEngines(std::int64_t engines)
{
    m_engines.store(engines, std::memory_order_relaxed);
    for (auto* const kind : all())
        kind->buckets.setEngines(engines);
}

Result<LimitList> LimitsService::list(api::ReadContext&, api::Nothing const&)
{
    LimitList list{
        .items = {}, .counting = "per-engine", .engines = m_engines.load(std::memory_order_relaxed)};
    for (auto const* const kind : all())
        list.items.push_back({.name = std::string{kind->name},
                              .quota = kind->buckets.quota().requests,
                              .share = kind->buckets.share(),
                              .windowSeconds = kind->buckets.quota().windowSeconds,
                              .counts = std::string{kind->counts},
                              .keys = static_cast<std::int64_t>(kind->buckets.keys())});
    return list;
}

} // namespace core::limits
