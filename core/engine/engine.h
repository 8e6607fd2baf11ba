// The engine: constructs every service in order, joins their routes, starts and stops.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/pipeline.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/engine/database_place.h"
#include "core/platform/http/message.h"
#include "core/platform/os/directory_lock.h"

namespace core::logs {
class LogsService;
}

namespace core::engine {

struct InitRequest {
    std::string directory;
    std::string administrator;
    Secret password;
    Secret passphrase;
    // Beside loopback: host names and numeric addresses under which it will be reached. The authority signs for
    // these alone, for its whole life; dewar.json gets them as server.names.
    std::vector<std::string> names = {};
    DatabaseAccess database = {};   // an empty PostgreSQL database; else a SQLite file in the directory
};
struct InitReport {
    std::string engineId;
    std::string vaultId;
    std::string administratorId;
    std::string authorityPath;   // DIR/ca.pem
    Secret recoveryKit;          // shown once, never stored
};

// Makes a data directory: vault, authorities, database, first administrator, signing keys. Set-up exists only here:
// Conflict when the directory is initialised already; of two at once one wins. Nothing listens meanwhile.
Result<InitReport> initialise(InitRequest const& request, Clock const& clock, Random& random);

struct EngineRequest {
    std::string directory;
    Secret passphrase;
    DatabaseAccess database = {};
    std::map<std::string, std::string> flags = {};   // settings by name
    std::function<std::optional<std::string>(std::string const&)> environment = {};
};

struct Addresses {
    std::string data;    // "https://127.0.0.1:8443"
    std::string admin;
};

// One thread constructs, starts and stops it.
class Engine {
public:
    // Takes the directory's lock, opens the vault, migrates the database and builds everything; listens to nothing.
    static Result<std::unique_ptr<Engine>> open(EngineRequest request, Clock const& clock, Random& random);
    ~Engine();

    // Starts lanes, timer and both listeners.
    Status start();
    // Lanes and services without listeners: init, tests through the pipeline.
    Status startWithoutListeners();
    // Stops taking, finishes or cancels, joins. Safe to call twice.
    void stop();

    Addresses const& addresses() const;
    std::string const& id() const;
    api::Pipeline& pipeline();
    api::Router const& router() const;
    // Routes by built-in roles, Markdown.
    Result<std::string> rbac();
    // A setting in force; the name is one of settings::kDefinitions.
    std::string setting(std::string_view name) const;
    // Every setting with its value and source, one a line.
    std::string explainedConfig() const;
    // Tests: what the timer does, now.
    Status runPeriodicWork();
    api::WriteLane& writeLane();
    logs::LogsService& logs();

private:
    friend Result<InitReport> initialise(InitRequest const& request, Clock const& clock, Random& random);
    struct Parts;
    explicit Engine(std::unique_ptr<Parts> parts);
    // `database` is asked for after the vault has opened: a wrong passphrase is told first.
    using OpenDatabase = std::function<Result<std::unique_ptr<db::Database>>()>;
    static Result<std::unique_ptr<Engine>> openLocked(EngineRequest request, os::DirectoryLock lock,
                                                      OpenDatabase const& database, Clock const& clock,
                                                      Random& random);
    std::unique_ptr<Parts> m_parts;
};

// Resolves settings without opening anything, for --explain-config on a directory that may not exist.
Result<std::string> explainConfig(EngineRequest const& request);

} // namespace core::engine
