// The manifest of one backup: a signed envelope that can be listed without a key, and a sealed body that says
// it all.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/platform/crypto/sign.h"
#include "core/platform/json/json.h"
#include "core/services/backup/repository/page_map.h"
#include "core/services/backup/repository/repository_key.h"

namespace core::backup {

constexpr std::string_view kManifestFormat = "dewar-backup/1";
constexpr std::size_t kManifestBytesMax = std::size_t{64} << 20;
constexpr std::size_t kTablesMax = 10000;

// What a table held at the moment of the backup.
struct TableFact {
    std::string name = {};
    std::int64_t rows = 0;
    std::string sha256 = {}; // hex, over every row in the order of its key
    bool operator==(TableFact const&) const = default;
};

struct LadderStep {
    std::string stem = {};
    std::int64_t number = 0;
    std::string checksum = {};
    bool operator==(LadderStep const&) const = default;
};

// A small file of the data directory that a bare machine needs beside the database. Its keys are wrapped by
// the vault.
struct KeptFile {
    std::string name = {}; // one of kKeptFiles
    std::string bytes = {};
    bool operator==(KeptFile const&) const = default;
};
constexpr std::array<std::string_view, 2> kKeptFiles{"identity.json", "ca.pem"};
constexpr std::size_t kKeptFileBytesMax = 1 << 20;

// What whoever makes a backup knows about the copy.
struct BackupFacts {
    std::string id = {}; // UUID
    std::string label = {};
    Time createdAt{};
    std::int64_t generation = 0; // rises with every restore of a bare machine
    std::vector<TableFact> tables = {};
    std::int64_t auditNumber = 0;
    std::string auditHash = {};
    std::vector<LadderStep> ladder = {};
    std::vector<KeptFile> files = {};
    std::string vaultFile = {}; // as stored: sealed by passphrase and recovery key
    std::string sealedKey = {}; // RepositoryKey::packed() sealed by the vault
};

struct PackFact {
    std::string id = {}; // the backup that wrote it
    std::int64_t bytes = 0;
};

struct Manifest {
    BackupFacts facts = {};
    std::int64_t sequence = 0; // 1 for the first backup of the repository
    std::string previous = {}; // hex SHA-256 of the manifest before, empty for the first
    std::uint32_t pageBytes = 0;
    std::uint32_t pages = 0;
    std::string namesDigest = {}; // hex SHA-256 over the names of all pages in order
    std::vector<PackFact> packs = {};
    std::vector<Place> places = {};
    std::int64_t storedPages = 0; // pages that this backup had to store
    std::int64_t storedBytes = 0; // what it added to the repository, without the manifest
    std::string hash = {};        // hex SHA-256 of the manifest file

    std::int64_t databaseBytes() const { return std::int64_t{pages} * pageBytes; }
};

// What can be read without a key; nothing of it is believed before opened() has checked the signature.
struct Envelope {
    std::string id = {};
    std::int64_t sequence = 0;
    Time createdAt{};
    std::string engine = {};
    std::int64_t generation = 0;
    std::string previous = {};
    std::string vaultFile = {};
    std::string sealedKey = {};
    json::Object signer = {}; // public JWK
    std::string body = {};    // sealed
    std::string signature = {};
    std::string signedText = {}; // canonical form of all but the signature
    std::string hash = {};
};

// The text of a manifest file. `manifest.hash` is ignored.
Result<std::string> manifestText(Manifest const& manifest, RepositoryKey const& key,
                                 crypto::SigningKey const& signer, Random& random);
// Strict: another format, an id that is no UUID, an unknown member or a text beyond the bound is refused by
// name.
Result<Envelope> envelopeFrom(std::string_view text);
// Refuses another engine's manifest, another signer's, a bad signature and a body that was not sealed for
// this id.
Result<Manifest> opened(Envelope const& envelope, RepositoryKey const& key);

bool isBackupId(std::string_view id);

} // namespace core::backup
