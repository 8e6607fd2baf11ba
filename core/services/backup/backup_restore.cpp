// Restore on a bare machine, without an engine: from a repository and a key into an empty directory. For
// dewarctl.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/backup/backup_restore.h"

#include "core/platform/db/database.h"
#include "core/platform/os/files.h"
#include "core/services/backup/backup_keys.h"
#include "core/services/backup/backup_store.h"
#include "core/services/backup/repository/packed_numbers.h"
#include "core/services/backup/repository/repository.h"

namespace core::backup {

namespace {

constexpr std::string_view kDatabase = "/dewar.db";
constexpr std::string_view kUnpacked = "/restoring.db";
constexpr std::string_view kVault = "/vault.json";

Status goOn()
{
    return Done{};
}

// Takes away what was written unless the restore came to its end.
class Undo {
public:
    static Result<Undo> begin(std::string directory)
    {
        bool const existed = os::exists(directory);
        if (existed && !TRY(os::listDirectory(directory, 1000)).empty())
            return failedAs("not-empty", ErrorCode::Conflict,
                            directory + " is not empty; a restore needs an empty one");
        TRY(os::makePrivateDirectory(directory));
        return Undo{std::move(directory), existed};
    }
    ~Undo()
    {
        if (m_directory.empty())
            return;
        for (auto const name : {kVault, kUnpacked, kDatabase})
            static_cast<void>(os::removeFile(m_directory + std::string{name}));
        for (auto const* const name : {"/restoring.db-wal", "/restoring.db-shm", "/restoring.db-journal"})
            static_cast<void>(os::removeFile(m_directory + name));
        for (auto const name : kKeptFiles)
            static_cast<void>(os::removeFile(m_directory + "/" + std::string{name}));
        if (!m_existed)
            static_cast<void>(os::removeTree(m_directory));
    }
    Undo(Undo&& other) noexcept : m_directory{std::move(other.m_directory)}, m_existed{other.m_existed}
    {
        other.m_directory.clear();
    }
    Undo& operator=(Undo&&) = delete;
    void keep() { m_directory.clear(); }

private:
    Undo(std::string directory, bool existed) : m_directory{std::move(directory)}, m_existed{existed} {}
    std::string m_directory;
    bool m_existed;
};

Result<Envelope> chosen(Repository const& repository, std::string const& backup)
{
    if (backup != "latest")
        return repository.envelope(backup);
    // A newest one that cannot be trusted is refused by name below, never skipped in silence.
    auto envelopes = TRY(repository.list());
    if (envelopes.empty())
        return failed(ErrorCode::NotFound, "the repository has no backup");
    return std::move(envelopes.back());
}

Result<vault::Vault> unlocked(RestoreOrder const& order)
{
    if (!order.recoveryKit.empty())
        return vault::Vault::unlockWithRecovery(order.directory, order.recoveryKit.view());
    return vault::Vault::unlock(order.directory, order.passphrase);
}

Result<RepositoryKey> keyOf(vault::Vault const& vault, Envelope const& envelope)
{
    if (vault.id() != envelope.engine)
        return failedAs("backup-foreign", ErrorCode::Conflict,
                        "the manifest and its vault belong to two engines");
    return openRepositoryKey(TRY(vault.derived(kWrappingLabel)), envelope.sealedKey, envelope.engine);
}

Status checkTables(std::string const& path, Manifest const& manifest)
{
    auto const connection = TRY(db::openSqliteReadOnly(path));
    db::Tx tx{*connection};
    TRY(copy::integrity(tx));
    if (TRY(copy::tables(tx, goOn)) != manifest.facts.tables)
        return damaged("the restored tables are not those of the manifest");
    return Done{};
}

// Every backup of the repository is a row again, the one that is being restored too: its own copy calls it
// unfinished.
Status adoptBackups(db::Tx& tx, Repository const& repository, RepositoryKey const& key, Time now)
{
    std::vector<std::string> unreadable;
    for (auto const& envelope : TRY(repository.list(&unreadable))) {
        auto const manifest = opened(envelope, key);
        if (!manifest)
            continue;
        Backup row;
        row.id = {envelope.id};
        row.label = manifest->facts.label;
        row.state = nameOf(State::Waiting);
        row.startedBy = "restore";
        row.createdAt = envelope.createdAt;
        if (!TRY(store::byId(tx, row.id)))
            TRY(store::insert(tx, row));
        TRY(store::finish(tx, row.id, *manifest, now));
    }
    return Done{};
}

Result<copy::Floor> madeReady(RestoreOrder const& order, Repository const& repository,
                              RepositoryKey const& key, Time now)
{
    auto const database = TRY(db::openSqlite(order.directory + std::string{kUnpacked}));
    auto& connection = database->writer();
    db::Tx tx{connection};
    copy::Floor floor;
    TRY(connection.execute("BEGIN"));
    auto const work = [&]() -> Status {
        floor = TRY(copy::layFloor(tx, order.credentials, now));
        TRY(adoptBackups(tx, repository, key, now));
        if (order.record)
            TRY(order.record(tx, floor));
        return connection.execute("COMMIT");
    };
    TRY(work());
    if (!TRY(database->checkpoint()))
        return failed(ErrorCode::Unavailable, "the restored database could not be completed");
    return floor;
}

Status putFiles(RestoreOrder const& order, Manifest const& manifest)
{
    for (auto const& file : manifest.facts.files)
        TRY(os::writeFileAtomically(order.directory + "/" + file.name, file.bytes));
    TRY(os::renameDurably(order.directory + std::string{kUnpacked},
                          order.directory + std::string{kDatabase}));
    return os::fsyncDirectory(order.directory);
}

} // namespace

Result<RestoreReport> restoreInto(RestoreOrder const& order, Clock const& clock, Random& random)
{
    auto const repository = TRY(Repository::open(order.repository));
    auto undo = TRY(Undo::begin(order.directory));
    auto const envelope = TRY(chosen(repository, order.backup));
    TRY(os::writeFileAtomically(order.directory + std::string{kVault}, envelope.vaultFile));
    auto vault = TRY(unlocked(order));
    auto const key = TRY(keyOf(vault, envelope));
    auto const manifest = TRY(opened(envelope, key));
    auto const path = order.directory + std::string{kUnpacked};
    TRY(repository.unpack(manifest, key, path));
    TRY(checkTables(path, manifest));
    RestoreReport report{.backup = envelope.id,
                         .engine = envelope.engine,
                         .createdAt = envelope.createdAt,
                         .sequence = manifest.sequence,
                         .tables = static_cast<std::int64_t>(manifest.facts.tables.size()),
                         .bytes = manifest.databaseBytes(),
                         .floor = {}};
    for (auto const& table : manifest.facts.tables)
        report.rows += table.rows;
    report.floor = TRY(madeReady(order, repository, key, clock.now()));
    if (order.nextPassphrase)
        TRY(vault.changePassphrase(*order.nextPassphrase, random));
    TRY(putFiles(order, manifest));
    undo.keep();
    return report;
}

} // namespace core::backup
