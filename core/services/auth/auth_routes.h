// The endpoints of sign-in, tokens and sessions.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/route.h"
#include "core/services/auth/auth_service.h"

namespace core::auth {

std::vector<api::Route> authRoutes(AuthService& auth);

} // namespace core::auth
