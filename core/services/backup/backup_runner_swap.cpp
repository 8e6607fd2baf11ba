// The work behind the routes: restoring beside the live data, comparing, and the swap of collections.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json.hpp>

#include "core/platform/os/files.h"
#include "core/services/backup/backup_progress.h"
#include "core/services/backup/backup_runner.h"
#include "core/services/backup/repository/packed_numbers.h"

namespace core::backup {

namespace {

// The restored file under the name `restored`, for as long as this lives.
class Attached {
public:
    static Result<Attached> open(db::Connection& connection, std::string const& path)
    {
        TRY(db::attachReadOnly(connection, path));
        return Attached{connection};
    }
    ~Attached()
    {
        if (m_connection != nullptr)
            static_cast<void>(db::detachRestored(*m_connection));
    }
    Attached(Attached&& other) noexcept : m_connection{std::exchange(other.m_connection, nullptr)} {}
    Attached& operator=(Attached&&) = delete;

private:
    explicit Attached(db::Connection& connection) : m_connection{&connection} {}
    db::Connection* m_connection;
};

// The live data as something that a restored file can be attached to: its own file, or else a copy of it as
// one.
class LiveSide {
public:
    static Result<LiveSide> open(db::Database& database, std::string const& copyPath)
    {
        LiveSide live;
        if (database.dialect() == db::Dialect::Sqlite) {
            live.m_connection = TRY(database.reader());
            return live;
        }
        TRY(os::removeFile(copyPath));
        live.m_copy = std::make_unique<RemovedFile>(copyPath);
        TRY(database.copyTo(copyPath));
        live.m_connection = TRY(db::openSqliteReadOnly(copyPath));
        return live;
    }
    db::Connection& connection() { return *m_connection; }

private:
    std::unique_ptr<RemovedFile> m_copy;   // Goes after the connection to it.
    std::unique_ptr<db::Connection> m_connection;
};

constexpr std::int64_t kClearRows = 500;

} // namespace

Status BackupRunner::restore(jobs::JobContext& job)
{
    std::scoped_lock const lock{m_operation};
    auto const row = TRY(rowOf(job));
    return concluded(job, row.id, store::Milestone::Restored, "restore", restored(row, job));
}

BackupRunner::Found BackupRunner::restored(Backup const& row, jobs::JobContext& job) const
{
    auto const manifest = TRY(trusted(row));
    auto const directory = restoreDirectory() + "/" + row.id.value;
    TRY(os::removeTree(directory));
    TRY(os::makePrivateDirectory(directory));
    job.say("unpacking beside the live data");
    TRY(m_repository->unpack(manifest, m_keys->repository, directory + "/unpacked.db", progressOf(job)));
    {
        auto const connection = TRY(db::openSqliteReadOnly(directory + "/unpacked.db"));
        db::Tx tx{*connection};
        TRY(copy::integrity(tx));
        if (TRY(copy::tables(tx, pauseOf(job))) != manifest.facts.tables)
            return damaged("the restored tables are not those of the manifest");
    }
    // Its final name says that it was checked.
    TRY(os::renameDurably(directory + "/unpacked.db", restoredPath(row.id)));
    job.say("comparing with the live data");
    auto const comparison = TRY(compared(row, job));
    std::int64_t differing = 0;
    for (auto const& table : comparison.tables)
        if (table.kind == "collection")
            differing += table.onlyLive + table.onlyBackup + table.changed;
    TRY(change(job, "", [&](api::Context& context) {
        return store::putComparison(context.tx, row.id, comparison.comparedAt,
                                    json::text(api::write(comparison)));
    }));
    return json::Object{{"tables", comparison.tables.size()},
                        {"records_differing", differing},
                        {"would_come_back", comparison.wouldComeBack.size()}};
}

Result<Comparison> BackupRunner::compared(Backup const& row, jobs::JobContext& job) const
{
    auto live = TRY(LiveSide::open(m_world.database, workDirectory() + "/live.db"));
    auto& connection = live.connection();
    auto const attached = TRY(Attached::open(connection, restoredPath(row.id)));
    db::Tx tx{connection};
    Comparison comparison{.id = row.id, .comparedAt = m_world.clock.now(), .tables = {}, .wouldComeBack = {}};
    // One snapshot of the live side for all tables.
    TRY(connection.execute("BEGIN"));
    auto const work = [&]() -> Status {
        comparison.tables = TRY(copy::differences(tx, pauseOf(job)));
        comparison.wouldComeBack = TRY(copy::comeBacks(tx));
        return Done{};
    };
    auto const done = work();
    TRY(connection.execute("ROLLBACK"));
    if (!done)
        return done.error();
    return comparison;
}

Status BackupRunner::swap(jobs::JobContext& job)
{
    std::scoped_lock const lock{m_operation};
    auto const row = TRY(rowOf(job));
    return concluded(job, row.id, store::Milestone::Swapped, "swap", swapped(row, job));
}

BackupRunner::Found BackupRunner::swapped(Backup const& row, jobs::JobContext& job) const
{
    if (!isRestored(row.id))
        return failed(ErrorCode::Conflict, "restore the backup beside the live data first");
    std::vector<copy::CollectionName> common;
    {
        auto live = TRY(LiveSide::open(m_world.database, workDirectory() + "/live.db"));
        auto const attached = TRY(Attached::open(live.connection(), restoredPath(row.id)));
        db::Tx tx{live.connection()};
        common = TRY(copy::commonCollections(tx));
    }
    auto const connection = TRY(db::openSqliteReadOnly(restoredPath(row.id)));
    db::Tx restored{*connection};
    json::Array untouched;
    for (auto const& collection : TRY(copy::collections(restored)))
        if (std::ranges::find(common, collection.number, &copy::CollectionName::number) == common.end())
            untouched.emplace_back(collection.name);
    json::Array collections;
    for (auto const& collection : common)
        collections.push_back(api::write(TRY(swapOne(collection, restored, job))));
    return json::Object{{"collections", std::move(collections)}, {"gone_since", std::move(untouched)}};
}

Result<SwappedCollection> BackupRunner::swapOne(copy::CollectionName const& collection, db::Tx& restored,
                                                jobs::JobContext& job) const
{
    job.say("taking back the collection " + collection.name);
    SwappedCollection swapped{.collection = collection.name};
    swapped.backupSha256 = TRY(copy::recordsHash(restored, collection.number, pauseOf(job)));
    TRY(clearStage(job));
    TRY(stageAll(collection, restored, job));
    swapped.beforeSha256 = TRY(liveHash(collection.number, job));
    store::Flipped flipped;
    TRY(change(job, "backup.flip", [&](api::Context& context) -> Status {
        flipped = TRY(store::flip(context.tx, collection.number, context.now));
        context.subject("collection", collection.name);
        context.note("before_rows", flipped.before);
        context.note("after_rows", flipped.after);
        context.announce("collection.restored", {{"collection", collection.name}});
        return Done{};
    }));
    swapped.before = flipped.before;
    swapped.after = flipped.after;
    swapped.changed = flipped.changed;
    swapped.added = flipped.added;
    swapped.removed = flipped.removed;
    swapped.afterSha256 = TRY(liveHash(collection.number, job));
    TRY(clearStage(job));
    return swapped;
}

Status BackupRunner::stageAll(copy::CollectionName const& collection, db::Tx& restored,
                              jobs::JobContext& job) const
{
    std::string after;
    for (std::int64_t staged = 0;;) {
        TRY(goingOn(job));
        auto const chunk = TRY(copy::records(restored, collection.number, after, kSwapChunkRows));
        if (chunk.empty())
            return Done{};
        staged += static_cast<std::int64_t>(chunk.size());
        if (staged > kSwapRowsMax)
            return failedAs("backup-size", ErrorCode::TooLarge,
                            "the collection " + collection.name + " has more records than one swap takes");
        TRY(change(job, "", [&](api::Context& context) -> Status {
            for (auto const& record : chunk)
                TRY(store::stage(context.tx, collection.number, record));
            return Done{};
        }));
        after = chunk.back().id;
        job.advance(static_cast<std::int64_t>(chunk.size()));
    }
}

Status BackupRunner::clearStage(jobs::JobContext& job) const
{
    for (std::int64_t cleared = kClearRows; cleared == kClearRows;)
        TRY(change(job, "", [&](api::Context& context) -> Status {
            cleared = TRY(store::clearStaged(context.tx, kClearRows));
            return Done{};
        }));
    return Done{};
}

Result<std::string> BackupRunner::liveHash(std::int64_t collection, jobs::JobContext& job) const
{
    auto const connection = TRY(m_world.database.reader());
    db::Tx tx{*connection};
    return copy::recordsHash(tx, collection, pauseOf(job));
}

} // namespace core::backup
