// The routes of the users capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::users {

class UsersService;
std::vector<api::Route> usersRoutes(UsersService& users);

} // namespace core::users
