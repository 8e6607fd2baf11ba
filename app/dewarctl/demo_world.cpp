// Fills an engine with a small team's week.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/demo_world.h"

#include <array>
#include <cstdio>
#include <thread>

#include <boost/json.hpp>

#include "app/dewarctl/demo_traffic.h"
#include "app/dewarctl/past_engine.h"
#include "core/base/text.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr char kAdministrator[] = "ada.keller";
constexpr char kPassword[] = "violet tram 92 under snow";
constexpr char kStolenPassword[] = "a password that will be stolen";
constexpr std::chrono::days kWeek{7};
constexpr std::chrono::hours kSparseStep{4};   // between two exports of the days before
constexpr int kTrafficHours = 6;               // of today, in full
constexpr int kBatchMinutes = 5;
// When things happened, before now.
constexpr std::chrono::minutes kBurstBegan{50};
constexpr std::chrono::minutes kBurstEnded{30};
constexpr std::chrono::minutes kGuessed{12};
constexpr std::chrono::minutes kResponded{9};
constexpr std::chrono::milliseconds kPollPause{100};
constexpr std::chrono::seconds kWaitMax{60};

struct Person {
    std::string_view name;
    std::string_view email;
    std::string_view role;
    bool enabled = true;
};

// Invented names; example.org is reserved (RFC 2606).
constexpr std::array<Person, 10> kPeople{{
    {"mira.sand", "mira.sand@example.org", "data-stewards"},
    {"carol.mendes", "carol.mendes@example.org", "customers-clerk"},
    {"jonas.brandt", "jonas.brandt@example.org", "incident-responders"},
    {"aiko.tanabe", "aiko.tanabe@example.org", "incident-responders"},
    {"lea.fischer", "lea.fischer@example.org", "auditors"},
    {"tomas.lind", "tomas.lind@example.org", "operators"},
    {"priya.raman", "priya.raman@example.org", "orders-reader"},
    {"owen.castell", "owen.castell@example.org", "orders-reader", false},
    {"nils.bergman", "nils.bergman@example.org", "customers-clerk"},
    {"zora.hale", "zora.hale@example.org", "customers-clerk", false},
}};

struct RoleSpec {
    std::string_view name;
    std::string_view description;
    std::vector<std::string_view> permissions;
};

std::vector<RoleSpec> rolesToMake()
{
    return {
        {"customers-clerk",
         "Reads and writes customers",
         {"records.read@customers", "records.write@customers"}},
        {"data-stewards",
         "Keeps the shop's data",
         {"records.read@customers", "records.write@customers", "records.read@orders", "records.write@orders",
          "records.read@products", "records.write@products", "collections.read"}},
        {"orders-reader", "Reads orders and products", {"records.read@orders", "records.read@products"}},
        {"incident-responders",
         "Works on alerts and cases",
         {"alerts.read", "alerts.write", "incidents.read", "incidents.write", "playbooks.read",
          "playbooks.run", "playbooks.answer", "logs.read", "logs.freeze", "users.read", "users.disable",
          "auth.read", "auth.end_sessions", "keys.read", "keys.rotate", "audit.read"}},
        {"auditors",
         "Reads everything that was recorded",
         {"audit.read", "audit.export", "logs.read", "incidents.read"}},
        {"operators",
         "Takes backups and proves them",
         {"backup.read", "backup.run", "jobs.read", "settings.read", "logs.status"}},
    };
}

constexpr char kCustomers[] = R"json({"type":"object","properties":{
  "name":{"type":"string","minLength":1,"maxLength":80},
  "email":{"type":"string","format":"email","maxLength":254},
  "country":{"type":"string","pattern":"^[A-Z]{2}$"},"tier":{"enum":["basic","plus","enterprise"]},
  "orders":{"type":"integer","minimum":0}},"required":["name","email"],"additionalProperties":false})json";
