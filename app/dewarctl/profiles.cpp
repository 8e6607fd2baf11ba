// One JSON file per profile, 0600 in a 0700 directory.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/profiles.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/platform/os/files.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::size_t kProfileBytesMax = 16 * 1024;
constexpr std::size_t kProfilesMax = 256;
constexpr std::size_t kNameBytesMax = 32;
constexpr std::string_view kEnding = ".json";

std::string fromEnvironment(char const* name)
{
    char const* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

Result<std::string> absolute(std::string const& path)
{
    if (path.empty())
        return path;
    std::error_code code;
    auto const whole = std::filesystem::absolute(path, code);
    if (code)
        return failed(ErrorCode::Internal, "cannot find " + path + ": " + code.message());
    return whole.lexically_normal().string();
}

} // namespace

Result<Profiles> Profiles::ofThisUser()
{
    if (auto const named = fromEnvironment("DEWAR_CONFIG"); !named.empty())
        return Profiles{named};
    if (auto const base = fromEnvironment("XDG_CONFIG_HOME"); !base.empty())
        return Profiles{base + "/dewar"};
    if (auto const home = fromEnvironment("HOME"); !home.empty())
        return Profiles{home + "/.config/dewar"};
    return failed(ErrorCode::Invalid, "set HOME or DEWAR_CONFIG: there is no place for profiles");
}

Result<std::string> Profiles::pathOf(std::string const& name) const
{
    bool const fits =
        !name.empty() && name.size() <= kNameBytesMax &&
        std::all_of(name.begin(), name.end(), [](char letter) {
            return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
        });
    if (!fits)
        return failed(ErrorCode::Invalid, "a profile's name has 1 to 32 small letters, digits and dashes");
    return m_directory + "/" + name + std::string{kEnding};
}

Status Profiles::save(std::string const& name, Profile profile) const
{
    auto const path = TRY(pathOf(name));
    auto const parent = std::filesystem::path{m_directory}.parent_path();
    std::error_code code;
    if (!parent.empty() && !std::filesystem::exists(parent, code)) {
        std::filesystem::create_directories(parent, code);
        if (code)
            return failed(ErrorCode::Forbidden, "cannot create " + parent.string() + ": " + code.message());
    }
    TRY(os::makePrivateDirectory(m_directory));
    json::Object const object{{"server", profile.server},
                              {"ca", TRY(absolute(profile.authority))},
                              {"user", profile.user},
                              {"password_file", TRY(absolute(profile.passwordFile))}};
    return os::writeFileAtomically(path, json::pretty(object));
}

Result<Profile> Profiles::load(std::string const& name) const
{
    auto const path = TRY(pathOf(name));
    // Who can write it decides which engine is trusted with a password.
    TRY(os::checkPrivateFile(path));
    auto const object = TRY(json::parse(TRY(os::readFile(path, kProfileBytesMax))));
    return Profile{.server = json::textAt(object, "server"),
                   .authority = json::textAt(object, "ca"),
                   .user = json::textAt(object, "user"),
                   .passwordFile = json::textAt(object, "password_file")};
}

Result<std::vector<std::string>> Profiles::names() const
{
    std::vector<std::string> names;
    if (!os::exists(m_directory))
        return names;
    for (auto& file : TRY(os::listDirectory(m_directory, kProfilesMax)))
        if (file.ends_with(kEnding))
            names.push_back(file.substr(0, file.size() - kEnding.size()));
    return names;
}

Status Profiles::remove(std::string const& name) const
{
    auto const path = TRY(pathOf(name));
    if (!os::exists(path))
        return failed(ErrorCode::NotFound, "there is no profile '" + name + "'");
    return os::removeFile(path);
}

} // namespace dewarctl
