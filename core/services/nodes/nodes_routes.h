// The routes of the nodes capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::nodes {

class NodesService;
std::vector<api::Route> nodesRoutes(NodesService& nodes);

} // namespace core::nodes
