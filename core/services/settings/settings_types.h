// The engine's settings: one table of definitions, the sources they come from, and how they look on the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>

#include "core/api/fields.h"

namespace core::settings {

using api::field;

struct Definition {
    std::string_view name;
    std::string_view fallback;
    bool number = false;
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::string_view about;
};

// Names are <capability>.<noun>; the environment spells them DEWAR_<CAPABILITY>_<NOUN>.
inline constexpr std::array kDefinitions{
    Definition{"server.listen", "127.0.0.1:8443", false, 0, 0, "address of the data listener"},
    Definition{"server.admin", "127.0.0.1:8444", false, 0, 0, "address of the admin listener"},
    Definition{"server.workers", "2", true, 1, 64, "network threads of each listener"},
    Definition{"server.names", "localhost", false, 0, 0, "host names that are served, separated by commas"},
    Definition{"auth.issuer", "https://dewar.internal", false, 0, 0, "iss of access tokens"},
    Definition{"limits.scale", "1", true, 1, 1000000, "multiplies every rate limit; for measurements"},
    Definition{"logs.retention_days", "30", true, 1, 3650, "how long log segments are kept"},
    Definition{"keys.rotation_days", "30", true, 1, 365, "age at which the signing key is rotated"},
    Definition{"backup.repository", "", false, 0, 0,
               "directory of the backup repository; empty: DIR/backups"},
    Definition{"log.severity", "info", false, 0, 0, "lowest severity of the engine's own log"},
};

enum class Source { Default, File, Stored, Environment, Flag };
std::string_view nameOf(Source source);

struct Effective {
    std::string value;
    Source source = Source::Default;
};

struct Setting {
    std::string name;
    std::string value;
    std::string source;
    std::string about;
    std::optional<std::string> stored;

    static constexpr auto fields = std::tuple{
        field("name", &Setting::name),
        field("value", &Setting::value).about("in force now"),
        field("source", &Setting::source).about("default, file, stored, environment or flag"),
        field("about", &Setting::about),
        field("stored", &Setting::stored)
            .about("in force after the next start, unless a flag or the environment says otherwise"),
    };
};

struct SettingList {
    std::vector<Setting> items;

    static constexpr auto fields = std::tuple{field("items", &SettingList::items)};
};

struct ChangeSetting {
    std::string name;
    std::string value;

    static constexpr auto fields = std::tuple{
        field("name", &ChangeSetting::name).length(1, 64),
        field("value", &ChangeSetting::value).length(0, 512),
    };
};

struct SettingByName {
    std::string name;

    static constexpr auto fields = std::tuple{field("name", &SettingByName::name).length(1, 64)};
};

} // namespace core::settings
