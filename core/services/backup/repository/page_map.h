// Where each page of a backed-up database lies: pack and ordinal, written as runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace core::backup {

constexpr std::uint32_t kPagesMax = 1U
                                    << 24; // 64 GiB in pages of 4 KiB; the lists of names stay below 256 MiB.
constexpr std::uint32_t kPacksMax = 256;   // A backup that would refer to more is written whole again.

struct Place {
    std::uint32_t pack = 0;    // index into the manifest's list of packs
    std::uint32_t ordinal = 0; // page within the pack
    bool operator==(Place const&) const = default;
};

// Pages in order. A database changes in few places, so runs of neighbours make the list short.
std::string encodedPlaces(std::vector<Place> const& places);
// Refuses a list of more or fewer than `pages` pages and a pack beyond `packs`.
Result<std::vector<Place>> decodedPlaces(std::string_view runs, std::uint32_t pages, std::uint32_t packs);

} // namespace core::backup
