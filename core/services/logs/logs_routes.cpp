// Ingest on the data listener, search and evidence on the admin listener.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_routes.h"

#include "core/services/logs/logs_service.h"

namespace core::logs {

namespace {

using api::Method;
using api::Rate;
using api::Route;

constexpr api::Permission kIngest{"logs.ingest", api::Scope::Source};
constexpr api::Permission kRead{"logs.read", api::Scope::Source};
constexpr api::Permission kFreeze{"logs.freeze"};
constexpr api::Permission kReveal{"logs.reveal"};
constexpr api::Permission kConfirm{"logs.confirm"};
constexpr api::Permission kStatus{"logs.status"};

void addIngest(std::vector<Route>& routes, LogsService& logs)
{
    routes.push_back({.method = Method::Post,
                      .path = "/v1/logs",
                      .summary = "Take log records as OTLP/HTTP JSON; answered after they are durable",
                      .access = needs(kIngest),
                      .rate = Rate::Ingest,
                      .audit = api::notAudited(),
                      .surface = api::Surface::Otlp,
                      .body = api::Body::Bytes,
                      .serves = api::Serves::Data,
                      .lane = api::Lane::Append,
                      .bodyBytesMax = kIngestBytesMax,
                      .handler = callAppend(logs, &LogsService::parseOtlp, &LogsService::accept)});
    routes.push_back(
        {.method = Method::Post,
         .path = "/logs/ingest",
         .summary = "Take log lines as JSON lines; lines that cannot be parsed are kept as they are",
         .access = needs(kIngest),
         .rate = Rate::Ingest,
         .audit = api::notAudited(),
         .body = api::Body::Bytes,
         .serves = api::Serves::Data,
         .lane = api::Lane::Append,
         .bodyBytesMax = kIngestBytesMax,
         .handler = callAppend(logs, &LogsService::parseLines, &LogsService::accept)});
}

void addSearch(std::vector<Route>& routes, LogsService& logs)
{
    routes.push_back({.method = Method::Get,
                      .path = "/logs/events",
                      .summary = "Search log events, newest first",
                      .access = needs(kRead),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .lane = api::Lane::Work,
                      .handler = call(logs, &LogsService::events)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/histogram",
                      .summary = "Count matching log events by time",
                      .access = needs(kRead),
                      .rate = Rate::Heavy,
                      .audit = api::notAudited(),
                      .lane = api::Lane::Work,
                      .handler = call(logs, &LogsService::countByTime)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/facets",
                      .summary = "Count matching log events by the values of a field",
                      .access = needs(kRead),
                      .rate = Rate::Heavy,
                      .audit = api::notAudited(),
                      .lane = api::Lane::Work,
                      .handler = call(logs, &LogsService::countByValue)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/touched",
                      .summary = "List the records that a token, user or client read and wrote",
                      .access = needs(kRead),
                      .rate = Rate::Heavy,
                      .audit = api::notAudited(),
                      .lane = api::Lane::Work,
                      .handler = call(logs, &LogsService::touched)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/status",
                      .summary = "Show how much is held, and the ledger of each source",
                      .access = needs(kStatus),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(logs, &LogsService::status)});
}

void addRetention(std::vector<Route>& routes, LogsService& logs)
{
    routes.push_back(
        {.method = Method::Post,
         .path = "/logs/confirm-clock",
         .summary = "Say that the clock is right: removal by age goes on after a leap of the clock",
         .access = needs(kConfirm),
         .rate = Rate::Heavy,
         .audit = api::audited("logs.confirm_clock"),
         .success = 204,
         .handler = call(logs, &LogsService::confirmClock)});
}

void addQuarantine(std::vector<Route>& routes, LogsService& logs)
{
    routes.push_back({.method = Method::Post,
                      .path = "/logs/unseal",
                      .summary = "Show an event that could not be checked for secrets and was kept sealed",
                      .access = needs(kReveal),
                      .rate = Rate::Heavy,
                      .audit = api::audited("logs.unseal"),
                      .handler = call(logs, &LogsService::prepareUnseal, &LogsService::unseal)});
}

void addEvidence(std::vector<Route>& routes, LogsService& logs)
{
    routes.push_back({.method = Method::Post,
                      .path = "/logs/freeze",
                      .summary = "Keep what a query finds as evidence with its hash",
                      .access = needs(kFreeze),
                      .rate = Rate::Heavy,
                      .audit = api::audited("logs.freeze"),
                      .success = 201,
                      .handler = call(logs, &LogsService::prepareFreeze, &LogsService::freeze)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/frozen",
                      .summary = "List frozen queries, newest first",
                      .access = needs(kFreeze),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(logs, &LogsService::frozenList)});
    routes.push_back({.method = Method::Get,
                      .path = "/logs/frozen/{id}",
                      .summary = "Show a frozen query",
                      .access = needs(kFreeze),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(logs, &LogsService::frozen)});
}

} // namespace

std::vector<Route> logsRoutes(LogsService& logs)
{
    std::vector<Route> routes;
    addIngest(routes, logs);
    addSearch(routes, logs);
    addQuarantine(routes, logs);
    addRetention(routes, logs);
    addEvidence(routes, logs);
    return routes;
}

} // namespace core::logs
