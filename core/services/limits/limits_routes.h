// The routes of the limits capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::limits {

class LimitsService;
std::vector<api::Route> limitsRoutes(LimitsService& limits);

} // namespace core::limits
