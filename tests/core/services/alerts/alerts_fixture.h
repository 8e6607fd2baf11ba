// Logs and alerts over a temporary database, driven step by step; for the tests of alerts and the attacks on
// them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <QtCore/QTemporaryDir>
#include <boost/json.hpp>

#include "core/services/alerts/alerts_service.h"
#include "core/services/logs/logs_service.h"
#include "tests/support/temp_database.h"

namespace support {

// One thread; the alert thread is not started: evaluate() is called.
struct Watch {
    TempDatabase database;
    TempChanges changes{database};
    QTemporaryDir folder;
    std::unique_ptr<core::logs::LogsService> logs;
    std::unique_ptr<core::alerts::AlertsService> alerts;
    core::api::Principal person = callerWith({"*", "logs.read@*"});
    core::api::Principal sender = callerWith({"logs.ingest@*"});
    std::vector<core::api::Observation> observed;

    Watch()
    {
        sender.name = "shop";
        std::filesystem::permissions(folder.path().toStdString(), std::filesystem::perms::owner_all);
        open();
    }

    // A new start over the same files and database.
    void open()
    {
        alerts.reset();
        logs.reset();
        auto opened =
            core::logs::LogsService::open({.folder = folder.path().toStdString() + "/logs",
                                           .evidenceFolder = folder.path().toStdString() + "/evidence"},
                                          database.clock);
        TempDatabase::must(opened ? core::Status{core::Done{}} : core::Status{opened.error()});
        logs = std::move(*opened);
        alerts =
            std::make_unique<core::alerts::AlertsService>(*logs, changes, database.clock, database.random);
        TempDatabase::must(alerts->prepare());
    }

    void engineEvent(std::string name, core::json::Object attributes)
    {
        logs->record({.at = database.clock.now(),
                      .name = std::move(name),
                      .severity = "info",
                      .message = {},
                      .traceId = {},
                      .attributes = std::move(attributes)});
        TempDatabase::must(logs->storeRecorded());
    }
    void signIn(char const* outcome, std::string address, std::string token = {})
    {
        core::json::Object attributes{
            {"outcome", outcome}, {"user", "ada"}, {"user_id", "u1"}, {"address", address}};
        if (!token.empty())
            attributes["token_id"] = token;
        engineEvent("auth.sign_in", std::move(attributes));
        database.clock.advance(std::chrono::seconds{1});
    }

    // Ingest as the lanes do; observations become engine events as the pipeline makes them.
    core::Status lines(std::string_view text)
    {
        auto const parsed = database.read(sender, [&](core::api::ReadContext& context) {
            auto result =
                logs->parseLines(context, {core::json::Value(text), "application/x-ndjson", std::nullopt});
            observed = context.observations;
            return result;
        });
        if (!parsed)
            return parsed.error();
        auto const accepted = logs->accept(*parsed);
        TRY(logs->flush());
        for (auto const& observation : observed)
            engineEvent(observation.name, observation.attributes);
        return accepted ? core::Status{core::Done{}} : core::Status{accepted.error()};
    }

    std::vector<core::alerts::Alert> raised()
    {
        TempDatabase::must(alerts->evaluate());
        auto page = database.read(person, [&](core::api::ReadContext& context) {
            return alerts->list(context, {.state = {}, .limit = 200, .after = {}});
        });
        return page ? page->items : std::vector<core::alerts::Alert>{};
    }
    core::Result<core::alerts::Rule> rule(core::alerts::NewRule const& created)
    {
        return database.change(
            person, [&](core::api::Context& context) { return alerts->createRule(context, created); });
    }
};

} // namespace support
