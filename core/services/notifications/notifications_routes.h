// The notifications endpoints.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/route.h"
#include "core/services/notifications/notifications_service.h"

namespace core::notifications {

std::vector<api::Route> notificationsRoutes(NotificationsService& notifications);

} // namespace core::notifications
