// Routes of cases, their timeline, evidence and reports.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/incidents/incidents_routes.h"

#include "core/services/incidents/incidents_service.h"

namespace core::incidents {
namespace {
constexpr api::Permission kRead{"incidents.read"};
constexpr api::Permission kWrite{"incidents.write"};

using namespace api;

std::vector<Route> readingRoutes(IncidentsService& incidents)
{
    return {
        {
            .method = Method::Get,
            .path = "/incidents",
            .summary = "List incidents, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(incidents, &IncidentsService::list),
        },
        {
            .method = Method::Get,
            .path = "/incidents/{id}",
            .summary = "Show an incident and its evidence",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(incidents, &IncidentsService::show),
        },
        {
            .method = Method::Get,
            .path = "/incidents/{id}/timeline",
            .summary = "Show the timeline, oldest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(incidents, &IncidentsService::timeline),
        },
        {
            .method = Method::Get,
            .path = "/incidents/{id}/report",
            .summary = "Write the report as Markdown",
            .access = needs(kRead),
            .rate = Rate::Heavy,
            .audit = notAudited(),
            .handler = call(incidents, &IncidentsService::report),
        },
        {
            .method = Method::Get,
            .path = "/incidents/{id}/bundle",
            .summary = "Write the bundle that dewarctl verify-bundle checks",
            .access = needs(kRead),
            .rate = Rate::Heavy,
            .audit = notAudited(),
            .handler = call(incidents, &IncidentsService::bundle),
        },
    };
}

std::vector<Route> changingRoutes(IncidentsService& incidents)
{
    return {
        {
            .method = Method::Post,
            .path = "/incidents",
            .summary = "Open an incident",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("incident.open"),
            .success = 201,
            .handler = call(incidents, &IncidentsService::create),
        },
        {
            .method = Method::Post,
            .path = "/incidents/{id}/state",
            .summary = "Set an incident to open, contained or closed",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("incident.state"),
            .handler = call(incidents, &IncidentsService::changeState),
        },
        {
            .method = Method::Post,
            .path = "/incidents/{id}/notes",
            .summary = "Add a note to the timeline",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("incident.note"),
            .success = 201,
            .handler = call(incidents, &IncidentsService::addNote),
        },
        {
            .method = Method::Post,
            .path = "/incidents/{id}/evidence",
            .summary = "Add evidence with its hash",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("incident.evidence"),
            .success = 201,
            .handler = call(incidents, &IncidentsService::addEvidence),
        },
    };
}
} // namespace

std::vector<api::Route> incidentsRoutes(IncidentsService& incidents)
{
    auto routes = readingRoutes(incidents);
    for (auto& route : changingRoutes(incidents))
        routes.push_back(std::move(route));
    return routes;
}

} // namespace core::incidents
