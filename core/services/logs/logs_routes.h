// The endpoints of the logs capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::logs {

class LogsService;

std::vector<api::Route> logsRoutes(LogsService& logs);

} // namespace core::logs
