// The composition: member order is dependency order, built downwards and torn down upwards.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include <algorithm>
#include <thread>

#include <boost/json.hpp>

#include "core/api/api_store.h"
#include "core/api/openapi.h"
#include "core/api/outbox.h"
#include "core/engine/parts.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/db/engines.h"
#include "core/platform/log/log.h"
#include "core/platform/os/files.h"

namespace core::engine {

namespace {

constexpr std::size_t kConfigBytesMax = 64 * 1024;
constexpr std::size_t kWorkThreads = 2;

// Of the 90 days that a server certificate lives; a month is left to notice that the renewal fails.
constexpr Span kCertificateAgeMax{std::chrono::hours{24 * 60}};

constexpr std::chrono::milliseconds kNodeLockWait{10'000};
constexpr std::chrono::milliseconds kNodeLockPause{200};

// Loopback, and what server.names adds.
std::vector<std::string> servedHosts(settings::Settings const& settings)
{
    std::vector<std::string> hosts{"localhost", "127.0.0.1", "::1"};
    for (auto const name : split(settings.text("server.names"), ',')) {
        auto host = lowered(trimmed(name));
        if (!host.empty() && std::ranges::count(hosts, host) == 0)
            hosts.push_back(std::move(host));
    }
    return hosts;
}

// As a Host header spells them.
std::vector<std::string> hostHeaders(std::vector<std::string> hosts)
{
    for (auto& host : hosts)
        if (host.find(':') != std::string::npos)
            host = "[" + host + "]";
    return hosts;
}

// "127.0.0.1:8443" or "[::1]:8443".
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};

Result<HostPort> hostPortOf(std::string const& text, std::string_view setting)
{
    auto const colon = text.rfind(':');
    std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    int port = -1;
    if (colon != std::string::npos && colon + 1 < text.size() && text.size() - colon <= 6 &&
        text.find_first_not_of("0123456789", colon + 1) == std::string::npos)
        port = std::stoi(text.substr(colon + 1));
    if (host.empty() || port < 0 || port > 65535)
        return failed(ErrorCode::Invalid, std::string{setting} + " takes address:port, not " + printable(text));
    return HostPort{host, static_cast<std::uint16_t>(port)};
}

bool isLoopback(std::string const& host) { return host == "::1" || host.starts_with("127."); }

Result<std::map<std::string, std::string>> configFile(std::string const& directory)
{
    std::map<std::string, std::string> values;
    auto const path = directory + "/dewar.json";
    if (!os::exists(path))
        return values;
    auto const document = json::parse(TRY(os::readFile(path, kConfigBytesMax)));
    if (!document || !document->is_object())
        return failed(ErrorCode::Invalid, path + " is not a JSON object");
    for (auto const& [name, value] : document->get_object()) {
        if (!value.is_string() && !value.is_int64())
            return failed(ErrorCode::Invalid, path + ": " + std::string{name} + " must be text or a whole number");
        values[std::string{name}] = value.is_string() ? std::string{value.get_string()} : std::to_string(value.get_int64());
    }
    return values;
}

Result<settings::Settings> settingsOf(EngineRequest const& request, std::map<std::string, std::string> stored)
{
    return settings::Settings::resolve({.file = TRY(configFile(request.directory)),
                                        .stored = std::move(stored),
                                        .flags = request.flags,
                                        .environment = request.environment});
}

std::string explained(settings::Settings const& settings)
{
    std::string text;
    for (auto const& [name, effective] : settings.all())
        text += name + " = " + effective.value + "  (" + std::string{settings::nameOf(effective.source)} + ")\n";
    return text;
}

Result<std::map<std::string, std::string>> storedSettings(db::Database& database)
{
    auto reader = TRY(database.reader());
    db::Tx tx{*reader};
    return settings::store::all(tx);
}

// What the directory's lock is to a SQLite file: a copy of a directory is the same node to the others, and would do its
// work again. A start waits for as long as the server may take to notice that the engine before is gone.
Status claimNode(db::Connection& writer, std::string const& node)
{
    if (writer.dialect() == db::Dialect::Sqlite)
        return Done{};
    db::Tx tx{writer};
    for (auto left = kNodeLockWait; !TRY(db::tryLockNode(tx, node)); left -= kNodeLockPause) {
        if (left <= kNodeLockPause)
            return failed(ErrorCode::Conflict, "another engine serves this database from a copy of this directory; "
                                               "deward join makes a directory for a further one");
        std::this_thread::sleep_for(kNodeLockPause);
    }
    return Done{};
}

// A clock that fell behind would issue tokens that are older than their revocation and date the audit before itself.
constexpr Span kClockBackMax{std::chrono::hours{1}};

Status checkClock(db::Database& database, Clock const& clock, Random& random)
{
    auto reader = TRY(database.reader());
    db::Tx tx{*reader};
    auto const who = api::systemPrincipal("engine");
    api::ReadContext context{who, tx, clock.now(), random};
    audit::AuditService audit;
    auto const newest = TRY(audit.list(context, {.limit = 1}));
    if (newest.items.empty() || clock.now() + kClockBackMax >= newest.items.front().at)
        return Done{};
    return failedAs("clock-behind", ErrorCode::Conflict,
                    "the clock shows " + rfc3339(clock.now()) + ", but this data was changed at " +
                        rfc3339(newest.items.front().at) + "; set the clock and start again");
}

} // namespace

Engine::Engine(std::unique_ptr<Parts> parts) : m_parts{std::move(parts)} {}

Engine::~Engine() { stop(); }

Result<std::unique_ptr<Engine>> Engine::open(EngineRequest request, Clock const& clock, Random& random)
{
    TRY(os::checkPrivateDirectory(request.directory));
    if (!os::exists(request.directory + "/vault.json"))
        return failed(ErrorCode::NotFound, request.directory + " is not set up; run deward init first");
    auto lock = TRY(os::DirectoryLock::take(request.directory));
    auto const directory = request.directory;
    auto const access = std::exchange(request.database, {});
    return openLocked(
        std::move(request), std::move(lock), [&] { return openDatabase(directory, access); }, clock, random);
}

Result<std::unique_ptr<Engine>> Engine::openLocked(EngineRequest request, os::DirectoryLock lock,
                                                   OpenDatabase const& openOne, Clock const& clock,
                                                   Random& random)
{
    auto vault = TRY(vault::Vault::unlock(request.directory, request.passphrase));
    auto identity = TRY(Identity::open(request.directory, [&](std::string_view place, std::string_view sealed) {
        return vault.unwrap(sealed, place);
    }));
    auto node = TRY(nodeIdentity(request.directory, clock, random));
    auto database = TRY(openOne());
    TRY(claimNode(database->writer(), node.id));
    TRY(db::migrate(database->writer(), clock));
    TRY(checkClock(*database, clock, random));
    auto settings = TRY(settingsOf(request, TRY(storedSettings(*database))));
    auto logs = TRY(logs::LogsService::open({.folder = request.directory + "/logs",
                                             .evidenceFolder = request.directory + "/evidence",
                                             .ageMax = std::chrono::hours{24} * settings.number("logs.retention_days")},
                                            clock));
    auto parts = std::make_unique<Parts>(request.directory, std::move(lock), std::move(vault), std::move(database),
                                         std::move(settings), std::move(identity), std::move(node), std::move(logs),
                                         clock, random);
    TRY(parts->build());
    return std::unique_ptr<Engine>{new Engine{std::move(parts)}};
}

Status Engine::startWithoutListeners() { return m_parts->startLanes(); }

Status Engine::start()
{
    TRY(m_parts->startLanes());
    return m_parts->startListeners();
}

void Engine::stop() { m_parts->stop(); }
Addresses const& Engine::addresses() const { return m_parts->addresses; }
std::string const& Engine::id() const { return m_parts->identity.id(); }
api::Pipeline& Engine::pipeline() { return *m_parts->pipeline; }
api::Router const& Engine::router() const { return *m_parts->router; }
Result<std::string> Engine::rbac() { return m_parts->rbac(); }
std::string Engine::setting(std::string_view name) const { return m_parts->settings.text(name); }
std::string Engine::explainedConfig() const { return explained(m_parts->settings); }
Status Engine::runPeriodicWork() { return m_parts->timer.runAll(); }
api::WriteLane& Engine::writeLane() { return *m_parts->writeLane; }
logs::LogsService& Engine::logs() { return *m_parts->logs; }

Result<std::string> explainConfig(EngineRequest const& request)
{
    std::map<std::string, std::string> stored;
    auto const url = TRY(databaseUrl(request.directory, request.database));
    if (!url.empty()) {
        stored = TRY(storedSettings(*TRY(openDatabase(request.directory, request.database))));
    } else if (os::exists(request.directory + "/dewar.db")) {
        auto connection = TRY(db::openSqliteReadOnly(request.directory + "/dewar.db"));
        db::Tx tx{*connection};
        if (auto values = settings::store::all(tx))
            stored = std::move(*values);
    }
    return (url.empty() ? std::string{} : "database = " + url + "\n") +
           explained(TRY(settingsOf(request, std::move(stored))));
}

Engine::Parts::Parts(std::string where, os::DirectoryLock taken, vault::Vault opened,
                     std::unique_ptr<db::Database> data, settings::Settings resolved, Identity who,
                     NodeIdentity which, std::unique_ptr<logs::LogsService> events, Clock const& theClock,
                     Random& theRandom)
    : directory{std::move(where)}, lock{std::move(taken)}, clock{theClock}, random{theRandom},
      database{std::move(data)}, settings{std::move(resolved)}, identity{std::move(who)}, node{std::move(which)},
      shared{epochs, clock}, listener{database->listener()}, nodes{lent, shared, clock, nodeSurroundings()},
      periodic{lent, api::Leases{node.id, clock}, "periodic"}, outbox{lent, clock, node.id},
      logs{std::move(events)}, vault{std::move(opened), clock, random, crypto::kPassphraseCost, node.id}, users{roles},
      limits{static_cast<double>(settings.number("limits.scale"))},
      keys{vault, clock,
           {.rotateAfter = std::chrono::hours{24} * settings.number("keys.rotation_days"),
            .tokenLifetimeMax = auth::kAccessLife}},
      auth{users, roles, clients, keys, limits, epochs, settings.text("auth.issuer")}, jobs{lent, clock, {auth, epochs}, node.id},
      alerts{*logs, lent, clock, random, node.id}, incidents{lent, incidentSources()},
      playbooks{lent, lent, incidents, clock, random, node.id},
      notifications{lent, outbox, clock, random, notificationSealing(), http::send, node.id}, backup{backupSurroundings()}, settingsService{settings},
      health{metrics, health::Meta{.version = DEWAR_VERSION, .engine_id = identity.id(), .started_at = clock.now()}},
      timer{clock}
{
    incidents.subscribe(outbox);
    shareState();
    if (listener)
        logs->askOthersWith([this](std::string const& pathAndQuery, std::string const& authorization) {
            return askPeers(pathAndQuery, authorization);
        });
    logs->sealWith({.seal = [this](std::string_view place,
                                   std::string_view plain) { return vault.seal("logs", place, plain); },
                    .open = [this](std::string_view place, std::string_view sealed) {
                        return vault.open("logs", place, sealed);
                    }});
}

nodes::Surroundings Engine::Parts::nodeSurroundings()
{
    nodes::Surroundings engine{.id = node.id, .name = node.name, .version = DEWAR_VERSION};
    if (listener)
        engine.waitForNews = [this](std::chrono::milliseconds timeMax) { return listener->wait(timeMax); };
    engine.lanes = [this] {
        return nodes::Lanes{.writeWaiting = static_cast<std::int64_t>(writeLane->waiting()),
                            .writeChanges = static_cast<std::int64_t>(writeLane->taken()),
                            .writeCommits = static_cast<std::int64_t>(writeLane->commits())};
    };
    engine.livingChanged = [this](std::int64_t engines) {
        limits.setEngines(engines);
        logs->setEngines(engines);
    };
    return engine;
}

// What is kept in memory, and how it is read when another engine changed it.
void Engine::Parts::shareState()
{
    shared.onChange(api::Topic::Vault, [this](db::Tx& tx) { return vault.readAgain(tx); });
    shared.onChange(api::Topic::Keys, [this](db::Tx& tx) { return keys.readAgain(tx); });
    shared.onChange(api::Topic::Collections, [this](db::Tx& tx) { return collections.load(tx); });
    shared.onChange(api::Topic::Notifications, [this](db::Tx& tx) { return notifications.openSecrets(tx); });
    shared.onChange(api::Topic::Alerts, [this](db::Tx&) -> Status {
        alerts.readRulesAgain();
        return Done{};
    });
}

notifications::Sealing Engine::Parts::notificationSealing()
{
    return {.seal = [this](std::string_view place, std::string_view plain) { return vault.seal("notifications", place, plain); },
            .open = [this](std::string_view place, std::string_view sealed) { return vault.open("notifications", place, sealed); }};
}

// What a case reads of other capabilities.
incidents::Sources Engine::Parts::incidentSources()
{
    incidents::Sources sources;
    sources.auditHead = [this](db::Tx& tx) -> Result<json::Object> {
        auto const reader = api::systemPrincipal("incidents");
        api::ReadContext context{reader, tx, clock.now(), random};
        return api::write(TRY(audit.head(context, {}))).get_object();
    };
    sources.touched = [this](api::ReadContext& context, std::string_view userId, Time from, Time to)
        -> Result<std::vector<incidents::TouchedRecord>> {
        auto const found =
            TRY(logs->touched(context, {.userId = std::string{userId}, .from = from, .to = to}));
        std::vector<incidents::TouchedRecord> records;
        for (auto const& collection : found.collections) {
            for (auto const& id : collection.read)
                records.push_back({.collection = collection.collection, .record = id, .operation = "read", .at = collection.lastAt});
            for (auto const& id : collection.written)
                records.push_back({.collection = collection.collection, .record = id, .operation = "write", .at = collection.lastAt});
        }
        return records;
    };
    return sources;
}

backup::Surroundings Engine::Parts::backupSurroundings()
{
    auto const& repository = settings.text("backup.repository");
    return {.database = *database,
            .changes = lent,
            .jobs = jobs,
            .vault = vault,
            .clock = clock,
            .random = random,
            .dataDirectory = directory,
            .repositoryDirectory = repository.empty() ? directory + "/backups" : repository,
            .auditRows = [](db::Tx& tx) -> Result<std::int64_t> {
                auto const verified = TRY(audit::verifyChain(tx, nullptr));
                if (!verified.ok)
                    return failed(ErrorCode::Internal, verified.problem);
                return verified.rows;
            },
            .recordsFound = {},
            .warn = [this](std::string_view name, std::string message, json::Object const& facts) {
                logs->record({.at = clock.now(),
                              .name = std::string{name},
                              .severity = "error",
                              .message = std::move(message),
                              .traceId = {},
                              .attributes = facts});
            }};
}

Engine::Parts::~Parts() { stop(); }

std::vector<api::Route> Engine::Parts::routes()
{
    std::vector<api::Route> all;
    auto join = [&](std::vector<api::Route> some) {
        for (auto& route : some)
            all.push_back(std::move(route));
    };
    join(audit::auditRoutes(audit));
    join(users::usersRoutes(users));
    join(roles::rolesRoutes(roles));
    join(keys::keysRoutes(keys));
    join(vault::vaultRoutes(vault));
    join(clients::clientsRoutes(clients));
    join(auth::authRoutes(auth));
    join(limits::limitsRoutes(limits));
    join(collections::collectionsRoutes(collections));
    join(jobs::jobsRoutes(jobs));
    join(logs::logsRoutes(*logs));
    join(alerts::alertsRoutes(alerts));
    join(incidents::incidentsRoutes(incidents));
    join(playbooks::playbooksRoutes(playbooks));
    join(notifications::notificationsRoutes(notifications));
    join(backup::backupRoutes(backup));
    join(settings::settingsRoutes(settingsService));
    join(health::healthRoutes(health));
    join(nodes::nodesRoutes(nodes));
    return all;
}

Status Engine::Parts::build()
{
    router = std::make_unique<api::Router>(routes());
    std::vector<std::string> labels;
    for (auto const& route : router->routes())
        labels.push_back(route.label);
    metrics.setRoutes(std::move(labels));
    // Snapshots are held between requests only where no other engine commits: on SQLite.
    epochs.letGo = listener != nullptr;
    // Before anything is loaded: what changes from here on is read again.
    std::unique_ptr<db::Connection> watching;
    if (listener)
        watching = TRY(database->reader());
    TRY(shared.begin(std::move(watching)));
    {
        db::Tx tx{database->writer()};
        epochs.raiseAuthority(static_cast<std::uint64_t>(TRY(api::store::authorityEpoch(tx))));
        TRY(collections.load(tx));
    }
    writeLane = std::make_unique<api::WriteLane>(*database, epochs, clock, [this] { audit.forgetHead(); });
    workLane = std::make_unique<api::WorkLane>(*database, kWorkThreads);
    appendLane = std::make_unique<api::AppendLane>([this] { return logs->flush(); });
    pipeline = std::make_unique<api::Pipeline>(
        api::Surroundings{clock, random, *router, auth, limits, audit, *logs, metrics, epochs,
                          [this] { outbox.wake(); }, shared},
        api::Pipeline::Lanes{*writeLane, *workLane, *appendLane}, *database, &crypto::sha256);
    lent.lend(*pipeline);
    TRY(pipeline->open(static_cast<std::size_t>(settings.number("server.workers"))));
    describe();
    schedule();
    return Done{};
}

void Engine::Parts::describe()
{
    metrics.gauge("dewar_write_queue", "Changes waiting for the write lane.",
                  [this] { return static_cast<double>(writeLane->waiting()); });
    metrics.gauge("dewar_write_changes", "Changes the write lane took since the start.",
                  [this] { return static_cast<double>(writeLane->taken()); });
    metrics.gauge("dewar_write_commits", "Commits these changes shared.",
                  [this] { return static_cast<double>(writeLane->commits()); });
    metrics.gauge("dewar_resident_bytes", "Physical memory of the process.", [] {
        auto const bytes = os::residentBytes();
        return bytes ? static_cast<double>(*bytes) : 0.0;
    });
    health.addCheck("write-lane", [this] {
        auto const waiting = writeLane->waiting();
        return health::Check{.ok = waiting < api::kWriteQueueMax, .says = std::to_string(waiting) + " changes wait"};
    });
    health.addCheck("disk", [this] {
        auto const free = os::freeBytes(directory);
        bool const enough = free && *free > 64U * 1024 * 1024;
        return health::Check{.ok = enough, .says = free ? std::to_string(*free / (1024 * 1024)) + " MiB free" : "unknown"};
    });
}

Status Engine::Parts::startLanes()
{
    running = true;
    writeLane->start();
    TRY(workLane->start());
    appendLane->start();
    TRY(nodes.join());
    TRY(vault.start(*pipeline));
    TRY(notifications.openSecrets()); // Live secrets before anything can log them.
    TRY(keys.start(*pipeline));
    logs->start();
    TRY(alerts.start());
    TRY(backup.start());
    TRY(jobs.start());
    TRY(playbooks.start());
    notifications.start();
    outbox.start();
    timer.start();
    health.setDocuments(json::text(api::openApiDocument(*router, http::Listener::Data, DEWAR_VERSION)),
                        json::text(api::openApiDocument(*router, http::Listener::Admin, DEWAR_VERSION)), TRY(rbac()));
    TRY(noteStart());
    nodes.start();
    return Done{};
}

// The settings in force are hashed into the audit: a weaker start cannot go unseen (T21).
Status Engine::Parts::noteStart()
{
    auto const hash = hexOf(crypto::sha256(explained(settings)));
    return pipeline->change(api::systemPrincipal("engine"), "engine.start", [&](api::Context& context) -> Status {
        context.subject("engine", identity.id());
        context.note("version", DEWAR_VERSION);
        context.note("node_id", json::Value(node.id));
        context.note("settings_sha256", json::Value(hash));
        return Done{};
    });
}

Result<std::string> Engine::Parts::rbac()
{
    std::map<std::string, api::PermissionSet> builtIn;
    TRY(pipeline->read([&](api::ReadContext& context) -> Status {
        builtIn = TRY(roles.all(context.tx));
        return Done{};
    }));
    return api::rbacMatrix(*router, builtIn);
}

// Running connections keep theirs; the authority, which clients pin, stays the same.
Status Engine::Parts::renewCertificates()
{
    if (servers.empty() || clock.now() < certifiedAt + kCertificateAgeMax)
        return Done{};
    for (auto const& server : servers) {
        auto const certificate = TRY(identity.serverCertificate(servedHosts(settings), clock.now(), random));
        TRY(server->replaceCertificate(certificate.certificatePem, certificate.privateKeyPem));
    }
    certifiedAt = clock.now();
    return pipeline->change(api::systemPrincipal("engine"), "engine.renew_certificates",
                            [this](api::Context& context) -> Status {
                                context.subject("engine", identity.id());
                                return Done{};
                            });
}

Status Engine::Parts::startListener(http::Listener listener, std::string_view setting, std::string& address)
{
    auto const place = TRY(hostPortOf(settings.text(setting), setting));
    auto const hosts = servedHosts(settings);
    auto certificate = TRY(identity.serverCertificate(hosts, clock.now(), random));
    certifiedAt = clock.now();
    http::ServerConfig config{.listener = listener,
                              .host = place.host,
                              .port = place.port,
                              .certificateChainPem = certificate.certificatePem,
                              .privateKeyPem = std::move(certificate.privateKeyPem)};
    config.hosts = hostHeaders(hosts);
    config.workers = static_cast<std::size_t>(settings.number("server.workers"));
    // Beyond loopback the admin listener takes only who holds a certificate of ours.
    if (listener == http::Listener::Admin && !isLoopback(place.host)) {
        config.clientCertificates = http::ClientCertificates::Demanded;
        config.clientAuthorityPem = identity.clientAuthorityPem();
    }
    auto server = TRY(http::Server::start(std::move(config), pipeline->door(listener)));
    bool const six = place.host.find(':') != std::string::npos;
    address = "https://" + (six ? "[" + place.host + "]" : place.host) + ":" + std::to_string(server->port());
    pipeline->setOrigin(listener, address);
    servers.push_back(std::move(server));
    return Done{};
}

Status Engine::Parts::startListeners()
{
    TRY(startListener(http::Listener::Data, "server.listen", addresses.data));
    TRY(startListener(http::Listener::Admin, "server.admin", addresses.admin));
    nodes.setAddresses(advertised(addresses.data), advertised(addresses.admin));
    return nodes.beat();
}

void Engine::Parts::stop()
{
    if (!running)
        return;
    running = false;
    for (auto& server : servers)
        server->stop();
    timer.stop();
    playbooks.stop();
    jobs.stop();
    outbox.stop();
    notifications.stop();
    alerts.stop();
    // Counts of the last minute; the write lane still runs.
    if (auto const flushed = audit.flushRefusals(*pipeline); !flushed)
        log::warn("the last refusals were not written", {{"reason", flushed.error().message}});
    nodes.stop();
    appendLane->stop();
    workLane->stop();
    writeLane->stop();
    logs->stop();
    servers.clear();
}

} // namespace core::engine