constexpr char kOrders[] = R"json({"type":"object","properties":{
  "number":{"type":"string","pattern":"^SO-[0-9]{5}$"},"customer":{"type":"string","maxLength":80},
  "total_cents":{"type":"integer","minimum":0},"currency":{"enum":["EUR","USD","SEK"]},
  "state":{"enum":["new","paid","shipped","returned"]},"placed_on":{"type":"string","format":"date"}},
  "required":["number","customer","total_cents","state"],"additionalProperties":false})json";
constexpr char kProducts[] = R"json({"type":"object","properties":{
  "sku":{"type":"string","pattern":"^[A-Z]{3}-[0-9]{4}$"},"title":{"type":"string","maxLength":120},
  "price_cents":{"type":"integer","minimum":0},"stock":{"type":"integer","minimum":0}},
  "required":["sku","title"],"additionalProperties":false})json";

constexpr std::array<std::string_view, 12> kFirst{"Mara", "Idris", "Sanne", "Pavel", "Noor", "Hugo",
                                                  "Ines", "Taavi", "Wren",  "Kofi",  "Elif", "Runa"};
constexpr std::array<std::string_view, 12> kLast{"Okafor", "Lindqvist", "Brandt", "Tanaka",
                                                 "Moreau", "Castell",   "Haddad", "Virtanen",
                                                 "Silva",  "Novak",     "Reyes",  "Dahl"};
constexpr std::array<std::string_view, 8> kThings{"Kettle",  "Field lamp", "Wool blanket", "Enamel cup",
                                                  "Ice axe", "Tent pegs",  "Map case",     "Stove"};
constexpr std::array<std::string_view, 5> kCountries{"DE", "SE", "NL", "FR", "FI"};

std::string padded(int number, int digits)
{
    auto text = std::to_string(number);
    return std::string(static_cast<std::size_t>(std::max(0, digits - static_cast<int>(text.size()))), '0') +
           text;
}

Status expect(Answer const& answer, int status, std::string const& what)
{
    if (answer.status == status)
        return Done{};
    return failed(ErrorCode::Internal,
                  what + ": HTTP " + std::to_string(answer.status) + " " + answer.text.substr(0, 300));
}

class World {
public:
    explicit World(WorldOptions const& options) : m_options{options} {}

    Status make();

private:
    Status setUp();
    Status makeRights();
    Status makeRecords();
    Status makeClients();
    Status makeWeek();
    Status makeTraffic();
    Status makeCompromise();
    Status makeBackup();
    Status proveBackup();
    Status rotateKeys();
    Status makeRun();
    Status makeLastMinutes();
    Status comeTo(Time when);
    Status ingest(Time until, Span span, std::size_t count, std::uint64_t seed, bool failing);
    Status makeMistypedPassword();
    Result<Answer> waitUntil(std::string const& path, std::string_view pointer,
                             std::vector<std::string> const& values);
    Status runJob(Answer const& accepted);
    Status fillCollection(std::string_view name, int count, json::Object (*record)(int));

    WorldOptions m_options;
    Time const m_now = SystemClock{}.now();
    std::unique_ptr<PastEngine> m_engine;
    std::optional<Caller> m_admin;
    std::optional<Caller> m_steward;
    std::string m_shopSecret;
    std::string m_carolId;
    std::string m_incidentId;
};

Status World::setUp()
{
    m_engine = TRY(PastEngine::createIn(m_options.into, kAdministrator, kPassword, kWeek));
    m_admin.emplace(TRY(Caller::open(m_engine->adminAddress(), m_engine->authorityPem())));
    return expect(TRY(m_admin->signIn(kAdministrator, kPassword)), 200, "sign-in");
}

// Tokens live for minutes: after every step in time somebody signs in again.
Status World::comeTo(Time when)
{
    m_engine->advanceTo(when);
    return expect(TRY(m_admin->signIn(kAdministrator, kPassword)), 200, "sign-in");
}

