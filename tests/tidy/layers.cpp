// Reads layers.txt and answers by the longest folder that fits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tidy/layers.h"

#include <algorithm>
#include <sstream>

namespace tidy {

namespace {

bool isWithin(std::string const& path, std::string const& folder)
{
    return path == folder || path.starts_with(folder + "/");
}

bool anyHolds(std::vector<std::string> const& folders, std::string const& path)
{
    return std::any_of(folders.begin(), folders.end(),
                       [&](auto const& folder) { return isWithin(path, folder); });
}

// core/services/logs/segments/x.cpp belongs to core/services/logs, core/platform/db/sqlite/x.cpp to
// core/platform/db.
std::string ownFolderOf(std::string const& path)
{
    auto const partOf = [&](int slashes) {
        std::size_t end = 0;
        for (int i = 0; i < slashes && end != std::string::npos; ++i)
            end = path.find('/', end + (i > 0 ? 1 : 0));
        return path.substr(0, end);
    };
    if (path.starts_with("core/services/") || path.starts_with("core/platform/") ||
        path.starts_with("ui/pages/"))
        return partOf(3);
    return partOf(2);
}

} // namespace

Layers::Layers(std::string const& text)
{
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        if (line.empty() || line[0] == '#')
            continue;
        auto const colon = line.find(':');
        if (colon == std::string::npos) {
            m_faults.push_back(line);
            continue;
        }
        std::vector<std::string> allowed;
        std::istringstream words{line.substr(colon + 1)};
        for (std::string word; words >> word;)
            allowed.push_back(word);
        auto const left = line.substr(0, colon);
        auto& target = left[0] == '<'   ? m_foreign[left]
                       : left[0] == '+' ? m_additions[left.substr(left.find_first_not_of("+ "))]
                                        : m_folders[left];
        target.insert(target.end(), allowed.begin(), allowed.end());
    }
}

bool Layers::allows(std::string const& path, std::string const& include) const
{
    if (include.starts_with('<'))
        return allowsForeign(path, include);
    if (isWithin(include, ownFolderOf(path)))
        return true;
    for (auto const& [folder, allowed] : m_additions)
        if (isWithin(path, folder) && anyHolds(allowed, include))
            return true;
    std::string longest;
    for (auto const& [folder, allowed] : m_folders)
        if (isWithin(path, folder) && folder.size() > longest.size())
            longest = folder;
    auto const row = m_folders.find(longest);
    return row != m_folders.end() && anyHolds(row->second, include);
}

bool Layers::allowsForeign(std::string const& path, std::string const& include) const
{
    for (auto const& [prefix, folders] : m_foreign)
        if (include.starts_with(prefix))
            return anyHolds(folders, path);
    return true;
}

} // namespace tidy
