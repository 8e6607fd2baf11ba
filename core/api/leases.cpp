// Rules of leases.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/leases.h"

#include "core/api/lease_store.h"
#include "core/platform/db/engines.h"

namespace core::api {
namespace {

constexpr Span kForgottenAfter{std::chrono::hours{48}};

Error lost(Fence const& fence)
{
    return failedAs(std::string{kLeaseLost}, ErrorCode::Conflict, "another engine has taken this over",
                    fence.lease + " was held under " + std::to_string(fence.number));
}

} // namespace

Result<Time> Leases::now(db::Tx& tx) const
{
    return db::databaseTime(tx, m_clock.now());
}

Result<std::optional<Fence>> Leases::held(db::Tx& tx, std::string_view name) const
{
    auto const stored = TRY(store::leaseOf(tx, name));
    if (!stored || stored->holder != m_holder)
        return std::optional<Fence>{};
    return std::optional{Fence{std::string{name}, stored->fence}};
}

Result<bool> Leases::isFree(db::Tx& tx, std::string_view name) const
{
    auto const stored = TRY(store::leaseOf(tx, name));
    return !stored || stored->holder == m_holder || stored->until <= TRY(now(tx));
}

Result<std::optional<Fence>> Leases::take(db::Tx& tx, std::string_view name) const
{
    if (!TRY(isFree(tx, name)))
        return std::optional<Fence>{};
    auto const number = TRY(store::putLease(tx, name, m_holder, TRY(now(tx)) + kLeaseLife));
    return std::optional{Fence{std::string{name}, number}};
}

Status Leases::check(db::Tx& tx, Fence const& fence)
{
    auto const stored = TRY(store::leaseOf(tx, fence.lease));
    if (!stored || stored->fence != fence.number)
        return lost(fence);
    return Done{};
}

Status Leases::release(db::Tx& tx, Fence const& fence)
{
    TRY(store::removeLease(tx, fence.lease, fence.number));
    return Done{};
}

Status Leases::releaseAll(db::Tx& tx, std::string_view prefix) const
{
    return store::removeLeases(tx, m_holder, prefix);
}

Status Leases::prolong(db::Tx& tx) const
{
    auto const time = TRY(now(tx));
    TRY(store::prolongLeases(tx, m_holder, time + kLeaseLife));
    return store::forgetLeases(tx, time - kForgottenAfter);
}

bool Duty::isOurs()
{
    std::optional<Fence> held;
    bool isFree = false;
    auto const read = m_changes.read([&](ReadContext& context) -> Status {
        held = TRY(m_leases.held(context.tx, m_name));
        isFree = TRY(m_leases.isFree(context.tx, m_name));
        return Done{};
    });
    if (!read)
        return false;
    if (!held && isFree) {
        auto const taken = m_changes.change(systemPrincipal("leases"), "", [&](Context& context) -> Status {
            held = TRY(m_leases.take(context.tx, m_name));
            return Done{};
        });
        if (!taken)
            return false;
    }
    m_fence = std::move(held);
    return m_fence.has_value();
}

Status Duty::check(db::Tx& tx) const
{
    if (!m_fence)
        return lost({m_name, 0});
    return Leases::check(tx, *m_fence);
}

} // namespace core::api
