// Playbooks over a temporary database with calls that only record; what tests of runs and attacks share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QTest>

#include <boost/json.hpp>

#include "core/services/incidents/incidents_service.h"
#include "core/services/playbooks/playbooks_service.h"
#include "tests/support/fake_calls.h"
#include "tests/support/sample_playbook.h"
#include "tests/support/serial_changes.h"

namespace support {

struct PlaybookWorld {
    TempDatabase database;
    SerialChanges changes{database};
    FakeCalls calls;
    core::incidents::IncidentsService incidents{changes, {}};
    core::playbooks::PlaybooksService playbooks{changes, calls, incidents, database.clock, database.random};
    core::api::Principal starter = callerWith({"*", "logs.read@*"}, "018f0000-0000-7000-8000-000000000001");
    core::api::Principal other = callerWith({"*"}, "018f0000-0000-7000-8000-000000000002");

    PlaybookWorld()
    {
        starter.name = "Ada";
        other.name = "Grace";
    }

    core::Result<core::playbooks::PlaybookRow> imported(core::json::Value document)
    {
        return changes.as(
            starter, [&](core::api::Context& context) -> core::Result<core::playbooks::PlaybookRow> {
                auto const prepared = TRY(playbooks.prepareImport(context, {std::move(document)}));
                return playbooks.import(context, prepared);
            });
    }
    core::Result<core::playbooks::PlaybookRow> approved(core::PlaybookId id)
    {
        return changes.as(
            other, [&](core::api::Context& context) { return playbooks.approve(context, {std::move(id)}); });
    }
    // Imports and approves.
    core::PlaybookId ready(SamplePlaybook const& sample)
    {
        auto row = imported(sample.document());
        if (!row || !approved(row->id))
            return {};
        return row->id;
    }
    core::Result<core::playbooks::RunRow> started(core::PlaybookId id, core::json::Object variables = {},
                                                  std::optional<std::string> incident = {})
    {
        return startedBy(starter, std::move(id), std::move(variables), std::move(incident));
    }
    core::Result<core::playbooks::RunRow> startedBy(core::api::Principal const& who, core::PlaybookId id,
                                                    core::json::Object variables = {},
                                                    std::optional<std::string> incident = {})
    {
        return changes.as(who, [&](core::api::Context& context) -> core::Result<core::playbooks::RunRow> {
            context.traceId = "0123456789abcdef0123456789abcdef";
            auto const prepared =
                TRY(playbooks.prepareRun(context, {std::move(id), incident, core::json::Value(variables)}));
            return playbooks.run(context, prepared);
        });
    }
    core::Result<core::playbooks::RunRow> answered(core::api::Principal const& who, core::RunId id,
                                                   std::string step, std::string answer,
                                                   std::optional<std::string> digest = {})
    {
        return changes.as(who, [&](core::api::Context& context) {
            return playbooks.answer(context,
                                    {std::move(id), std::move(step), std::move(answer), std::move(digest)});
        });
    }
    core::playbooks::RunDetail shown(core::RunId const& id)
    {
        auto detail = changes.reading(
            starter, [&](core::api::ReadContext& context) { return playbooks.showRun(context, {id}); });
        return detail ? *detail : core::playbooks::RunDetail{};
    }
    // Moves every run as far as it goes without a person.
    void settle(core::playbooks::Runner& runner, int passesMax = 200)
    {
        for (int pass = 0; pass < passesMax && !changes.refuses; ++pass) {
            if (!runner.turn())
                return;
        }
    }
    void settle() { settle(playbooks.runner()); }
};

} // namespace support
