// SQL of the playbooks capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_store.h"

#include <algorithm>

#include <boost/json.hpp>

namespace core::playbooks {
namespace {
constexpr std::string_view kInsertPlaybook = R"sql(
    INSERT INTO playbooks (id, cacao_id, version, name, description, origin, state, runnable, document,
           defects,
                           digest, imported_by, imported_at, approved_by, approved_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))sql";

constexpr std::string_view kPlaybookById = R"sql(
    SELECT id, cacao_id, version, name, description, origin, state, runnable, digest, imported_by,
           imported_at,
           approved_by, approved_at, document, defects
      FROM playbooks
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kPlaybookByVersion = R"sql(
    SELECT id, cacao_id, version, name, description, origin, state, runnable, digest, imported_by,
           imported_at,
           approved_by, approved_at, document, defects
      FROM playbooks
     WHERE cacao_id = $1 AND version = $2
     LIMIT 1)sql";

constexpr std::string_view kNewestApproved = R"sql(
    SELECT id, cacao_id, version, name, description, origin, state, runnable, digest, imported_by,
           imported_at,
           approved_by, approved_at, document, defects
      FROM playbooks
     WHERE cacao_id = $1 AND state = 'approved'
     ORDER BY version DESC
     LIMIT 1)sql";

constexpr std::string_view kPlaybookPage = R"sql(
    SELECT id, cacao_id, version, name, description, origin, state, runnable, digest, imported_by,
           imported_at,
           approved_by, approved_at
      FROM playbooks
     WHERE ($1 = '' OR state = $1) AND ($2 = '' OR id < $2)
     ORDER BY id DESC
     LIMIT $3)sql";

constexpr std::string_view kApprove = R"sql(
    UPDATE playbooks
       SET state = 'approved', approved_by = $2, approved_at = $3
     WHERE id = $1 AND state = 'draft' AND runnable = 1)sql";

constexpr std::string_view kInsertRun = R"sql(
    INSERT INTO playbook_runs (id, playbook_id, name, state, incident_id, started_by, starter_id,
           principal, variables,
                               bundle, trace_id, started_at)
    VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kRunById = R"sql(
    SELECT id, playbook_id, name, state, reason, incident_id, started_by, trace_id, waiting_for,
           revision, started_at,
           ended_at, starter_id, principal, variables, bundle, visits
      FROM playbook_runs
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kRunPage = R"sql(
    SELECT id, playbook_id, name, state, reason, incident_id, started_by, trace_id, waiting_for,
           revision, started_at,
           ended_at
      FROM playbook_runs
     WHERE ($1 = '' OR state = $1) AND ($2 = '' OR incident_id = $2) AND ($3 = '' OR id < $3)
     ORDER BY id DESC
     LIMIT $4)sql";

constexpr std::string_view kRunningRuns = R"sql(
    SELECT COUNT(*) FROM playbook_runs WHERE state = 'running' LIMIT 1)sql";

constexpr std::string_view kRunningIds = R"sql(
    SELECT id
      FROM playbook_runs
     WHERE state = 'running'
       AND NOT EXISTS (SELECT 1 FROM leases
                        WHERE name = 'run/' || playbook_runs.id AND holder <> $1 AND until > $2)
     ORDER BY id
     LIMIT $3)sql";

constexpr std::string_view kSetWaiting = R"sql(
    UPDATE playbook_runs
       SET waiting_key = $2, waiting_for = $3, revision = revision + 1
     WHERE id = $1)sql";

constexpr std::string_view kSetVisits = R"sql(
    UPDATE playbook_runs SET visits = $2, revision = revision + 1 WHERE id = $1)sql";

constexpr std::string_view kEndRun = R"sql(
    UPDATE playbook_runs
       SET state = $2, reason = $3, ended_at = $4, waiting_key = '', waiting_for = NULL,
           revision = revision + 1
     WHERE id = $1 AND state = 'running')sql";

constexpr std::string_view kAppend = R"sql(
    INSERT INTO playbook_journal (run_id, number, kind, entry_key, step_id, step_name, turn, says,
           outs, by_name, at)
    SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10
      FROM playbook_journal
     WHERE run_id = $1
    HAVING 1 = 1
        ON CONFLICT DO NOTHING)sql";

constexpr std::string_view kJournalEnd = R"sql(
    SELECT COALESCE(MAX(number), 0) FROM playbook_journal WHERE run_id = $1 LIMIT 1)sql";

