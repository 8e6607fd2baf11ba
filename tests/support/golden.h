// Golden files: text that a person reviewed. GOLDEN_UPDATE=1 in the environment rewrites them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace support {

// Compares with tests/golden/<name>; empty when equal, else the first line that differs.
std::string golden(std::string_view name, std::string_view text);

} // namespace support
