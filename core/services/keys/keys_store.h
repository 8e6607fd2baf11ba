// Rows of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/keys/keys_types.h"

namespace core::keys {

constexpr std::int64_t kLiveKeysMax = 64; // next, active and retiring together

struct KeyRow {
    std::string kid;
    std::string algorithm;
    KeyState state = KeyState::Next;
    std::string publicJwk;
    std::string sealedPrivate; // empty unless next or active
    Time createdAt{};
    std::optional<Time> activatedAt;
    std::optional<Time> retiringAt;
    std::optional<Time> retiredAt;
    std::optional<Time> revokedAt;
    std::string reason;
};

namespace store {

// Those that are published: next, active, retiring; oldest first.
Result<std::vector<KeyRow>> liveKeys(db::Tx& tx);
Result<std::optional<KeyRow>> keyByKid(db::Tx& tx, std::string_view kid);
// Newest first, below that time and kid.
Result<std::vector<KeyRow>> page(db::Tx& tx, Time before, std::string_view kid, std::int64_t limit);
Status insertKey(db::Tx& tx, KeyRow const& row);
// State, times, reason; and the private half when the row has none any more.
Status updateKey(db::Tx& tx, KeyRow const& row);

} // namespace store
} // namespace core::keys
