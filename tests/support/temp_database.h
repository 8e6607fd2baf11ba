// A migrated database that goes with the test, SQLite or PostgreSQL as the run asks, and contexts to call services with.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <QtCore/QTemporaryDir>

#include "core/api/context.h"
#include "core/api/ports.h"
#include "core/platform/db/database.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_cluster.h"

namespace support {

// One thread. Every change() commits or rolls back on its own, as the write lane would.
class TempDatabase {
public:
    TempDatabase();
    ~TempDatabase();
    TempDatabase(TempDatabase const&) = delete;
    TempDatabase& operator=(TempDatabase const&) = delete;

    // Of a run on PostgreSQL; empty on SQLite.
    std::string const& url() const { return m_url; }
    core::db::Connection& connection() { return m_database->writer(); }
    core::db::Database& database() { return *m_database; }
    core::db::Tx tx() { return core::db::Tx{m_database->writer()}; }

    // Runs a change as that caller; what it left in its context is in `last`.
    template <class Work>
    auto change(core::api::Principal const& caller, Work&& work) -> decltype(work(std::declval<core::api::Context&>()))
    {
        auto transaction = tx();
        core::api::Context context{caller, transaction, clock.now(), random};
        context.ifMatch = ifMatch;
        must(connection().execute("BEGIN"));
        auto result = work(context);
        bool const keep = result || result.error().keep;
        must(connection().execute(keep ? "COMMIT" : "ROLLBACK"));
        if (keep) {
            for (auto const& action : context.actions)
                action();
        }
        take(context);
        return result;
    }
    template <class Work>
    auto read(core::api::Principal const& caller, Work&& work)
        -> decltype(work(std::declval<core::api::ReadContext&>()))
    {
        auto transaction = tx();
        core::api::ReadContext context{caller, transaction, clock.now(), random};
        auto result = work(context);
        last.answer = context.answer;
        return result;
    }
    // Ends the test program with the error's text: a broken world, not a failed test.
    static void must(core::Status const& status);

    struct Left {
        std::string subjectType;
        std::string subjectId;
        core::json::Object details;
        std::vector<core::api::Observation> announcements;
        bool raisesEpoch = false;
        core::api::AnswerExtras answer;
    };
    Left last;
    std::optional<std::string> ifMatch;
    FakeClock clock;
    SeededRandom random;

private:
    void take(core::api::Context const& context);
    void take(core::Result<std::unique_ptr<core::db::Database>> opened);

    QTemporaryDir m_folder;
    std::string m_url;
    std::unique_ptr<core::db::Database> m_database;
};

// api::Changes over a TempDatabase, for services that write on their own.
class TempChanges final : public core::api::Changes {
public:
    explicit TempChanges(TempDatabase& database) : m_database{database} {}
    core::Status change(core::api::Principal const& who, std::string_view verb,
                        std::function<core::Status(core::api::Context&)> work) override;
    core::Status read(std::function<core::Status(core::api::ReadContext&)> work) override;

    bool refuses = false;   // As an engine that stops would.
    std::vector<std::string> verbs;

private:
    TempDatabase& m_database;
};

// A caller with those grants.
core::api::Principal callerWith(std::vector<std::string> grants, std::string id = "018f0000-0000-7000-8000-0000000000aa");

} // namespace support
