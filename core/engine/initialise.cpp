// Set-up: the only place where an administrator comes from nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/engine/parts.h"
#include "core/platform/db/transfer.h"
#include "core/platform/os/files.h"

namespace core::engine {

namespace {

Result<std::string> createAdministrator(api::Pipeline& pipeline, InitRequest const& request)
{
    json::Object wanted{{"name", request.administrator},
                        {"password", request.password.view()},
                        {"roles", json::Array{"admin"}}};
    auto const answer = pipeline.call(api::systemPrincipal("init"), http::Method::Post, "/api/v1/users",
                                      json::text(wanted), "init-administrator", "");
    auto const document = json::parse(answer.body);
    if (answer.status != 201) {
        Error error = failed(ErrorCode::Invalid, "the administrator could not be created");
        if (document) {
            error.message += ": " + json::textAt(*document, "detail");
            if (auto const* faults = json::find(*document, "errors"); faults != nullptr && faults->is_array())
                for (auto const& fault : faults->get_array())
                    error.fields.push_back({json::textAt(fault, "pointer"), json::textAt(fault, "detail")});
        }
        return error;
    }
    return json::textAt(*document, "id");
}

Status keepNames(InitRequest const& request)
{
    if (request.names.empty())
        return Done{};
    std::string list;
    for (auto const& name : request.names)
        list += (list.empty() ? "" : ",") + name;
    return os::writeFileAtomically(request.directory + "/dewar.json",
                                   json::pretty(json::Object{{"server.names", list}}));
}

// Whatever was begun is taken away when set-up fails half-way: the next try starts from nothing.
struct Undo {
    std::string directory;
    DatabaseAccess access = {};
    bool made = false;
    bool ownsDatabase = false;
    bool keep = false;
    ~Undo()
    {
        if (keep)
            return;
        if (ownsDatabase && !access.url.empty()) // It was empty when we began.
            if (auto database = openDatabase(directory, access))
                static_cast<void>(db::dropEverything((*database)->writer()));
        for (auto const* name : {"vault.json", "identity.json", "ca.pem", "database", "dewar.json",
                                 "node.json", "dewar.db", "dewar.db-wal", "dewar.db-shm"})
            static_cast<void>(os::removeFile(directory + "/" + name));
        if (made)
            static_cast<void>(os::removeTree(directory));
    }
};

} // namespace

Result<InitReport> initialise(InitRequest const& request, Clock const& clock, Random& random)
{
    bool const existed = os::exists(request.directory);
    TRY(os::makePrivateDirectory(request.directory));
    // Of two set-ups at once one wins: the lock is held until the engine below lets it go.
    auto lock = TRY(os::DirectoryLock::take(request.directory));
    if (os::exists(request.directory + "/vault.json") || os::exists(request.directory + "/dewar.db"))
        return failed(ErrorCode::Conflict, request.directory + " is set up already");
    Undo undo{.directory = request.directory, .access = request.database.copy(), .made = !existed};
    auto database = TRY(openEmptyDatabase(request.directory, request.database));
    undo.ownsDatabase = true;
    auto kit = TRY(vault::Vault::create(request.directory, request.passphrase, random, clock.now()));
    auto const vault = TRY(vault::Vault::unlock(request.directory, request.passphrase));
    TRY(Identity::create(
        request.directory, request.names,
        [&](std::string_view place, Secret const& key) { return vault.wrap(key, place, random); }, clock,
        random));
    TRY(keepNames(request));
    auto const take = [&]() -> Result<std::unique_ptr<db::Database>> { return std::move(database); };
    auto engine =
        TRY(Engine::openLocked({.directory = request.directory, .passphrase = request.passphrase.copy()},
                               std::move(lock), take, clock, random));
    TRY(engine->startWithoutListeners());
    InitReport report{
        .engineId = engine->id(), .vaultId = kit.vaultId, .authorityPath = request.directory + "/ca.pem"};
    report.administratorId = TRY(createAdministrator(engine->pipeline(), request));
    report.recoveryKit = std::move(kit.text);
    engine->stop();
    undo.keep = true;
    return report;
}

} // namespace core::engine