Status World::makeRights()
{
    for (auto const& [name, schema] :
         {std::pair{"customers", kCustomers}, {"orders", kOrders}, {"products", kProducts}})
        TRY(expect(TRY(m_admin->post("/api/v1/collections",
                                     json::Object{{"name", name}, {"schema", TRY(json::parse(schema))}})),
                   201, name));
    for (auto const& role : rolesToMake()) {
        json::Array permissions;
        for (auto const permission : role.permissions)
            permissions.push_back(json::Value(permission));
        TRY(expect(TRY(m_admin->post("/api/v1/roles", json::Object{{"name", role.name},
                                                                   {"description", role.description},
                                                                   {"permissions", std::move(permissions)}})),
                   201, std::string{role.name}));
    }
    for (auto const& person : kPeople) {
        auto const stolen = person.name == "carol.mendes";
        auto const made = TRY(
            m_admin->post("/api/v1/users", json::Object{{"name", person.name},
                                                        {"email", person.email},
                                                        {"password", stolen ? kStolenPassword : kPassword},
                                                        {"roles", json::Array{person.role}}}));
        TRY(expect(made, 201, std::string{person.name}));
        if (stolen)
            m_carolId = made.at("/id");
        if (!person.enabled)
            TRY(m_admin->post("/api/v1/users/" + made.at("/id") + "/disable",
                              json::Object{{"reason", "left the team"}}));
    }
    // In a small team the administrator looks after the data as well; the role alone would not let her read
    // it.
    auto const users = TRY(m_admin->get("/api/v1/users?limit=50"));
    if (auto const* items = json::find(users.body, "items"); items != nullptr && items->is_array())
        for (auto const& item : items->get_array())
            if (json::textAt(item, "name") == kAdministrator)
                TRY(expect(TRY(m_admin->post("/api/v1/users/" + json::textAt(item, "id") + "/roles",
                                             json::Object{{"role", "data-stewards"}})),
                           204, "role of the administrator"));
    return comeTo(m_engine->clock().now());
}

json::Object customer(int i)
{
    auto const first = kFirst[static_cast<std::size_t>(i) % kFirst.size()];
    auto const last = kLast[static_cast<std::size_t>(i / 12 + i) % kLast.size()];
    return {
        {"name", std::string{first} + " " + std::string{last}},
        {"email", lowered(std::string{first} + "." + std::string{last}) + std::to_string(i) + "@example.org"},
        {"country", kCountries[static_cast<std::size_t>(i) % kCountries.size()]},
        {"tier", i % 9 == 0   ? "enterprise"
                 : i % 3 == 0 ? "plus"
                              : "basic"},
        {"orders", i * 7 % 23}};
}

