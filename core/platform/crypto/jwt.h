// Compact JWS and JWT (RFC 7515, 7519) with one algorithm and the checks of RFC 8725.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/platform/crypto/sign.h"
#include "core/platform/json/json.h"

namespace core::crypto {

constexpr std::size_t kTokenBytesMax = 8 * 1024;
constexpr std::size_t kKidBytesMax = 128;
constexpr std::size_t kClaimsDepthMax = 8;

// Read, not yet believed.
struct Jws {
    std::string kid; // empty when the header has none
    std::string typ; // empty when the header has none
    std::string payload;
    std::string signingInput; // the two first parts as received
    std::string signature;
};

// Three parts of strict base64url; a header of alg (ES256 exactly), kid and typ and nothing else: crit, jku,
// jwk, x5u, x5c, b64 and every unknown name are refused, so nothing in a token can make us look for a key
// elsewhere. Unauthenticated with one message for every reason; the reason itself is in the detail.
Result<Jws> parseJws(std::string_view token);

// A JWS whose payload is one JSON object.
struct Jwt {
    Jws jws;
    json::Object claims;
};
Result<Jwt> parseJwt(std::string_view token);

// `typ` must be the token's, exactly ("at+jwt"): a token of one kind never passes for another (RFC
// 8725, 3.11). Times, issuer and audience are the caller's to check.
Status verifyJwt(Jwt const& token, VerifyingKey const& key, std::string_view typ);
Status verifyJws(Jws const& token, VerifyingKey const& key, std::string_view typ);

Result<std::string> signJwt(SigningKey const& key, std::string_view kid, std::string_view typ,
                            json::Object const& claims);
Result<std::string> signJws(SigningKey const& key, std::string_view kid, std::string_view typ,
                            std::string_view payload);

} // namespace core::crypto
