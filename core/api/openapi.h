// The OpenAPI 3.1 document and the RBAC matrix, derived from the routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/api/router.h"

namespace core::api {

// The document of one listener.
json::Value openApiDocument(Router const& router, http::Listener listener, std::string_view version);

// Routes by roles as a Markdown table: "yes", "some" (scoped), "-", "open".
std::string rbacMatrix(Router const& router, std::map<std::string, PermissionSet> const& roles);

} // namespace core::api
