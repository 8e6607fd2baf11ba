// The settings endpoints.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/route.h"
#include "core/services/settings/settings_service.h"

namespace core::settings {

std::vector<api::Route> settingsRoutes(SettingsService& settings);

} // namespace core::settings
