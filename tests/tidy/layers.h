// The table of layers.txt: may this file include that one?
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tidy {

class Layers {
public:
    // An unreadable line is a fault of the table and ends up in faults().
    explicit Layers(std::string const& text);

    // `include` is a path from the root ("core/base/text.h") or a foreign header ("<openssl/evp.h").
    bool allows(std::string const& path, std::string const& include) const;
    std::vector<std::string> const& faults() const { return m_faults; }

private:
    bool allowsForeign(std::string const& path, std::string const& include) const;

    std::map<std::string, std::vector<std::string>> m_folders;
    std::map<std::string, std::vector<std::string>> m_additions;
    std::map<std::string, std::vector<std::string>> m_foreign;
    std::vector<std::string> m_faults;
};

} // namespace tidy
