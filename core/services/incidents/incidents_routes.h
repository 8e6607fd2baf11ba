// The routes of the incidents capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::incidents {

class IncidentsService;
std::vector<api::Route> incidentsRoutes(IncidentsService& incidents);

} // namespace core::incidents