constexpr std::string_view kJournal = R"sql(
    SELECT number, kind, entry_key, step_id, step_name, turn, says, outs, by_name, at
      FROM playbook_journal
     WHERE run_id = $1 AND number > $2
     ORDER BY number
     LIMIT $3)sql";

constexpr std::string_view kNewest = R"sql(
    SELECT number, kind, entry_key, step_id, step_name, turn, says, outs, by_name, at
      FROM playbook_journal
     WHERE run_id = $1
     ORDER BY number DESC
     LIMIT $2)sql";

constexpr std::string_view kAnswer = R"sql(
    SELECT number, kind, entry_key, step_id, step_name, turn, says, outs, by_name, at
      FROM playbook_journal
     WHERE run_id = $1 AND entry_key = $2 AND kind NOT IN ('intent', 'accepted', 'visit')
     LIMIT 1)sql";

PlaybookRow playbookFrom(db::Row const& row)
{
    return {.id = {row.text(0)},
            .cacaoId = row.text(1),
            .version = row.text(2),
            .name = row.text(3),
            .description = row.text(4),
            .origin = row.text(5),
            .state = row.text(6),
            .runnable = row.truth(7),
            .digest = row.text(8),
            .importedBy = row.text(9),
            .importedAt = row.time(10),
            .approvedBy = row.optionalText(11),
            .approvedAt = row.optionalTime(12)};
}

StoredPlaybook storedPlaybookFrom(db::Row const& row)
{
    return {.row = playbookFrom(row), .document = row.text(13), .defects = row.text(14)};
}

// Prompts are parts of a playbook with its values filled in, one of each open branch.
constexpr std::size_t kWaitingBytesMax = 64U << 20;

// A list; one object is what a run of an earlier version waits for.
std::vector<WaitingFor> waitingFrom(std::optional<std::string> const& text)
{
    std::vector<WaitingFor> list;
    auto value = text ? json::parse(*text, {.bytesMax = kWaitingBytesMax}) : Result<json::Value>{json::Value{}};
    if (!value || value->is_null())
        return list;
    for (auto const& item : value->is_array() ? value->get_array() : json::Array{*value})
        if (auto waiting = api::read<WaitingFor>(item))
            list.push_back(std::move(*waiting));
    return list;
}

// A person comes before a time: only the person can do something about it.
std::optional<WaitingFor> firstOf(std::vector<WaitingFor> const& waiting)
{
    auto const isPerson = [](WaitingFor const& one) { return one.kind != "time"; };
    auto first = std::ranges::find_if(waiting, isPerson);
    if (first == waiting.end())
        first = waiting.begin();
    return first == waiting.end() ? std::nullopt : std::optional{*first};
}

RunRow runFrom(db::Row const& row)
{
    auto waiting = waitingFrom(row.optionalText(8));
    return {.id = {row.text(0)},
            .playbookId = {row.text(1)},
            .name = row.text(2),
            .state = row.text(3),
            .reason = row.text(4),
            .incidentId = row.optionalText(5),
            .startedBy = row.text(6),
            .traceId = row.text(7),
            .waitingFor = firstOf(waiting),
            .waiting = std::move(waiting),
            .revision = row.integer(9),
            .startedAt = row.time(10),
            .endedAt = row.optionalTime(11)};
}

StoredRun storedRunFrom(db::Row const& row)
{
    return {.row = runFrom(row),
            .starterId = row.text(12),
            .principal = row.text(13),
            .variables = row.text(14),
            .bundle = row.text(15),
            .visits = row.integer(16)};
}

JournalRow journalFrom(db::Row const& row)
{
    return {.number = row.integer(0),
            .kind = row.text(1),
            .key = row.text(2),
            .stepId = row.text(3),
            .stepName = row.text(4),
            .turn = row.integer(5),
            .says = row.text(6),
            .outs = row.text(7),
            .by = row.text(8),
            .at = row.time(9)};
}
} // namespace

Status insertPlaybook(db::Tx& tx, StoredPlaybook const& playbook)
{
    auto const& row = playbook.row;
    TRY(tx.run(kInsertPlaybook, row.id, row.cacaoId, row.version, row.name, row.description, row.origin,
               row.state, row.runnable ? 1 : 0, playbook.document, playbook.defects, row.digest,
               row.importedBy, row.importedAt, row.approvedBy, row.approvedAt));
    return Done{};
}

