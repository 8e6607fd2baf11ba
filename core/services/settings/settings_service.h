// Settings: resolved once at start from defaults, file, store, environment and flags; changed for the next
// start.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/api/context.h"
#include "core/api/route.h"
#include "core/services/settings/settings_types.h"

namespace core::settings {

// Where values come from; later ones win. Unknown names and bad values are refused by name.
struct Given {
    std::map<std::string, std::string> file;
    std::map<std::string, std::string> stored;
    std::map<std::string, std::string> flags;
    // Reads an environment variable; absent: nothing.
    std::function<std::optional<std::string>(std::string const&)> environment;
};

class Settings {
public:
    static Result<Settings> resolve(Given const& given);

    std::string const& text(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    std::map<std::string, Effective, std::less<>> const& all() const { return m_values; }

private:
    std::map<std::string, Effective, std::less<>> m_values;
};

class SettingsService {
public:
    explicit SettingsService(Settings const& settings) : m_settings{settings} {}

    Result<SettingList> list(api::ReadContext& context, api::Nothing const& request);
    Result<Done> change(api::Context& context, ChangeSetting const& request);
    Result<Done> reset(api::Context& context, SettingByName const& request);

private:
    Settings const& m_settings;
};

} // namespace core::settings
