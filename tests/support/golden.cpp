// Golden files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/golden.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace support {

std::string golden(std::string_view name, std::string_view text)
{
    std::filesystem::path const path = std::filesystem::path{SOURCE_DIR} / "tests" / "golden" / name;
    if (std::getenv("GOLDEN_UPDATE") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << text;
        return {};
    }
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return "there is no golden " + path.string() + "; make it with GOLDEN_UPDATE=1 and review it";
    std::stringstream held;
    held << file.rdbuf();
    auto const expected = held.str();
    if (expected == text)
        return {};
    std::istringstream left{expected};
    std::istringstream right{std::string{text}};
    std::string a;
    std::string b;
    for (int line = 1;; ++line) {
        bool const more = static_cast<bool>(std::getline(left, a));
        bool const other = static_cast<bool>(std::getline(right, b));
        if (!more && !other)
            return std::string{name} + " differs in its line ends";
        if (!more || !other || a != b)
            return std::string{name} + ":" + std::to_string(line) + ": golden \"" + (more ? a : "(end)") +
                   "\", now \"" + (other ? b : "(end)") + "\"";
    }
}

} // namespace support