Result<std::optional<StoredPlaybook>> playbookById(db::Tx& tx, std::string_view id)
{
    return tx.one(kPlaybookById, storedPlaybookFrom, id);
}

Result<std::optional<StoredPlaybook>> playbookByVersion(db::Tx& tx, std::string_view cacaoId,
                                                        std::string_view version)
{
    return tx.one(kPlaybookByVersion, storedPlaybookFrom, cacaoId, version);
}

Result<std::optional<StoredPlaybook>> newestApproved(db::Tx& tx, std::string_view cacaoId)
{
    return tx.one(kNewestApproved, storedPlaybookFrom, cacaoId);
}

Result<std::vector<PlaybookRow>> playbookPage(db::Tx& tx, PlaybookFilter const& filter,
           std::int64_t limit)
{
    return tx.all(kPlaybookPage, playbookFrom, filter.state.value_or(""), filter.after.value_or(""),
           limit);
}

Result<bool> approvePlaybook(db::Tx& tx, PlaybookId const& id, std::string_view by, Time at)
{
    return TRY(tx.run(kApprove, id, by, at)) > 0;
}

Status insertRun(db::Tx& tx, StoredRun const& run)
{
    TRY(tx.run(kInsertRun, run.row.id, run.row.playbookId, run.row.name, run.row.incidentId,
               run.row.startedBy, run.starterId, run.principal, run.variables, run.bundle,
           run.row.traceId,
               run.row.startedAt));
    return Done{};
}

Result<std::optional<StoredRun>> runById(db::Tx& tx, RunId const& id)
{
    return tx.one(kRunById, storedRunFrom, id);
}

Result<std::vector<RunRow>> runPage(db::Tx& tx, RunFilter const& filter, std::int64_t limit)
{
    return tx.all(kRunPage, runFrom, filter.state.value_or(""), filter.incidentId.value_or(""),
                  filter.after.value_or(""), limit);
}

Result<std::int64_t> runningRuns(db::Tx& tx)
{
    return TRY(tx.one(kRunningRuns, [](db::Row const& row) { return row.integer(0); })).value_or(0);
}

std::string leaseOf(RunId const& id)
{
    return "run/" + id.value;
}

Result<std::vector<RunId>> runningIds(db::Tx& tx, std::string_view holder, Time now, std::int64_t limit)
{
    return tx.all(
        kRunningIds, [](db::Row const& row) { return RunId{row.text(0)}; }, holder, now, limit);
}

Status setWaiting(db::Tx& tx, RunId const& id, std::vector<WaitingFor> const& waiting)
{
    json::Array list;
    for (auto const& one : waiting)
        list.push_back(api::write(one));
    auto const first = firstOf(waiting);
    TRY(tx.run(kSetWaiting, id, first ? first->key : std::string{},
               list.empty() ? std::nullopt : std::optional{json::text(list)}));
    return Done{};
}

Status setVisits(db::Tx& tx, RunId const& id, std::int64_t visits)
{
    TRY(tx.run(kSetVisits, id, visits));
    return Done{};
}

Result<bool> endRun(db::Tx& tx, RunId const& id, std::string_view state, std::string_view reason,
           Time at)
{
    return TRY(tx.run(kEndRun, id, state, reason, at)) > 0;
}

Result<bool> appendJournal(db::Tx& tx, RunId const& id, JournalRow const& row)
{
    return TRY(tx.run(kAppend, id, row.kind, row.key, row.stepId, row.stepName, row.turn, row.says,
           row.outs,
                      row.by, row.at)) > 0;
}

Result<std::int64_t> journalEnd(db::Tx& tx, RunId const& id)
{
    return TRY(tx.one(kJournalEnd, [](db::Row const& row) { return row.integer(0); }, id)).value_or(0);
}

Result<std::vector<JournalRow>> journalOf(db::Tx& tx, RunId const& id, std::int64_t after,
           std::int64_t limit)
{
    return tx.all(kJournal, journalFrom, id, after, limit);
}

Result<std::vector<JournalRow>> newestOfJournal(db::Tx& tx, RunId const& id, std::int64_t limit)
{
    auto rows = TRY(tx.all(kNewest, journalFrom, id, limit));
    std::ranges::reverse(rows);
    return rows;
}

Result<std::optional<JournalRow>> answerTo(db::Tx& tx, RunId const& id, std::string_view key)
{
    return tx.one(kAnswer, journalFrom, id, key);
}

} // namespace core::playbooks
