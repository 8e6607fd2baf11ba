// Requests to served engines as any HTTPS client makes them: through curl.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/platform/json/json.h"
#include "tests/support/programs.h"

namespace support {

struct Answer {
    int status = 0; // 0: none
    std::string head;
    core::json::Value body; // null when it is no JSON

    std::string at(std::string_view name) const { return core::json::textAt(body, name); }
};

// At most 40 seconds. `more` goes to curl as it is.
Answer ask(ServedEngine const& engine, std::string const& url, std::vector<std::string> const& more = {});
// At the admin listener, below /api/v1.
Answer get(ServedEngine const& engine, std::string const& token, std::string const& path);
Answer post(ServedEngine const& engine, std::string const& token, std::string const& path,
            std::string const& body = "{}");
// The access token; empty when it was refused.
std::string signIn(ServedEngine const& engine, std::string const& name, std::string const& password);
// As the administrator of ServedEngine.
std::string signInAsAdministrator(ServedEngine const& engine);
// `deward join`: `two` becomes a further engine of what `one` was set up for.
Ran join(ServedEngine const& one, ServedEngine const& two);

} // namespace support
