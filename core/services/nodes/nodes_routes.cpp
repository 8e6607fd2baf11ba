// Showing the engines of this database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/nodes/nodes_routes.h"

#include "core/services/nodes/nodes_service.h"

namespace core::nodes {
namespace {

constexpr api::Permission kRead{"nodes.read"};

} // namespace

std::vector<api::Route> nodesRoutes(NodesService& nodes)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Get,
        .path = "/nodes",
        .summary = "List the engines that serve this database, with version, lag, lanes and last heartbeat",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(nodes, &NodesService::list),
    });
    return routes;
}

} // namespace core::nodes
