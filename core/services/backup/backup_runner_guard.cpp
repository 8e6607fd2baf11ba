// The work behind the timer and the start: is the repository as it was left, and is the data as new as it
// says?
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/log/log.h"
#include "core/services/backup/backup_runner.h"

namespace core::backup {

namespace {

// A look costs one small file per backup: the newest ones, and the last one that was proven.
constexpr std::int64_t kGuardedMax = 200;
constexpr std::size_t kNamedMax = 20; // of lost backups in one announcement

// Small databases change in most of their pages at once without harm.
constexpr std::int64_t kGuardPagesMin = 256;

} // namespace

Result<std::vector<Backup>> BackupRunner::guarded() const
{
    std::vector<Backup> rows;
    TRY(m_world.changes.read([&](api::ReadContext& context) -> Status {
        rows = TRY(store::page(context.tx, "", kGuardedMax));
        auto const proven = TRY(store::status(context.tx)).lastProvenId;
        if (proven && std::ranges::find(rows, *proven, &Backup::id) == rows.end())
            if (auto row = TRY(store::byId(context.tx, *proven)))
                rows.push_back(std::move(*row));
        return Done{};
    }));
    std::erase_if(rows, [](Backup const& row) { return row.state != nameOf(State::Done); });
    return rows;
}

// To whoever subscribed, with the change; and to the alert rules once it is committed.
void BackupRunner::announce(api::Context& context, std::string_view name, std::string message,
                            json::Object facts) const
{
    if (m_world.warn)
        context.afterCommit([this, name = std::string{name}, message = std::move(message), facts] {
            m_world.warn(name, message, facts);
        });
    context.announce(std::string{name}, std::move(facts));
}

Status BackupRunner::guard()
{
    std::set<std::string> lost;
    json::Array named;
    for (auto const& row : TRY(guarded())) {
        auto const found = [&]() -> Status { return m_repository->look(TRY(trusted(row))); }();
        if (found)
            continue;
        lost.insert(row.id.value);
        if (named.size() < kNamedMax)
            named.push_back(json::Object{{"backup", row.id.value}, {"problem", found.error().message}});
    }
    m_lost = static_cast<std::int64_t>(lost.size());
    // Told once for each that joins them, not every hour anew.
    if (!std::ranges::includes(m_lostBefore, lost))
        TRY(m_world.changes.change(api::systemPrincipal("backup"), "", [&](api::Context& context) -> Status {
            announce(context, "backup.lost",
                     std::to_string(lost.size()) + " backups are not as they were left",
                     {{"count", m_lost.load()}, {"backups", named}});
            return Done{};
        }));
    m_lostBefore = std::move(lost);
    return Done{};
}

// The newest manifest saw the end of the audit chain, and may lie on another disk than the data (T17, A36).
Status BackupRunner::compareWithWitness()
{
    auto const newest = TRY(m_repository->newestOf(m_keys->repository));
    if (!newest || newest->facts.auditNumber == 0)
        return Done{};
    auto const& seen = newest->facts;
    copy::AuditHead head;
    std::optional<std::string> hash;
    TRY(m_world.changes.read([&](api::ReadContext& context) -> Status {
        head = TRY(copy::auditHead(context.tx));
        hash = TRY(copy::auditHashAt(context.tx, seen.auditNumber));
        return Done{};
    }));
    if (hash == seen.auditHash)
        return Done{};
    auto const missing = std::max<std::int64_t>(0, seen.auditNumber - head.number);
    json::Object const facts{{"backup", seen.id},
                             {"backup_created_at", rfc3339(seen.createdAt)},
                             {"audit_number_seen", seen.auditNumber},
                             {"audit_number_found", head.number},
                             {"rows_missing", missing}};
    auto const message = missing > 0 ? std::to_string(missing) + " audit rows that the backup " + seen.id +
                                           " saw are missing: older data was put back"
                                     : "the audit is not the one that the backup " + seen.id + " saw";
    log::error(message, {{"audit_number_seen", std::to_string(seen.auditNumber)},
                         {"audit_number_found", std::to_string(head.number)}});
    return m_world.changes.change(api::systemPrincipal("backup"), "audit.rolled_back",
                                  [&](api::Context& context) -> Status {
                                      context.subject("backup", seen.id);
                                      context.details = facts;
                                      announce(context, "audit.rolled_back", message, facts);
                                      return Done{};
                                  });
}

std::optional<json::Object> BackupRunner::unusual(Manifest const& manifest) const
{
    // A copy of PostgreSQL is laid out anew: a row more moves all pages behind it, so they say nothing.
    if (m_world.database.dialect() != db::Dialect::Sqlite)
        return std::nullopt;
    bool const isFirst = manifest.previous.empty();
    if (isFirst || manifest.pages < kGuardPagesMin || manifest.storedPages * 2 <= manifest.pages)
        return std::nullopt;
    return json::Object{
        {"backup", manifest.facts.id}, {"pages", manifest.pages}, {"pages_changed", manifest.storedPages}};
}

} // namespace core::backup
