// Reads the pages of one backup back from its packs; for repository.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/services/backup/repository/manifest.h"
#include "core/services/backup/repository/pack.h"

namespace core::backup {

// The packs of one manifest, opened. One thread.
class PageSource {
public:
    // `directory` is the repository's. Opens and checks the directory of every pack.
    static Result<PageSource> open(std::string const& directory, Manifest const& manifest,
                                   RepositoryKey const& key);

    PageName const& nameOf(Place place) const { return m_packs[place.pack].names()[place.ordinal]; }
    // Valid until the next call that reads another block of the same pack.
    Result<std::string_view> page(Place place);
    std::vector<PackReader> const& packs() const { return m_packs; }

private:
    explicit PageSource(RepositoryKey const& key) : m_key{&key} {}

    // Pages of one backup lie in their packs in their order, so the last blocks of each pack are nearly
    // always right.
    static constexpr std::size_t kBlocksKeptMax = 32; // 8 MiB at pages of 4 KiB
    struct Kept {
        std::uint32_t pack = 0;
        std::uint32_t block = 0;
        std::uint64_t usedAt = 0;
        std::string plain;
    };

    RepositoryKey const* m_key;
    std::vector<PackReader> m_packs;
    std::vector<Kept> m_kept;
    std::uint64_t m_uses = 0;
};

} // namespace core::backup
