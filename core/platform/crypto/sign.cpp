// ES256 over EVP.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/sign.h"

#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/openssl.h"

namespace core::crypto {

namespace {
constexpr std::size_t kCoordinateBytes = 32;
constexpr std::size_t kPointBytes = 1 + 2 * kCoordinateBytes;
constexpr std::size_t kDerSignatureMax = 80;
constexpr long kPkcs8BytesMax = 4096;

using OwnedSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

Error badKey(std::string detail)
{
    return failed(ErrorCode::Invalid, "the key is not a P-256 public key", std::move(detail));
}

KeyContext preparedFor(EVP_PKEY* key, int (*start)(EVP_PKEY_CTX*))
{
    KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
    if (context == nullptr || start(context.get()) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), sha256Algorithm()) != 1)
        return nullptr;
    return context;
}

std::string pointOf(EVP_PKEY* key)
{
    std::string point(kPointBytes, '\0');
    std::size_t length = 0;
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytesOf(point), point.size(),
                                        &length) != 1)
        return {};
    point.resize(length);
    return point;
}

bool isP256(EVP_PKEY* key)
{
    std::array<char, 32> group{};
    std::size_t length = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 &&
           EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
           std::string_view{group.data(), length} == "prime256v1";
}

Result<std::string> coordinate(json::Value const& jwk, std::string_view name)
{
    auto const bytes = bytesFromBase64url(json::textAt(jwk, name));
    // RFC 7518, 6.2.1.2: "The length of this octet string MUST be the full size of a coordinate".
    if (!bytes || bytes->size() != kCoordinateBytes)
        return badKey("a coordinate has the wrong length");
    return *bytes;
}

bool isMeantForChecking(json::Value const& jwk)
{
    auto const* const use = json::find(jwk, "use");
    auto const* const algorithm = json::find(jwk, "alg");
    auto const* const operations = json::find(jwk, "key_ops");
    if (use != nullptr && json::textAt(jwk, "use") != "sig")
        return false;
    if (algorithm != nullptr && json::textAt(jwk, "alg") != "ES256")
        return false;
    if (operations == nullptr)
        return true;
    if (!operations->is_array())
        return false;
    for (auto const& operation : operations->get_array())
        if (operation.is_string() && operation.get_string() == "verify")
            return true;
    return false;
}

// r || s as the DER that OpenSSL reads.
std::string derOf(std::string_view signature)
{
    OwnedSignature const pair{ECDSA_SIG_new()};
    auto* const r = BN_bin2bn(bytesOf(signature), kCoordinateBytes, nullptr);
    auto* const s = BN_bin2bn(bytesOf(signature) + kCoordinateBytes, kCoordinateBytes, nullptr);
    demand(pair != nullptr && r != nullptr && s != nullptr && ECDSA_SIG_set0(pair.get(), r, s) == 1,
           "read a signature");
    std::string der(kDerSignatureMax, '\0');
    auto* end = bytesOf(der);
    auto const length = i2d_ECDSA_SIG(pair.get(), &end);
    demand(length > 0, "write a signature");
    der.resize(static_cast<std::size_t>(length));
    return der;
}

Result<std::string> joseOf(std::string_view der)
{
    auto const* start = bytesOf(der);
    OwnedSignature const pair{d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size()))};
    std::string signature(kSignatureBytes, '\0');
    if (pair == nullptr ||
        BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytesOf(signature), kCoordinateBytes) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytesOf(signature) + kCoordinateBytes, kCoordinateBytes) <
            0)
        return opensslFailure("write a signature");
    return signature;
}
} // namespace

void FreesKey::operator()(evp_pkey_st* key) const
{
    EVP_PKEY_free(key);
}
void FreesKey::operator()(evp_pkey_ctx_st* context) const
{
    EVP_PKEY_CTX_free(context);
}

VerifyingKey::VerifyingKey(KeyHandle key, KeyContext prepared, std::string x, std::string y)
    : m_key{std::move(key)}, m_prepared{std::move(prepared)}, m_x{std::move(x)}, m_y{std::move(y)}
{
}

Result<VerifyingKey> VerifyingKey::fromPoint(std::string_view point)
{
    if (point.size() != kPointBytes || point[0] != '\4')
        return badKey("the point is not in uncompressed form");
    std::string group = "P-256";
    std::array settings{
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<char*>(point.data()),
                                          point.size()),
        OSSL_PARAM_construct_end()};
    OwnedPkeyContext const making{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* made = nullptr;
    if (making == nullptr || EVP_PKEY_fromdata_init(making.get()) != 1 ||
        EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, settings.data()) != 1)
        return badKey(opensslReason());
    KeyHandle key{made};
    OwnedPkeyContext const checking{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    if (checking == nullptr || EVP_PKEY_public_check(checking.get()) != 1)
        return badKey(opensslReason());
    auto prepared = preparedFor(key.get(), EVP_PKEY_verify_init);
    if (prepared == nullptr)
        return opensslFailure("prepare a public key");
    return VerifyingKey{std::move(key), std::move(prepared), std::string{point.substr(1, kCoordinateBytes)},
                        std::string{point.substr(1 + kCoordinateBytes)}};
}

