// What the limits capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/api/fields.h"

namespace core::limits {

using api::field;

struct LimitClass {
    std::string name;
    std::int64_t quota = 0;
    std::int64_t windowSeconds = 0;
    std::string counts; // what one budget belongs to
    std::int64_t keys = 0;

    static constexpr auto fields = std::tuple{
        field("name", &LimitClass::name),
        field("quota", &LimitClass::quota).about("Requests per window; all of them may come at once."),
        field("window_seconds", &LimitClass::windowSeconds),
        field("counts", &LimitClass::counts)
            .about("What one budget belongs to: an address, a caller or an account."),
        field("keys", &LimitClass::keys).about("Budgets that are held in memory now."),
    };
};

} // namespace core::limits
