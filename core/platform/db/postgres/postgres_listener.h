// A connection that only listens for what other engines tell.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/platform/db/database.h"
#include "core/platform/db/postgres/postgres_server.h"

namespace core::db::postgres {

// Connects at the first wait, and again after the link was lost.
std::unique_ptr<Listener> listenTo(std::shared_ptr<Server> server); // shared: see PostgresConnection

} // namespace core::db::postgres
