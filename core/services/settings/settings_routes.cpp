// The settings endpoints, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/settings/settings_routes.h"

namespace core::settings {

namespace {
constexpr api::Permission kRead{"settings.read"};
constexpr api::Permission kWrite{"settings.write"};
} // namespace

std::vector<api::Route> settingsRoutes(SettingsService& settings)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/settings",
            .summary = "Every setting with its value and source",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(settings, &SettingsService::list),
        },
        {
            .method = Method::Put,
            .path = "/settings/{name}",
            .summary = "Store a value; it is in force after the next start",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("setting.change"),
            .handler = call(settings, &SettingsService::change),
        },
        {
            .method = Method::Delete,
            .path = "/settings/{name}",
            .summary = "Forget a stored value",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("setting.reset"),
            .handler = call(settings, &SettingsService::reset),
        },
    };
}

} // namespace core::settings
