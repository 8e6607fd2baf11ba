// Leases: work that one of several engines does at a time, and the numbers that keep a late one from
// finishing it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/ports.h"
#include "core/api/principal.h"
#include "core/platform/db/tx.h"

namespace core::api {

// By the database's clock. The holder prolongs all of its leases every second; silent for this long, it has
// lost them.
constexpr Span kLeaseLife{std::chrono::seconds{10}};
constexpr std::string_view kLeaseLost = "lease-lost"; // problem type, Conflict

// The leases of one engine. Any thread; the transaction is the caller's. Where an engine is alone with its
// database everything is its own.
class Leases {
public:
    // `holder` is the engine's node id: no two engines that live have the same.
    Leases(std::string holder, Clock const& clock) : m_holder{std::move(holder)}, m_clock{clock} {}

    // The fence under which it is held here already, lapsed or not: as long as nobody else took it, it
    // stands.
    Result<std::optional<Fence>> held(db::Tx& tx, std::string_view name) const;
    // Whether take() would succeed.
    Result<bool> isFree(db::Tx& tx, std::string_view name) const;
    // Under a new fence, unless another engine holds it and lives. Write lane.
    Result<std::optional<Fence>> take(db::Tx& tx, std::string_view name) const;
    // In the transaction of every effect: Conflict (kLeaseLost) once somebody took it under a higher number.
    static Status check(db::Tx& tx, Fence const& fence);
    static Status release(db::Tx& tx, Fence const& fence);
    // All of this engine's below that prefix ("" for all): at its start, when nothing of a life before can be
    // running.
    Status releaseAll(db::Tx& tx, std::string_view prefix) const;
    // All of them, and forgets what lapsed days ago.
    Status prolong(db::Tx& tx) const;

    std::string const& holder() const { return m_holder; }
    Clock const& clock() const { return m_clock; }
    // The time that leases are measured by.
    Result<Time> now(db::Tx& tx) const;

private:
    std::string m_holder;
    Clock const& m_clock;
};

// A duty that one engine has, for work without an end: delivering, cleaning up. One thread.
class Duty {
public:
    Duty(Changes& changes, Leases leases, std::string name)
        : m_changes{changes}, m_leases{std::move(leases)}, m_name{std::move(name)}
    {
    }

    // Whether it is this engine's now; takes it when it is nobody's. False too while the database does not
    // answer.
    bool isOurs();
    // Rises with each time it was taken: what was read before is old then.
    std::int64_t number() const { return m_fence ? m_fence->number : 0; }
    // In the transactions of its effects.
    Status check(db::Tx& tx) const;

private:
    Changes& m_changes;
    Leases m_leases;
    std::string m_name;
    std::optional<Fence> m_fence;
};

} // namespace core::api
