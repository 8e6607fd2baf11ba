// The world of the recipes: an engine, a caller with every right, and the things to call about.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <boost/json.hpp>

#include "core/platform/db/database.h"
#include "core/services/audit/audit_service.h"
#include "core/services/backup/backup_copy_store.h"
#include "tests/support/route_recipes.h"

namespace support {

using namespace core;
using namespace std::chrono_literals;

namespace {

constexpr int kPollsMax = 3000; // thirty seconds

// Written by the engine on its own time: deliveries, timelines, journals and the outbox itself.
constexpr std::array<std::string_view, 9> kOwnTables{
    "outbox",           "outbox_readers",     "incident_timeline",     "incident_traces", "leases",
    "playbook_journal", "backup_comparisons", "backup_staged_records", "nodes"};
// Rows that only requests add, and the engine changes.
constexpr std::array<std::string_view, 5> kOwnRows{"jobs", "playbook_runs", "backups", "notification_deliveries",
                                                   "shared_epochs"}; // of leases, among the epochs

[[noreturn]] void giveUp(std::string const& what)
{
    std::fprintf(stderr, "a recipe failed: %s\n", what.c_str());
    std::abort();
}

template <class T>
T value(Result<T> result)
{
    if (!result)
        giveUp(result.error().message + " (" + result.error().detail + ")");
    return std::move(*result);
}

template <class Ended>
void waitUntil(char const* what, Ended ended)
{
    for (int poll = 0; poll < kPollsMax; ++poll) {
        if (ended())
            return;
        std::this_thread::sleep_for(10ms);
    }
    giveUp(std::string{"it took too long: "} + what);
}

} // namespace

RecipeWorld::RecipeWorld() : fixture{{{"limits.scale", "100000"}}}
{
    fixture.addRole("everything-scoped", {"records.read@*", "records.write@*", "logs.read@*", "logs.ingest@*"});
    m_bossId = fixture.addUser("boss", {"admin", "everything-scoped"});
}

std::optional<RecipeCall> RecipeWorld::prepare(api::CompiledRoute const& route)
{
    auto const found = routeRecipes().find(route.label);
    if (found == routeRecipes().end())
        return std::nullopt;
    return found->second(*this);
}

Reply RecipeWorld::send(api::CompiledRoute const& route, RecipeCall const& call, std::string_view key)
{
    http::Request request;
    request.listener = route.route->serves == api::Serves::Data ? http::Listener::Data : http::Listener::Admin;
    request.method = route.route->method;
    request.methodName = std::string{http::nameOf(route.route->method)};
    auto const question = call.path.find('?');
    request.path = call.path.substr(0, question);
    request.query = question == std::string::npos ? std::string{} : call.path.substr(question + 1);
    request.headers = call.headers;
    request.body = call.body.is_null() ? call.text : json::text(call.body);
    if (!request.body.empty())
        request.headers.push_back(
            {"content-type", call.contentType.empty() ? std::string{"application/json"} : call.contentType});
    if (!call.token.empty())
        request.headers.push_back({"authorization", "Bearer " + call.token});
    if (!key.empty())
        request.headers.push_back({"idempotency-key", std::string{key}});
    return fixture.raw(std::move(request));
}

void RecipeWorld::settle()
{
    auto connection = fixture.reader();
    db::Tx tx{*connection};
    auto number = [&](std::string_view question) {
        return value(tx.one(question, [](db::Row const& row) { return row.integer(0); })).value_or(0);
    };
    // The job that no worker holds is the one a recipe made to be cancelled.
    waitUntil("jobs", [&] {
        return number("SELECT COUNT(*) FROM jobs WHERE ended_at IS NULL AND kind <> 'recipe'") == 0;
    });
}

std::map<std::string, backup::TableFact> RecipeWorld::facts()
{
    auto connection = fixture.reader();
    value(connection->execute("BEGIN"));
    db::Tx tx{*connection};
    std::map<std::string, backup::TableFact> facts;
    for (auto& fact : value(backup::copy::tables(tx, [] { return Status{Done{}}; }))) {
        if (std::ranges::count(kOwnTables, fact.name) > 0 || fact.name == "audit_rows")
            continue;
        if (std::ranges::count(kOwnRows, fact.name) > 0)
            fact.sha256.clear();
        facts.emplace(fact.name, fact);
    }
    value(connection->execute("COMMIT"));
    return facts;
}

std::vector<std::string> RecipeWorld::auditAfter(std::int64_t number)
{
    auto connection = fixture.reader();
    db::Tx tx{*connection};
    return value(tx.all(
        "SELECT verb || ' ' || outcome || ' ' || trace_id FROM audit_rows"
        " WHERE number > $1 AND actor_kind <> 'system' ORDER BY number LIMIT 1000",
        [](db::Row const& row) { return row.text(0); }, number));
}

std::int64_t RecipeWorld::auditHead()
{
    auto connection = fixture.reader();
    db::Tx tx{*connection};
    return value(tx.one("SELECT MAX(number) FROM audit_rows", [](db::Row const& row) { return row.integer(0); }))
        .value_or(0);
}

std::string RecipeWorld::auditFault()
{
    auto connection = fixture.reader();
    value(connection->execute("BEGIN"));
    db::Tx tx{*connection};
    auto const verified = value(audit::verifyChain(tx, nullptr));
    value(connection->execute("COMMIT"));
    return verified.ok ? std::string{} : verified.problem;
}

std::string const& RecipeWorld::boss()
{
    fixture.listener = http::Listener::Admin;
    if (m_boss.empty() || fixture.call("GET", "/api/v1/me", nullptr, m_boss).status != 200)
        m_boss = fixture.signIn("boss");
    if (m_boss.empty())
        giveUp("the caller cannot sign in");
    return m_boss;
}

Reply RecipeWorld::must(std::string_view method, std::string const& path, json::Value const& body,
                        std::vector<http::Header> headers)
{
    fixture.listener = http::Listener::Admin;
    auto reply = fixture.call(method, path, body, boss(), std::move(headers));
    if (reply.status < 200 || reply.status > 299)
        giveUp(std::string{method} + " " + path + ": " + std::to_string(reply.status) + " " + reply.text);
    return reply;
}

std::string RecipeWorld::made(std::string const& path, json::Value const& body, std::string_view pointer)
{
    return must("POST", path, body).at(pointer);
}

std::string RecipeWorld::fresh(std::string_view stem) { return std::string{stem} + "-" + std::to_string(++m_number); }

std::string RecipeWorld::newUser(std::vector<std::string> const& roles)
{
    json::Array names;
    for (auto const& role : roles)
        names.emplace_back(role);
    return made("/api/v1/users", json::Object{{"name", fresh("user")},
                                              {"password", EngineFixture::kPassword},
                                              {"roles", std::move(names)}});
}

std::string RecipeWorld::newCollection()
{
    json::Object schema{{"type", "object"},
                        {"additionalProperties", false},
                        {"required", json::Array{"n"}},
                        {"properties", json::Object{{"n", json::Object{{"type", "integer"}}}}}};
    return made("/api/v1/collections", json::Object{{"name", fresh("goods")}, {"schema", std::move(schema)}}, "/name");
}

std::string RecipeWorld::recordsPath()
{
    if (m_collection.empty())
        m_collection = newCollection();
    return "/api/v1/collections/" + m_collection + "/records";
}

void RecipeWorld::sql(std::string const& text)
{
    auto const done = engine().pipeline().change(api::systemPrincipal("recipe"), "", [&](api::Context& context) -> Status {
        TRY(context.tx.run(text));
        return Done{};
    });
    if (!done)
        giveUp(done.error().message + " (" + done.error().detail + "): " + text);
}

Reply RecipeWorld::waitForJob(std::string const& id)
{
    Reply job;
    waitUntil("a job", [&] {
        job = must("GET", "/api/v1/jobs/" + id);
        return !job.at("/ended_at").empty();
    });
    if (job.at("/state") != "done")
        giveUp("a job: " + job.text);
    return job;
}

std::string RecipeWorld::doneBackup()
{
    if (m_backup.empty()) {
        auto const started = must("POST", "/api/v1/backups", json::Object{});
        waitForJob(started.at("/job"));
        m_backup = started.at("/id");
    }
    return m_backup;
}

std::string RecipeWorld::restoredBackup()
{
    if (m_restored.empty()) {
        m_restored = doneBackup();
        waitForJob(must("POST", "/api/v1/backups/" + m_restored + "/restore", json::Object{}).at("/job"));
    }
    return m_restored;
}

} // namespace support
