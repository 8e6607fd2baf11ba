// Offline recovery of the last administrator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/recovery.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/api/api_store.h"
#include "core/api/transact.h"
#include "core/base/text.h"
#include "core/platform/db/database.h"
#include "core/platform/db/dialect.h"
#include "core/platform/os/directory_lock.h"
#include "core/platform/os/files.h"
#include "core/services/audit/audit_service.h"
#include "core/services/roles/roles_service.h"
#include "core/services/users/users_service.h"
#include "core/services/vault/vault.h"

namespace core::engine {

namespace {

constexpr std::string_view kAdministrator = "admin";

struct Unlocking {
    UnlockRequest const& request;
    api::Context& context;
    users::UsersService& users;
    roles::RolesService& roles;

    Result<UnlockReport> run();
    Status setPassword(UserId const& id);
};

Status Unlocking::setPassword(UserId const& id)
{
    if (!request.password)
        return Done{};
    users::NewPassword wanted{
        .id = id, .password = std::string{request.password->view()}, .mustChangePassword = {}};
    auto const prepared = TRY(users.prepareSetPassword(context, wanted));
    TRY(users.setPassword(context, prepared));
    context.note("password", "set");
    return Done{};
}

Result<UnlockReport> Unlocking::run()
{
    auto const found = TRY(users.forSignIn(context.tx, request.name));
    if (!found)
        return failed(ErrorCode::NotFound, "there is no user " + printable(request.name));
    UnlockReport report{.userId = found->id.value};
    auto const before = TRY(users.show(context, {found->id}));
    report.wasDisabled = !before.enabled;
    report.becameAdministrator = std::ranges::count(before.roles, kAdministrator) == 0;
    TRY(users.enable(context, {found->id}));
    TRY(roles.grant(context, {found->id, std::string{kAdministrator}}));
    TRY(setPassword(found->id));
    context.subject("user", found->id.value);
    context.note("was_disabled", report.wasDisabled);
    context.note("became_administrator", report.becameAdministrator);
    return report;
}

Result<UnlockReport> unlocked(db::Tx& tx, UnlockRequest const& request, Time now, Random& random)
{
    auto const who = api::systemPrincipal("offline");
    api::Context context{who, tx, now, random};
    std::array<unsigned char, 16> trace{};
    random.fill(trace);
    context.traceId = hexOf({reinterpret_cast<char const*>(trace.data()), trace.size()});
    roles::RolesService roles;
    users::UsersService users{roles};
    audit::AuditService audit;
    auto report = TRY((Unlocking{request, context, users, roles}.run()));
    auto entry = api::auditEntryOf(who, now, context.traceId, "offline");
    entry.verb = "user.unlock_offline";
    entry.subjectType = context.subjectType;
    entry.subjectId = context.subjectId;
    entry.outcome = "done";
    entry.details = context.details;
    TRY(audit.append(tx, entry));
    for (auto const& fact : context.announcements)
        TRY(api::store::announce(tx, fact.name, now, context.traceId, json::text(fact.attributes)));
    TRY(api::store::raiseAuthorityEpoch(tx));
    return report;
}

} // namespace

Result<UnlockReport> unlockAdministrator(UnlockRequest const& request, Clock const& clock, Random& random)
{
    TRY(os::checkPrivateDirectory(request.directory));
    auto const lock = TRY(os::DirectoryLock::take(request.directory));
    TRY(vault::Vault::unlock(request.directory, request.passphrase));
    auto const database = TRY(openDatabase(request.directory, request.database));
    auto& connection = database->writer();
    TRY(db::migrate(connection, clock));
    TRY(connection.execute(db::beginWrite(connection.dialect())));
    db::Tx tx{connection};
    auto report = unlocked(tx, request, clock.now(), random);
    if (!report) {
        TRY(connection.execute("ROLLBACK"));
        return report;
    }
    TRY(connection.execute("COMMIT"));
    return report;
}

} // namespace core::engine
