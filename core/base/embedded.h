// Files that the build puts into the program: migrations, built-in playbooks, built-in rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace core {

struct EmbeddedFile {
    std::string_view path;   // relative to the source tree: "core/services/users/migrations/0001.sqlite.sql"
    std::string_view text;
};

std::vector<EmbeddedFile> const& embeddedFiles();
// The capabilities in the order of their migrations, separated by commas.
std::string_view embeddedCapabilities();

} // namespace core
