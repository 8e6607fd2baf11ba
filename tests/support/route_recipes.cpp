// The recipes, by capability. A new route needs one here, or tests/contract/test_calls fails by its name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/route_recipes.h"

#include <chrono>
#include <thread>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/services/logs/logs_service.h"
#include "tests/support/sample_playbook.h"

namespace support {

using namespace core;

namespace {

using Recipes = std::map<std::string, Recipe>;
using World = RecipeWorld;

constexpr char kHash[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

RecipeCall with(World& world, std::string path, json::Value body = nullptr)
{
    return {.path = std::move(path), .body = std::move(body), .token = world.boss()};
}

// GETs that take nothing but a path.
void addPlain(Recipes& all)
{
    for (std::string const path : {"/api/v1/alerts",
                                   "/api/v1/alerts/rules",
                                   "/api/v1/audit",
                                   "/api/v1/audit/head",
                                   "/api/v1/audit/verify",
                                   "/api/v1/audit/export",
                                   "/api/v1/backups",
                                   "/api/v1/backups/status",
                                   "/api/v1/clients",
                                   "/api/v1/collections",
                                   "/api/v1/incidents",
                                   "/api/v1/jobs",
                                   "/api/v1/keys",
                                   "/api/v1/limits",
                                   "/api/v1/logs/events",
                                   "/api/v1/logs/frozen",
                                   "/api/v1/logs/status",
                                   "/api/v1/me",
                                   "/api/v1/meta",
                                   "/api/v1/nodes",
                                   "/api/v1/notifications/deliveries",
                                   "/api/v1/notifications/destinations",
                                   "/api/v1/openapi.json",
                                   "/api/v1/playbooks",
                                   "/api/v1/playbooks/runs",
                                   "/api/v1/rbac",
                                   "/api/v1/roles",
                                   "/api/v1/sessions",
                                   "/api/v1/settings",
                                   "/api/v1/users",
                                   "/api/v1/vault/status",
                                   "/.well-known/jwks.json",
                                   "/.well-known/oauth-authorization-server",
                                   "/healthz",
                                   "/readyz",
                                   "/metrics"})
        all["GET " + path] = [path](World& world) { return with(world, path); };
}

json::Object ruleBody(World& world)
{
    return {{"name", world.fresh("rule")},
            {"severity", "low"},
            {"engine_only", false},
            {"group_by", json::Array{}},
            {"window_s", 60},
            {"steps", json::Array{json::Object{{"query", "name=never.happens"}, {"count", 3}}}}};
}

std::string newRule(World& world)
{
    return world.made("/api/v1/alerts/rules", ruleBody(world));
}

// Alerts come from arriving events alone, so this one is put where the evaluation would have put it.
std::string newAlert(World& world)
{
    auto const id = world.fresh("alert");
    world.sql("INSERT INTO alerts(id, rule_id, rule_name, severity, state, group_key, hits, opened_at, "
              "first_at, last_at,"
              " last_number, engine_events, subject, evidence) VALUES('" +
              id + "', 'r', 'a rule', 'low', 'open', '" + id +
              "', 3, 1, 1, 1, 1, 0,"
              " '{\"token_ids\":[],\"session_ids\":[]}', '[]')");
    return id;
}

void addAlerts(Recipes& all)
{
    all["GET /api/v1/alerts/{id}"] = [](World& w) { return with(w, "/api/v1/alerts/" + newAlert(w)); };
    all["POST /api/v1/alerts/{id}/acknowledge"] = [](World& w) {
        return with(w, "/api/v1/alerts/" + newAlert(w) + "/acknowledge", json::Object{});
    };
    all["POST /api/v1/alerts/{id}/close"] = [](World& w) {
        return with(w, "/api/v1/alerts/" + newAlert(w) + "/close",
                    json::Object{{"reason", "it was a drill"}});
    };
    all["GET /api/v1/alerts/rules/{id}"] = [](World& w) {
        return with(w, "/api/v1/alerts/rules/" + newRule(w));
    };
    all["POST /api/v1/alerts/rules"] = [](World& w) { return with(w, "/api/v1/alerts/rules", ruleBody(w)); };
    for (std::string const verb : {"enable", "disable"})
        all["POST /api/v1/alerts/rules/{id}/" + verb] = [verb](World& w) {
            auto const id = newRule(w);
            if (verb == "enable")
                w.must("POST", "/api/v1/alerts/rules/" + id + "/disable", json::Object{});
            return with(w, "/api/v1/alerts/rules/" + id + "/" + verb, json::Object{});
        };
    all["DELETE /api/v1/alerts/rules/{id}"] = [](World& w) {
        return with(w, "/api/v1/alerts/rules/" + newRule(w));
    };
}

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs)
{
    std::string text;
    for (auto const& [name, value] : pairs)
        text += (text.empty() ? "" : "&") + std::string{name} + "=" + percentEncoded(value);
    return text;
}

struct SignedIn {
    std::string id;
    std::string token;
    std::string session;
};

SignedIn newSession(World& world)
{
    SignedIn who;
    who.id = world.newUser();
    auto const name = world.must("GET", "/api/v1/users/" + who.id).at("/name");
    who.token = world.fixture.signIn(name);
    who.session = world.must("GET", "/api/v1/sessions?user_id=" + who.id).at("/items/0/id");
    return who;
}

void addAuth(Recipes& all)
{
    constexpr char kForm[] = "application/x-www-form-urlencoded";
    all["POST /oauth/token"] = [](World&) -> RecipeCall {
        return {
            .path = "/oauth/token",
            .text = form(
                {{"grant_type", "password"}, {"username", "boss"}, {"password", EngineFixture::kPassword}}),
            .contentType = kForm};
    };
    all["POST /oauth/revoke"] = [](World& w) -> RecipeCall {
        return {
            .path = "/oauth/revoke", .text = form({{"token", newSession(w).token}}), .contentType = kForm};
    };
    all["POST /api/v1/me/password"] = [](World& w) -> RecipeCall {
        auto const token = newSession(w).token;
        w.fixture.clock.advance(std::chrono::seconds{1}); // Sessions from before the change end.
        return {.path = "/api/v1/me/password",
                .body =
                    json::Object{{"current", EngineFixture::kPassword}, {"next", "another tram 93 over ice"}},
                .token = token,
                .endsCaller = true};
    };
    all["POST /api/v1/me/sign-out"] = [](World& w) -> RecipeCall {
        return {.path = "/api/v1/me/sign-out",
                .body = json::Object{},
                .token = newSession(w).token,
                .endsCaller = true};
    };
    all["POST /api/v1/sessions/{id}/end"] = [](World& w) {
        return with(w, "/api/v1/sessions/" + newSession(w).session + "/end", json::Object{});
    };
    all["POST /api/v1/users/{id}/end-sessions"] = [](World& w) {
        return with(w, "/api/v1/users/" + newSession(w).id + "/end-sessions",
                    json::Object{{"reason", "lost laptop"}});
    };
}

void addBackups(Recipes& all)
{
    all["GET /api/v1/backups/{id}"] = [](World& w) { return with(w, "/api/v1/backups/" + w.doneBackup()); };
    all["POST /api/v1/backups"] = [](World& w) {
        return with(w, "/api/v1/backups", json::Object{{"label", "a test"}});
    };
    for (std::string const verb : {"verify", "drill", "restore"})
        all["POST /api/v1/backups/{id}/" + verb] = [verb](World& w) {
            return with(w, "/api/v1/backups/" + w.doneBackup() + "/" + verb, json::Object{});
        };
    all["GET /api/v1/backups/{id}/comparison"] = [](World& w) {
        return with(w, "/api/v1/backups/" + w.restoredBackup() + "/comparison");
    };
    // A backup of its own each time: an older one would take away what other recipes made since.
    all["POST /api/v1/backups/{id}/swap"] = [](World& w) {
        auto const started = w.must("POST", "/api/v1/backups", json::Object{});
        auto const id = started.at("/id");
        w.waitForJob(started.at("/job"));
        w.waitForJob(w.must("POST", "/api/v1/backups/" + id + "/restore", json::Object{}).at("/job"));
        return with(w, "/api/v1/backups/" + id + "/swap", json::Object{{"confirm", id}});
    };
}

json::Object clientBody(World& world)
{
    return {{"name", world.fresh("client")}, {"permissions", json::Array{"users.read"}}};
}

void addClients(Recipes& all)
{
    auto made = [](World& w) { return "/api/v1/clients/" + w.made("/api/v1/clients", clientBody(w)); };
    all["POST /api/v1/clients"] = [](World& w) { return with(w, "/api/v1/clients", clientBody(w)); };
    all["GET /api/v1/clients/{id}"] = [made](World& w) { return with(w, made(w)); };
    all["DELETE /api/v1/clients/{id}"] = [made](World& w) { return with(w, made(w)); };
    for (std::string const verb : {"renew-secret", "disable", "enable"})
        all["POST /api/v1/clients/{id}/" + verb] = [made, verb](World& w) {
            auto const path = made(w);
            if (verb == "enable")
                w.must("POST", path + "/disable", json::Object{});
            return with(w, path + "/" + verb, json::Object{});
        };
}

json::Object goodsSchema(bool wider)
{
    json::Object properties{{"n", json::Object{{"type", "integer"}}}};
    if (wider)
        properties["note"] = json::Object{{"type", "string"}};
    return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

void addCollections(Recipes& all)
{
    auto made = [](World& w) { return "/api/v1/collections/" + w.newCollection(); };
    all["POST /api/v1/collections"] = [](World& w) {
        return with(w, "/api/v1/collections",
                    json::Object{{"name", w.fresh("goods")}, {"schema", goodsSchema(false)}});
    };
    all["GET /api/v1/collections/{collection}"] = [made](World& w) { return with(w, made(w)); };
    all["PUT /api/v1/collections/{collection}/schema"] = [made](World& w) {
        return with(w, made(w) + "/schema", json::Object{{"schema", goodsSchema(true)}});
    };
    all["DELETE /api/v1/collections/{collection}"] = [](World& w) {
        auto const name = w.newCollection();
        return with(w, "/api/v1/collections/" + name + "?confirm=" + name);
    };
}

void addRecords(Recipes& all)
{
    constexpr char kRecords[] = "/api/v1/collections/{collection}/records";
    std::string const one = std::string{kRecords} + "/{id}";
    auto made = [](World& w, std::string_view tail = "") {
        auto const path = w.recordsPath();
        auto const reply = w.must("POST", path, json::Object{{"n", 1}});
        auto call = with(w, path + "/" + reply.at("/id") + std::string{tail});
        call.headers.push_back({"if-match", reply.header("etag")});
        return call;
    };
    all[std::string{"GET "} + kRecords] = [](World& w) { return with(w, w.recordsPath()); };
    all[std::string{"POST "} + kRecords] = [](World& w) {
        return with(w, w.recordsPath(), json::Object{{"n", 2}});
    };
    all["GET " + one] = [made](World& w) { return made(w); };
    all["GET " + one + "/history"] = [made](World& w) { return made(w, "/history"); };
    all["DELETE " + one] = [made](World& w) { return made(w); };
    for (std::string const verb : {"PUT ", "PATCH "})
        all[verb + one] = [made](World& w) {
            auto call = made(w);
            call.body = json::Object{{"n", 3}};
            return call;
        };
}

std::string newIncident(World& world)
{
    return "/api/v1/incidents/" +
           world.made("/api/v1/incidents", json::Object{{"title", "a theft"}, {"severity", "high"}});
}

void addIncidents(Recipes& all)
{
    for (std::string const tail : {"", "/timeline", "/report", "/bundle"})
        all["GET /api/v1/incidents/{id}" + tail] = [tail](World& w) {
            return with(w, newIncident(w) + tail);
        };
    all["POST /api/v1/incidents"] = [](World& w) {
        return with(w, "/api/v1/incidents", json::Object{{"title", "a theft"}, {"severity", "high"}});
    };
    all["POST /api/v1/incidents/{id}/state"] = [](World& w) {
        return with(w, newIncident(w) + "/state", json::Object{{"state", "contained"}});
    };
    all["POST /api/v1/incidents/{id}/notes"] = [](World& w) {
        return with(w, newIncident(w) + "/notes", json::Object{{"text", "the door was open"}});
    };
    all["POST /api/v1/incidents/{id}/evidence"] = [](World& w) {
        return with(w, newIncident(w) + "/evidence",
                    json::Object{{"kind", "file"}, {"reference", "shelf 3"}, {"sha256", kHash}, {"rows", 2}});
    };
}

// Held by no worker, so that it is still there to be cancelled.
std::string newJob(World& world)
{
    auto const id = world.fresh("job");
    world.sql(
        "INSERT INTO jobs(id, kind, state, input, principal, started_by, trace_id, created_at) VALUES('" +
        id + "', 'recipe', 'running', 'null', '{}', 'boss', '', 1)");
    return "/api/v1/jobs/" + id;
}

void addJobsAndKeys(Recipes& all)
{
    all["GET /api/v1/jobs/{id}"] = [](World& w) { return with(w, newJob(w)); };
    all["POST /api/v1/jobs/{id}/cancel"] = [](World& w) {
        return with(w, newJob(w) + "/cancel", json::Object{});
    };
    all["GET /api/v1/keys/{id}"] = [](World& w) {
        return with(w, "/api/v1/keys/" + w.must("GET", "/api/v1/keys").at("/items/0/kid"));
    };
    all["POST /api/v1/keys/rotate"] = [](World& w) {
        return with(w, "/api/v1/keys/rotate", json::Object{{"reason", "by the calendar"}});
    };
    // The caller's token of that moment is signed by the key that goes; the one it sends is not.
    all["POST /api/v1/keys/{id}/revoke"] = [](World& w) {
        auto const old = w.must("POST", "/api/v1/keys/rotate", json::Object{}).at("/previous_kid");
        return RecipeCall{.path = "/api/v1/keys/" + old + "/revoke",
                          .body = json::Object{{"reason", "lost"}},
                          .token = w.fixture.signIn("boss")};
    };
}

void addVaultAndSettings(Recipes& all)
{
    all["POST /api/v1/vault/rotate"] = [](World& w) {
        return with(w, "/api/v1/vault/rotate", json::Object{{"purpose", "settings"}});
    };
    all["POST /api/v1/vault/passphrase"] = [](World& w) {
        auto const now = std::exchange(w.passphrase, w.fresh("a passphrase of many quiet words"));
        return with(w, "/api/v1/vault/passphrase", json::Object{{"current", now}, {"next", w.passphrase}});
    };
    all["PUT /api/v1/settings/{name}"] = [](World& w) {
        return with(w, "/api/v1/settings/logs.retention_days", json::Object{{"value", "40"}});
    };
    all["DELETE /api/v1/settings/{name}"] = [](World& w) {
        w.must("PUT", "/api/v1/settings/keys.rotation_days", json::Object{{"value", "50"}});
        return with(w, "/api/v1/settings/keys.rotation_days");
    };
}

json::Object oneLine(std::string_view text)
{
    json::Object record{{"body", json::Object{{"stringValue", text}}}, {"severityNumber", 9}};
    json::Object scope{{"logRecords", json::Array{std::move(record)}}};
    json::Object resource{{"scopeLogs", json::Array{std::move(scope)}}};
    return {{"resourceLogs", json::Array{std::move(resource)}}};
}

void addLogs(Recipes& all)
{
    all["POST /v1/logs"] = [](World& w) { return with(w, "/v1/logs", oneLine("a line")); };
    all["POST /api/v1/logs/ingest"] = [](World& w) {
        auto call = with(w, "/api/v1/logs/ingest");
        call.text = "{\"message\":\"one\"}\n{\"message\":\"two\"}\n";
        call.contentType = "application/x-ndjson";
        return call;
    };
    all["POST /api/v1/logs/confirm-clock"] = [](World& w) {
        return with(w, "/api/v1/logs/confirm-clock", json::Object{});
    };
    all["POST /api/v1/logs/unseal"] = [](World& w) {
        static logs::LogsService::Check const fails = [](logs::Event& event,
                                                         logs::LiveSecrets const& secrets) {
            if (event.message == "cannot be checked")
                throw std::bad_alloc{};
            return logs::redactEvent(event, secrets);
        };
        w.fixture.engine().logs().checkWith(fails);
        auto const token = w.boss(); // Chooses the admin listener.
        w.fixture.listener = http::Listener::Data;
        auto const sent = w.fixture.call("POST", "/v1/logs", oneLine("cannot be checked"), token);
        if (sent.status != 200)
            qFatal("an event cannot be sent: %s", sent.text.c_str());
        return with(w, "/api/v1/logs/unseal",
                    json::Object{
                        {"id", w.must("GET", "/api/v1/logs/events?q=dewar.sealed%3D%2A").at("/items/0/id")}});
    };
    all["GET /api/v1/logs/histogram"] = [](World& w) {
        return with(w, "/api/v1/logs/histogram?from=2026-09-21T00:00:00Z&to=2026-09-22T00:00:00Z");
    };
    all["GET /api/v1/logs/facets"] = [](World& w) { return with(w, "/api/v1/logs/facets?field=name"); };
    all["GET /api/v1/logs/touched"] = [](World& w) {
        return with(w, "/api/v1/logs/touched?user_id=" + w.bossId());
    };
    json::Object const freeze{{"query", "name=request"}, {"reason", "evidence"}};
    all["POST /api/v1/logs/freeze"] = [freeze](World& w) { return with(w, "/api/v1/logs/freeze", freeze); };
    all["GET /api/v1/logs/frozen/{id}"] = [freeze](World& w) {
        return with(w, "/api/v1/logs/frozen/" + w.made("/api/v1/logs/freeze", freeze));
    };
}

json::Object destinationBody(World& world)
{
    // Nobody listens there: what is sent fails at once and goes nowhere.
    return {{"name", world.fresh("pager")}, {"url", "https://127.0.0.1:9/hook"}, {"private_allowed", true}};
}

void addNotifications(Recipes& all)
{
    std::string const base = "/api/v1/notifications/destinations";
    auto made = [base](World& w) { return base + "/" + w.made(base, destinationBody(w)); };
    all["POST " + base] = [base](World& w) { return with(w, base, destinationBody(w)); };
    all["GET " + base + "/{id}"] = [made](World& w) { return with(w, made(w)); };
    all["DELETE " + base + "/{id}"] = [made](World& w) { return with(w, made(w)); };
    all["POST " + base + "/{id}/test"] = [made](World& w) {
        return with(w, made(w) + "/test", json::Object{});
    };
    all["POST /api/v1/notifications/send"] = [base](World& w) {
        auto const id = w.made(base, destinationBody(w));
        return with(w, "/api/v1/notifications/send",
                    json::Object{{"destination", id}, {"subject", "hello"}, {"text", "a message"}});
    };
}

json::Value questionPlaybook(World& world)
{
    static int number = 100;
    SamplePlaybook sample{++number};
    sample.set("name", boost::json::value(world.fresh("Question")))
        .start(stepId("action", 1))
        .ask(1, "Was it you?", stepId("end", 1))
        .end(1);
    return sample.document();
}

std::string draft(World& world)
{
    return world.made("/api/v1/playbooks", questionPlaybook(world));
}

std::string approved(World& world)
{
    auto const id = draft(world);
    world.must("POST", "/api/v1/playbooks/" + id + "/approve", json::Object{});
    return "/api/v1/playbooks/" + id;
}

// A run that waits for its answer.
std::string waitingRun(World& world)
{
    auto const path = "/api/v1/playbooks/runs/" + world.made(approved(world) + "/runs", json::Object{});
    for (int poll = 0; poll < 3000; ++poll) {
        if (!world.must("GET", path).at("/run/waiting_for").empty())
            return path;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return "the run never asked";
}

void addPlaybooks(Recipes& all)
{
    all["POST /api/v1/playbooks"] = [](World& w) {
        return with(w, "/api/v1/playbooks", questionPlaybook(w));
    };
    all["GET /api/v1/playbooks/{id}"] = [](World& w) { return with(w, "/api/v1/playbooks/" + draft(w)); };
    all["GET /api/v1/playbooks/{id}/preview"] = [](World& w) {
        return with(w, "/api/v1/playbooks/" + draft(w) + "/preview");
    };
    all["POST /api/v1/playbooks/{id}/approve"] = [](World& w) {
        return with(w, "/api/v1/playbooks/" + draft(w) + "/approve", json::Object{});
    };
    all["POST /api/v1/playbooks/{id}/runs"] = [](World& w) {
        return with(w, approved(w) + "/runs", json::Object{});
    };
    all["GET /api/v1/playbooks/runs/{id}"] = [](World& w) { return with(w, waitingRun(w)); };
    all["POST /api/v1/playbooks/runs/{id}/answer"] = [](World& w) {
        return with(w, waitingRun(w) + "/answer",
                    json::Object{{"step", stepId("action", 1)}, {"answer", "yes"}});
    };
    all["POST /api/v1/playbooks/runs/{id}/cancel"] = [](World& w) {
        return with(w, waitingRun(w) + "/cancel", json::Object{});
    };
}

json::Object roleBody(World& world)
{
    return {{"name", world.fresh("role")},
            {"description", "for a test"},
            {"permissions", json::Array{"users.read"}}};
}

void addRoles(Recipes& all)
{
    auto made = [](World& w) { return "/api/v1/roles/" + w.made("/api/v1/roles", roleBody(w)); };
    all["POST /api/v1/roles"] = [](World& w) { return with(w, "/api/v1/roles", roleBody(w)); };
    all["GET /api/v1/roles/{id}"] = [made](World& w) { return with(w, made(w)); };
    all["PUT /api/v1/roles/{id}"] = [made](World& w) { return with(w, made(w), roleBody(w)); };
    all["DELETE /api/v1/roles/{id}"] = [made](World& w) { return with(w, made(w)); };
    all["GET /api/v1/users/{id}/roles"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.bossId() + "/roles");
    };
    all["POST /api/v1/users/{id}/roles"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.newUser() + "/roles", json::Object{{"role", "viewer"}});
    };
    all["DELETE /api/v1/users/{id}/roles/{role}"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.newUser({"viewer"}) + "/roles/viewer");
    };
}

void addUsers(Recipes& all)
{
    all["POST /api/v1/users"] = [](World& w) {
        return with(w, "/api/v1/users",
                    json::Object{{"name", w.fresh("user")}, {"password", EngineFixture::kPassword}});
    };
    all["GET /api/v1/users/{id}"] = [](World& w) { return with(w, "/api/v1/users/" + w.bossId()); };
    all["DELETE /api/v1/users/{id}"] = [](World& w) { return with(w, "/api/v1/users/" + w.newUser()); };
    all["PATCH /api/v1/users/{id}"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.newUser(), json::Object{{"email", "someone@example.org"}});
    };
    all["POST /api/v1/users/{id}/disable"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.newUser() + "/disable", json::Object{{"reason", "left"}});
    };
    all["POST /api/v1/users/{id}/enable"] = [](World& w) {
        auto const path = "/api/v1/users/" + w.newUser();
        w.must("POST", path + "/disable", json::Object{});
        return with(w, path + "/enable", json::Object{});
    };
    all["POST /api/v1/users/{id}/password"] = [](World& w) {
        return with(w, "/api/v1/users/" + w.newUser() + "/password",
                    json::Object{{"password", "another tram 93 over ice"}});
    };
}

} // namespace

std::map<std::string, Recipe> const& routeRecipes()
{
    static Recipes const all = [] {
        Recipes made;
        for (auto const add : {addPlain, addAlerts, addAuth, addBackups, addClients, addCollections,
                               addRecords, addIncidents, addJobsAndKeys, addVaultAndSettings, addLogs,
                               addNotifications, addPlaybooks, addRoles, addUsers})
            add(made);
        return made;
    }();
    return all;
}

} // namespace support
