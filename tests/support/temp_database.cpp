// The temporary database behind service tests.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temp_database.h"

#include <cstdio>
#include <cstdlib>

#include "tests/support/postgres_cluster.h"

namespace support {

TempDatabase::TempDatabase()
{
    if (onPostgres()) {
        m_url = PostgresCluster::get().migrated();
        take(core::db::openPostgres({.url = m_url}));
        return;
    }
    take(core::db::openSqlite(m_folder.filePath("test.db").toStdString()));
    must(core::db::migrate(m_database->writer(), clock));
}

TempDatabase::~TempDatabase()
{
    m_database.reset();
    if (!m_url.empty())
        PostgresCluster::get().drop(m_url);
}

void TempDatabase::take(core::Result<std::unique_ptr<core::db::Database>> opened)
{
    if (!opened)
        must(core::Status{opened.error()});
    m_database = std::move(*opened);
}

void TempDatabase::must(core::Status const& status)
{
    if (status)
        return;
    std::fprintf(stderr, "the test's database failed: %s (%s)\n", status.error().message.c_str(),
                 status.error().detail.c_str());
    std::abort();
}

void TempDatabase::take(core::api::Context const& context)
{
    last = {context.subjectType, context.subjectId,   context.details,
            context.announcements, context.raisesEpoch, context.answer};
}

core::Status TempChanges::change(core::api::Principal const& who, std::string_view verb,
                                 std::function<core::Status(core::api::Context&)> work)
{
    if (refuses)
        return core::failed(core::ErrorCode::Unavailable, "the engine stops");
    verbs.emplace_back(verb);
    return m_database.change(who, work);
}

core::Status TempChanges::read(std::function<core::Status(core::api::ReadContext&)> work)
{
    if (refuses)
        return core::failed(core::ErrorCode::Unavailable, "the engine stops");
    return m_database.read(core::api::systemPrincipal("test"), work);
}

core::api::Principal callerWith(std::vector<std::string> grants, std::string id)
{
    core::api::Principal caller;
    caller.kind = core::api::Principal::Kind::User;
    caller.name = "caller";
    caller.userId = id;
    caller.id = std::move(id);
    caller.permissions = core::api::PermissionSet{std::move(grants)};
    return caller;
}

} // namespace support
