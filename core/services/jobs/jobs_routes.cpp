// Looking at jobs and cancelling them; what starts one is the route of its own capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/jobs/jobs_routes.h"

#include "core/services/jobs/jobs_service.h"

namespace core::jobs {
namespace {
constexpr api::Permission kRead{"jobs.read"};
constexpr api::Permission kWrite{"jobs.write"};
} // namespace

std::vector<api::Route> jobsRoutes(JobsService& jobs)
{
    using namespace api;
    return {
        {
            .method = Method::Get,
            .path = "/jobs",
            .summary = "List jobs, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(jobs, &JobsService::list),
        },
        {
            .method = Method::Get,
            .path = "/jobs/{id}",
            .summary = "Show one job; If-None-Match answers 304 while nothing has changed",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(jobs, &JobsService::show),
        },
        {
            .method = Method::Post,
            .path = "/jobs/{id}/cancel",
            .summary = "Cancel a job that has not ended",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("job.cancel"),
            .handler = call(jobs, &JobsService::cancel),
        },
    };
}

} // namespace core::jobs
