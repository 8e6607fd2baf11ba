// Reads third-party cases from the shared vectors; absent ones make a test skip aloud.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/json/json.h"

namespace support {

// `path` below the vectors folder; nothing when the file is absent. A file that cannot be parsed ends the
// program.
std::optional<core::json::Value> vectors(std::string const& path);
// Text of a hexadecimal member.
std::string hexAt(core::json::Value const& object, std::string_view name);
// JSON written with ' instead of ": moc of Qt 6.4 loses its way in a test file with raw strings.
std::string quoted(std::string_view text);

} // namespace support

#define DEWAR_VECTORS(name, path)                                                                            \
    auto const name##Found = support::vectors(path);                                                         \
    if (!name##Found)                                                                                        \
        QSKIP("third-party cases skipped: shared vectors are absent");                                       \
    auto const& name = *name##Found
