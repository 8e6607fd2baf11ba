// Reading, checking and exporting the audit chain over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_routes.h"

#include "core/services/audit/audit_service.h"

namespace core::audit {
namespace {

constexpr api::Permission kRead{"audit.read"};
constexpr api::Permission kExport{"audit.export"};

} // namespace

std::vector<api::Route> auditRoutes(AuditService& audit)
{
    using namespace api;
    std::vector<Route> routes;
    routes.push_back({
        .method = Method::Get,
        .path = "/audit",
        .summary = "List audit rows, newest first",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(audit, &AuditService::list),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/audit/head",
        .summary = "Show the last row's number and hash, for a witness to keep",
        .access = needs(kRead),
        .rate = Rate::Read,
        .audit = notAudited(),
        .handler = call(audit, &AuditService::head),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/audit/verify",
        .summary = "Walk a stretch of the chain and name the first bad row",
        .access = needs(kRead),
        .rate = Rate::Heavy,
        .audit = notAudited(),
        .lane = Lane::Work,
        .handler = call(audit, &AuditService::verify),
    });
    routes.push_back({
        .method = Method::Get,
        .path = "/audit/export",
        .summary = "Export rows with their hashes as JSON lines, oldest first",
        .access = needs(kExport),
        .rate = Rate::Heavy,
        .audit = notAudited(),
        .lane = Lane::Work,
        .handler = call(audit, &AuditService::exported),
    });
    return routes;
}

} // namespace core::audit
