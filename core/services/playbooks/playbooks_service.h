// Playbooks: import and review, runs with their answers and approvals. The effects are API calls, made by the
// runner.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/api/context.h"
#include "core/api/ports.h"
#include "core/base/random.h"
#include "core/services/incidents/incidents_service.h"
#include "core/services/playbooks/playbooks_runner.h"
#include "core/services/playbooks/playbooks_types.h"

namespace core::playbooks {

constexpr std::size_t kImportBytesMax = 1 << 20;

// What prepare found out; the write lane stores it.
struct PreparedImport {
    StoredPlaybook playbook;
};
struct PreparedRun {
    StoredRun run;
    std::vector<std::string> grant;
};

// start() after the database is migrated and the lanes run; stop() before they end.
class PlaybooksService {
public:
    // `holder`: see Runner.
    PlaybooksService(api::Changes& changes, api::Calls& calls, incidents::IncidentsService& incidents,
                     Clock const& clock, Random& random, std::string holder = "alone");

    // Loads the built-in playbooks (resources/playbooks, trusted as part of the program) and goes on with
    // every run.
    Status start();
    void stop() { m_runner.stop(); }
    Status loadBuiltIns();
    Runner& runner() { return m_runner; }

    Result<api::Page<PlaybookRow>> list(api::ReadContext& context, PlaybookFilter const& filter);
    Result<PlaybookDetail> show(api::ReadContext& context, PlaybookById const& wanted);
    Result<Preview> preview(api::ReadContext& context, PlaybookById const& wanted);
    Result<PreparedImport> prepareImport(api::ReadContext& context, ImportedPlaybook const& imported);
    Result<PlaybookRow> import(api::Context& context, PreparedImport const& prepared);
    Result<PlaybookRow> approve(api::Context& context, PlaybookById const& wanted);

    // Everything is checked before the first step: approved, valid now, no defect, variables, rights.
    Result<PreparedRun> prepareRun(api::ReadContext& context, NewRun const& wanted);
    Result<RunRow> run(api::Context& context, PreparedRun const& prepared);
    Result<api::Page<RunRow>> runs(api::ReadContext& context, RunFilter const& filter);
    Result<RunDetail> showRun(api::ReadContext& context, RunById const& wanted);
    // The first answer counts; a second one is told who was first (409). An approval needs the digest that
    // was shown, and somebody other than the run's starter.
    Result<RunRow> answer(api::Context& context, RunAnswer const& given);
    Result<RunRow> cancel(api::Context& context, RunById const& wanted);

private:
    Result<StoredPlaybook> found(db::Tx& tx, PlaybookId const& id) const;
    Result<StoredRun> foundRun(db::Tx& tx, RunId const& id) const;

    api::Changes& m_changes;
    incidents::IncidentsService& m_incidents;
    Clock const& m_clock;
    Random& m_random;
    Runner m_runner;
};

} // namespace core::playbooks
