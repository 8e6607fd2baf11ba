// Makes one JSON object of a request's path, query and body: what a handler's fields are read from.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/exchange.h"

namespace core::api {

constexpr std::size_t kQueryParametersMax = 64;

// Checks media type, size and form by the route's statement. BadRequest, TooLarge, UnsupportedType or
// Invalid.
Result<json::Value> inputOf(Exchange const& exchange);

} // namespace core::api
