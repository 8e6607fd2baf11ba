// The work behind the routes: making, verifying and drilling backups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_runner.h"

#include <boost/json.hpp>

#include "core/platform/os/files.h"
#include "core/services/backup/backup_progress.h"
#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup {

namespace {

constexpr std::size_t kVaultFileBytesMax = 1 << 20;

} // namespace

Status BackupRunner::start()
{
    m_repository = TRY(Repository::create(m_world.repositoryDirectory));
    TRY(m_repository->sweep());
    // Copies of a broken-off operation are plain databases: they go before anything else happens.
    for (auto const& directory : {workDirectory(), drillDirectory()}) {
        TRY(os::removeTree(directory));
        TRY(os::makePrivateDirectory(directory));
    }
    TRY(os::makePrivateDirectory(restoreDirectory()));
    TRY(loadKeys());
    return compareWithWitness();
}

Status BackupRunner::loadKeys()
{
    std::optional<store::StoredKeys> stored;
    auto const load = [&](api::ReadContext& context) -> Status {
        stored = TRY(store::keys(context.tx));
        return Done{};
    };
    TRY(m_world.changes.read(load));
    if (!stored) {
        auto const made = TRY(makeKeys(m_world.vault, m_world.random));
        TRY(m_world.changes.change(api::systemPrincipal("backup"), "backup.keys",
                                   [&](api::Context& context) -> Status {
                                       context.subject("backup-key", made.stored.print);
                                       TRY(store::insertKeys(context.tx, made.stored, context.now));
                                       return Done{};
                                   }));
        TRY(m_world.changes.read(load));
    }
    m_keys = TRY(openKeys(m_world.vault, std::move(*stored)));
    return Done{};
}

bool BackupRunner::isRestored(BackupId const& id) const
{
    return isBackupId(id.value) && os::exists(restoredPath(id));
}

Status BackupRunner::change(jobs::JobContext& job, std::string_view verb,
                            std::function<Status(api::Context&)> work) const
{
    return m_world.changes.change(job.startedBy(), verb, [&](api::Context& context) -> Status {
        TRY(job.checkHeld(context.tx));
        return work(context);
    });
}

Result<Backup> BackupRunner::rowOf(jobs::JobContext& job)
{
    BackupId const id{json::textAt(job.input(), "backup")};
    std::optional<Backup> row;
    TRY(m_world.changes.read([&](api::ReadContext& context) -> Status {
        row = TRY(store::byId(context.tx, id));
        return Done{};
    }));
    if (!row || !isBackupId(id.value))
        return failed(ErrorCode::NotFound, "there is no such backup");
    return *row;
}

Result<Manifest> BackupRunner::trusted(Backup const& row) const
{
    auto manifest = TRY(m_repository->manifest(row.id.value, m_keys->repository));
    if (manifest.hash != row.manifestHash)
        return failedAs("backup-chain", ErrorCode::Conflict,
                        "the manifest in the repository is not the one that this engine wrote");
    return manifest;
}

Status BackupRunner::concluded(jobs::JobContext& job, BackupId const& id, store::Milestone milestone,
                               std::string_view operation, Found found) const
{
    json::Object result{{"operation", operation}, {"ok", static_cast<bool>(found)}};
    if (found)
        result.insert(found->begin(), found->end());
    else
        result["problem"] = found.error().message;
    job.setResult("/backups/" + id.value);
    TRY(change(job, "", [&](api::Context& context) -> Status {
        auto const reached = found ? std::optional{context.now} : std::nullopt;
        TRY(store::setResult(context.tx, id, milestone, reached, json::text(result)));
        context.announce("backup." + std::string{operation} + (found ? "-done" : "-failed"),
                         {{"backup", id.value}, {"result", result}});
        return Done{};
    }));
    if (!found)
        return std::move(found).error();
    return Done{};
}

Status BackupRunner::run(jobs::JobContext& job)
{
    std::scoped_lock const lock{m_operation};
    auto const row = TRY(rowOf(job));
    if (row.state == nameOf(State::Done))
        return Done{};
    TRY(change(job, "",
               [&](api::Context& context) { return store::setState(context.tx, row.id, State::Running); }));
    auto const manifest = stored(row, job);
    job.setResult("/backups/" + row.id.value);
    TRY(change(job, "", [&](api::Context& context) -> Status {
        json::Object data{{"backup", row.id.value}, {"label", row.label}};
        if (manifest) {
            TRY(store::finish(context.tx, row.id, *manifest, context.now));
            data["manifest_hash"] = manifest->hash;
        } else {
            json::Object const result{
                {"operation", "backup"}, {"ok", false}, {"problem", manifest.error().message}};
            TRY(store::fail(context.tx, row.id, json::text(result), context.now));
            data["problem"] = manifest.error().message;
        }
        context.announce(manifest ? "backup.done" : "backup.failed", std::move(data));
        if (auto facts = manifest ? unusual(*manifest) : std::nullopt)
            announce(context, "backup.unusual", "most of the database changed since the backup before",
                     *facts);
        return Done{};
    }));
    if (!manifest)
        return manifest.error();
    job.say("the backup is complete");
    return Done{};
}

