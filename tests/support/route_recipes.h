// One valid call for every route of the table: what contract and fault tests send.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/services/backup/repository/manifest.h"
#include "tests/support/engine_fixture.h"

namespace support {

struct RecipeCall {
    std::string path; // with ids and query
    core::json::Value body = nullptr;
    std::string text = {}; // instead of `body`: a form, log lines
    std::string contentType = {};
    std::vector<core::http::Header> headers = {};
    std::string token = {};
    // Afterwards the caller's own session is over, so that a repetition is refused at the door.
    bool endsCaller = false;
};

// An engine and what the recipes need of it: a caller with every right, and things to call about. Everything
// a recipe needs is made by calls of the same engine, but for what only the engine itself makes (an alert, a
// job).
class RecipeWorld {
public:
    RecipeWorld();

    // Nothing for a route that has no recipe. What it makes can have its effect once.
    std::optional<RecipeCall> prepare(core::api::CompiledRoute const& route);
    Reply send(core::api::CompiledRoute const& route, RecipeCall const& call, std::string_view key = {});
    // Waits until no job is left.
    void settle();

    core::engine::Engine& engine() { return fixture.engine(); }
    // Every table with its rows and hash, by name; but for tables that the engine writes to by itself.
    std::map<std::string, core::backup::TableFact> facts();
    // Audit rows of people and clients above this number, as "verb outcome trace".
    std::vector<std::string> auditAfter(std::int64_t number);
    std::int64_t auditHead();
    // Empty, or what is wrong with the chain.
    std::string auditFault();

    // For recipes.
    std::string const& boss(); // a live token of the caller with every right
    std::string const& bossId() { return m_bossId; }
    Reply must(std::string_view method, std::string const& path, core::json::Value const& body = nullptr,
               std::vector<core::http::Header> headers = {});
    std::string made(std::string const& path, core::json::Value const& body,
                     std::string_view pointer = "/id");
    std::string fresh(std::string_view stem); // a name nobody has
    std::string newUser(std::vector<std::string> const& roles = {});
    std::string newCollection();
    std::string recordsPath(); // of a collection that stays
    void sql(std::string const& text);
    std::string doneBackup();
    std::string restoredBackup();
    Reply waitForJob(std::string const& id);

    EngineFixture fixture;
    std::string passphrase = EngineFixture::kPassphrase;

private:
    std::string m_boss;
    std::string m_bossId;
    std::string m_collection;
    std::string m_backup;
    std::string m_restored;
    int m_number = 0;
};

using Recipe = std::function<RecipeCall(RecipeWorld&)>;
// By label: "POST /api/v1/users".
std::map<std::string, Recipe> const& routeRecipes();

} // namespace support
