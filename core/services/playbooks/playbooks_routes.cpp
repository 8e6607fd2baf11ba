// Routes of playbooks and their runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_routes.h"

#include "core/services/playbooks/playbooks_service.h"

namespace core::playbooks {
namespace {
constexpr api::Permission kRead{"playbooks.read"};
constexpr api::Permission kWrite{"playbooks.write"};
constexpr api::Permission kApprove{"playbooks.approve"};
constexpr api::Permission kRun{"playbooks.run"};
constexpr api::Permission kAnswer{"playbooks.answer"};

using namespace api;

std::vector<Route> libraryRoutes(PlaybooksService& playbooks)
{
    return {
        {
            .method = Method::Get,
            .path = "/playbooks",
            .summary = "List playbooks, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(playbooks, &PlaybooksService::list),
        },
        {
            .method = Method::Post,
            .path = "/playbooks",
            .summary = "Import a CACAO v2.0 playbook as a draft",
            .access = needs(kWrite),
            .rate = Rate::Write,
            .audit = audited("playbook.import"),
            .success = 201,
            .body = Body::Document,
            .bodyBytesMax = kImportBytesMax,
            .handler = call(playbooks, &PlaybooksService::prepareImport, &PlaybooksService::import),
        },
        {
            .method = Method::Get,
            .path = "/playbooks/{id}",
            .summary = "Show a playbook: its document, its defects and what it asks for",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(playbooks, &PlaybooksService::show),
        },
        {
            .method = Method::Get,
            .path = "/playbooks/{id}/preview",
            .summary = "List what a run would do, with the values known so far",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(playbooks, &PlaybooksService::preview),
        },
        {
            .method = Method::Post,
            .path = "/playbooks/{id}/approve",
            .summary = "Approve an imported playbook for runs",
            .access = needs(kApprove),
            .rate = Rate::Write,
            .audit = audited("playbook.approve"),
            .handler = call(playbooks, &PlaybooksService::approve),
        },
        {
            .method = Method::Post,
            .path = "/playbooks/{id}/runs",
            .summary = "Start a run; everything is checked before its first step",
            .access = needs(kRun),
            .rate = Rate::Write,
            .audit = audited("playbook.run"),
            .success = 202,
            .handler = call(playbooks, &PlaybooksService::prepareRun, &PlaybooksService::run),
        },
    };
}

std::vector<Route> runRoutes(PlaybooksService& playbooks)
{
    return {
        {
            .method = Method::Get,
            .path = "/playbooks/runs",
            .summary = "List runs, newest first",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(playbooks, &PlaybooksService::runs),
        },
        {
            .method = Method::Get,
            .path = "/playbooks/runs/{id}",
            .summary = "Show a run, its steps and what it waits for",
            .access = needs(kRead),
            .rate = Rate::Read,
            .audit = notAudited(),
            .handler = call(playbooks, &PlaybooksService::showRun),
        },
        {
            .method = Method::Post,
            .path = "/playbooks/runs/{id}/answer",
            .summary = "Answer a manual step or decide an approval; the first answer counts",
            .access = needs(kAnswer),
            .rate = Rate::Write,
            .audit = audited("playbook.answer"),
            .handler = call(playbooks, &PlaybooksService::answer),
        },
        {
            .method = Method::Post,
            .path = "/playbooks/runs/{id}/cancel",
            .summary = "Stop a run before its next step",
            .access = needs(kRun),
            .rate = Rate::Write,
            .audit = audited("playbook.cancel"),
            .handler = call(playbooks, &PlaybooksService::cancel),
        },
    };
}
} // namespace

std::vector<api::Route> playbooksRoutes(PlaybooksService& playbooks)
{
    auto routes = libraryRoutes(playbooks);
    for (auto& route : runRoutes(playbooks))
        routes.push_back(std::move(route));
    return routes;
}

} // namespace core::playbooks
