// Making a snapshot of keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_snapshot.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace core::keys {

Result<SharedSnapshot> snapshotOf(std::vector<KeyRow> const& live, SharedSigningKey active)
{
    // shared: see the aliases
    auto snapshot = std::make_shared<KeysSnapshot>();
    json::Array published;
    for (auto const& row : live) {
        auto const jwk = TRY(json::parse(row.publicJwk));
        auto key = TRY(crypto::VerifyingKey::fromJwk(jwk));
        // The kid is the thumbprint: a row whose public half was exchanged is found here (T18).
        if (key.thumbprint() != row.kid)
            return failed(ErrorCode::Internal, "a stored signing key was changed", "kid " + row.kid);
        json::Object entry = key.jwk();
        entry["kid"] = row.kid;
        entry["alg"] = kAlgorithm;
        entry["use"] = "sig";
        published.push_back(std::move(entry));
        if (row.state == KeyState::Active)
            snapshot->activeKid = row.kid;
        if (row.state == KeyState::Active || row.state == KeyState::Retiring)
            snapshot->trusted.emplace(row.kid, std::move(key));
    }
    if (active == nullptr || active->thumbprint() != snapshot->activeKid)
        return failed(ErrorCode::Internal, "the active signing key does not fit its private half");
    snapshot->active = std::move(active);
    snapshot->jwks = json::text(json::Object{{"keys", std::move(published)}});
    return SharedSnapshot{std::move(snapshot)};
}

} // namespace core::keys
