// The routes of the audit capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::audit {

class AuditService;
std::vector<api::Route> auditRoutes(AuditService& audit);

} // namespace core::audit
