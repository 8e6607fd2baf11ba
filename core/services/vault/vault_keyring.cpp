// Sealing and opening with data keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_keyring.h"

#include <algorithm>

#include "core/platform/crypto/aead.h"
#include "core/platform/crypto/hkdf.h"
#include "core/platform/crypto/random.h"
#include "core/services/vault/vault_types.h"

namespace core::vault {

namespace {
constexpr char kSealFormat = 1;
constexpr std::uint64_t kTextsMax = std::uint64_t{1}
                                    << 31; // half of what SP 800-38D, 8.3 allows random nonces
constexpr std::size_t kContextBytesMax = 1024;
constexpr std::int64_t kVersionMax = 0x7fffffff;

std::string headerOf(std::int64_t version, std::string_view salt)
{
    std::string header{kSealFormat};
    for (int shift = 24; shift >= 0; shift -= 8)
        header.push_back(static_cast<char>(version >> shift));
    header += salt;
    return header;
}

std::int64_t versionIn(std::string_view header)
{
    std::int64_t version = 0;
    for (unsigned char const byte : header.substr(1, 4))
        version = version << 8 | byte;
    return version;
}

// Lengths in front, so that no purpose and context together read as another pair.
std::string associated(std::string_view header, std::string_view purpose, std::string_view context)
{
    std::string text{header};
    for (auto const part : {purpose, context}) {
        text += std::to_string(part.size()) + ":";
        text += part;
    }
    return text;
}

Result<Secret> subkey(Secret const& dataKey, std::string_view salt, std::string_view purpose)
{
    return crypto::derive(dataKey, salt, "dewar seal\n" + std::string{purpose}, crypto::kAeadKeyBytes);
}

Error notOpened(std::string why)
{
    return failed(ErrorCode::Internal, "a sealed value cannot be opened", std::move(why));
}
} // namespace

std::string placeOf(std::string_view purpose, std::int64_t version)
{
    return "dewar data key\n" + std::string{purpose} + "\n" + std::to_string(version);
}

Result<std::unique_ptr<Keyring const>> Keyring::make(Vault const& vault, std::vector<WrappedKey> keys,
                                                     Random& random)
{
    auto memory = TRY(os::LockedMemory::allocate(kPurposes.size() * crypto::kAeadKeyBytes));
    std::unique_ptr<Keyring> ring{new Keyring(std::move(keys), std::move(memory))};
    for (std::size_t place = 0; place < kPurposes.size(); ++place) {
        auto const purpose = kPurposes[place];
        WrappedKey const* latest = nullptr;
        for (auto const& key : ring->m_keys)
            if (key.purpose == purpose && (latest == nullptr || key.version > latest->version))
                latest = &key;
        if (latest == nullptr)
            continue;
        auto const salt = crypto::randomBytes(random, kStartSaltBytes);
        auto const dataKey = TRY(vault.unwrap(latest->wrapped, placeOf(purpose, latest->version)));
        auto const key = TRY(subkey(dataKey, salt, purpose));
        auto sealing = std::make_unique<Sealing>();
        sealing->purpose = purpose;
        sealing->header = headerOf(latest->version, salt);
        sealing->at = place * crypto::kAeadKeyBytes;
        auto const room = ring->m_memory.bytes().subspan(sealing->at, crypto::kAeadKeyBytes);
        std::copy(key.view().begin(), key.view().end(), room.begin());
        ring->m_sealing.push_back(std::move(sealing));
    }
    return std::unique_ptr<Keyring const>{std::move(ring)};
}

Keyring::Sealing const* Keyring::sealing(std::string_view purpose) const
{
    auto const found = std::find_if(m_sealing.begin(), m_sealing.end(), [purpose](auto const& candidate) {
        return candidate->purpose == purpose;
    });
    return found == m_sealing.end() ? nullptr : found->get();
}

Secret Keyring::keyOf(Sealing const& sealing) const
{
    auto const bytes = m_memory.bytes().subspan(sealing.at, crypto::kAeadKeyBytes);
    return Secret{{reinterpret_cast<char const*>(bytes.data()), bytes.size()}};
}

Result<std::string> Keyring::seal(std::string_view purpose, std::string_view context, std::string_view plain,
                                  Random& random) const
{
    auto const* const with = sealing(purpose);
    if (with == nullptr || context.size() > kContextBytesMax)
        return failed(ErrorCode::Internal, "a value cannot be sealed", "purpose " + std::string{purpose});
    if (with->texts.fetch_add(1, std::memory_order_relaxed) >= kTextsMax)
        return failed(ErrorCode::Unavailable, "the vault's key has sealed its share: rotate it");
    auto const sealed =
        TRY(crypto::seal(keyOf(*with), plain, associated(with->header, purpose, context), random));
    return with->header + sealed;
}

Result<Secret> Keyring::open(Vault const& vault, std::string_view purpose, std::string_view context,
                             std::string_view sealed) const
{
    if (sealed.size() < kSealHeaderBytes || sealed[0] != kSealFormat)
        return notOpened("no header");
    auto const header = sealed.substr(0, kSealHeaderBytes);
    auto const text = associated(header, purpose, context);
    auto const rest = sealed.substr(kSealHeaderBytes);
    auto const* const current = sealing(purpose);
    if (current != nullptr && current->header == header)
        return crypto::open(keyOf(*current), rest, text);
    auto const version = versionIn(header);
    auto const found = std::find_if(m_keys.begin(), m_keys.end(), [&](auto const& key) {
        return key.version == version && key.purpose == purpose;
    });
    if (version > kVersionMax || found == m_keys.end())
        return notOpened("no key of version " + std::to_string(version) + " for " + std::string{purpose});
    auto const dataKey = TRY(vault.unwrap(found->wrapped, placeOf(purpose, version)));
    return crypto::open(TRY(subkey(dataKey, header.substr(5), purpose)), rest, text);
}

} // namespace core::vault
