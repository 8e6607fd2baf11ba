// Reads the pages of one backup back from its packs; for repository.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/page_source.h"

#include <algorithm>

#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup {

Result<PageSource> PageSource::open(std::string const& directory, Manifest const& manifest,
                                    RepositoryKey const& key)
{
    PageSource source{key};
    for (auto const& pack : manifest.packs) {
        auto reader = TRY(PackReader::open(directory + "/packs/" + pack.id + ".pack", pack.id, key));
        if (reader.pageBytes() != manifest.pageBytes)
            return damaged("pack " + pack.id + " has pages of another size than its manifest");
        source.m_packs.push_back(std::move(reader));
    }
    for (auto const& place : manifest.places)
        if (place.ordinal >= source.m_packs[place.pack].names().size())
            return damaged("the manifest names a page that its pack does not have");
    return source;
}

Result<std::string_view> PageSource::page(Place place)
{
    auto const pageBytes = m_packs[place.pack].pageBytes();
    auto const block = place.ordinal / kBlockPages;
    auto const offset = std::size_t{place.ordinal % kBlockPages} * pageBytes;
    ++m_uses;
    auto found = std::ranges::find_if(
        m_kept, [&](Kept const& kept) { return kept.pack == place.pack && kept.block == block; });
    if (found == m_kept.end()) {
        auto plain = TRY(m_packs[place.pack].block(block, *m_key));
        if (m_kept.size() < kBlocksKeptMax)
            found = m_kept.emplace(m_kept.end());
        else
            found = std::ranges::min_element(m_kept, {}, &Kept::usedAt);
        found->pack = place.pack;
        found->block = block;
        found->plain = std::move(plain);
    }
    found->usedAt = m_uses;
    return std::string_view{found->plain}.substr(offset, pageBytes);
}

} // namespace core::backup
