// The endpoints by which others watch the engine, top to bottom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/health/health_routes.h"

namespace core::health {

namespace {
constexpr api::Permission kRead{"health.read"};
} // namespace

std::vector<api::Route> healthRoutes(HealthService& health)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/healthz",
            .summary = "The process answers",
            .access = openToAll("supervisors probe it without a token; it tells nothing else"),
            .rate = Rate::Health,
            .audit = notAudited(),
            .surface = Surface::Root,
            .serves = Serves::Both,
            .needsNoDatabase = true,
            .handler = call(health, &HealthService::alive),
        },
        {
            .method = Method::Get,
            .path = "/readyz",
            .summary = "The engine can do its work, with what it checked",
            .access = openToAll("supervisors probe it without a token"),
            .rate = Rate::Health,
            .audit = notAudited(),
            .surface = Surface::Root,
            .serves = Serves::Both,
            .needsNoDatabase = true,
            .handler = call(health, &HealthService::ready),
        },
        {
            .method = Method::Get,
            .path = "/metrics",
            .summary = "Counters in the Prometheus text format",
            .access = needs(kRead),
            .rate = Rate::Health,
            .audit = notAudited(),
            .surface = Surface::Root,
            .handler = call(health, &HealthService::metrics),
        },
        {
            .method = Method::Get,
            .path = "/meta",
            .summary = "Version and capabilities",
            .access = openToAll("a client chooses its behaviour before it signs in"),
            .rate = Rate::Read,
            .audit = notAudited(),
            .serves = Serves::Both,
            .needsNoDatabase = true,
            .handler = call(health, &HealthService::meta),
        },
        {
            .method = Method::Get,
            .path = "/openapi.json",
            .summary = "The OpenAPI 3.1 document of this listener",
            .access = openToAll("it describes the program, not its data"),
            .rate = Rate::Read,
            .audit = notAudited(),
            .serves = Serves::Both,
            .needsNoDatabase = true,
            .handler = call(health, &HealthService::openApi),
        },
        {
            .method = Method::Get,
            .path = "/rbac",
            .summary = "Routes by built-in roles, as a Markdown table",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(health, &HealthService::rbac),
        },
    };
}

} // namespace core::health
