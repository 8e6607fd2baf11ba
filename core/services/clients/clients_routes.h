// The clients endpoints.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/route.h"
#include "core/services/clients/clients_service.h"

namespace core::clients {

std::vector<api::Route> clientsRoutes(ClientsService& clients);

} // namespace core::clients
