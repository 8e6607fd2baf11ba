// Per principal, by the route's rate class.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/stages/stages.h"

namespace core::api::stages {

Status limitRate(Exchange& exchange)
{
    if (exchange.principalGiven)
        return Done{};
    exchange.limit = TRY(exchange.engine->limiter.take(exchange.principal, exchange.request.peer,
                                                       *exchange.route().rate, exchange.startedAt));
    return Done{};
}

} // namespace core::api::stages
