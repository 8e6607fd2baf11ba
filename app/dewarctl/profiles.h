// Named sets of global options in private files: which engine, authority and user. No secret is stored.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace dewarctl {

struct Profile {
    std::string server;    // https://127.0.0.1:8444
    std::string authority; // path of ca.pem
    std::string user;
    std::string passwordFile; // path
};

class Profiles {
public:
    // $DEWAR_CONFIG, $XDG_CONFIG_HOME/dewar or ~/.config/dewar.
    static core::Result<Profiles> ofThisUser();
    explicit Profiles(std::string directory) : m_directory{std::move(directory)} {}

    // Paths are stored absolute. NAME: small letters, digits, dashes; 1 to 32.
    core::Status save(std::string const& name, Profile profile) const;
    core::Result<Profile> load(std::string const& name) const;
    core::Result<std::vector<std::string>> names() const;
    core::Status remove(std::string const& name) const;

private:
    core::Result<std::string> pathOf(std::string const& name) const;

    std::string m_directory;
};

} // namespace dewarctl
