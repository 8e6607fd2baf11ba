// Stores the pages of one database file into a new pack, but only those that the backup before does not have.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/database_writer.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/os/files.h"
#include "core/services/backup/repository/packed_numbers.h"
#include "core/services/backup/repository/page_source.h"

namespace core::backup {

namespace {

// SQLite file format, 1.3: a magic of 16 bytes, then the page size, big-endian, 1 for 65536.
constexpr std::string_view kSqliteMagic{"SQLite format 3\0", 16};

Result<std::uint32_t> pageBytesOf(os::File const& file)
{
    auto const header = TRY(file.read(0, 18));
    if (header.size() < 18 || !header.starts_with(kSqliteMagic))
        return failed(ErrorCode::Internal, "the copy to back up is no SQLite database");
    auto const stated = static_cast<std::uint32_t>(static_cast<unsigned char>(header[16])) << 8 |
                        static_cast<unsigned char>(header[17]);
    auto const bytes = stated == 1 ? kPageBytesMax : stated;
    if (bytes < kPageBytesMin || !std::has_single_bit(bytes))
        return failed(ErrorCode::Internal, "the copy to back up has an impossible page size");
    return bytes;
}

} // namespace

std::size_t DatabaseWriter::NameHash::operator()(PageName const& name) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, name.data(), sizeof hash);
    return hash;
}

Status DatabaseWriter::know(std::string const& directory, Manifest const& newest)
{
    auto const source = PageSource::open(directory, newest, m_key);
    // A damaged backup is nothing to build upon: this one is then written whole, and verify() names the
    // other.
    if (!source)
        return Done{};
    m_knownPageBytes = newest.pageBytes;
    m_packs = newest.packs;
    m_known.reserve(newest.places.size());
    for (auto const& place : newest.places)
        m_known.push_back({source->nameOf(place), place});
    std::ranges::sort(m_known, {}, &Known::name);
    return Done{};
}

std::optional<Place> DatabaseWriter::placeOf(PageName const& name) const
{
    auto const known = std::ranges::lower_bound(m_known, name, {}, &Known::name);
    if (known != m_known.end() && known->name == name)
        return known->place;
    auto const fresh = m_fresh.find(name);
    return fresh != m_fresh.end() ? std::optional{fresh->second} : std::nullopt;
}

Result<Place> DatabaseWriter::placed(std::string_view page, PageName const& name, Manifest const& manifest)
{
    if (auto const place = placeOf(name))
        return *place;
    if (!m_writer)
        m_writer =
            TRY(PackWriter::create(m_packPath, manifest.facts.id, manifest.pageBytes, m_key, m_random));
    Place const place{static_cast<std::uint32_t>(m_packs.size()), TRY(m_writer->add(name, page))};
    if (m_fresh.size() < kFreshMax)
        m_fresh.emplace(name, place);
    return place;
}

Status DatabaseWriter::storePages(os::File const& file, Manifest& manifest, Progress const& progress)
{
    crypto::Sha256 digest;
    std::size_t const partBytes = std::size_t{kBlockPages} * manifest.pageBytes;
    manifest.places.reserve(manifest.pages);
    for (std::uint64_t at = 0; manifest.places.size() < manifest.pages; at += partBytes) {
        auto const part = TRY(file.read(at, partBytes));
        if (part.empty() || part.size() % manifest.pageBytes != 0)
            return failed(ErrorCode::Internal, "the copy to back up became shorter");
        for (std::size_t offset = 0; offset < part.size(); offset += manifest.pageBytes) {
            auto const page = std::string_view{part}.substr(offset, manifest.pageBytes);
            auto const name = m_key.nameOf(page);
            digest.add({reinterpret_cast<char const*>(name.data()), name.size()});
            manifest.places.push_back(TRY(placed(page, name, manifest)));
        }
        TRY(progress(manifest.places.size(), manifest.pages));
    }
    manifest.namesDigest = hexOf(digest.finish());
    return Done{};
}

Status DatabaseWriter::store(std::string const& source, Manifest& manifest, Progress const& progress)
{
    auto const file = TRY(os::File::openRead(source));
    manifest.pageBytes = TRY(pageBytesOf(file));
    auto const size = TRY(file.size());
    if (size % manifest.pageBytes != 0)
        return failed(ErrorCode::Internal, "the copy to back up is cut off");
    if (size / manifest.pageBytes > kPagesMax)
        return failedAs("backup-size", ErrorCode::TooLarge,
                        "the database has more pages than a backup may hold");
    manifest.pages = static_cast<std::uint32_t>(size / manifest.pageBytes);
    if (m_knownPageBytes != manifest.pageBytes) {
        m_known.clear();
        m_packs.clear();
    }
    TRY(storePages(file, manifest, progress));
    manifest.packs = m_packs;
    if (m_writer) {
        manifest.storedBytes = static_cast<std::int64_t>(TRY(m_writer->finish()));
        manifest.packs.push_back({manifest.facts.id, manifest.storedBytes});
        manifest.storedPages = std::ranges::count(manifest.places, m_packs.size(), &Place::pack);
    }
    dropUnusedPacks(manifest);
    return Done{};
}

void DatabaseWriter::dropUnusedPacks(Manifest& manifest) const
{
    std::vector<bool> used(manifest.packs.size());
    for (auto const& place : manifest.places)
        used[place.pack] = true;
    std::vector<std::uint32_t> renumbered(manifest.packs.size());
    std::vector<PackFact> kept;
    for (std::size_t pack = 0; pack < used.size(); ++pack) {
        renumbered[pack] = static_cast<std::uint32_t>(kept.size());
        if (used[pack])
            kept.push_back(manifest.packs[pack]);
    }
    for (auto& place : manifest.places)
        place.pack = renumbered[place.pack];
    manifest.packs = std::move(kept);
}

} // namespace core::backup
