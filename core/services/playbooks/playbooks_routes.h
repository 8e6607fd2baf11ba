// The routes of the playbooks capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::playbooks {

class PlaybooksService;
std::vector<api::Route> playbooksRoutes(PlaybooksService& playbooks);

} // namespace core::playbooks
