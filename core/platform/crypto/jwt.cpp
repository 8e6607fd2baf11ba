// Reading, checking and writing tokens.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/jwt.h"

#include <algorithm>
#include <vector>

#include <boost/json/object.hpp>

#include "core/base/text.h"

namespace core::crypto {

namespace {
constexpr std::size_t kHeaderBytesMax = 512;
constexpr std::size_t kTypBytesMax = 32;

Error refused(std::string detail)
{
    return failed(ErrorCode::Unauthenticated, "the token is not valid", std::move(detail));
}

bool isPlain(std::string_view text, std::size_t bytesMax)
{
    return text.size() <= bytesMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

Result<std::string> part(std::string_view text, char const* which)
{
    auto bytes = bytesFromBase64url(text);
    if (!bytes)
        return refused(std::string{which} + " is not base64url");
    return *std::move(bytes);
}

Status readHeader(std::string_view header, Jws& out)
{
    auto const value = json::parse(header, {.bytesMax = kHeaderBytesMax, .depthMax = 4});
    if (!value || !value->is_object())
        return refused("the header is not an acceptable JSON object");
    bool algorithmSeen = false;
    for (auto const& [name, member] : value->get_object()) {
        if (!member.is_string())
            return refused("a header member is not text");
        std::string_view const text = member.get_string();
        if (name == "alg") {
            if (text != "ES256")
                return refused("the algorithm is not ES256");
            algorithmSeen = true;
        } else if (name == "kid" && !text.empty() && isPlain(text, kKidBytesMax)) {
            out.kid = text;
        } else if (name == "typ" && !text.empty() && isPlain(text, kTypBytesMax)) {
            out.typ = text;
        } else {
            return refused("the header has a member that is not acceptable");
        }
    }
    if (!algorithmSeen)
        return refused("the header names no algorithm");
    return Done{};
}
} // namespace

Result<Jws> parseJws(std::string_view token)
{
    if (token.size() > kTokenBytesMax)
        return refused("the token is too long");
    if (std::count(token.begin(), token.end(), '.') != 2)
        return refused("the token has not three parts");
    auto const first = token.find('.');
    auto const second = token.find('.', first + 1);
    Jws out;
    TRY(readHeader(TRY(part(token.substr(0, first), "the header")), out));
    out.payload = TRY(part(token.substr(first + 1, second - first - 1), "the payload"));
    out.signature = TRY(part(token.substr(second + 1), "the signature"));
    if (out.signature.size() != kSignatureBytes)
        return refused("the signature has the wrong length");
    out.signingInput = std::string{token.substr(0, second)};
    return out;
}

Result<Jwt> parseJwt(std::string_view token)
{
    Jwt out;
    out.jws = TRY(parseJws(token));
    auto claims = json::parse(out.jws.payload, {.bytesMax = kTokenBytesMax, .depthMax = kClaimsDepthMax});
    if (!claims || !claims->is_object())
        return refused("the claims are not an acceptable JSON object");
    out.claims = std::move(claims->get_object());
    return out;
}

Status verifyJws(Jws const& token, VerifyingKey const& key, std::string_view typ)
{
    if (token.typ != typ)
        return refused("the token is of another type");
    if (!key.verifies(token.signingInput, token.signature))
        return refused("the signature does not fit");
    return Done{};
}

Status verifyJwt(Jwt const& token, VerifyingKey const& key, std::string_view typ)
{
    return verifyJws(token.jws, key, typ);
}

Result<std::string> signJws(SigningKey const& key, std::string_view kid, std::string_view typ,
                            std::string_view payload)
{
    json::Object const header{{"alg", "ES256"}, {"typ", typ}, {"kid", kid}};
    auto token = base64urlOf(json::text(header)) + "." + base64urlOf(payload);
    auto const signature = TRY(key.sign(token));
    token += "." + base64urlOf(signature);
    // Our own readers would refuse it.
    if (token.size() > kTokenBytesMax)
        return failed(ErrorCode::TooLarge, "a token would be too long");
    return token;
}

Result<std::string> signJwt(SigningKey const& key, std::string_view kid, std::string_view typ,
                            json::Object const& claims)
{
    return signJws(key, kid, typ, json::text(claims));
}

} // namespace core::crypto
