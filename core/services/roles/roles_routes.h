// The routes of the roles capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::roles {

class RolesService;
std::vector<api::Route> rolesRoutes(RolesService& roles);

} // namespace core::roles
