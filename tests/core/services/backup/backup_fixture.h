// A migrated engine database with a vault, a user, a collection and backups, for the tests of backup.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>

#include <memory>
#include <string>

#include "core/platform/db/dialect.h"
#include "core/platform/os/files.h"
#include "core/services/audit/audit_service.h"
#include "core/services/backup/backup_service.h"
#include "core/services/jobs/jobs_store.h"
#include "tests/support/fake_authority.h"
#include "tests/support/temp_database.h"

namespace support {

constexpr core::crypto::PasswordCost kCheapCost{64, 1, 1};

// The jobs are run by hand, on the test's thread.
class BackupFixture {
public:
    BackupFixture() : changes{database}, jobs{changes, database.clock, {authority, authority.epochs}}
    {
        auto kit = value(core::vault::Vault::create(directory(), core::Secret{"a passphrase"},
                                                    database.random, database.clock.now(), kCheapCost));
        recoveryKit = kit.text.copy();
        auto opened = value(core::vault::Vault::unlock(directory(), core::Secret{"a passphrase"}));
        vault = std::make_unique<core::vault::VaultService>(std::move(opened), database.clock,
                                                            database.random, kCheapCost);
        TempDatabase::must(vault->start(changes));
        runner = std::make_unique<core::backup::BackupRunner>(world());
        service = std::make_unique<core::backup::BackupService>(world());
        TempDatabase::must(runner->start());
        TempDatabase::must(service->start());
        fill();
    }

    template <class T> static T value(core::Result<T> result)
    {
        if (!result)
            TempDatabase::must(core::Status{result.error()});
        return std::move(*result);
    }

    core::backup::Surroundings world()
    {
        return {.database = database.database(),
                .changes = changes,
                .jobs = jobs,
                .vault = *vault,
                .clock = database.clock,
                .random = database.random,
                .dataDirectory = directory(),
                .repositoryDirectory = directory() + "/backups",
                .auditRows = [](core::db::Tx& tx) -> core::Result<std::int64_t> {
                    auto const found = TRY(core::audit::verifyChain(tx, nullptr));
                    if (!found.ok)
                        return core::failed(core::ErrorCode::Conflict, found.problem);
                    return found.rows;
                }};
    }

    std::string directory() const { return m_folder.path().toStdString(); }
    void sql(std::string const& text) { TempDatabase::must(database.connection().execute(text)); }
    std::int64_t number(std::string const& sql)
    {
        auto tx = database.tx();
        return value(tx.one(sql, [](core::db::Row const& row) { return row.integer(0); })).value_or(-1);
    }
    std::string text(std::string const& sql)
    {
        auto tx = database.tx();
        return value(tx.one(sql, [](core::db::Row const& row) { return row.text(0); })).value_or("(none)");
    }

    // What a worker would be given, the job's lease included.
    core::jobs::JobContext job(core::BackupId const& id)
    {
        core::jobs::Claimed claimed{.id = {"018f0000-0000-7000-8000-0000000000f0"}, .kind = "backup.run"};
        core::api::Leases const leases{"alone", database.clock};
        auto const name = core::jobs::leaseOf(claimed.id);
        auto tx = database.tx();
        auto held = value(leases.held(tx, name)); // Taken once: a test compares all tables before and after.
        if (!held)
            held = value(database.change(
                caller, [&](core::api::Context& context) { return leases.take(context.tx, name); }));
        claimed.fence = held.value_or(core::api::Fence{});
        return {jobs, claimed, caller, core::json::Object{{"backup", id.value}}, nullptr};
    }
    core::Status work(core::Status (core::backup::BackupRunner::*part)(core::jobs::JobContext&),
                      core::BackupId const& id)
    {
        auto context = job(id);
        return (runner.get()->*part)(context);
    }
    core::BackupId start()
    {
        database.clock.advance(std::chrono::seconds{60});
        return value(database.change(caller,
                                     [&](core::api::Context& context) {
                                         return service->startBackup(context, {.label = "before the change"});
                                     }))
            .id;
    }
    core::BackupId backup()
    {
        auto const id = start();
        TempDatabase::must(work(&core::backup::BackupRunner::run, id));
        return id;
    }
    core::backup::Backup row(core::BackupId const& id)
    {
        return value(database.read(
            caller, [&](core::api::ReadContext& context) { return service->show(context, {id}); }));
    }
    core::backup::Comparison comparison(core::BackupId const& id)
    {
        return value(database.read(
            caller, [&](core::api::ReadContext& context) { return service->comparison(context, {id}); }));
    }

    TempDatabase database;
    TempChanges changes;
    FakeAuthority authority;
    core::jobs::JobsService jobs;
    core::Secret recoveryKit;
    std::unique_ptr<core::vault::VaultService> vault;
    std::unique_ptr<core::backup::BackupRunner> runner;
    std::unique_ptr<core::backup::BackupService> service;
    core::api::Principal caller = callerWith({"backup.read", "backup.run", "backup.restore"});

private:
    // One user with a role, a session and a key; one collection of three customers.
    void fill()
    {
        sql("INSERT INTO users(id, name, name_key, password_hash, enabled, created_at, updated_at,"
            " password_changed_at, must_change_password, failed_sign_ins, revision)"
            " VALUES('u1', 'mallory', 'mallory', 'x', 1, 1, 1, 1, 0, 0, 1)");
        sql("INSERT INTO role_grants(user_id, role_id, granted_at)"
            " SELECT 'u1', id, 1 FROM roles WHERE name = 'operator'");
        sql("INSERT INTO sessions(id, user_id, client_id, address, created_at, last_used_at, expires_at)"
            " VALUES('s1', 'u1', 'console', '127.0.0.1', 1, 1, 9)");
        auto tx = database.tx();
        value(tx.run(
            "INSERT INTO signing_keys(kid, algorithm, state, public_jwk, sealed_private, created_at, reason)"
            " VALUES('k1', 'ES256', 'active', '{}', $1, 1, '')",
            core::db::Blob{"\x01"}));
        sql("INSERT INTO collections(number, name, description, schema, schema_version, unique_paths, "
            "index_paths,"
            " write_once, created_at, updated_at)"
            " VALUES(7, 'customers', '', '{}', 1, '[\"email\"]', '[]', 0, 1, 1)");
        auto const dialect = database.connection().dialect();
        sql(core::db::createRecordTables(dialect, 7));
        sql(core::db::createMemberIndex(dialect, 7, 1, value(core::db::MemberPath::parse("email")), true));
        for (auto const* const who : {"a", "b", "c"})
            sql("INSERT INTO c_7 VALUES('" + std::string{who} + "', 1, '{\"email\":\"" + who +
                "@x\"}', 'u1', 1, 1, NULL)");
    }

    QTemporaryDir m_folder;
};

} // namespace support
