// Who calls. Costs a signature check, so it sits behind admit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/stages/stages.h"

namespace core::api::stages {

Status authenticate(Exchange& exchange)
{
    if (exchange.principalGiven) {
        // A playbook's run acts for a person: what that person lost since, it may not read either (T2).
        // Changes are asked again on the write lane.
        if (exchange.principal.kind == Principal::Kind::Run)
            exchange.principal = TRY(
                exchange.engine->authenticator.renewed(exchange.principal, *exchange.tx, exchange.startedAt));
        return Done{};
    }
    // Other engines revoke too: what is remembered of a token counts while it is new enough (T2).
    auto const current =
        exchange.route().needsNoDatabase ? Status{Done{}} : exchange.engine->shared.current();
    // An open route reads no token: a client's own credentials may stand in Authorization there.
    if (exchange.route().access->kind == Access::Kind::Open)
        return current;
    exchange.principal =
        TRY(exchange.engine->authenticator.authenticate(exchange.request, *exchange.tx, exchange.startedAt));
    if (exchange.principal.kind == Principal::Kind::Anonymous)
        return failed(ErrorCode::Unauthenticated, "sign in first");
    return current; // After the refusal: a token that is no good stays so while the database is away.
}

} // namespace core::api::stages
