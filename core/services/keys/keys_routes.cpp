// Route literals of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_routes.h"

namespace core::keys {

std::vector<api::Route> keysRoutes(KeysService& keys)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/keys",
            .summary = "List signing keys, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(keys, &KeysService::list),
        },
        {
            .method = Method::Get,
            .path = "/keys/{id}",
            .summary = "Show one signing key",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(keys, &KeysService::show),
        },
        {
            .method = Method::Post,
            .path = "/keys/rotate",
            .summary = "Sign with the next key from now on; in an emergency the old one is revoked at once",
            .access = needs(kRotate),
            .rate = Rate::Heavy,
            .audit = audited("key.rotate"),
            .handler = call(keys, &KeysService::prepareRotation, &KeysService::rotate),
        },
        {
            .method = Method::Post,
            .path = "/keys/{id}/revoke",
            .summary = "Revoke a signing key; its tokens fail on their next request",
            .access = needs(kRotate),
            .rate = Rate::Heavy,
            .audit = audited("key.revoke"),
            .handler = call(keys, &KeysService::prepareRevocation, &KeysService::revoke),
        },
        {
            .method = Method::Get,
            .path = "/.well-known/jwks.json",
            .summary = "The public keys that check access tokens (RFC 7517)",
            .access = openToAll("public keys are for everybody who checks a token"),
            .rate = Rate::Read,
            .audit = notAudited(),
            .surface = Surface::Root,
            .serves = Serves::Both,
            .handler = call(keys, &KeysService::jwks),
        },
    };
}

} // namespace core::keys