Result<VerifyingKey> VerifyingKey::fromJwk(json::Value const& jwk)
{
    if (!jwk.is_object() || json::textAt(jwk, "kty") != "EC" || json::textAt(jwk, "crv") != "P-256")
        return badKey("kty or crv is another");
    if (json::find(jwk, "d") != nullptr)
        return badKey("the key is private");
    if (!isMeantForChecking(jwk))
        return badKey("use, alg or key_ops is another");
    auto const x = TRY(coordinate(jwk, "x"));
    return fromPoint('\4' + x + TRY(coordinate(jwk, "y")));
}

bool VerifyingKey::verifies(std::string_view bytes, std::string_view signature) const
{
    if (signature.size() != kSignatureBytes)
        return false;
    auto const der = derOf(signature);
    auto const digest = sha256(bytes);
    OwnedPkeyContext const context{EVP_PKEY_CTX_dup(m_prepared.get())};
    demand(context != nullptr, "copy a key context");
    auto const answer =
        EVP_PKEY_verify(context.get(), bytesOf(der), der.size(), bytesOf(digest), digest.size());
    if (answer != 1)
        opensslReason(); // Leave no stale error for the next caller of this thread.
    return answer == 1;
}

json::Object VerifyingKey::jwk() const
{
    return {{"kty", "EC"}, {"crv", "P-256"}, {"x", base64urlOf(m_x)}, {"y", base64urlOf(m_y)}};
}

std::string VerifyingKey::thumbprint() const
{
    // RFC 7638, 3: the required members in lexicographic order, no white space.
    return base64urlOf(sha256(R"({"crv":"P-256","kty":"EC","x":")" + base64urlOf(m_x) + R"(","y":")" +
                              base64urlOf(m_y) + R"("})"));
}

SigningKey::SigningKey(KeyHandle key, KeyContext prepared, VerifyingKey verifying)
    : m_key{std::move(key)}, m_prepared{std::move(prepared)}, m_public{std::move(verifying)}
{
}

Result<SigningKey> SigningKey::owning(KeyHandle key)
{
    auto prepared = preparedFor(key.get(), EVP_PKEY_sign_init);
    if (prepared == nullptr)
        return opensslFailure("prepare a private key");
    auto verifying = TRY(VerifyingKey::fromPoint(pointOf(key.get())));
    return SigningKey{std::move(key), std::move(prepared), std::move(verifying)};
}

Result<SigningKey> SigningKey::generate()
{
    KeyHandle key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    if (key == nullptr)
        return opensslFailure("make a key");
    return owning(std::move(key));
}

Result<SigningKey> SigningKey::fromPkcs8(Secret const& der)
{
    auto const refused = [](std::string detail) {
        return failed(ErrorCode::Internal, "a stored key cannot be read", std::move(detail));
    };
    auto const* start = bytesOf(der.view());
    auto const* const end = start + der.size();
    if (der.size() > kPkcs8BytesMax)
        return refused("too long");
    Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> const read{
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &start, static_cast<long>(der.size()))};
    if (read == nullptr || start != end)
        return refused(opensslReason());
    KeyHandle key{EVP_PKCS82PKEY(read.get())};
    if (key == nullptr || !isP256(key.get()))
        return refused(opensslReason());
    OwnedPkeyContext const checking{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    if (checking == nullptr || EVP_PKEY_check(checking.get()) != 1)
        return refused(opensslReason());
    return owning(std::move(key));
}

Result<Secret> SigningKey::pkcs8() const
{
    Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> const form{EVP_PKEY2PKCS8(m_key.get())};
    auto const length = form == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(form.get(), nullptr);
    if (length <= 0)
        return opensslFailure("write a key");
    Secret der;
    auto* start = der.writable(static_cast<std::size_t>(length)).data();
    if (i2d_PKCS8_PRIV_KEY_INFO(form.get(), &start) != length)
        return opensslFailure("write a key");
    return der;
}

Result<std::string> SigningKey::sign(std::string_view bytes) const
{
    auto const digest = sha256(bytes);
    OwnedPkeyContext const context{EVP_PKEY_CTX_dup(m_prepared.get())};
    std::string der(kDerSignatureMax, '\0');
    auto length = der.size();
    if (context == nullptr ||
        EVP_PKEY_sign(context.get(), bytesOf(der), &length, bytesOf(digest), digest.size()) != 1)
        return opensslFailure("sign");
    return joseOf(std::string_view{der}.substr(0, length));
}

Result<VerifyingKey> SigningKey::verifyingKey() const
{
    return VerifyingKey::fromPoint('\4' + m_public.m_x + m_public.m_y);
}

} // namespace core::crypto