json::Object order(int i)
{
    return {{"number", "SO-" + padded(10'000 + i, 5)},
            {"customer", std::string{kFirst[static_cast<std::size_t>(i) % kFirst.size()]} + " " +
                             std::string{kLast[static_cast<std::size_t>(i / 12 + i) % kLast.size()]}},
            {"total_cents", 900 + i * 1'373 % 48'000},
            {"currency", i % 5 == 0   ? "SEK"
                         : i % 7 == 0 ? "USD"
                                      : "EUR"},
            {"state", i % 11 == 0  ? "returned"
                      : i % 4 == 0 ? "new"
                      : i % 3 == 0 ? "shipped"
                                   : "paid"},
            {"placed_on", "2026-" + padded(1 + i % 11, 2) + "-" + padded(1 + i % 28, 2)}};
}

json::Object product(int i)
{
    return {{"sku", std::string{i % 2 ? "OUT-" : "HOM-"} + padded(1'000 + i, 4)},
            {"title", std::string{kThings[static_cast<std::size_t>(i) % kThings.size()]} +
                          (i >= 8 ? " " + std::to_string(i / 8 + 1) : "")},
            {"price_cents", 450 + i * 917 % 19'000},
            {"stock", i * 31 % 140}};
}

// By somebody who may: administrators do not read or write records.
Status World::fillCollection(std::string_view name, int count, json::Object (*record)(int))
{
    for (int i = 0; i < count; ++i)
        TRY(expect(TRY(m_steward->post("/api/v1/collections/" + std::string{name} + "/records", record(i))),
                   201, std::string{name}));
    return Done{};
}

Status World::makeRecords()
{
    m_steward.emplace(TRY(Caller::open(m_engine->dataAddress(), m_engine->authorityPem())));
    TRY(expect(TRY(m_steward->signIn("mira.sand", kPassword)), 200, "sign-in of the steward"));
    TRY(fillCollection("customers", 120, customer));
    TRY(fillCollection("orders", 160, order));
    return fillCollection("products", 40, product);
}

Status World::makeClients()
{
    auto const client = TRY(m_admin->post(
        "/api/v1/clients", json::Object{{"name", "shop"}, {"permissions", json::Array{"logs.ingest@shop"}}}));
    TRY(expect(client, 201, "client shop"));
    m_shopSecret = client.at("/client_secret");
    return expect(TRY(m_admin->post("/api/v1/clients",
                                    json::Object{{"name", "billing"},
                                                 {"permissions", json::Array{"records.read@orders"}}})),
                  201, "client billing");
}

Status World::ingest(Time until, Span span, std::size_t count, std::uint64_t seed, bool failing)
{
    m_engine->advanceTo(until);
    auto shop = TRY(Caller::open(m_engine->dataAddress(), m_engine->authorityPem()));
    auto const token = TRY(shop.form("/oauth/token",
                                     "grant_type=client_credentials&client_id=shop&client_secret=" +
                                         percentEncoded(m_shopSecret)));
    TRY(expect(token, 200, "token of shop"));
    shop.setToken(token.at("/access_token"));
    auto const body = otlpTraffic(count, until, {.seed = seed, .span = span, .failing = failing});
    return expect(TRY(shop.send("POST", "/v1/logs", body, {{"Content-Type", "application/json"}})), 200,
                  "traffic");
}

// Somebody who forgot a new password: an alert of the week that was looked at and closed.
Status World::makeMistypedPassword()
{
    auto typist = TRY(Caller::open(m_engine->dataAddress(), m_engine->authorityPem()));
    for (int i = 0; i < 5; ++i)
        TRY(typist.signIn("tomas.lind", "was it this one " + std::to_string(i)));
    TRY(expect(TRY(typist.signIn("tomas.lind", kPassword)), 200, "the right password"));
    auto const alerts = TRY(waitUntil("/api/v1/alerts?limit=1", "/items/0/state", {"open"}));
    auto const alert = "/api/v1/alerts/" + alerts.at("/items/0/id");
    TRY(m_admin->post(alert + "/acknowledge", json::Object{}));
    TRY(expect(TRY(m_admin->post(
                   alert + "/close",
                   json::Object{{"reason", "Tomas mistyped the password he had changed that morning"}})),
               200, "close"));
    auto const cases = TRY(m_admin->get("/api/v1/incidents?state=open&limit=1"));
    if (auto const id = cases.at("/items/0/id"); !id.empty())
        for (auto const* state : {"contained", "closed"})
            TRY(m_admin->post("/api/v1/incidents/" + id + "/state", json::Object{{"state", state}}));
    return Done{};
}

Status World::rotateKeys()
{
    return expect(TRY(m_admin->post("/api/v1/keys/rotate", json::Object{})), 200, "rotation");
}

// Six days with little to see: an export every few hours, backups, a rotation, a false alarm.
Status World::makeWeek()
{
    struct Happening {
        std::chrono::hours before;
        Status (World::*act)();
    };
    constexpr std::array<Happening, 5> kHappenings{{{std::chrono::hours{150}, &World::makeBackup},
                                                    {std::chrono::hours{99}, &World::makeMistypedPassword},
                                                    {std::chrono::hours{74}, &World::rotateKeys},
                                                    {std::chrono::hours{54}, &World::makeBackup},
                                                    {std::chrono::hours{14}, &World::proveBackup}}};
    auto next = kHappenings.begin();
    auto seed = std::uint64_t{1'000};
    for (auto when = m_now - kWeek + kSparseStep; when < m_now - std::chrono::hours{kTrafficHours};
         when += kSparseStep, ++seed) {
        for (; next != kHappenings.end() && m_now - next->before < when; ++next) {
            TRY(comeTo(m_now - next->before));
            TRY((this->*next->act)());
        }
        TRY(ingest(when, kSparseStep, 90 + seed * 41 % 60, seed, false));
    }
    return Done{};
}

Status World::makeTraffic()
{
    constexpr int kBatches = kTrafficHours * 60 / kBatchMinutes;
    for (int batch = 0; batch < kBatches; ++batch) {
        auto const until = m_now - std::chrono::minutes{(kBatches - batch) * kBatchMinutes};
        // The day's rhythm, and a burst of failures fifty minutes ago.
        auto const burst = until > m_now - kBurstBegan && until <= m_now - kBurstEnded;
        if (until > m_now - kGuessed)
            break; // The rest comes after what happened then.
        TRY(ingest(until, std::chrono::minutes{kBatchMinutes},
                   static_cast<std::size_t>(180 + (batch * 37) % 90 + (burst ? 420 : 0)),
                   static_cast<std::uint64_t>(batch) + 11, burst));
    }
    return Done{};
}

Status World::makeCompromise()
{
    TRY(comeTo(m_now - kGuessed));
    auto guesser = TRY(Caller::open(m_engine->dataAddress(), m_engine->authorityPem()));
    for (int i = 0; i < 5; ++i)
        TRY(guesser.signIn("carol.mendes", "guess number " + std::to_string(i)));
    TRY(expect(TRY(guesser.signIn("carol.mendes", kStolenPassword)), 200, "the right guess"));
    auto const list = TRY(guesser.get("/api/v1/collections/customers/records?limit=20"));
    if (auto const* items = json::find(list.body, "items"); items != nullptr && items->is_array())
        for (auto const& item : items->get_array())
            TRY(guesser.get("/api/v1/collections/customers/records/" + json::textAt(item, "id")));
    TRY(guesser.post("/api/v1/collections/customers/records",
                     json::Object{{"name", "Mallory"}, {"email", "m@example.org"}}));
    TRY(waitUntil("/api/v1/alerts?limit=1", "/items/0/state", {"open", "acknowledged"}));
    return Done{};
}

Result<Answer> World::waitUntil(std::string const& path, std::string_view pointer,
                                std::vector<std::string> const& values)
{
    for (std::chrono::milliseconds waited{0}; waited < kWaitMax; waited += kPollPause) {
        auto answer = TRY(m_admin->get(path));
        if (answer.status == 401) // A rotation in an emergency ended our token as well.
            TRY(m_admin->signIn(kAdministrator, kPassword));
        auto const value = answer.at(pointer);
        for (auto const& wanted : values)
            if (value == wanted)
                return answer;
        std::this_thread::sleep_for(kPollPause);
    }
    return failed(ErrorCode::Timeout, path + " did not come to " + values.front());
}

Status World::runJob(Answer const& accepted)
{
    TRY(expect(accepted, 202, "job"));
    auto const ended = TRY(waitUntil(accepted.header("location"), "/state", {"done", "failed", "cancelled"}));
    if (ended.at("/state") != "done")
        return failed(ErrorCode::Internal, "a job " + ended.at("/state") + ": " + ended.at("/says"));
    return Done{};
}

Status World::makeBackup()
{
    return runJob(TRY(m_admin->post("/api/v1/backups", json::Object{})));
}

Status World::proveBackup()
{
    TRY(makeBackup());
    auto const list = TRY(m_admin->get("/api/v1/backups?limit=1"));
    auto const id = list.at("/items/0/id");
    TRY(runJob(TRY(m_admin->post("/api/v1/backups/" + id + "/verify", json::Object{}))));
    return runJob(TRY(m_admin->post("/api/v1/backups/" + id + "/drill", json::Object{})));
}

Status World::makeRun()
{
    TRY(comeTo(m_now - kResponded));
    auto const destination =
        TRY(m_admin->post("/api/v1/notifications/destinations",
                          json::Object{{"name", "on-call"}, {"url", "https://hooks.example.org/on-call"}}));
    TRY(expect(destination, 201, "destination"));
    // The alert opens it, a moment later.
    auto const incidents = TRY(waitUntil("/api/v1/incidents?state=open&limit=1", "/items/0/state", {"open"}));
    m_incidentId = incidents.at("/items/0/id");
    if (!m_options.withRun)
        return Done{};
    auto const list = TRY(m_admin->get("/api/v1/playbooks?limit=50"));
    std::string playbook;
    if (auto const* items = json::find(list.body, "items"); items != nullptr && items->is_array())
        for (auto const& item : items->get_array())
            if (json::textAt(item, "name") == "Credential compromise")
                playbook = json::textAt(item, "id");
    json::Object variables{{"__user_id__", m_carolId},
                           {"__incident_id__", m_incidentId},
                           {"__destination__", destination.at("/id")},
                           {"__query__", "name=request AND user_id=\"" + m_carolId + "\""}};
    auto const started =
        TRY(m_admin->post("/api/v1/playbooks/" + playbook + "/runs",
                          json::Object{{"incident_id", m_incidentId}, {"variables", std::move(variables)}}));
    TRY(expect(started, 202, "run"));
    auto const run = started.at("/id").empty() ? started.at("/run/id") : started.at("/id");
    TRY(waitUntil("/api/v1/playbooks/runs/" + run, "/run/waiting_for/kind", {"answer", "approval"}));
    return Done{};
}

Status World::makeLastMinutes()
{
    for (auto left = kResponded - std::chrono::minutes{1}; left >= std::chrono::minutes{0};
         left -= std::chrono::minutes{1})
        TRY(ingest(m_now - left, std::chrono::minutes{1},
                   38 + static_cast<std::size_t>(left.count()) * 7 % 19,
                   900 + static_cast<std::uint64_t>(left.count()), false));
    return Done{};
}

Status World::make()
{
    struct Chapter {
        char const* words;
        Status (World::*act)();
    };
    for (auto const& [words, act] :
         {Chapter{"an engine with its administrator", &World::setUp},
          {"collections, roles and people", &World::makeRights},
          {"records", &World::makeRecords},
          {"clients of the shop", &World::makeClients},
          {"a quiet week: backups, a drill, a rotation, a false alarm", &World::makeWeek},
          {"six hours of log traffic with a burst", &World::makeTraffic},
          {"a guessed password and its alert", &World::makeCompromise},
          {m_options.withRun ? "a playbook that waits" : "a destination for notifications",
           &World::makeRun},
          {"the last minutes", &World::makeLastMinutes}}) {
        TRY((this->*act)());
        std::printf("   ok    %s\n", words);
        std::fflush(stdout);
    }
    m_engine->finish();
    return Done{};
}

} // namespace

int demoWorld(WorldOptions const& options)
{
    World world{options};
    auto const made = world.make();
    if (!made) {
        std::fprintf(stderr, "dewarctl: %s\n", printable(made.error().message).c_str());
        return 1;
    }
    std::printf(
        "\nData directory %s/data, administrator %s, password in %s/password, passphrase in %s/passphrase\n",
        options.into.c_str(), kAdministrator, options.into.c_str(), options.into.c_str());
    return 0;
}

} // namespace dewarctl
