// The opened vault: the master key in locked memory, and what is sealed directly under it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/crypto/password.h"
#include "core/platform/log/live_secrets.h"
#include "core/platform/os/locked_memory.h"

namespace core::vault {

constexpr std::size_t kPassphraseBytesMin = 8;
constexpr std::string_view kWrongPassphrase = "wrong-passphrase"; // problem type

// Printed once and never stored; with it the vault opens without the passphrase.
struct RecoveryKit {
    std::string vaultId;
    Secret text;
    std::vector<log::LiveSecret> live = {}; // kept out of every log as long as the kit is held
};

// Opening and changing hash a passphrase and touch the disk: never on a network thread or the write lane. The
// rest is short and safe from any thread. Copies of keys live outside locked memory only while one operation
// uses them. What opened it is a live secret of the log as long as it is open.
class Vault {
public:
    // Makes vault.json with a new master key. Conflict when the directory has one.
    static Result<RecoveryKit> create(std::string const& directory, Secret const& passphrase, Random& random,
                                      Time now, crypto::PasswordCost cost = crypto::kPassphraseCost);
    // Forbidden (type wrong-passphrase) for a wrong passphrase; NotFound without a vault; Internal for a
    // damaged one.
    static Result<Vault> unlock(std::string const& directory, Secret const& passphrase);
    static Result<Vault> unlockWithRecovery(std::string const& directory, std::string_view kitText);

    // Offline: the new passphrase is the only one from here on.
    Status changePassphrase(Secret const& next, Random& random,
                            crypto::PasswordCost cost = crypto::kPassphraseCost);
    // Online, in two steps around a commit: the next passphrase is added beside the one in force, and
    // keepPassphrase() drops all others once the database says its number. One thread at a time.
    struct Added {
        std::int64_t number = 0;
        std::int64_t dropped = 0; // 0, or the number of a change that never came to its commit
    };
    Result<Added> addPassphrase(Secret const& current, Secret const& next, std::int64_t inForce,
                                Random& random, crypto::PasswordCost cost = crypto::kPassphraseCost);
    Status keepPassphrase(std::int64_t number);
    // 0 after unlocking with the recovery kit.
    std::int64_t passphraseNumber() const { return m_passphraseNumber; }
    // Among those in the file.
    Result<bool> hasPassphrase(std::int64_t number) const;

    std::string const& id() const { return m_id; }
    Time createdAt() const { return m_createdAt; }

    // `place` says what the key is and where it is kept; it opens nowhere else.
    Result<std::string> wrap(Secret const& key, std::string_view place, Random& random) const;
    Result<Secret> unwrap(std::string_view wrapped, std::string_view place) const;
    // 32 bytes that stay the same for the life of the vault.
    Result<Secret> derived(std::string_view label) const;

private:
    Vault(std::string directory, std::string id, Time createdAt, os::LockedMemory master,
          std::int64_t number);
    static Result<Vault> holding(std::string const& directory, struct VaultFile const& file,
                                 Secret const& master, std::int64_t number);
    Secret master() const;

    std::string m_directory;
    std::string m_id;
    Time m_createdAt;
    os::LockedMemory m_master;
    std::int64_t m_passphraseNumber = 0;
    std::vector<log::LiveSecret> m_live;
};

} // namespace core::vault
