// Offline commands.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/offline_commands.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/engine/recovery.h"
#include "core/platform/os/files.h"
#include "core/platform/os/process.h"
#include "core/services/audit/audit_service.h"
#include "core/services/backup/backup_restore.h"

namespace dewarctl {

using namespace core;

namespace {

constexpr std::string_view kRestoreUsage = "dewarctl backup restore-into --repository DIR --data DIR "
                                           "--passphrase-file F [--backup ID]; instead of the "
                                           "passphrase --kit-file F --next-passphrase-file F";
constexpr std::string_view kUnlockUsage =
    "dewarctl users unlock-offline --data DIR --passphrase-file F --name NAME [--new-password-file F]";

using Options = std::map<std::string, std::string, std::less<>>;

Result<Options> optionsOf(std::vector<std::string> const& words, std::vector<std::string_view> const& known,
                          std::string_view usage)
{
    Options options;
    for (std::size_t i = 2; i < words.size(); i += 2) {
        bool const isKnown = std::ranges::count(known, std::string_view{words[i]}) > 0;
        if (!isKnown || i + 1 == words.size() || !options.emplace(words[i], words[i + 1]).second)
            return failed(ErrorCode::Invalid, "write it as: " + std::string{usage});
    }
    return options;
}

Result<std::string> needed(Options const& options, std::string_view name, std::string_view usage)
{
    auto const found = options.find(name);
    if (found == options.end())
        return failed(ErrorCode::Invalid, std::string{name} + " is missing: " + std::string{usage});
    return found->second;
}

Result<std::string> neededPath(Options const& options, std::string_view name, std::string_view usage)
{
    return std::filesystem::absolute(TRY(needed(options, name, usage))).lexically_normal().string();
}

// The kit's file is written to be printed, with several lines; handed over by a program it is one.
Result<Secret> kitIn(std::string const& path)
{
    constexpr std::size_t kKitBytesMax = 16 * 1024;
    return path == "-" ? os::readSecretLine() : Secret{TRY(os::readFile(path, kKitBytesMax))};
}

Status recordRestore(db::Tx& tx, backup::copy::Floor const& floor, Time now)
{
    audit::AuditService audit;
    api::AuditEntry entry;
    entry.at = now;
    entry.actorKind = "system";
    entry.actorId = "offline";
    entry.actorName = "offline";
    entry.verb = "backup.restore_into";
    entry.subjectType = "engine";
    entry.outcome = "done";
    entry.address = "offline";
    entry.details = {{"sessions_ended", floor.sessionsEnded},
                     {"keys_revoked", floor.keysRevoked},
                     {"users_held", floor.usersHeld},
                     {"clients_held", floor.clientsHeld}};
    return audit.append(tx, entry);
}

void print(backup::RestoreReport const& report)
{
    std::printf("backup %s of %s is restored: %lld tables, %lld rows, %lld bytes, all as in its manifest\n",
                report.backup.c_str(), rfc3339(report.createdAt).c_str(),
                static_cast<long long>(report.tables), static_cast<long long>(report.rows),
                static_cast<long long>(report.bytes));
    std::printf(
        "%lld sessions ended, %lld signing keys revoked, %lld runs closed, %lld jobs cancelled\n",
        static_cast<long long>(report.floor.sessionsEnded), static_cast<long long>(report.floor.keysRevoked),
        static_cast<long long>(report.floor.runsClosed), static_cast<long long>(report.floor.jobsCancelled));
    std::printf("%lld users and %lld clients are held until an administrator enables them\n",
                static_cast<long long>(report.floor.usersHeld),
                static_cast<long long>(report.floor.clientsHeld));
}

Status restoreInto(std::vector<std::string> const& words, Random& random)
{
    auto const options = TRY(optionsOf(
        words,
        {"--repository", "--data", "--passphrase-file", "--kit-file", "--next-passphrase-file", "--backup"},
        kRestoreUsage));
    SystemClock const clock;
    backup::RestoreOrder order;
    order.repository = TRY(neededPath(options, "--repository", kRestoreUsage));
    order.directory = TRY(neededPath(options, "--data", kRestoreUsage));
    if (auto const backup = options.find("--backup"); backup != options.end())
        order.backup = backup->second;
    if (auto const kit = options.find("--kit-file"); kit != options.end()) {
        order.recoveryKit = TRY(kitIn(kit->second));
        order.nextPassphrase =
            TRY(os::readSecret(TRY(needed(options, "--next-passphrase-file", kRestoreUsage))));
    } else {
        order.passphrase = TRY(os::readSecret(TRY(needed(options, "--passphrase-file", kRestoreUsage))));
    }
    order.record = [&clock](db::Tx& tx, backup::copy::Floor const& floor) {
        return recordRestore(tx, floor, clock.now());
    };
    print(TRY(backup::restoreInto(order, clock, random)));
    return Done{};
}

Status unlockOffline(std::vector<std::string> const& words, Random& random)
{
    auto const options =
        TRY(optionsOf(words, {"--data", "--passphrase-file", "--name", "--new-password-file"}, kUnlockUsage));
    auto directory = TRY(neededPath(options, "--data", kUnlockUsage));
    auto passphrase = TRY(os::readSecret(TRY(needed(options, "--passphrase-file", kUnlockUsage))));
    auto name = TRY(needed(options, "--name", kUnlockUsage));
    engine::UnlockRequest request{
        .directory = std::move(directory), .passphrase = std::move(passphrase), .name = std::move(name)};
    if (auto const password = options.find("--new-password-file"); password != options.end())
        request.password = TRY(os::readSecret(password->second));
    SystemClock const clock;
    auto const report = TRY(engine::unlockAdministrator(request, clock, random));
    std::printf("%s (%s) may sign in as an administrator%s%s; the audit says so\n",
                printable(request.name).c_str(), report.userId.c_str(),
                report.wasDisabled ? ", is enabled again" : "",
                report.becameAdministrator ? ", has the role admin again" : "");
    return Done{};
}

} // namespace

std::optional<Status> runOffline(std::vector<std::string> const& words, Random& random)
{
    if (words.size() < 2)
        return std::nullopt;
    if (words[0] == "backup" && words[1] == "restore-into")
        return restoreInto(words, random);
    if (words[0] == "users" && words[1] == "unlock-offline")
        return unlockOffline(words, random);
    return std::nullopt;
}

} // namespace dewarctl
