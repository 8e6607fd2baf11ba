// Argon2id over libargon2; the PHC text is read and written here, so that its bounds are ours.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/password.h"

#include <charconv>
#include <optional>
#include <vector>

#include <argon2.h>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/openssl.h"
#include "core/platform/crypto/random.h"

namespace core::crypto {

namespace {
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kStoredTextMax = 256;

struct Stored {
    PasswordCost cost;
    std::string salt;
    std::string hash;
};

Status checkCost(PasswordCost cost)
{
    auto const within = [](std::uint32_t value, std::uint32_t low, std::uint32_t high) {
        return value >= low && value <= high;
    };
    // RFC 9106, 3.1: memory is at least eight blocks a lane.
    if (within(cost.passes, 1, kPasswordCostMax.passes) && within(cost.lanes, 1, kPasswordCostMax.lanes) &&
        within(cost.memoryKibibytes, 8 * cost.lanes, kPasswordCostMax.memoryKibibytes))
        return Done{};
    return failed(ErrorCode::Internal, "a stored password has parameters out of bounds");
}

Result<Secret> argon2id(std::string_view password, std::string_view salt, PasswordCost cost,
                        std::size_t bytes)
{
    TRY(checkCost(cost));
    if (password.size() > kPasswordBytesMax)
        return failed(ErrorCode::TooLarge, "a password is too long");
    Secret hash;
    auto const room = hash.writable(bytes);
    auto const code = argon2id_hash_raw(cost.passes, cost.memoryKibibytes, cost.lanes, password.data(),
                                        password.size(), salt.data(), salt.size(), room.data(), room.size());
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR)
        return failed(ErrorCode::Unavailable, "there is not enough memory to check a password",
                      argon2_error_message(code));
    if (code != ARGON2_OK)
        return failed(ErrorCode::Internal, "a password cannot be hashed", argon2_error_message(code));
    return hash;
}

// PHC writes the standard alphabet without padding.
std::string unpadded(std::string_view bytes)
{
    auto text = base64Of(bytes);
    while (!text.empty() && text.back() == '=')
        text.pop_back();
    return text;
}

std::optional<std::string> bytesFromUnpadded(std::string_view text)
{
    std::string padded{text};
    if (padded.find('=') != std::string::npos)
        return std::nullopt;
    while (padded.size() % 4 != 0)
        padded.push_back('=');
    auto bytes = bytesFromBase64(padded);
    return bytes ? std::optional{*std::move(bytes)} : std::nullopt;
}

// "m=19456" with the name "m": the whole rest must be one plain number.
std::optional<std::uint32_t> parameter(std::string_view part, char name)
{
    if (part.size() < 3 || part[0] != name || part[1] != '=' || (part[2] == '0' && part.size() > 3))
        return std::nullopt;
    std::uint32_t value = 0;
    auto const [end, error] = std::from_chars(part.data() + 2, part.data() + part.size(), value);
    if (error != std::errc{} || end != part.data() + part.size())
        return std::nullopt;
    return value;
}

std::optional<Stored> parsed(std::string_view text)
{
    auto const parts = split(text.size() > kStoredTextMax ? std::string_view{} : text, '$');
    if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19")
        return std::nullopt;
    auto const numbers = split(parts[3], ',');
    if (numbers.size() != 3)
        return std::nullopt;
    auto const memory = parameter(numbers[0], 'm');
    auto const passes = parameter(numbers[1], 't');
    auto const lanes = parameter(numbers[2], 'p');
    auto salt = bytesFromUnpadded(parts[4]);
    auto hash = bytesFromUnpadded(parts[5]);
    if (!memory || !passes || !lanes || !salt || !hash || salt->size() < 8 || hash->size() < 16)
        return std::nullopt;
    return Stored{{*memory, *passes, *lanes}, *std::move(salt), *std::move(hash)};
}
} // namespace

Result<std::string> hashPassword(std::string_view password, PasswordCost cost, Random& random)
{
    auto const salt = randomBytes(random, kSaltBytes);
    auto const hash = TRY(argon2id(password, salt, cost, kHashBytes));
    return "$argon2id$v=19$m=" + std::to_string(cost.memoryKibibytes) + ",t=" + std::to_string(cost.passes) +
           ",p=" + std::to_string(cost.lanes) + "$" + unpadded(salt) + "$" + unpadded(hash.view());
}

Result<bool> verifyPassword(std::string_view password, std::string_view stored)
{
    auto const read = parsed(stored);
    if (!read)
        return failed(ErrorCode::Internal, "a stored password cannot be read");
    if (password.size() > kPasswordBytesMax)
        return false;
    auto const hash = TRY(argon2id(password, read->salt, read->cost, read->hash.size()));
    return sameBytes(hash.view(), read->hash);
}

bool needsRehash(std::string_view stored, PasswordCost cost)
{
    auto const read = parsed(stored);
    return !read || read->cost != cost || read->salt.size() != kSaltBytes || read->hash.size() != kHashBytes;
}

Result<Secret> keyFromPassphrase(Secret const& passphrase, std::string_view salt, PasswordCost cost)
{
    if (salt.size() < kPassphraseSaltBytes)
        return failed(ErrorCode::Internal, "a salt is too short");
    return argon2id(passphrase.view(), salt, cost, kHashBytes);
}

} // namespace core::crypto
