// Making the directory of a further engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/join.h"

#include <array>

#include <boost/json.hpp>

#include "core/engine/identity.h"
#include "core/engine/node.h"
#include "core/platform/json/json.h"
#include "core/platform/os/directory_lock.h"
#include "core/platform/os/files.h"
#include "core/services/vault/vault.h"
#include "core/services/vault/vault_store.h"

namespace core::engine {
namespace {

constexpr std::size_t kFileBytesMax = 256 * 1024;
constexpr std::array kCopied{"vault.json", "identity.json", "ca.pem"};

// Whatever was begun is taken away when it fails half-way.
struct Undo {
    std::string directory;
    bool made = false;
    bool keep = false;
    ~Undo()
    {
        if (keep)
            return;
        for (auto const* name :
             {"vault.json", "identity.json", "ca.pem", "database", "dewar.json", "node.json"})
            static_cast<void>(os::removeFile(directory + "/" + name));
        if (made)
            static_cast<void>(os::removeTree(directory));
    }
};

Status copyFiles(JoinRequest const& request)
{
    for (auto const* name : kCopied) {
        auto const path = request.from + "/" + name;
        if (!os::exists(path))
            return failed(ErrorCode::NotFound,
                          path + " is missing; copy it from a directory that serves the database");
        TRY(os::writeFileAtomically(request.directory + "/" + name, TRY(os::readFile(path, kFileBytesMax))));
    }
    return Done{};
}

// Where the first engine keeps its address, unless the request names one.
Result<DatabaseAccess> accessFor(JoinRequest const& request)
{
    auto access = request.database.copy();
    access.url = TRY(databaseUrl(request.from, request.database));
    if (access.url.empty())
        return failed(ErrorCode::Conflict,
                      "only a PostgreSQL database is served by several engines; name it with "
                      "--database, or move the data there with deward move");
    return access;
}

Status checkDatabase(std::string const& directory, DatabaseAccess const& access, std::string const& vaultId)
{
    auto const database = TRY(openDatabase(directory, access));
    auto const reader = TRY(database->reader());
    db::Tx tx{*reader};
    auto const state = TRY(vault::vaultState(tx));
    if (!state || state->vault != vaultId)
        return failed(ErrorCode::Conflict, "this database belongs to another vault");
    return Done{};
}

Status keepNames(JoinRequest const& request, Identity const& identity, Clock const& clock, Random& random)
{
    if (request.names.empty())
        return Done{};
    TRY(identity.serverCertificate(request.names, clock.now(),
                                   random)); // Invalid when it does not sign for them.
    std::string list;
    for (auto const& name : request.names)
        list += (list.empty() ? "" : ",") + name;
    return os::writeFileAtomically(request.directory + "/dewar.json",
                                   json::pretty(json::Object{{"server.names", list}}));
}

} // namespace

Result<JoinReport> join(JoinRequest const& request, Clock const& clock, Random& random)
{
    bool const existed = os::exists(request.directory);
    TRY(os::makePrivateDirectory(request.directory));
    auto const lock = TRY(os::DirectoryLock::take(request.directory));
    if (os::exists(request.directory + "/vault.json") || os::exists(request.directory + "/dewar.db"))
        return failed(ErrorCode::Conflict, request.directory + " is set up already");
    Undo undo{.directory = request.directory, .made = !existed};
    auto const access = TRY(accessFor(request));
    TRY(copyFiles(request));
    auto const vault = TRY(vault::Vault::unlock(request.directory, request.passphrase));
    auto const identity =
        TRY(Identity::open(request.directory, [&](std::string_view place, std::string_view wrapped) {
            return vault.unwrap(wrapped, place);
        }));
    TRY(checkDatabase(request.directory, access, vault.id()));
    TRY(os::writeFileAtomically(request.directory + "/database", access.url + "\n"));
    TRY(keepNames(request, identity, clock, random));
    auto const node = TRY(nodeIdentity(request.directory, clock, random));
    undo.keep = true;
    return JoinReport{
        .engineId = identity.id(), .nodeId = node.id, .authorityPath = request.directory + "/ca.pem"};
}

} // namespace core::engine
