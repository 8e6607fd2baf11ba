// A repository of backups in a directory: packs of sealed pages and signed manifests that form one chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/repository.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/os/files.h"
#include "core/services/backup/repository/database_writer.h"
#include "core/services/backup/repository/packed_numbers.h"
#include "core/services/backup/repository/page_source.h"

namespace core::backup {

namespace {

constexpr std::uint32_t kProgressPages = 512;
constexpr std::string_view kManifestSuffix = ".json";
constexpr std::string_view kPackSuffix = ".pack";

std::string_view nameView(PageName const& name)
{
    return {reinterpret_cast<char const*>(name.data()), name.size()};
}

// Removes what a write that broke off has made so far. A manifest that has its name keeps its pack, also
// when the disk could not promise that the name lasts: the sweep at the next start decides about both.
struct BrokenOff {
    std::string incoming;
    std::string pack;
    std::string manifest;
    ~BrokenOff()
    {
        static_cast<void>(os::removeFile(incoming)); // What cannot be removed is swept at the next start.
        if (!os::exists(manifest))
            static_cast<void>(os::removeFile(pack));
    }
};

Status checkNames(Manifest const& manifest, PageSource const& source)
{
    crypto::Sha256 digest;
    for (auto const& place : manifest.places)
        digest.add(nameView(source.nameOf(place)));
    if (hexOf(digest.finish()) != manifest.namesDigest)
        return damaged("the pages are not those that the manifest was signed for");
    return Done{};
}

} // namespace

Status silent(std::uint64_t, std::uint64_t)
{
    return Done{};
}

std::string Repository::packPath(std::string_view id) const
{
    return m_directory + "/packs/" + std::string{id} + std::string{kPackSuffix};
}
std::string Repository::incomingPath(std::string_view id) const
{
    return m_directory + "/incoming/" + std::string{id} + std::string{kPackSuffix};
}
std::string Repository::manifestPath(std::string_view id) const
{
    return m_directory + "/manifests/" + std::string{id} + std::string{kManifestSuffix};
}

Result<Repository> Repository::create(std::string directory)
{
    TRY(os::makePrivateDirectory(directory));
    for (auto const* const part : {"/packs", "/manifests", "/incoming"})
        TRY(os::makePrivateDirectory(directory + part));
    TRY(os::fsyncDirectory(directory));
    return Repository{std::move(directory)};
}

Result<Repository> Repository::open(std::string directory)
{
    for (auto const* const part : {"/packs", "/manifests"})
        if (!os::exists(directory + part))
            return failed(ErrorCode::NotFound, directory + " is no repository of backups");
    return Repository{std::move(directory)};
}

Result<Manifest> Repository::write(std::string const& source, BackupFacts facts, RepositoryKey const& key,
                                   crypto::SigningKey const& signer, Random& random,
                                   Progress const& progress) const
{
    if (!isBackupId(facts.id))
        return failedAs("backup-name", ErrorCode::Invalid, "a backup needs a UUID as its id");
    Manifest manifest{.facts = std::move(facts), .sequence = 1};
    for (auto const& path : {packPath(manifest.facts.id), manifestPath(manifest.facts.id)})
        if (os::exists(path))
            return failedAs("backup-name", ErrorCode::Conflict, "the repository has a backup of this name");
    // Whoever breaks off (a cancelled job) leaves nothing that waits for the next start to be swept.
    BrokenOff const broken{.incoming = incomingPath(manifest.facts.id),
                           .pack = packPath(manifest.facts.id),
                           .manifest = manifestPath(manifest.facts.id)};
    DatabaseWriter writer{incomingPath(manifest.facts.id), key, random};
    if (auto const newest = TRY(newestOf(key))) {
        manifest.sequence = newest->sequence + 1;
        manifest.previous = newest->hash;
        if (newest->packs.size() < kPacksMax)
            TRY(writer.know(m_directory, *newest));
    }
    TRY(writer.store(source, manifest, progress));
    if (manifest.storedPages > 0)
        TRY(os::renameDurably(incomingPath(manifest.facts.id), packPath(manifest.facts.id)));
    auto const text = TRY(manifestText(manifest, key, signer, random));
    TRY(os::writeFileAtomically(manifestPath(manifest.facts.id), text));
    manifest.hash = hexOf(crypto::sha256(text));
    return manifest;
}

Result<std::optional<Manifest>> Repository::newestOf(RepositoryKey const& key) const
{
    // A planted or damaged file must not end the backups: verifyChain() names it.
    std::vector<std::string> unreadable;
    auto const envelopes = TRY(list(&unreadable));
    for (auto envelope = envelopes.rbegin(); envelope != envelopes.rend(); ++envelope)
        if (auto manifest = opened(*envelope, key))
            return std::optional{std::move(*manifest)};
    return std::optional<Manifest>{};
}

Result<std::vector<Envelope>> Repository::list(std::vector<std::string>* unreadable) const
{
    std::vector<Envelope> envelopes;
    for (auto const& name : TRY(os::listDirectory(m_directory + "/manifests", kBackupsMax))) {
        std::string_view const view{name};
        // A temporary file of a broken-off write has another form of name.
        if (!view.ends_with(kManifestSuffix) ||
            !isBackupId(view.substr(0, view.size() - kManifestSuffix.size())))
            continue;
        auto read = envelope(view.substr(0, view.size() - kManifestSuffix.size()));
        if (read)
            envelopes.push_back(std::move(*read));
        else if (unreadable != nullptr)
            unreadable->push_back(name + ": " + read.error().message);
        else
            return std::move(read).error();
    }
    std::ranges::sort(envelopes, {}, [](Envelope const& envelope) {
        return std::pair{envelope.sequence, envelope.id};
    });
    return envelopes;
}

Result<Envelope> Repository::envelope(std::string_view id) const
{
    if (!isBackupId(id))
        return failedAs("backup-name", ErrorCode::Invalid, "a backup's id is a UUID");
    auto const text = TRY(os::readFile(manifestPath(id), kManifestBytesMax));
    auto envelope = TRY(envelopeFrom(text));
    if (envelope.id != id)
        return failedAs("backup-name", ErrorCode::Conflict, "a manifest has another id than its file");
    return envelope;
}

Result<Manifest> Repository::manifest(std::string_view id, RepositoryKey const& key) const
{
    return opened(TRY(envelope(id)), key);
}

Status Repository::verify(Manifest const& manifest, RepositoryKey const& key, Progress const& progress) const
{
    auto source = TRY(PageSource::open(m_directory, manifest, key));
    TRY(checkNames(manifest, source));
    std::vector<std::set<std::uint32_t>> wanted(manifest.packs.size());
    for (auto const& place : manifest.places)
        wanted[place.pack].insert(place.ordinal / kBlockPages);
    std::uint64_t total = 0;
    for (auto const& blocks : wanted)
        total += blocks.size();
    std::uint64_t completed = 0;
    for (std::size_t pack = 0; pack < wanted.size(); ++pack) {
        for (auto const block : wanted[pack]) {
            auto const plain = source.packs()[pack].block(block, key);
            if (!plain)
                return failedAs(plain.error().type, plain.error().code,
                                "pack " + manifest.packs[pack].id + ": " + plain.error().message,
                                plain.error().detail);
            TRY(progress(++completed, total));
        }
    }
    return Done{};
}

Result<std::int64_t> Repository::verifyChain(RepositoryKey const& key) const
{
    std::int64_t sequence = 0;
    std::string previous;
    for (auto const& envelope : TRY(list())) {
        auto const manifest = TRY(opened(envelope, key));
        if (manifest.sequence != sequence + 1 || manifest.previous != previous)
            return failedAs("backup-chain", ErrorCode::Conflict,
                            "backup " + envelope.id + " does not follow the one before it");
        sequence = manifest.sequence;
        previous = manifest.hash;
    }
    return sequence;
}

Status Repository::unpack(Manifest const& manifest, RepositoryKey const& key, std::string const& target,
                          Progress const& progress) const
{
    if (os::exists(target))
        return failed(ErrorCode::Conflict, target + " exists already");
    auto source = TRY(PageSource::open(m_directory, manifest, key));
    TRY(checkNames(manifest, source));
    auto const free = TRY(os::freeBytes(target.substr(0, target.rfind('/'))));
    if (free < static_cast<std::uint64_t>(manifest.databaseBytes()))
        return failedAs("storage-full", ErrorCode::Unavailable,
                        "there is not enough free space to unpack the backup");
    auto file = TRY(os::File::openAppend(target));
    auto const work = [&]() -> Status {
        std::string part;
        for (std::uint32_t page = 0; page < manifest.pages; ++page) {
            part.append(TRY(source.page(manifest.places[page])));
            if ((page + 1) % kBlockPages != 0 && page + 1 != manifest.pages)
                continue;
            TRY(file.append(part));
            part.clear();
            if ((page + 1) % kProgressPages == 0 || page + 1 == manifest.pages)
                TRY(progress(page + 1, manifest.pages));
        }
        return file.sync();
    };
    auto done = work();
    if (!done)
        TRY(os::removeFile(target));
    return done;
}

Status Repository::look(Manifest const& manifest) const
{
    for (auto const& pack : manifest.packs) {
        if (!os::exists(packPath(pack.id)))
            return damaged("the pack " + pack.id + " is gone");
        if (TRY(os::fileSize(packPath(pack.id))) != static_cast<std::uint64_t>(pack.bytes))
            return damaged("the pack " + pack.id + " is not as long as it was left");
    }
    return Done{};
}

Status Repository::sweep() const
{
    auto const known = [](std::string const& name, std::vector<std::string> const& manifests) {
        auto const id = name.substr(0, name.rfind('.'));
        return std::ranges::binary_search(manifests, id + std::string{kManifestSuffix});
    };
    auto const manifests = TRY(os::listDirectory(m_directory + "/manifests", kBackupsMax));
    for (auto const& name : TRY(os::listDirectory(m_directory + "/incoming", kBackupsMax)))
        TRY(os::removeFile(m_directory + "/incoming/" + name));
    for (auto const& name : TRY(os::listDirectory(m_directory + "/packs", kBackupsMax)))
        if (!known(name, manifests))
            TRY(os::removeFile(m_directory + "/packs/" + name));
    for (auto const& name : manifests)
        if (!isBackupId(name.substr(0, name.rfind('.'))) || !name.ends_with(kManifestSuffix))
            TRY(os::removeFile(m_directory + "/manifests/" + name));
    return Done{};
}

} // namespace core::backup
