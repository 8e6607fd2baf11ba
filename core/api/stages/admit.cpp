// The cheapest refusal: a bucket per address, before any password or token work.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/stages/stages.h"

namespace core::api::stages {

Status admit(Exchange& exchange)
{
    if (exchange.principalGiven)
        return Done{};   // The engine's own call.
    return exchange.engine->limiter.admit(exchange.request.peer, exchange.startedAt);
}

} // namespace core::api::stages
