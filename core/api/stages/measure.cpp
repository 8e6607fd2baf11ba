// Counts every request, refusals too.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/stages/stages.h"

namespace core::api::stages {

void leaveMeasure(Exchange& exchange)
{
    auto const& engine = *exchange.engine;
    auto const row =
        exchange.match.route != nullptr ? exchange.match.route->number : engine.metrics.unmatchedRow();
    engine.metrics.count(row, exchange.status(), engine.clock.monotonic() - exchange.started);
}

} // namespace core::api::stages
