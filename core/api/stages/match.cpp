// 404 and 405 are decided before anything is spent on the caller.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/stages/stages.h"

namespace core::api::stages {

Status match(Exchange& exchange)
{
    auto const& request = exchange.request;
    exchange.match = exchange.engine->router.match(request.listener, request.method, request.path);
    if (exchange.match.route != nullptr)
        return Done{};
    if (exchange.match.allowed.empty())
        return failed(ErrorCode::NotFound, "there is nothing here");
    std::string allowed = "OPTIONS";
    for (auto const name : exchange.match.allowed)
        allowed += ", " + std::string{name};
    exchange.extras.headers.push_back({"Allow", std::move(allowed)});
    return failed(ErrorCode::MethodNotAllowed, "this path has other methods");
}

} // namespace core::api::stages
