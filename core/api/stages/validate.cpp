// Path, query and body become one object, read into the handler's input with all faults at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/input.h"
#include "core/api/stages/stages.h"

namespace core::api::stages {

namespace {
constexpr std::size_t kIdempotencyKeyBytesMax = 255;
}

Status validate(Exchange& exchange)
{
    if (auto const* key = exchange.request.header("idempotency-key")) {
        auto const text = trimmed(*key);
        if (text.empty() || text.size() > kIdempotencyKeyBytesMax || !isUtf8(text))
            return failed(ErrorCode::BadRequest, "the Idempotency-Key must have 1 to 255 characters");
        exchange.idempotencyKey = std::string{text};
    }
    exchange.input = TRY(exchange.route().handler.take(TRY(inputOf(exchange))));
    return Done{};
}

} // namespace core::api::stages
