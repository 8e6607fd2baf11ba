// The stages of the pipeline, in the order in which a request enters them; a file each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/exchange.h"

namespace core::api::stages {

Status enterTrace(Exchange& exchange);
void leaveTrace(Exchange& exchange);
void leaveMeasure(Exchange& exchange);
Status admit(Exchange& exchange);
Status match(Exchange& exchange);
Status authenticate(Exchange& exchange);
Status limitRate(Exchange& exchange);
Status authorize(Exchange& exchange);
Status validate(Exchange& exchange);

} // namespace core::api::stages
