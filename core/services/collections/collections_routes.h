// The routes of collections and of their records.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/api/route.h"

namespace core::collections {

class CollectionsService;

std::vector<api::Route> collectionsRoutes(CollectionsService& collections);

} // namespace core::collections
