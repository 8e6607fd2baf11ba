// What the vault's routes take and answer. Keys themselves never leave the engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"

namespace core::vault {

// A closed list: each has data keys of its own, so that one service cannot open what another sealed.
constexpr std::array<std::string_view, 9> kPurposes{
    "auth", "backup", "clients", "logs", "notifications", "records", "settings", "signing-keys", "tls"};

// What is sealed for these purposes is content, not a secret that must be recognised elsewhere.
constexpr bool holdsSecrets(std::string_view purpose)
{
    return purpose != "logs" && purpose != "records";
}

struct PurposeStatus {
    std::string purpose;
    std::int64_t version = 0;  // seals
    std::int64_t versions = 0; // open
    Time createdAt{};          // of the version that seals

    static constexpr auto fields = std::tuple{
        api::field("purpose", &PurposeStatus::purpose),
        api::field("version", &PurposeStatus::version),
        api::field("versions", &PurposeStatus::versions),
        api::field("created_at", &PurposeStatus::createdAt),
    };
};

struct VaultStatus {
    std::string id;
    Time createdAt{};
    std::int64_t passphraseNumber = 0; // changes with every new passphrase
    std::vector<PurposeStatus> purposes;

    static constexpr auto fields = std::tuple{
        api::field("id", &VaultStatus::id),
        api::field("created_at", &VaultStatus::createdAt),
        api::field("passphrase_number", &VaultStatus::passphraseNumber),
        api::field("purposes", &VaultStatus::purposes).length(0, kPurposes.size()),
    };
};

struct VaultRotation {
    std::optional<std::string> purpose; // all of them when absent

    static constexpr auto fields = std::tuple{
        api::field("purpose", &VaultRotation::purpose).oneOf(kPurposes),
    };
};

struct RotatedPurpose {
    std::string purpose;
    std::int64_t version = 0;

    static constexpr auto fields = std::tuple{
        api::field("purpose", &RotatedPurpose::purpose),
        api::field("version", &RotatedPurpose::version),
    };
};

struct VaultRotated {
    std::vector<RotatedPurpose> purposes;

    static constexpr auto fields = std::tuple{
        api::field("purposes", &VaultRotated::purposes).length(0, kPurposes.size()),
    };
};

struct PassphraseChange {
    std::string current;
    std::string next;

    static constexpr auto fields = std::tuple{
        api::field("current", &PassphraseChange::current).length(1, 1024).secret(),
        api::field("next", &PassphraseChange::next).length(8, 1024).secret(),
    };
};

} // namespace core::vault
