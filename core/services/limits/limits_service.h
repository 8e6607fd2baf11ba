// How often one may call: by address before anything is known, by caller and rate class after, by account at
// sign-in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>

#include "core/api/ports.h"
#include "core/services/limits/limits_buckets.h"
#include "core/services/limits/limits_types.h"

namespace core::limits {

// Any thread; no I/O; all state in memory and bounded, so a restart forgets it.
class LimitsService final : public api::Limiter {
public:
    // `scale` multiplies every quota, for benchmarks on one machine; 1 in operation. Between 0.01 and
    // 100,000.
    explicit LimitsService(double scale = 1.0);

    Status admit(http::Peer const& peer, Time now) override;
    Result<api::LimitState> take(api::Principal const& principal, http::Peer const& peer, api::Rate rate,
                                 Time now) override;

    // One try to sign in to that account, known or not. Ten a minute from one address; from all addresses
    // together thirty, but addresses from which the account signed in before do not share that budget:
    // guessing from elsewhere does not lock the owner out.
    Status takeSignIn(std::string_view account, http::Peer const& peer, Time now);
    // After a right password: remembers the address for the account.
    void signedIn(std::string_view account, http::Peer const& peer, Time now);
    bool knowsAddress(std::string_view account, http::Peer const& peer, Time now) override;

    // That many engines serve: each counts for itself and gives its share. Any thread.
    void setEngines(std::int64_t engines);

    Result<LimitList> list(api::ReadContext& context, api::Nothing const& nothing);

private:
    struct Class {
        std::string_view name;
        std::string_view counts;
        Buckets buckets;
        std::string policy; // value of RateLimit-Policy while one engine serves

        Class(std::string_view name, std::string_view counts, Quota quota);
        std::string policyWith(std::int64_t requests) const;
    };
    std::array<Class*, 9> all();

    Class& classOf(api::Rate rate);
    bool knows(std::string const& pair, Time now);

    Class m_address;
    Class m_read;
    Class m_write;
    Class m_login;
    Class m_heavy;
    Class m_ingest;
    Class m_health;
    Class m_account;
    Class m_accountEverywhere;

    std::atomic<std::int64_t> m_engines{1};
    std::mutex m_knownMutex;
    std::unordered_map<std::string, std::int64_t> m_known; // account and address: last sign-in
};

} // namespace core::limits
