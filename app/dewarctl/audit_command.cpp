// Calls /audit/verify until nothing is left, or walks the rows of the database file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/audit_command.h"

#include <cstdio>

#include "app/dewarctl/output.h"
#include "core/platform/db/database.h"
#include "core/platform/json/json.h"
#include "core/services/audit/audit_service.h"

namespace dewarctl {

using namespace core;

Status verifyAudit(Session& session, Operation const& operation)
{
    std::int64_t rows = 0;
    std::vector<std::string> words;
    while (true) {
        auto const call = TRY(callFor(operation, words, {}));
        auto const answer = TRY(session.run(operation, call, {}));
        if (answer.status != 200)
            return failed(ErrorCode::Conflict, problemText("audit verify", answer.status, answer.body));
        auto const found = TRY(json::parse(answer.body));
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
    std::printf("%lld audit rows verified\n", static_cast<long long>(rows));
    return Done{};
}

Status verifyAuditOffline(OfflineAudit const& audit)
{
    auto connection = TRY(db::openSqliteReadOnly(audit.directory + "/dewar.db"));
    TRY(connection->execute("BEGIN"));
    db::Tx tx{*connection};
    audit::Head const head{.number = audit.headNumber, .hash = audit.headHash};
    auto const found = TRY(audit::verifyChain(tx, audit.headNumber > 0 ? &head : nullptr));
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
