// The endpoints by which others watch the engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/route.h"
#include "core/services/health/health_service.h"

namespace core::health {

std::vector<api::Route> healthRoutes(HealthService& health);

} // namespace core::health
