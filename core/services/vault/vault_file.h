// vault.json: the master key, sealed once by each passphrase and once by the recovery kit.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"
#include "core/base/clock.h"
#include "core/base/result.h"

namespace core::vault {

constexpr std::string_view kVaultFileName = "vault.json";
constexpr std::int64_t kVaultFormat = 1;
constexpr std::size_t kPassphrasesMax =
    4; // the one in force, one that waits for its commit, and room for a crash

struct PassphraseSlot {
    std::int64_t number = 0; // rises with every change; the database says which is in force
    std::int64_t memoryKibibytes = 0;
    std::int64_t passes = 0;
    std::int64_t lanes = 0;
    std::string salt;    // base64url
    std::string wrapped; // base64url

    static constexpr auto fields = std::tuple{
        api::field("number", &PassphraseSlot::number).range(1, std::int64_t{1} << 40),
        api::field("memory_kibibytes", &PassphraseSlot::memoryKibibytes).range(8, 1 << 20),
        api::field("passes", &PassphraseSlot::passes).range(1, 16),
        api::field("lanes", &PassphraseSlot::lanes).range(1, 16),
        api::field("salt", &PassphraseSlot::salt).length(16, 128),
        api::field("wrapped", &PassphraseSlot::wrapped).length(16, 256),
    };
};

struct RecoverySlot {
    std::string salt;
    std::string wrapped;

    static constexpr auto fields = std::tuple{
        api::field("salt", &RecoverySlot::salt).length(16, 128),
        api::field("wrapped", &RecoverySlot::wrapped).length(16, 256),
    };
};

struct VaultFile {
    std::int64_t format = kVaultFormat;
    std::string id;
    Time createdAt{};
    std::vector<PassphraseSlot> passphrases;
    RecoverySlot recovery;

    static constexpr auto fields = std::tuple{
        api::field("format", &VaultFile::format).range(kVaultFormat, kVaultFormat),
        api::field("id", &VaultFile::id).format("uuid"),
        api::field("created_at", &VaultFile::createdAt),
        api::field("passphrases", &VaultFile::passphrases).length(1, kPassphrasesMax),
        api::field("recovery", &VaultFile::recovery),
    };
};

std::string vaultPath(std::string const& directory);
// NotFound when there is none; Internal when it is damaged, Forbidden when others could read it.
Result<VaultFile> readVaultFile(std::string const& directory);
// Atomic and durable, 0600.
Status writeVaultFile(std::string const& directory, VaultFile const& file);

} // namespace core::vault
