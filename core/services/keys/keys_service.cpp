// The rules of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_service.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/object.hpp>

#include "core/base/text.h"
#include "core/services/keys/keys_snapshot.h"

namespace core::keys {

namespace {
constexpr std::string_view kPurpose = "signing-keys";
constexpr std::int64_t kPageDefault = 50;

struct NamedState {
    KeyState state;
    std::string_view name;
};
constexpr std::array kStates{
    NamedState{KeyState::Next, "next"},         NamedState{KeyState::Active, "active"},
    NamedState{KeyState::Retiring, "retiring"}, NamedState{KeyState::Retired, "retired"},
    NamedState{KeyState::Revoked, "revoked"},
};

std::string placeOf(std::string_view kid)
{
    return "signing_keys/" + std::string{kid} + "/private";
}

Key shownOf(KeyRow const& row)
{
    return {.kid = row.kid,
            .algorithm = row.algorithm,
            .state = std::string{nameOf(row.state)},
            .createdAt = row.createdAt,
            .activatedAt = row.activatedAt,
            .retiringAt = row.retiringAt,
            .retiredAt = row.retiredAt,
            .revokedAt = row.revokedAt,
            .reason = row.reason};
}

KeyRow const* withState(std::vector<KeyRow> const& rows, KeyState state)
{
    auto const found =
        std::find_if(rows.begin(), rows.end(), [state](auto const& row) { return row.state == state; });
    return found == rows.end() ? nullptr : &*found;
}

struct Cursor {
    Time at{};
    std::string kid;
};

std::string cursorText(KeyRow const& row)
{
    return base64urlOf(std::to_string(microsOf(row.createdAt)) + "." + row.kid);
}

Result<Cursor> cursorFrom(std::string_view text)
{
    auto const bytes = bytesFromBase64url(text);
    auto const dot = bytes ? bytes->find('.') : std::string::npos;
    std::int64_t micros = 0;
    if (dot == std::string::npos ||
        std::from_chars(bytes->data(), bytes->data() + dot, micros).ptr != bytes->data() + dot)
        return failed(ErrorCode::BadRequest, "the cursor is not one of ours");
    return Cursor{timeOf(micros), bytes->substr(dot + 1)};
}
} // namespace

std::string_view nameOf(KeyState state)
{
    for (auto const& known : kStates)
        if (known.state == state)
            return known.name;
    return "";
}

std::optional<KeyState> keyStateOf(std::string_view name)
{
    for (auto const& known : kStates)
        if (known.name == name)
            return known.state;
    return std::nullopt;
}

KeysService::KeysService(vault::VaultService& vault, Clock const& clock, KeysPolicy policy)
    : m_vault{vault}, m_clock{clock}, m_policy{policy}
{
}

KeysService::~KeysService() = default;

Status KeysService::start(api::Changes& changes)
{
    std::vector<KeyRow> live;
    auto const load = [&live](api::ReadContext& context) -> Status {
        live = TRY(store::liveKeys(context.tx));
        return Done{};
    };
    TRY(changes.read(load));
    TRY(makeMissing(changes, live));
    return changes.read([this](api::ReadContext& context) { return readAgain(context.tx); });
}

Status KeysService::readAgain(db::Tx& tx)
{
    auto const live = TRY(store::liveKeys(tx));
    auto const* const active = withState(live, KeyState::Active);
    if (active == nullptr)
        return failed(ErrorCode::Internal, "there is no active signing key");
    publish(TRY(snapshotOf(live, TRY(privateOf(*active)))), dueAfter(live));
    return Done{};
}

Status KeysService::makeMissing(api::Changes& changes, std::vector<KeyRow> const& live)
{
    std::vector<KeyRow> made;
    auto const now = m_clock.now();
    for (auto const state : {KeyState::Active, KeyState::Next}) {
        if (withState(live, state) != nullptr)
            continue;
        auto row = TRY(newKey(now)).row;
        row.state = state;
        if (state == KeyState::Active)
            row.activatedAt = now;
        made.push_back(std::move(row));
    }
    if (made.empty())
        return Done{};
    return changes.change(api::systemPrincipal("keys"), "key.create",
                          [&made](api::Context& context) -> Status {
                              // Another engine that starts with this one may have made them meanwhile.
                              auto const present = TRY(store::liveKeys(context.tx));
                              for (auto const& row : made) {
                                  if (withState(present, row.state) != nullptr)
                                      continue;
                                  TRY(store::insertKey(context.tx, row));
                                  context.note(nameOf(row.state), json::Value(row.kid));
                              }
                              context.sharedChanged(api::Topic::Keys);
                              context.subject("key", made.front().kid);
                              return Done{};
                          });
}

Result<KeysService::Made> KeysService::newKey(Time now) const
{
    // shared: see the aliases
    auto key = std::make_shared<crypto::SigningKey const>(TRY(crypto::SigningKey::generate()));
    Made made;
    made.row.kid = key->thumbprint();
    made.row.algorithm = kAlgorithm;
    made.row.publicJwk = json::text(key->publicJwk());
    made.row.sealedPrivate = TRY(m_vault.seal(kPurpose, placeOf(made.row.kid), TRY(key->pkcs8()).view()));
    made.row.createdAt = now;
    made.key = std::move(key);
    return made;
}

Result<SharedSigningKey> KeysService::privateOf(KeyRow const& row) const
{
    auto const der = TRY(m_vault.open(kPurpose, placeOf(row.kid), row.sealedPrivate));
    // shared: see the aliases
    return std::make_shared<crypto::SigningKey const>(TRY(crypto::SigningKey::fromPkcs8(der)));
}

SharedSnapshot KeysService::snapshot() const
{
    std::scoped_lock const lock{m_mutex};
    return m_snapshot;
}

void KeysService::publish(SharedSnapshot snapshot, std::optional<Time> dueAt)
{
    std::scoped_lock const lock{m_mutex};
    m_snapshot.swap(snapshot);
    m_dueAt = dueAt;
}

Result<std::string> KeysService::signAccessToken(json::Object const& claims) const
{
    return signToken("at+jwt", claims);
}

Result<std::string> KeysService::signToken(std::string_view typ, json::Object const& claims) const
{
    auto const held = snapshot();
    if (held == nullptr)
        return failed(ErrorCode::Unavailable, "the signing keys are not loaded");
    return crypto::signJwt(*held->active, held->activeKid, typ, claims);
}

SharedVerifyingKey KeysService::verificationKey(std::string_view kid) const
{
    auto const held = snapshot();
    if (held == nullptr)
        return nullptr;
    auto const found = held->trusted.find(kid);
    if (found == held->trusted.end())
        return nullptr;
    return SharedVerifyingKey{held, &found->second};
}

Result<bool> KeysService::isTrusted(db::Tx& tx, std::string_view kid) const
{
    auto const row = TRY(store::keyByKid(tx, kid));
    return row && (row->state == KeyState::Active || row->state == KeyState::Retiring);
}

std::string KeysService::activeKid() const
{
    auto const held = snapshot();
    return held == nullptr ? std::string{} : held->activeKid;
}

std::optional<Time> KeysService::dueAfter(std::vector<KeyRow> const& live) const
{
    std::optional<Time> due;
    for (auto const& row : live) {
        std::optional<Time> at;
        if (row.state == KeyState::Active && row.activatedAt)
            at = *row.activatedAt + m_policy.rotateAfter;
        if (row.state == KeyState::Retiring && row.retiringAt)
            at = *row.retiringAt + m_policy.tokenLifetimeMax;
        if (at && (!due || *at < *due))
            due = at;
    }
    return due;
}

bool KeysService::due(Time now) const
{
    std::scoped_lock const lock{m_mutex};
    return m_dueAt && *m_dueAt <= now;
}

Status KeysService::maintain(api::Changes& changes)
{
    Plan plan;
    bool rotates = false;
    TRY(changes.read([&](api::ReadContext& context) -> Status {
        auto live = TRY(store::liveKeys(context.tx));
        auto const* const active = withState(live, KeyState::Active);
        rotates = active != nullptr && active->activatedAt &&
                  *active->activatedAt + m_policy.rotateAfter <= context.now;
        plan = rotates ? TRY(planRotation(std::move(live), KeyState::Retiring, context.now))
                       : TRY(planRetirement(std::move(live), context.now));
        plan.reason = rotates ? "its time was up" : "";
        return Done{};
    }));
    if (plan.changed.empty())
        return Done{};
    return changes.change(api::systemPrincipal("keys"), rotates ? "key.rotate" : "key.retire",
                          [&](api::Context& context) { return apply(context, plan); });
}

Result<api::Page<Key>> KeysService::list(api::ReadContext& context, ListKeys const& in)
{
    auto const limit = in.limit.value_or(kPageDefault);
    auto const from = in.after ? TRY(cursorFrom(*in.after)) : Cursor{Time::max(), ""};
    auto rows = TRY(store::page(context.tx, from.at, from.kid, limit + 1));
    api::Page<Key> page;
    if (static_cast<std::int64_t>(rows.size()) > limit) {
        rows.pop_back();
        page.next = cursorText(rows.back());
    }
    for (auto const& row : rows)
        page.items.push_back(shownOf(row));
    return page;
}

Result<Key> KeysService::show(api::ReadContext& context, KeyByKid const& in)
{
    auto const row = TRY(store::keyByKid(context.tx, in.id));
    if (!row)
        return failed(ErrorCode::NotFound, "there is no such key");
    return shownOf(*row);
}

Result<api::RawAnswer> KeysService::jwks(api::ReadContext&, api::Nothing const&)
{
    auto const held = snapshot();
    if (held == nullptr)
        return failed(ErrorCode::Unavailable, "the signing keys are not loaded");
    return api::RawAnswer{.contentType = "application/jwk-set+json", .body = held->jwks};
}

} // namespace core::keys