Result<Manifest> BackupRunner::stored(Backup const& row, jobs::JobContext& job)
{
    TRY(goingOn(job));
    // After a crash the manifest may be there and only its row is missing.
    if (auto known = m_repository->manifest(row.id.value, m_keys->repository))
        return known;
    RemovedFile const copy{workDirectory() + "/" + row.id.value + ".db"};
    TRY(os::removeFile(copy.path));
    job.say("copying the database");
    TRY(m_world.database.copyTo(copy.path));
    TRY(goingOn(job));
    job.say("counting what it holds");
    auto facts = TRY(factsOf(copy.path, row, job));
    job.say("storing what changed");
    return m_repository->write(copy.path, std::move(facts), m_keys->repository, m_keys->signer,
                               m_world.random, progressOf(job));
}

Result<BackupFacts> BackupRunner::factsOf(std::string const& copy, Backup const& row,
                                          jobs::JobContext& job) const
{
    auto const connection = TRY(db::openSqliteReadOnly(copy));
    db::Tx tx{*connection};
    auto const head = TRY(copy::auditHead(tx));
    auto tables = TRY(copy::tables(tx, pauseOf(job)));
    auto ladder = TRY(copy::ladder(tx));
    BackupFacts facts{.id = row.id.value,
                      .label = row.label,
                      .createdAt = row.createdAt,
                      .generation = m_keys->stored.generation,
                      .tables = std::move(tables),
                      .auditNumber = head.number,
                      .auditHash = head.hash,
                      .ladder = std::move(ladder),
                      .sealedKey = m_keys->stored.sealedKey};
    TRY(keepFiles(facts));
    return facts;
}

Status BackupRunner::keepFiles(BackupFacts& facts) const
{
    facts.vaultFile = TRY(os::readFile(m_world.dataDirectory + "/vault.json", kVaultFileBytesMax));
    for (auto const name : kKeptFiles) {
        auto const path = m_world.dataDirectory + "/" + std::string{name};
        if (!os::exists(path))
            continue;
        auto bytes = TRY(os::readFile(path, kKeptFileBytesMax));
        facts.files.push_back({std::string{name}, std::move(bytes)});
    }
    return Done{};
}

Status BackupRunner::verify(jobs::JobContext& job)
{
    std::scoped_lock const lock{m_operation};
    auto const row = TRY(rowOf(job));
    return concluded(job, row.id, store::Milestone::Verified, "verify", verified(row, job));
}

BackupRunner::Found BackupRunner::verified(Backup const& row, jobs::JobContext& job) const
{
    TRY(goingOn(job));
    auto const manifest = TRY(trusted(row));
    job.say("checking the chain of manifests");
    auto const chain = TRY(m_repository->verifyChain(m_keys->repository));
    job.say("opening every page");
    TRY(m_repository->verify(manifest, m_keys->repository, progressOf(job)));
    return json::Object{{"manifests", chain}, {"pages", manifest.pages}, {"packs", manifest.packs.size()}};
}

Status BackupRunner::drill(jobs::JobContext& job)
{
    std::scoped_lock const lock{m_operation};
    auto const row = TRY(rowOf(job));
    return concluded(job, row.id, store::Milestone::Proven, "drill", drilled(row, job));
}

// The sandbox is a file that is read: no engine opens it, so nothing of it can call out, wake up or sign
// (A35).
BackupRunner::Found BackupRunner::drilled(Backup const& row, jobs::JobContext& job) const
{
    TRY(goingOn(job));
    auto const manifest = TRY(trusted(row));
    RemovedTree const sandbox{drillDirectory() + "/" + row.id.value};
    TRY(os::removeTree(sandbox.path));
    TRY(os::makePrivateDirectory(sandbox.path));
    auto const begun = m_world.clock.monotonic();
    job.say("restoring into the sandbox");
    TRY(m_repository->unpack(manifest, m_keys->repository, sandbox.path + "/dewar.db", progressOf(job)));
    job.say("proving what was restored");
    auto found = TRY(certificate(sandbox.path + "/dewar.db", manifest, job));
    found["milliseconds"] = (m_world.clock.monotonic() - begun).count() / 1000;
    return found;
}

Result<json::Object> BackupRunner::certificate(std::string const& path, Manifest const& manifest,
                                               jobs::JobContext& job) const
{
    auto const connection = TRY(db::openSqliteReadOnly(path));
    db::Tx tx{*connection};
    TRY(copy::integrity(tx));
    auto const tables = TRY(copy::tables(tx, pauseOf(job)));
    if (tables != manifest.facts.tables)
        return damaged("the restored tables are not those of the manifest");
    if (TRY(copy::ladder(tx)) != manifest.facts.ladder)
        return damaged("the restored schema is not that of the manifest");
    auto const head = TRY(copy::auditHead(tx));
    if (head.number != manifest.facts.auditNumber || head.hash != manifest.facts.auditHash)
        return damaged("the restored audit ends elsewhere than the manifest says");
    std::int64_t rows = 0;
    for (auto const& table : tables)
        rows += table.rows;
    json::Object found{
        {"manifest_hash", manifest.hash}, {"integrity", "ok"}, {"tables", tables.size()}, {"rows", rows}};
    if (m_world.auditRows)
        found["audit_rows"] = TRY(m_world.auditRows(tx));
    if (m_world.recordsFound) {
        auto const records = TRY(m_world.recordsFound(tx));
        found["records_valid"] = records.valid;
        found["records_invalid"] = records.invalid;
    }
    json::Object held;
    for (auto const& [name, count] : TRY(copy::heldBack(tx)))
        held[name] = count;
    found["held_back"] = std::move(held);
    return found;
}

} // namespace core::backup
