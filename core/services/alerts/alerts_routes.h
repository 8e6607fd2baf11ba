// The endpoints of the alerts capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::alerts {

class AlertsService;

std::vector<api::Route> alertsRoutes(AlertsService& alerts);

} // namespace core::alerts
