// The keys of one moment, ready to sign and to check: what every thread of the engine reads.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/platform/crypto/sign.h"
#include "core/services/keys/keys_store.h"

namespace core::keys {

struct KeysSnapshot;
// shared: requests on any thread may still hold one while the write lane puts the next in its place
using SharedSnapshot = std::shared_ptr<KeysSnapshot const>;
// shared: with the snapshot after it, when the active key stays
using SharedSigningKey = std::shared_ptr<crypto::SigningKey const>;
// shared: points into a snapshot and keeps it for as long as the key is used
using SharedVerifyingKey = std::shared_ptr<crypto::VerifyingKey const>;

// Immutable.
struct KeysSnapshot {
    std::string activeKid;
    SharedSigningKey active;
    std::map<std::string, crypto::VerifyingKey, std::less<>> trusted; // active and retiring
    std::string jwks;                                                 // next, active and retiring, RFC 7517
};

// The rows after a change, `active` being the private half of the active one.
Result<SharedSnapshot> snapshotOf(std::vector<KeyRow> const& live, SharedSigningKey active);

} // namespace core::keys
