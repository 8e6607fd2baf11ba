// One request's change on the write lane: savepoint, authority, idempotency, handler, audit and outbox
// together.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/api/exchange.h"
#include "core/api/lanes.h"

namespace core::api {

// SHA-256; crypto is above api in the layer table, so the engine hands it in.
using HashBytes = std::string (*)(std::string_view);

// `input` is what the handler's apply takes: the request, or what prepare made of it. `finished` continues
// the exchange after the commit (or the refusal).
std::unique_ptr<Change> changeFor(std::unique_ptr<Exchange> exchange, Boxed input, HashBytes sha256,
                                  std::function<void(std::unique_ptr<Exchange>)> finished);

// Whether this caller's idempotency key has an answer already: then nothing is prepared, and the change
// (whose input is empty) only repeats that answer.
Result<bool> wasAnswered(Exchange const& exchange, db::Tx& tx);

// Raises what the change altered, in its transaction, and tells the other engines.
Result<Raised> raiseEpochs(db::Tx& tx, Context const& context);

// Fills what every context carries.
void fill(ReadContext& context, Exchange const& exchange);
AuditEntry auditEntryOf(Principal const& who, Time at, std::string_view traceId, std::string_view address);

} // namespace core::api
