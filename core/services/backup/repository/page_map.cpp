// Where each page of a backed-up database lies: pack and ordinal, written as runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/repository/page_map.h"

#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup {

std::string encodedPlaces(std::vector<Place> const& places)
{
    std::string runs;
    for (std::size_t first = 0; first < places.size();) {
        auto const start = places[first];
        std::size_t count = 1;
        while (first + count < places.size() &&
               places[first + count] == Place{start.pack, start.ordinal + static_cast<std::uint32_t>(count)})
            ++count;
        putNumber(runs, start.pack);
        putNumber(runs, start.ordinal);
        putNumber(runs, count);
        first += count;
    }
    return runs;
}

Result<std::vector<Place>> decodedPlaces(std::string_view runs, std::uint32_t pages, std::uint32_t packs)
{
    if (pages > kPagesMax || packs > kPacksMax)
        return damaged("the manifest names more pages or packs than a backup may have");
    std::vector<Place> places;
    places.reserve(pages);
    NumberReader reader{runs};
    while (!reader.atEnd()) {
        auto const pack = static_cast<std::uint32_t>(TRY(reader.number(kPacksMax)));
        auto const ordinal = static_cast<std::uint32_t>(TRY(reader.number(kPagesMax)));
        auto const count = static_cast<std::uint32_t>(TRY(reader.number(pages - places.size())));
        if (pack >= packs || count == 0 || ordinal + count > kPagesMax)
            return damaged("the manifest names a page that cannot exist");
        for (std::uint32_t step = 0; step < count; ++step)
            places.push_back({pack, ordinal + step});
    }
    if (places.size() != pages)
        return damaged("the manifest does not name every page");
    return places;
}

} // namespace core::backup
