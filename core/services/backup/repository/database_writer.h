// Stores the pages of one database file into a new pack, but only those that the backup before does not have.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/services/backup/repository/manifest.h"
#include "core/services/backup/repository/pack.h"
#include "core/services/backup/repository/repository.h"

namespace core::backup {

// One backup. One thread.
class DatabaseWriter {
public:
    DatabaseWriter(std::string packPath, RepositoryKey const& key, Random& random)
        : m_packPath{std::move(packPath)}, m_key{key}, m_random{random}
    {
    }

    // What the newest backup has. Names are compared, so the same page is found wherever it moved to.
    Status know(std::string const& directory, Manifest const& newest);
    // Fills the sizes, packs and places of `manifest`; the pack is complete and on the disk, under
    // `packPath`.
    Status store(std::string const& source, Manifest& manifest, Progress const& progress);

private:
    struct Known {
        PageName name{};
        Place place;
    };
    struct NameHash {
        std::size_t operator()(PageName const& name) const;
    };
    // A database's new pages repeat rarely (zeroed ones do), so only the first are remembered.
    static constexpr std::size_t kFreshMax = 65536;

    std::optional<Place> placeOf(PageName const& name) const;
    Result<Place> placed(std::string_view page, PageName const& name, Manifest const& manifest);
    Status storePages(os::File const& file, Manifest& manifest, Progress const& progress);
    void dropUnusedPacks(Manifest& manifest) const;

    std::string m_packPath;
    RepositoryKey const& m_key;
    Random& m_random;
    std::uint32_t m_knownPageBytes = 0;
    std::vector<PackFact> m_packs;
    std::vector<Known> m_known; // by name
    std::unordered_map<PageName, Place, NameHash> m_fresh;
    std::optional<PackWriter> m_writer;
};

} // namespace core::backup
