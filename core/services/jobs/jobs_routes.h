// The routes of the jobs capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::jobs {

class JobsService;
std::vector<api::Route> jobsRoutes(JobsService& jobs);

} // namespace core::jobs
