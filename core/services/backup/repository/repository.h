// A repository of backups in a directory: packs of sealed pages and signed manifests that form one chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/platform/crypto/sign.h"
#include "core/services/backup/repository/manifest.h"
#include "core/services/backup/repository/repository_key.h"

namespace core::backup {

constexpr std::size_t kBackupsMax = 100000;

// Called every few hundred pages; an error stops the work and is answered.
using Progress = std::function<Status(std::uint64_t completed, std::uint64_t total)>;
Status silent(std::uint64_t completed, std::uint64_t total);

// DIR/packs/<id>.pack, DIR/manifests/<id>.json, DIR/incoming/<id>.pack. A backup exists from the moment its
// manifest has its name; whatever breaks off before leaves nothing that list() shows. Jobs threads; one
// writer at a time.
class Repository {
public:
    // Makes the directories (0700) when missing.
    static Result<Repository> create(std::string directory);
    // An existing one, for offline tools: changes nothing.
    static Result<Repository> open(std::string directory);

    std::string const& directory() const { return m_directory; }

    // Stores the database file at `source` (SQLite, at rest). Pages that the newest backup of this engine has
    // are referred to, not stored again.
    Result<Manifest> write(std::string const& source, BackupFacts facts, RepositoryKey const& key,
                           crypto::SigningKey const& signer, Random& random,
                           Progress const& progress = silent) const;

    // Every manifest whose envelope can be read, oldest first. `unreadable` collects the names of the others.
    Result<std::vector<Envelope>> list(std::vector<std::string>* unreadable = nullptr) const;
    Result<Envelope> envelope(std::string_view id) const;
    Result<Manifest> manifest(std::string_view id, RepositoryKey const& key) const;

    // The newest one that this engine signed.
    Result<std::optional<Manifest>> newestOf(RepositoryKey const& key) const;

    // Opens every page the backup refers to and checks it against its name, and all names against the
    // manifest.
    Status verify(Manifest const& manifest, RepositoryKey const& key,
                  Progress const& progress = silent) const;
    // Every manifest is signed by this engine and names the one before it, from the first to the newest.
    Result<std::int64_t> verifyChain(RepositoryKey const& key) const;
    // Writes the database to `target`, which must not exist (0600, synced). Every page is checked on its way;
    // a failure leaves no file.
    Status unpack(Manifest const& manifest, RepositoryKey const& key, std::string const& target,
                  Progress const& progress = silent) const;

    // Cheap: every pack of the backup is there and as long as it was left.
    Status look(Manifest const& manifest) const;

    // Removes what broken-off backups left. Not while a backup is being written.
    Status sweep() const;

private:
    explicit Repository(std::string directory) : m_directory{std::move(directory)} {}
    std::string packPath(std::string_view id) const;
    std::string incomingPath(std::string_view id) const;
    std::string manifestPath(std::string_view id) const;

    std::string m_directory;
};

} // namespace core::backup
