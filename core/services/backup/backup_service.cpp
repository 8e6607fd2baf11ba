// Backups: what a request checks and starts; the work itself is in backup_runner*.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_service.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/services/backup/backup_routes.h"

namespace core::backup {

namespace {

constexpr std::int64_t kPageDefault = 50;
constexpr std::size_t kComparisonBytesMax = std::size_t{64} << 20;

Error unknownBackup()
{
    return failed(ErrorCode::NotFound, "there is no such backup");
}

std::optional<std::int64_t> ageOf(std::optional<Time> at, Time now)
{
    if (!at)
        return std::nullopt;
    return std::max<std::int64_t>(0, secondsOf(now) - secondsOf(*at));
}

} // namespace

BackupService::BackupService(Surroundings world) : m_runner{std::move(world)}
{
    auto& jobs = m_runner.world().jobs;
    jobs.registerKind("backup.run", kRun, [this](jobs::JobContext& job) { return m_runner.run(job); });
    jobs.registerKind("backup.verify", kRun, [this](jobs::JobContext& job) { return m_runner.verify(job); });
    jobs.registerKind("backup.drill", kRun, [this](jobs::JobContext& job) { return m_runner.drill(job); });
    jobs.registerKind("backup.restore", kRestore,
                      [this](jobs::JobContext& job) { return m_runner.restore(job); });
    jobs.registerKind("backup.swap", kRestore, [this](jobs::JobContext& job) { return m_runner.swap(job); });
}

Result<api::Page<Backup>> BackupService::list(api::ReadContext& context, BackupFilter const& filter)
{
    auto const limit = filter.limit.value_or(kPageDefault);
    return api::pageOf(TRY(store::page(context.tx, filter.after.value_or(""), limit + 1)), limit);
}

Result<Backup> BackupService::show(api::ReadContext& context, BackupById const& wanted)
{
    auto backup = TRY(store::byId(context.tx, wanted.id));
    if (!backup)
        return unknownBackup();
    return std::move(*backup);
}

Result<BackupStatus> BackupService::status(api::ReadContext& context, api::Nothing const&)
{
    auto status = TRY(store::status(context.tx));
    status.lastAgeSeconds = ageOf(status.lastAt, context.now);
    status.lastProvenAgeSeconds = ageOf(status.lastProvenAt, context.now);
    status.lost = m_runner.lost();
    status.signerPrint = m_runner.signerPrint();
    return status;
}

Result<Comparison> BackupService::comparison(api::ReadContext& context, BackupById const& wanted)
{
    auto const document = TRY(store::comparison(context.tx, wanted.id));
    if (!document)
        return failed(ErrorCode::NotFound, "the backup has not been restored beside the live data");
    return api::read<Comparison>(
        TRY(json::parse(*document, {.bytesMax = kComparisonBytesMax, .depthMax = 8, .bigIntegers = false})));
}

Result<Started> BackupService::enqueue(api::Context& context, BackupId const& id, std::string_view kind)
{
    auto job = TRY(m_runner.world().jobs.enqueue(context, kind, json::Object{{"backup", id.value}}));
    Started started{.id = id, .job = std::move(job)};
    context.subject("backup", id.value);
    context.answer.location = "/jobs/" + started.job.value;
    return started;
}

Result<Started> BackupService::enqueueDone(api::Context& context, BackupId const& id, std::string_view kind)
{
    auto const backup = TRY(store::byId(context.tx, id));
    if (!backup)
        return unknownBackup();
    if (backup->state != nameOf(State::Done))
        return failed(ErrorCode::Conflict, "the backup is not complete");
    return enqueue(context, id, kind);
}

Result<Started> BackupService::startBackup(api::Context& context, NewBackup const& wanted)
{
    Backup backup;
    backup.id = {newId(context.now, context.random)};
    backup.label = wanted.label.value_or("");
    backup.state = nameOf(State::Waiting);
    backup.startedBy = context.caller.name;
    backup.createdAt = context.now;
    TRY(store::insert(context.tx, backup));
    return enqueue(context, backup.id, "backup.run");
}

Result<Started> BackupService::startVerify(api::Context& context, BackupById const& wanted)
{
    return enqueueDone(context, wanted.id, "backup.verify");
}

Result<Started> BackupService::startDrill(api::Context& context, BackupById const& wanted)
{
    return enqueueDone(context, wanted.id, "backup.drill");
}

Result<Started> BackupService::startRestore(api::Context& context, BackupById const& wanted)
{
    return enqueueDone(context, wanted.id, "backup.restore");
}

Result<SwapOrder> BackupService::prepareSwap(api::ReadContext& context, SwapOrder const& order)
{
    if (!TRY(store::byId(context.tx, order.id)))
        return unknownBackup();
    if (order.confirm != order.id.value)
        return Error{.code = ErrorCode::Invalid,
                     .message = "the swap is not confirmed",
                     .fields = {{"/confirm", "must be the id of the backup"}}};
    if (!m_runner.isRestored(order.id))
        return failed(ErrorCode::Conflict, "restore the backup beside the live data first");
    return order;
}

Result<Started> BackupService::startSwap(api::Context& context, SwapOrder const& order)
{
    return enqueueDone(context, order.id, "backup.swap");
}

} // namespace core::backup
