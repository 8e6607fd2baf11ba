// Playbooks, runs and their journal in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/playbooks/playbooks_types.h"

namespace core::playbooks {

struct StoredPlaybook {
    PlaybookRow row;
    std::string document; // canonical JSON
    std::string defects;  // JSON list
};

struct StoredRun {
    RunRow row;
    std::string starterId;
    std::string principal; // api::snapshotOf
    std::string variables; // JSON object of texts
    std::string bundle;    // JSON: {"root": CACAO id, "playbooks": [our ids]}
    std::int64_t visits = 0;
};

struct JournalRow {
    std::int64_t number = 0;
    std::string kind;
    std::string key;
    std::string stepId;
    std::string stepName;
    std::int64_t turn = 0;
    std::string says;
    std::string outs = "{}"; // JSON object of texts; of "accepted": {"job": id, "outs": {...}}
    std::string by;
    Time at{};
};

Status insertPlaybook(db::Tx& tx, StoredPlaybook const& playbook);
Result<std::optional<StoredPlaybook>> playbookById(db::Tx& tx, std::string_view id);
Result<std::optional<StoredPlaybook>> playbookByVersion(db::Tx& tx, std::string_view cacaoId,
                                                        std::string_view version);
// The approved version that was modified last.
Result<std::optional<StoredPlaybook>> newestApproved(db::Tx& tx, std::string_view cacaoId);
Result<std::vector<PlaybookRow>> playbookPage(db::Tx& tx, PlaybookFilter const& filter, std::int64_t limit);
Result<bool> approvePlaybook(db::Tx& tx, PlaybookId const& id, std::string_view by, Time at);

Status insertRun(db::Tx& tx, StoredRun const& run);
Result<std::optional<StoredRun>> runById(db::Tx& tx, RunId const& id);
Result<std::vector<RunRow>> runPage(db::Tx& tx, RunFilter const& filter, std::int64_t limit);
Result<std::int64_t> runningRuns(db::Tx& tx);
// The lease under which an engine moves a run.
std::string leaseOf(RunId const& id);
// Running, and not leased by an engine other than `holder`; `now` is the database's time.
Result<std::vector<RunId>> runningIds(db::Tx& tx, std::string_view holder, Time now, std::int64_t limit);
// Everything the run waits for, in the order in which it began to wait.
Status setWaiting(db::Tx& tx, RunId const& id, std::vector<WaitingFor> const& waiting);
Status setVisits(db::Tx& tx, RunId const& id, std::int64_t visits);
// Only a running run ends; answers whether it did.
Result<bool> endRun(db::Tx& tx, RunId const& id, std::string_view state, std::string_view reason, Time at);

// Answers false if that key was answered already: then the first stays. Rows are numbered in the order of commits.
Result<bool> appendJournal(db::Tx& tx, RunId const& id, JournalRow const& row);
// The number of the newest row; 0 without one.
Result<std::int64_t> journalEnd(db::Tx& tx, RunId const& id);
Result<std::vector<JournalRow>> journalOf(db::Tx& tx, RunId const& id, std::int64_t after,
                                          std::int64_t limit);
Result<std::vector<JournalRow>> newestOfJournal(db::Tx& tx, RunId const& id, std::int64_t limit);
Result<std::optional<JournalRow>> answerTo(db::Tx& tx, RunId const& id, std::string_view key);

} // namespace core::playbooks
