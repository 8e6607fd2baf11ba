// Third-party cases as JSON values.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/vectors.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <boost/json/parse.hpp>

#include "core/base/text.h"

namespace support {

std::optional<core::json::Value> vectors(std::string const& path)
{
    std::ifstream file{std::string{VECTORS_DIR} + "/" + path, std::ios::binary};
    if (!file)
        return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    boost::system::error_code error;
    // Not our own reader: cases shall not depend on what they check.
    auto value = boost::json::parse(text.str(), error);
    if (error) {
        std::cerr << path << ": " << error.message() << "\n";
        std::abort();
    }
    return value;
}

std::string hexAt(core::json::Value const& object, std::string_view name)
{
    auto bytes = core::bytesFromHex(std::string_view{object.at(name).as_string()});
    if (!bytes) {
        std::cerr << name << " is not hexadecimal\n";
        std::abort();
    }
    return *std::move(bytes);
}

std::string quoted(std::string_view text)
{
    std::string out{text};
    std::replace(out.begin(), out.end(), '\'', '"');
    return out;
}

} // namespace support
