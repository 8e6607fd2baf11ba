// Finding and opening the database of a data directory.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/database_place.h"

#include "core/platform/db/transfer.h"
#include "core/platform/os/files.h"

namespace core::engine {
namespace {

constexpr std::size_t kUrlBytesMax = 4096;

std::string urlFile(std::string const& directory)
{
    return directory + "/database";
}
std::string sqliteFile(std::string const& directory)
{
    return directory + "/dewar.db";
}

Result<std::unique_ptr<db::Database>> openPostgres(std::string const& url, DatabaseAccess const& access)
{
    return db::openPostgres({.url = url, .password = access.password.copy()});
}

Result<bool> isEmpty(db::Database& database)
{
    db::Tx tx{database.writer()};
    return TRY(db::tableNames(tx)).empty();
}

} // namespace

Result<std::string> databaseUrl(std::string const& directory, DatabaseAccess const& access)
{
    if (!access.url.empty() || !os::exists(urlFile(directory)))
        return access.url;
    auto const kept = TRY(os::readFile(urlFile(directory), kUrlBytesMax));
    return kept.substr(0, kept.find_first_of("\r\n"));
}

Result<std::unique_ptr<db::Database>> openDatabase(std::string const& directory, DatabaseAccess const& access)
{
    auto const url = TRY(databaseUrl(directory, access));
    if (url.empty())
        return db::openSqlite(sqliteFile(directory));
    auto database = TRY(openPostgres(url, access));
    if (TRY(isEmpty(*database)))
        return failed(ErrorCode::Conflict, "the database is empty; run deward init with it first");
    return database;
}

Result<std::unique_ptr<db::Database>> openEmptyDatabase(std::string const& directory,
                                                        DatabaseAccess const& access)
{
    if (access.url.empty())
        return db::openSqlite(sqliteFile(directory));
    auto database = TRY(openPostgres(access.url, access));
    if (!TRY(isEmpty(*database)))
        return failed(ErrorCode::Conflict,
                      "the database is not empty; an engine's set-up needs one of its own");
    TRY(os::writeFileAtomically(urlFile(directory), access.url + "\n"));
    return database;
}

} // namespace core::engine
