// How signing keys move from state to state: planned on the work lane, applied on the write lane.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json/object.hpp>

#include "core/services/keys/keys_service.h"
#include "core/services/keys/keys_snapshot.h"

namespace core::keys {

namespace {
KeyRow* withState(std::vector<KeyRow>& rows, KeyState state)
{
    auto const found =
        std::find_if(rows.begin(), rows.end(), [state](auto const& row) { return row.state == state; });
    return found == rows.end() ? nullptr : &*found;
}

bool isLive(KeyRow const& row)
{
    return row.state == KeyState::Next || row.state == KeyState::Active || row.state == KeyState::Retiring;
}

bool sameKeys(std::vector<KeyRow> const& a, std::vector<KeyRow> const& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](auto const& x, auto const& y) { return x.kid == y.kid && x.state == y.state; });
}

Error overtaken()
{
    return failed(ErrorCode::Conflict, "the signing keys were changed meanwhile; look at them and try again");
}

// A key that leaves the active or next state signs no more, so nothing keeps its private half.
void leave(KeyRow& row, KeyState state, Time now)
{
    row.state = state;
    row.sealedPrivate.clear();
    switch (state) {
    case KeyState::Retiring:
        row.retiringAt = now;
        break;
    case KeyState::Retired:
        row.retiredAt = now;
        break;
    case KeyState::Revoked:
        row.revokedAt = now;
        break;
    case KeyState::Next:
    case KeyState::Active:
        break;
    }
}
} // namespace

void KeysService::retireExpired(std::vector<KeyRow>& live, Plan& plan, Time now) const
{
    for (auto& row : live)
        if (row.state == KeyState::Retiring && row.retiringAt &&
            *row.retiringAt + m_policy.tokenLifetimeMax <= now) {
            leave(row, KeyState::Retired, now);
            plan.changed.push_back(row);
        }
}

// Fills in what the engine holds once `after` is in the database.
Status KeysService::finish(Plan& plan, std::vector<KeyRow> after) const
{
    if (plan.added)
        after.push_back(*plan.added);
    std::erase_if(after, [](auto const& row) { return !isLive(row); });
    if (after.size() > static_cast<std::size_t>(kLiveKeysMax))
        return failed(ErrorCode::Conflict,
                      "too many keys are retiring; wait until their tokens have expired");
    auto const* const active = withState(after, KeyState::Active);
    auto const* const next = withState(after, KeyState::Next);
    if (active == nullptr || next == nullptr)
        return failed(ErrorCode::Internal, "an active or a next signing key is missing");
    plan.rotated.activeKid = active->kid;
    plan.rotated.nextKid = next->kid;
    plan.snapshot = TRY(snapshotOf(after, TRY(privateOf(*active))));
    plan.dueAt = dueAfter(after);
    return Done{};
}

Result<KeysService::Plan> KeysService::planRotation(std::vector<KeyRow> live, KeyState previous,
                                                    Time now) const
{
    Plan plan;
    plan.before = live;
    retireExpired(live, plan, now);
    auto* const active = withState(live, KeyState::Active);
    auto* const next = withState(live, KeyState::Next);
    if (active == nullptr || next == nullptr)
        return failed(ErrorCode::Internal, "an active or a next signing key is missing");
    plan.rotated.previousKid = active->kid;
    plan.revokes = previous == KeyState::Revoked;
    leave(*active, previous, now);
    next->state = KeyState::Active;
    next->activatedAt = now;
    // The old one first: the table allows one active key at a time.
    plan.changed.push_back(*active);
    plan.changed.push_back(*next);
    plan.added = TRY(newKey(now)).row;
    plan.subject = next->kid;
    TRY(finish(plan, std::move(live)));
    return plan;
}

