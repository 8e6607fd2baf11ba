// deward: the engine without a window. Makes a data directory, or serves one until it is told to stop.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "core/engine/engine.h"
#include "core/engine/join.h"
#include "core/engine/move.h"
#include "core/platform/crypto/random.h"
#include "core/platform/log/log.h"
#include "core/platform/os/files.h"
#include "core/platform/os/process.h"

namespace {

using namespace core;

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Arguments {
    std::string data;
    std::string administrator;
    std::string passwordFile;
    std::string passphraseFile;
    std::string listen;
    std::string admin;
    std::string readyFile;
    std::string database;
    std::string databasePasswordFile;
    std::string from;
    std::string to;
    std::vector<std::string> settings;
    std::vector<std::string> names;
    bool json = false;
    bool explain = false;
};

int complain(Error const& error)
{
    std::fprintf(stderr, "deward: %s\n", printable(error.message).c_str());
    for (auto const& fault : error.fields)
        std::fprintf(stderr, "deward: %s %s\n", printable(fault.field).c_str(),
                     printable(fault.problem).c_str());
    return kExitFailed;
}

void printKit(engine::InitReport const& report)
{
    std::printf("Dewar is set up.\n\n  engine      %s\n  authority   %s\n\n", report.engineId.c_str(),
                report.authorityPath.c_str());
    std::printf(
        "Recovery kit. Print it and keep it away from this machine: it opens the vault and the backups\n"
        "without the passphrase, and it is not shown again.\n\n%.*s\n",
        static_cast<int>(report.recoveryKit.size()), report.recoveryKit.view().data());
}

void printKitAsJson(engine::InitReport const& report)
{
    json::Object document{{"engine_id", report.engineId},
                          {"vault_id", report.vaultId},
                          {"administrator_id", report.administratorId},
                          {"authority", report.authorityPath},
                          {"recovery_kit", report.recoveryKit.view()}};
    std::printf("%s\n", json::text(document).c_str());
}

std::optional<std::string> fromEnvironment(std::string const& name)
{
    char const* value = std::getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
}

// The password never stands in the address: it comes from a private file, or as a credential of the systemd unit
// (LoadCredential=database-password:...), which is one too.
Result<engine::DatabaseAccess> databaseAccess(Arguments const& arguments)
{
    engine::DatabaseAccess access{.url = arguments.database};
    if (!arguments.databasePasswordFile.empty())
        access.password = TRY(os::readSecretFile(arguments.databasePasswordFile));
    else if (auto const folder = fromEnvironment("CREDENTIALS_DIRECTORY");
             folder && os::exists(*folder + "/database-password"))
        access.password = TRY(os::readSecretFile(*folder + "/database-password"));
    return access;
}

int init(Arguments const& arguments, Clock const& clock, Random& random)
{
    auto password = os::readSecret(arguments.passwordFile);
    if (!password)
        return complain(password.error());
    auto passphrase = os::readSecret(arguments.passphraseFile);
    if (!passphrase)
        return complain(passphrase.error());
    engine::InitRequest request{.directory = arguments.data,
                                .administrator = arguments.administrator,
                                .password = std::move(*password),
                                .passphrase = std::move(*passphrase),
                                .names = arguments.names};
    auto access = databaseAccess(arguments);
    if (!access)
        return complain(access.error());
    request.database = std::move(*access);
    auto report = engine::initialise(request, clock, random);
    if (!report)
        return complain(report.error());
    arguments.json ? printKitAsJson(*report) : printKit(*report);
    return kExitDone;
}

int join(Arguments const& arguments, Clock const& clock, Random& random)
{
    auto passphrase = os::readSecret(arguments.passphraseFile);
    if (!passphrase)
        return complain(passphrase.error());
    auto access = databaseAccess(arguments);
    if (!access)
        return complain(access.error());
    auto const report = engine::join({.directory = arguments.data,
                                      .from = arguments.from,
                                      .passphrase = std::move(*passphrase),
                                      .names = arguments.names,
                                      .database = std::move(*access)},
                                     clock, random);
    if (!report)
        return complain(report.error());
    if (arguments.json)
        std::printf("%s\n", json::text(json::Object{{"engine_id", report->engineId},
                                                    {"node_id", report->nodeId},
                                                    {"authority", report->authorityPath}})
                                .c_str());
    else
        std::printf("Joined. deward serve with this directory makes it one of the engines of that database.\n\n"
                    "  engine      %s\n  node        %s\n  authority   %s\n",
                    report->engineId.c_str(), report->nodeId.c_str(), report->authorityPath.c_str());
    return kExitDone;
}

Result<engine::EngineRequest> engineRequest(Arguments const& arguments)
{
    engine::EngineRequest request;
    request.directory = arguments.data;
    if (!arguments.listen.empty())
        request.flags["server.listen"] = arguments.listen;
    if (!arguments.admin.empty())
        request.flags["server.admin"] = arguments.admin;
    for (auto const& setting : arguments.settings) {
        auto const equals = setting.find('=');
        if (equals == std::string::npos)
            return failed(ErrorCode::Invalid, "--set takes name=value");
        request.flags[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    request.environment = fromEnvironment;
    request.database = TRY(databaseAccess(arguments));
    return request;
}

Status writeReadyFile(std::string const& path, engine::Engine const& engine)
{
    json::Object document{{"data", engine.addresses().data},
                          {"admin", engine.addresses().admin},
                          {"engine_id", engine.id()},
                          {"pid", static_cast<std::int64_t>(os::processId())}};
    return os::writeFileAtomically(path, json::text(document) + "\n");
}

int serve(Arguments const& arguments, Clock const& clock, Random& random)
{
    auto request = engineRequest(arguments);
    if (!request)
        return complain(request.error());
    if (arguments.explain) {
        auto const text = engine::explainConfig(*request);
        if (!text)
            return complain(text.error());
        std::fputs(text->c_str(), stdout);
        return kExitDone;
    }
    auto passphrase = os::readSecret(arguments.passphraseFile);
    if (!passphrase)
        return complain(passphrase.error());
    request->passphrase = std::move(*passphrase);
    auto engine = engine::Engine::open(std::move(*request), clock, random);
    if (!engine)
        return complain(engine.error());
    auto const severity = log::severityOf((*engine)->setting("log.severity"));
    if (!severity)
        return complain(failed(ErrorCode::Invalid, "the setting log.severity " + severity.error().message));
    if (auto opened = log::open({.severityMin = *severity}, clock); !opened)
        return complain(opened.error());
    if (auto started = (*engine)->start(); !started)
        return complain(started.error());
    if (!arguments.readyFile.empty())
        if (auto written = writeReadyFile(arguments.readyFile, **engine); !written)
            return complain(written.error());
    log::info("serving", {{"data", (*engine)->addresses().data}, {"admin", (*engine)->addresses().admin}});
    auto const signalled = os::waitForSignal();
    (*engine)->stop();
    log::info("stopped");
    return signalled ? kExitDone : complain(signalled.error());
}

int move(Arguments const& arguments, Clock const& clock)
{
    auto access = databaseAccess(arguments);
    if (!access)
        return complain(access.error());
    auto const place = [&](std::string const& name) {
        return engine::MovePlace{.name = name, .password = access->password.copy()};
    };
    auto const report = engine::move({.from = place(arguments.from),
                                      .to = place(arguments.to),
                                      .progress = [](std::string_view step, std::string_view table, std::int64_t rows) {
                                          std::fprintf(stderr, "%s %s: %lld rows\n", std::string{step}.c_str(),
                                                       std::string{table}.c_str(), static_cast<long long>(rows));
                                      }},
                                     clock);
    if (!report)
        return complain(report.error());
    json::Array tables;
    for (auto const& table : report->tables) {
        tables.push_back(json::Object{{"table", table.name}, {"rows", table.rows}, {"sha256", table.sha256}});
        if (!arguments.json)
            std::printf("%s  %10lld  %s\n", table.sha256.c_str(), static_cast<long long>(table.rows), table.name.c_str());
    }
    if (arguments.json)
        std::printf("%s\n", json::text(json::Object{{"rows", report->rows}, {"tables", std::move(tables)}}).c_str());
    else
        std::printf("moved %lld rows; every table has the same count and hash on both sides\n",
                    static_cast<long long>(report->rows));
    return kExitDone;
}

CLI::App* addInit(CLI::App& app, Arguments& arguments)
{
    auto* const init = app.add_subcommand("init", "Make a data directory with its first administrator");
    init->add_option("--data", arguments.data, "Data directory")->required();
    init->add_option("--admin", arguments.administrator, "Name of the first administrator")->required();
    init->add_option("--password-file", arguments.passwordFile,
                     "File with the administrator's password; - reads a line")
        ->required();
    init->add_option("--passphrase-file", arguments.passphraseFile,
                     "File with the vault's passphrase; - reads a line")
        ->required();
    init->add_option("--names", arguments.names,
                     "Host names and addresses beside loopback under which it will be reached, separated by commas")
        ->delimiter(',');
    init->add_flag("--json", arguments.json, "Print JSON");
    return init;
}

CLI::App* addJoin(CLI::App& app, Arguments& arguments)
{
    auto* const join =
        app.add_subcommand("join", "Make a data directory for a further engine of a PostgreSQL database");
    join->add_option("--data", arguments.data, "Data directory to make")->required();
    join->add_option("--from", arguments.from,
                     "Directory with vault.json, identity.json and ca.pem of an engine of that database")
        ->required();
    join->add_option("--passphrase-file", arguments.passphraseFile,
                     "File with the vault's passphrase; - reads a line")
        ->required();
    join->add_option("--names", arguments.names,
                     "Host names and addresses under which it will be reached; the set-up must have named them too")
        ->delimiter(',');
    join->add_flag("--json", arguments.json, "Print JSON");
    return join;
}

CLI::App* addServe(CLI::App& app, Arguments& arguments)
{
    auto* const serve = app.add_subcommand("serve", "Serve a data directory until SIGTERM");
    serve->add_option("--data", arguments.data, "Data directory")->required();
    serve->add_option("--listen", arguments.listen, "Address of the data listener; port 0 picks one");
    serve->add_option("--admin", arguments.admin, "Address of the admin listener; port 0 picks one");
    serve->add_option("--passphrase-file", arguments.passphraseFile,
                      "File with the vault's passphrase; - reads a line");
    serve->add_option("--ready-file", arguments.readyFile, "Written with both addresses once they answer");
    serve->add_option("--set", arguments.settings, "A setting, name=value; may be given again");
    serve->add_flag("--explain-config", arguments.explain, "Print every setting with its source");
    return serve;
}

CLI::App* addMove(CLI::App& app, Arguments& arguments)
{
    auto* const move = app.add_subcommand("move", "Move an engine's data from SQLite to PostgreSQL or back");
    move->add_option("--from", arguments.from, "sqlite:DIR or postgresql://...; is not changed")->required();
    move->add_option("--to", arguments.to, "postgresql://... (an empty database) or sqlite:DIR")->required();
    move->add_option("--database-password-file", arguments.databasePasswordFile,
                     "File with the database user's password");
    move->add_flag("--json", arguments.json, "Print JSON");
    return move;
}

} // namespace

int main(int argc, char** argv)
{
    // Before the first secret and the first thread.
    static_cast<void>(
        os::disableCoreDumps()); // Refused in some sandboxes; serving without it is still better.
    os::closeNewFilesToOthers();
    os::tuneHeap();
    Arguments arguments;
    CLI::App app{"deward: the Dewar engine"};
    app.set_version_flag("--version", "deward " DEWAR_VERSION);
    app.require_subcommand(1);
    app.footer("Settings come from DIR/dewar.json, the database, the environment and the flags: serve --explain-config\n"
               "shows each with its source. A passphrase file that others can read is refused. SIGTERM finishes what was\n"
               "begun. Exit codes: 0 done, 1 refused or failed, 2 usage.");
    auto* const init_ = addInit(app, arguments);
    auto* const serve_ = addServe(app, arguments);
    auto* const join_ = addJoin(app, arguments);
    for (auto* const command : {init_, serve_, join_}) {
        command->add_option("--database", arguments.database,
                            "PostgreSQL database, postgresql://user@host,host/name; a SQLite file otherwise");
        command->add_option("--database-password-file", arguments.databasePasswordFile,
                            "File with the database user's password");
    }
    auto* const move_ = addMove(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
        return app.exit(problem) == 0 ? kExitDone : kExitUsage;
    }
    if (serve_->parsed() && arguments.passphraseFile.empty() && !arguments.explain) {
        std::fprintf(stderr, "deward: --passphrase-file is required\n");
        return kExitUsage;
    }
    // Threads may not depend on the directory the process was started from.
    if (!arguments.data.empty())
        arguments.data = std::filesystem::absolute(arguments.data).lexically_normal().string();
    if (auto blocked = os::blockSignals(); !blocked)
        return complain(blocked.error());
    SystemClock const clock;
    crypto::SystemRandom random;
    if (init_->parsed())
        return init(arguments, clock, random);
    if (join_->parsed())
        return join(arguments, clock, random);
    return move_->parsed() ? move(arguments, clock) : serve(arguments, clock, random);
}
