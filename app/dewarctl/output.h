// What dewarctl prints: tables, single things, JSON and problems, none of which can act on the terminal.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/platform/json/json.h"

namespace dewarctl {

// A list ({"items": [...]}) becomes a table, an object one line per member, anything else one line of JSON.
std::string tableOf(core::json::Value const& value);

// The same JSON, with every character that a terminal could act on as \uXXXX.
std::string safeJson(core::json::Value const& value);

// Text as it is, line by line, each made printable.
std::string safeText(std::string_view text);

// "users create was refused: 403 This is not allowed: ... (trace 7f3a...)" and one line per field.
std::string problemText(std::string_view what, int status, std::string_view body);

} // namespace dewarctl
