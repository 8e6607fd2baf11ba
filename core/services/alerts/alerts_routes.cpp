// Alerts for people, rules for those who watch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_routes.h"

#include "core/services/alerts/alerts_service.h"

namespace core::alerts {

namespace {

using api::Method;
using api::Rate;
using api::Route;

constexpr api::Permission kRead{"alerts.read"};
constexpr api::Permission kWrite{"alerts.write"};

void addAlerts(std::vector<Route>& routes, AlertsService& alerts)
{
    routes.push_back({.method = Method::Get,
                      .path = "/alerts",
                      .summary = "List alerts, newest first",
                      .access = needs(kRead),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(alerts, &AlertsService::list)});
    routes.push_back({.method = Method::Get,
                      .path = "/alerts/{id}",
                      .summary = "Show an alert",
                      .access = needs(kRead),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(alerts, &AlertsService::show)});
    routes.push_back({.method = Method::Post,
                      .path = "/alerts/{id}/acknowledge",
                      .summary = "Say that somebody is on it",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert.acknowledge"),
                      .handler = call(alerts, &AlertsService::acknowledge)});
    routes.push_back({.method = Method::Post,
                      .path = "/alerts/{id}/close",
                      .summary = "Close an alert with a reason",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert.close"),
                      .handler = call(alerts, &AlertsService::close)});
}

void addRules(std::vector<Route>& routes, AlertsService& alerts)
{
    routes.push_back({.method = Method::Get,
                      .path = "/alerts/rules",
                      .summary = "List alert rules and how they keep up",
                      .access = needs(kRead),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(alerts, &AlertsService::rules)});
    routes.push_back({.method = Method::Get,
                      .path = "/alerts/rules/{id}",
                      .summary = "Show an alert rule",
                      .access = needs(kRead),
                      .rate = Rate::Read,
                      .audit = api::notAudited(),
                      .handler = call(alerts, &AlertsService::rule)});
    routes.push_back({.method = Method::Post,
                      .path = "/alerts/rules",
                      .summary = "Create an alert rule; it is enabled",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert_rule.create"),
                      .success = 201,
                      .handler = call(alerts, &AlertsService::createRule)});
    routes.push_back({.method = Method::Post,
                      .path = "/alerts/rules/{id}/enable",
                      .summary = "Enable an alert rule",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert_rule.enable"),
                      .handler = call(alerts, &AlertsService::enableRule)});
    routes.push_back({.method = Method::Post,
                      .path = "/alerts/rules/{id}/disable",
                      .summary = "Disable an alert rule",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert_rule.disable"),
                      .handler = call(alerts, &AlertsService::disableRule)});
    routes.push_back({.method = Method::Delete,
                      .path = "/alerts/rules/{id}",
                      .summary = "Remove an own alert rule",
                      .access = needs(kWrite),
                      .rate = Rate::Write,
                      .audit = api::audited("alert_rule.remove"),
                      .success = 204,
                      .handler = call(alerts, &AlertsService::removeRule)});
}

} // namespace

std::vector<Route> alertsRoutes(AlertsService& alerts)
{
    std::vector<Route> routes;
    addAlerts(routes, alerts);
    addRules(routes, alerts);
    return routes;
}

} // namespace core::alerts
