// Showing the rate classes over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/limits/limits_routes.h"

#include "core/services/limits/limits_service.h"

namespace core::limits {
namespace {

constexpr api::Permission kRead{"limits.read"};

} // namespace

std::vector<api::Route> limitsRoutes(LimitsService& limits)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Get,
        .path = "/limits",
        .summary = "List the rate classes, their quotas and how many budgets are in use",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(limits, &LimitsService::list),
    });
    return routes;
}

} // namespace core::limits
