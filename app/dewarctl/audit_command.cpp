// Calls /audit/verify until nothing is left, or walks the rows of the database file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/audit_command.h"

#include <cstdio>
#include <cstdlib>

#include "app/dewarctl/output.h"
#include "core/base/text.h"
#include "core/platform/db/database.h"
#include "core/platform/json/json.h"
#include "core/services/audit/audit_service.h"

namespace dewarctl {

using namespace core;

namespace {

Result<json::Value> answerOf(Session& session, Operation const& operation,
                             std::vector<std::string> const& words)
{
    auto const call = TRY(callFor(operation, words, {}));
    auto const answer = TRY(session.run(operation, call, {}));
    if (answer.status != 200)
        return failed(ErrorCode::Conflict,
                      problemText("audit " + operation.verb, answer.status, answer.body));
    return json::parse(answer.body);
}

// The rows are whole up to `rows`; are they the ones that the witness saw?
Status compareWith(Witness const& witness, Session& session, Operation const& list, std::int64_t rows)
{
    if (rows < witness.number)
        return failed(ErrorCode::Conflict, "the audit is broken at row " + std::to_string(rows + 1) +
                                               ": row " + std::to_string(rows + 1) + " to row " +
                                               std::to_string(witness.number) +
                                               " were cut off: a witness saw them");
    auto const found =
        TRY(answerOf(session, list, {"--after", std::to_string(witness.number + 1), "--limit", "1"}));
    auto const* const items = json::find(found, "items");
    bool const isThere = items != nullptr && items->is_array() && !items->get_array().empty() &&
                         json::integerAt(items->get_array()[0], "number") == witness.number;
    if (!isThere || json::textAt(items->get_array()[0], "hash") != witness.hash)
        return failed(ErrorCode::Conflict,
                      "the audit is broken at row " + std::to_string(witness.number) +
                          ": it has another hash than a witness saw: the chain was written anew");
    return Done{};
}

} // namespace

Result<Witness> witnessFrom(std::vector<std::string> const& words)
{
    Witness witness;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        bool const hasValue = i + 1 < words.size();
        if (hasValue && words[i] == "--head-number")
            witness.number = std::strtoll(words[i + 1].c_str(), nullptr, 10);
        else if (hasValue && words[i] == "--head-hash")
            witness.hash = lowered(words[i + 1]);
        else
            return failed(ErrorCode::Invalid, "audit verify takes --head-number N --head-hash HEX");
    }
    bool const isWhole = witness.number > 0 && witness.hash.size() == 64;
    if (!words.empty() && !isWhole)
        return failed(ErrorCode::Invalid,
                      "a witness is a row's number and its hash of 64 hexadecimal digits");
    return witness;
}

Status verifyAudit(Session& session, std::vector<Operation> const& operations, Witness const& witness)
{
    auto const operation = TRY(operationNamed(operations, "audit", "verify"));
    std::int64_t rows = 0;
    std::vector<std::string> words;
    while (true) {
        auto const found = TRY(answerOf(session, operation, words));
        if (!json::boolAt(found, "ok"))
            return failed(ErrorCode::Conflict, "the audit is broken at row " +
                                                   std::to_string(json::integerAt(found, "first_bad")) +
                                                   ": " + json::textAt(found, "problem"));
        rows += json::integerAt(found, "rows");
        auto const* const next = json::find(found, "next");
        if (next == nullptr || next->is_null())
            break;
        words = {"--after", json::text(*next)};
    }
    if (witness.number > 0)
        TRY(compareWith(witness, session, TRY(operationNamed(operations, "audit", "list")), rows));
    std::printf("%lld audit rows verified\n", static_cast<long long>(rows));
    return Done{};
}

Status verifyAuditOffline(OfflineAudit const& audit)
{
    auto connection = TRY(db::openSqliteReadOnly(audit.directory + "/dewar.db"));
    TRY(connection->execute("BEGIN"));
    db::Tx tx{*connection};
    audit::Head const head{.number = audit.witness.number, .hash = audit.witness.hash};
    auto const found = TRY(audit::verifyChain(tx, head.number > 0 ? &head : nullptr));
    TRY(connection->execute("COMMIT"));
    if (!found.ok)
        return failed(ErrorCode::Conflict, "the audit is broken at row " +
                                               std::to_string(found.firstBad.value_or(0)) + ": " +
                                               found.problem);
    std::printf("%lld audit rows verified, the last one is %s\n", static_cast<long long>(found.rows),
                found.head.hash.c_str());
    return Done{};
}

} // namespace dewarctl
