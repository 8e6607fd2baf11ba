// Signing keys of access tokens: always one that signs, one that is published to sign next, and those that
// retire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/context.h"
#include "core/api/ports.h"
#include "core/platform/crypto/jwt.h"
#include "core/services/keys/keys_snapshot.h"
#include "core/services/keys/keys_store.h"
#include "core/services/keys/keys_types.h"
#include "core/services/vault/vault_service.h"

namespace core::keys {

struct KeysPolicy {
    Span rotateAfter = std::chrono::hours{24 * 30};
    Span tokenLifetimeMax = std::chrono::minutes{15}; // of any token signed here; a key retires for that long
};

class KeysService {
public:
    KeysService(vault::VaultService& vault, Clock const& clock, KeysPolicy policy = {});
    ~KeysService();

    // After the vault's start, in `deward init` and at every start: makes an active and a next key when there
    // are none, and loads them. Blocks; never on a lane.
    Status start(api::Changes& changes);
    // Another engine changed the keys: as they are in this transaction. Any thread.
    Status readAgain(db::Tx& tx);

    // Compact JWS of type at+jwt with the active key. Any thread, no I/O, about 30 microseconds.
    Result<std::string> signAccessToken(json::Object const& claims) const;
    Result<std::string> signToken(std::string_view typ, json::Object const& claims) const;
    // The public key of that kid, or null when it is unknown, not yet active, retired or revoked. Any thread,
    // no I/O.
    SharedVerifyingKey verificationKey(std::string_view kid) const;
    // The same question to the running transaction: within one batch of the write lane a revocation in an
    // earlier savepoint counts already, while verificationKey() learns of it with the commit.
    Result<bool> isTrusted(db::Tx& tx, std::string_view kid) const;
    std::string activeKid() const;

    // Whether the active key is older than the policy says, or a retiring one has seen its last token expire.
    bool due(Time now) const;
    // What due() asks for. For a timer or jobs thread; blocks.
    Status maintain(api::Changes& changes);

    Result<api::Page<Key>> list(api::ReadContext& context, ListKeys const& in);
    Result<Key> show(api::ReadContext& context, KeyByKid const& in);
    Result<api::RawAnswer> jwks(api::ReadContext& context, api::Nothing const& in);

    // A change as prepared on the work lane: what the rows must still be, what they become, and how that
    // looks.
    struct Plan {
        std::vector<KeyRow> before; // live rows; kid and state must not have moved
        std::vector<KeyRow> changed;
        std::optional<KeyRow> added;
        SharedSnapshot snapshot;
        std::optional<Time> dueAt;
        KeysRotated rotated;
        std::string subject; // kid
        std::string reason;
        bool revokes = false;
    };
    Result<Plan> prepareRotation(api::ReadContext& context, KeyRotation const& in);
    Result<KeysRotated> rotate(api::Context& context, Plan const& plan);
    Result<Plan> prepareRevocation(api::ReadContext& context, KeyRevocation const& in);
    Result<Key> revoke(api::Context& context, Plan const& plan);

private:
    struct Made {
        KeyRow row;
        SharedSigningKey key;
    };
    Result<Made> newKey(Time now) const;
    Result<SharedSigningKey> privateOf(KeyRow const& row) const;
    // Where a rotation leads: the active key becomes `previous`, the next one active, a new one next.
    Result<Plan> planRotation(std::vector<KeyRow> live, KeyState previous, Time now) const;
    Result<Plan> planRetirement(std::vector<KeyRow> live, Time now) const;
    Result<Plan> planRevocation(std::vector<KeyRow> live, KeyRow row, Time now) const;
    void retireExpired(std::vector<KeyRow>& live, Plan& plan, Time now) const;
    Status finish(Plan& plan, std::vector<KeyRow> after) const;
    Status apply(api::Context& context, Plan const& plan);
    Status makeMissing(api::Changes& changes, std::vector<KeyRow> const& live);
    std::optional<Time> dueAfter(std::vector<KeyRow> const& live) const;
    void publish(SharedSnapshot snapshot, std::optional<Time> dueAt);
    SharedSnapshot snapshot() const;

    vault::VaultService& m_vault;
    Clock const& m_clock;
    KeysPolicy m_policy;
    mutable std::mutex m_mutex;
    SharedSnapshot m_snapshot;
    std::optional<Time> m_dueAt;
};

} // namespace core::keys
