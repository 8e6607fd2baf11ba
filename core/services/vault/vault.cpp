// Sealing and opening the master key.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/platform/crypto/aead.h"
#include "core/platform/crypto/hkdf.h"
#include "core/platform/crypto/random.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault_file.h"
#include "core/services/vault/vault_kit.h"

namespace core::vault {

namespace {
constexpr std::size_t kMasterBytes = crypto::kAeadKeyBytes;
constexpr std::size_t kSaltBytes = 16;

Error wrongPassphrase()
{
    return failedAs(std::string{kWrongPassphrase}, ErrorCode::Forbidden, "the passphrase is wrong");
}

Status checkPassphrase(Secret const& passphrase)
{
    if (passphrase.size() >= kPassphraseBytesMin && passphrase.size() <= crypto::kPasswordBytesMax)
        return Done{};
    return failed(ErrorCode::Invalid, "a passphrase has " + std::to_string(kPassphraseBytesMin) + " to " +
                                          std::to_string(crypto::kPasswordBytesMax) + " bytes");
}

crypto::PasswordCost costOf(PassphraseSlot const& slot)
{
    return {static_cast<std::uint32_t>(slot.memoryKibibytes), static_cast<std::uint32_t>(slot.passes),
            static_cast<std::uint32_t>(slot.lanes)};
}

std::string placeOf(std::string_view id, PassphraseSlot const& slot)
{
    return "dewar vault 1\n" + std::string{id} + "\npassphrase " + std::to_string(slot.number);
}

std::string recoveryPlace(std::string_view id)
{
    return "dewar vault 1\n" + std::string{id} + "\nrecovery";
}

Result<PassphraseSlot> sealedBy(Secret const& passphrase, Secret const& master, std::string_view id,
                                std::int64_t number, crypto::PasswordCost cost, Random& random)
{
    auto const salt = crypto::randomBytes(random, kSaltBytes);
    PassphraseSlot slot{.number = number,
                        .memoryKibibytes = cost.memoryKibibytes,
                        .passes = cost.passes,
                        .lanes = cost.lanes,
                        .salt = base64urlOf(salt),
                        .wrapped = {}};
    auto const key = TRY(crypto::keyFromPassphrase(passphrase, salt, cost));
    slot.wrapped = base64urlOf(TRY(crypto::seal(key, master.view(), placeOf(id, slot), random)));
    return slot;
}

Result<Secret> openedBy(Secret const& passphrase, std::string_view id, PassphraseSlot const& slot)
{
    auto const salt = TRY(bytesFromBase64url(slot.salt));
    auto const wrapped = TRY(bytesFromBase64url(slot.wrapped));
    auto const key = TRY(crypto::keyFromPassphrase(passphrase, salt, costOf(slot)));
    auto master = crypto::open(key, wrapped, placeOf(id, slot));
    if (!master || master->size() != kMasterBytes)
        return wrongPassphrase();
    return master;
}

Result<Secret> recoveryKey(Secret const& kit, std::string_view salt)
{
    return crypto::derive(kit, salt, "dewar recovery kit", crypto::kAeadKeyBytes);
}

// Line by line, as a kit is copied and typed.
std::vector<log::LiveSecret> liveKit(std::string_view text)
{
    std::vector<log::LiveSecret> live;
    for (auto const line : split(text, '\n'))
        live.emplace_back("recovery kit", Secret{trimmed(line)});
    return live;
}

std::int64_t highestNumber(VaultFile const& file)
{
    std::int64_t highest = 0;
    for (auto const& slot : file.passphrases)
        highest = std::max(highest, slot.number);
    return highest;
}
} // namespace

Vault::Vault(std::string directory, std::string id, Time createdAt, os::LockedMemory master,
             std::int64_t number)
    : m_directory{std::move(directory)}, m_id{std::move(id)},
      m_createdAt{createdAt}, m_master{std::move(master)}, m_passphraseNumber{number}
{
}

Result<Vault> Vault::holding(std::string const& directory, VaultFile const& file, Secret const& master,
                             std::int64_t number)
{
    auto memory = TRY(os::LockedMemory::allocate(kMasterBytes));
    std::copy(master.view().begin(), master.view().end(), memory.bytes().begin());
    return Vault{directory, file.id, file.createdAt, std::move(memory), number};
}

Result<RecoveryKit> Vault::create(std::string const& directory, Secret const& passphrase, Random& random,
                                  Time now, crypto::PasswordCost cost)
{
    TRY(checkPassphrase(passphrase));
    if (os::exists(vaultPath(directory)))
        return failed(ErrorCode::Conflict, "there is a vault in " + directory + " already");
    VaultFile file;
    file.id = newId(now, random);
    file.createdAt = now;
    Secret master;
    random.fill(master.writable(kMasterBytes));
    Secret kit;
    random.fill(kit.writable(kKitBytes));
    file.passphrases.push_back(TRY(sealedBy(passphrase, master, file.id, 1, cost, random)));
    auto const salt = crypto::randomBytes(random, kSaltBytes);
    auto const key = TRY(recoveryKey(kit, salt));
    auto const sealed = TRY(crypto::seal(key, master.view(), recoveryPlace(file.id), random));
    file.recovery = {base64urlOf(salt), base64urlOf(sealed)};
    TRY(writeVaultFile(directory, file));
    auto text = kitText(kit);
    auto live = liveKit(text.view());
    return RecoveryKit{file.id, std::move(text), std::move(live)};
}

Result<Vault> Vault::unlock(std::string const& directory, Secret const& passphrase)
{
    log::LiveSecret live{"passphrase", passphrase};
    auto file = TRY(readVaultFile(directory));
    if (passphrase.size() > crypto::kPasswordBytesMax)
        return wrongPassphrase();
    // The newest first: after a change it is the likely one.
    std::sort(file.passphrases.begin(), file.passphrases.end(),
              [](auto const& a, auto const& b) { return a.number > b.number; });
    for (auto const& slot : file.passphrases) {
        auto const master = openedBy(passphrase, file.id, slot);
        if (master) {
            auto vault = TRY(holding(directory, file, *master, slot.number));
            vault.m_live.push_back(std::move(live));
            return vault;
        }
        if (master.error().type != kWrongPassphrase)
            return master.error();
    }
    return wrongPassphrase();
}

Result<Vault> Vault::unlockWithRecovery(std::string const& directory, std::string_view kitText)
{
    auto live = liveKit(kitText);
    auto const file = TRY(readVaultFile(directory));
    auto const kit = TRY(kitBytes(kitText));
    auto const salt = TRY(bytesFromBase64url(file.recovery.salt));
    auto const wrapped = TRY(bytesFromBase64url(file.recovery.wrapped));
    auto const master = crypto::open(TRY(recoveryKey(kit, salt)), wrapped, recoveryPlace(file.id));
    if (!master || master->size() != kMasterBytes)
        return failed(ErrorCode::Forbidden, "the recovery kit belongs to another vault");
    auto vault = TRY(holding(directory, file, *master, 0));
    vault.m_live = std::move(live);
    return vault;
}

Status Vault::changePassphrase(Secret const& next, Random& random, crypto::PasswordCost cost)
{
    log::LiveSecret live{"passphrase", next};
    TRY(checkPassphrase(next));
    auto file = TRY(readVaultFile(m_directory));
    auto const number = highestNumber(file) + 1;
    file.passphrases = {TRY(sealedBy(next, master(), file.id, number, cost, random))};
    TRY(writeVaultFile(m_directory, file));
    m_passphraseNumber = number;
    m_live.push_back(std::move(live));
    return Done{};
}

Result<Vault::Added> Vault::addPassphrase(Secret const& current, Secret const& next, std::int64_t inForce,
                                          Random& random, crypto::PasswordCost cost)
{
    log::LiveSecret guessed{"passphrase", current};
    log::LiveSecret live{"passphrase", next};
    TRY(checkPassphrase(next));
    auto file = TRY(readVaultFile(m_directory));
    auto& slots = file.passphrases;
    auto const isInForce = [inForce](auto const& slot) { return slot.number == inForce; };
    auto const held = std::find_if(slots.begin(), slots.end(), isInForce);
    if (held == slots.end())
        return failed(ErrorCode::Conflict,
                      "the vault file and the database disagree about the passphrase in force");
    TRY(openedBy(current, file.id, *held));
    Added added{.number = highestNumber(file) + 1};
    if (slots.size() >= kPassphrasesMax) {
        // The oldest that waits for its commit has waited through all the others.
        auto const waiting = std::find_if_not(slots.begin(), slots.end(), isInForce);
        added.dropped = waiting->number;
        slots.erase(waiting);
    }
    slots.push_back(TRY(sealedBy(next, master(), file.id, added.number, cost, random)));
    TRY(writeVaultFile(m_directory, file));
    if (m_live.size() >= kPassphrasesMax)
        m_live.erase(m_live.begin()); // The oldest change of this life.
    m_live.push_back(std::move(live));
    return added;
}

Status Vault::keepPassphrase(std::int64_t number)
{
    auto file = TRY(readVaultFile(m_directory));
    auto const before = file.passphrases.size();
    std::erase_if(file.passphrases, [number](auto const& slot) { return slot.number != number; });
    if (file.passphrases.empty())
        return failed(ErrorCode::Conflict, "the vault file does not have that passphrase");
    if (file.passphrases.size() != before)
        TRY(writeVaultFile(m_directory, file));
    m_passphraseNumber = number;
    return Done{};
}

Result<bool> Vault::hasPassphrase(std::int64_t number) const
{
    auto const file = TRY(readVaultFile(m_directory));
    return std::any_of(file.passphrases.begin(), file.passphrases.end(),
                       [number](auto const& slot) { return slot.number == number; });
}

Secret Vault::master() const
{
    auto const bytes = m_master.bytes();
    return Secret{{reinterpret_cast<char const*>(bytes.data()), bytes.size()}};
}

Result<std::string> Vault::wrap(Secret const& key, std::string_view place, Random& random) const
{
    auto const wrapping = TRY(crypto::derive(master(), m_id, "dewar data keys", crypto::kAeadKeyBytes));
    return crypto::seal(wrapping, key.view(), place, random);
}

Result<Secret> Vault::unwrap(std::string_view wrapped, std::string_view place) const
{
    auto const wrapping = TRY(crypto::derive(master(), m_id, "dewar data keys", crypto::kAeadKeyBytes));
    return crypto::open(wrapping, wrapped, place);
}

Result<Secret> Vault::derived(std::string_view label) const
{
    return crypto::derive(master(), m_id, "dewar derived\n" + std::string{label}, crypto::kAeadKeyBytes);
}

} // namespace core::vault
