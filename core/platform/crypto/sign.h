// ES256: ECDSA over P-256 with SHA-256, in the forms that JOSE uses (RFC 7515, 7517, 7518, 7638).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/json/json.h"

struct evp_pkey_st;
struct evp_pkey_ctx_st;

namespace core::crypto {

constexpr std::size_t kSignatureBytes = 64; // r || s, RFC 7518, 3.4

// Copies of contexts are cheap, so one prepared context serves all threads.
struct FreesKey {
    void operator()(evp_pkey_st* key) const;
    void operator()(evp_pkey_ctx_st* context) const;
};
using KeyHandle = std::unique_ptr<evp_pkey_st, FreesKey>;
using KeyContext = std::unique_ptr<evp_pkey_ctx_st, FreesKey>;

// A public key. Any thread.
class VerifyingKey {
public:
    // Refuses other curves and types, points that are not on the curve, coordinates of the wrong length,
    // private members, and a stated use, alg or key_ops that is not signature checking with ES256.
    static Result<VerifyingKey> fromJwk(json::Value const& jwk);
    // The uncompressed form: 0x04 || x || y.
    static Result<VerifyingKey> fromPoint(std::string_view point);

    // False for anything but 64 bytes r || s with 0 < r, s < n that fit `bytes`.
    bool verifies(std::string_view bytes, std::string_view signature) const;

    // {"kty","crv","x","y"} and nothing else.
    json::Object jwk() const;
    // RFC 7638 over SHA-256, base64url: what we use as kid.
    std::string thumbprint() const;

private:
    friend class SigningKey;
    VerifyingKey(KeyHandle key, KeyContext prepared, std::string x, std::string y);

    KeyHandle m_key;
    KeyContext m_prepared;
    std::string m_x; // 32 bytes each
    std::string m_y;
};

// A private key. Any thread.
class SigningKey {
public:
    // Takes about 30 microseconds.
    static Result<SigningKey> generate();
    // Unencrypted PKCS #8 DER (RFC 5208). Refuses anything but P-256.
    static Result<SigningKey> fromPkcs8(Secret const& der);

    Result<Secret> pkcs8() const;
    Result<std::string> sign(std::string_view bytes) const;
    json::Object publicJwk() const { return m_public.jwk(); }
    std::string thumbprint() const { return m_public.thumbprint(); }
    Result<VerifyingKey> verifyingKey() const;

private:
    SigningKey(KeyHandle key, KeyContext prepared, VerifyingKey verifying);
    static Result<SigningKey> owning(KeyHandle key);

    KeyHandle m_key;
    KeyContext m_prepared;
    VerifyingKey m_public;
};

} // namespace core::crypto