Result<KeysService::Plan> KeysService::planRetirement(std::vector<KeyRow> live, Time now) const
{
    Plan plan;
    plan.before = live;
    retireExpired(live, plan, now);
    if (!plan.changed.empty())
        plan.subject = plan.changed.front().kid;
    TRY(finish(plan, std::move(live)));
    return plan;
}

Result<KeysService::Plan> KeysService::planRevocation(std::vector<KeyRow> live, KeyRow row, Time now) const
{
    switch (row.state) {
    case KeyState::Active:
        return planRotation(std::move(live), KeyState::Revoked, now);
    case KeyState::Revoked:
        return failed(ErrorCode::Conflict, "the key is revoked already");
    case KeyState::Next:
    case KeyState::Retiring:
    case KeyState::Retired:
        break;
    }
    Plan plan;
    plan.before = live;
    bool const wasNext = row.state == KeyState::Next;
    leave(row, KeyState::Revoked, now);
    plan.revokes = true;
    plan.changed.push_back(row);
    if (wasNext)
        plan.added = TRY(newKey(now)).row;
    std::erase_if(live, [&row](auto const& other) { return other.kid == row.kid; });
    TRY(finish(plan, std::move(live)));
    return plan;
}

Result<KeysService::Plan> KeysService::prepareRotation(api::ReadContext& context, KeyRotation const& in)
{
    auto const previous = in.emergency.value_or(false) ? KeyState::Revoked : KeyState::Retiring;
    auto plan = TRY(planRotation(TRY(store::liveKeys(context.tx)), previous, context.now));
    plan.reason = in.reason.value_or("");
    return plan;
}

Result<KeysService::Plan> KeysService::prepareRevocation(api::ReadContext& context, KeyRevocation const& in)
{
    auto const row = TRY(store::keyByKid(context.tx, in.id));
    if (!row)
        return failed(ErrorCode::NotFound, "there is no such key");
    auto plan = TRY(planRevocation(TRY(store::liveKeys(context.tx)), *row, context.now));
    plan.reason = in.reason.value_or("");
    plan.subject = in.id;
    return plan;
}

Status KeysService::apply(api::Context& context, Plan const& plan)
{
    if (!sameKeys(TRY(store::liveKeys(context.tx)), plan.before))
        return overtaken();
    for (auto row : plan.changed) {
        if (row.state != KeyState::Retired)
            row.reason = plan.reason;
        TRY(store::updateKey(context.tx, row));
    }
    if (plan.added)
        TRY(store::insertKey(context.tx, *plan.added));
    context.subject("key", plan.subject);
    context.note("active_kid", json::Value(plan.rotated.activeKid));
    if (!plan.reason.empty())
        context.note("reason", json::Value(plan.reason));
    // Every cached token is looked at again, and those of the key are found without it.
    if (plan.revokes)
        context.authorityChanged();
    context.sharedChanged(api::Topic::Keys);
    context.afterCommit([this, snapshot = plan.snapshot, dueAt = plan.dueAt] { publish(snapshot, dueAt); });
    return Done{};
}

Result<KeysRotated> KeysService::rotate(api::Context& context, Plan const& plan)
{
    TRY(apply(context, plan));
    context.note("previous_kid", json::Value(plan.rotated.previousKid));
    context.note("emergency", plan.revokes);
    context.announce("key.rotated", {{"active_kid", plan.rotated.activeKid},
                                     {"previous_kid", plan.rotated.previousKid},
                                     {"emergency", plan.revokes}});
    return plan.rotated;
}

Result<Key> KeysService::revoke(api::Context& context, Plan const& plan)
{
    // A retired key is not among the live ones that apply() compares.
    auto const row = TRY(store::keyByKid(context.tx, plan.subject));
    if (!row || row->state == KeyState::Revoked)
        return overtaken();
    TRY(apply(context, plan));
    context.announce("key.revoked", {{"kid", plan.subject}, {"active_kid", plan.rotated.activeKid}});
    return show(context, KeyByKid{plan.subject});
}

} // namespace core::keys
