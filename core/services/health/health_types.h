// What the engine says about itself.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/fields.h"

namespace core::health {

using api::field;

struct Alive {
    std::string status = "ok";

    static constexpr auto fields = std::tuple{field("status", &Alive::status)};
};

struct Check {
    std::string name;
    bool ok = false;
    std::string says;

    static constexpr auto fields = std::tuple{
        field("name", &Check::name),
        field("ok", &Check::ok),
        field("says", &Check::says),
    };
};

struct Readiness {
    bool ready = false;
    std::vector<Check> checks;

    static constexpr auto fields = std::tuple{
        field("ready", &Readiness::ready),
        field("checks", &Readiness::checks),
    };
};

struct Meta {
    std::string name = "Dewar";
    std::string version;
    std::string engine_id;
    std::string api = "v1";
    std::vector<std::string> capabilities;
    Time started_at{};

    static constexpr auto fields = std::tuple{
        field("name", &Meta::name),
        field("version", &Meta::version),
        field("engine_id", &Meta::engine_id),
        field("api", &Meta::api),
        field("capabilities", &Meta::capabilities),
        field("started_at", &Meta::started_at),
    };
};

} // namespace core::health
