// What the limits capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/api/fields.h"

namespace core::limits {

using api::field;

struct LimitClass {
    std::string name;
    std::int64_t quota = 0;
    std::int64_t share = 0;
    std::int64_t windowSeconds = 0;
    std::string counts; // what one budget belongs to
    std::int64_t keys = 0;

    static constexpr auto fields = std::tuple{
        field("name", &LimitClass::name),
        field("quota", &LimitClass::quota)
            .about("Requests per window, of all engines together; all of them may come at once."),
        field("share", &LimitClass::share)
            .about("What this engine gives of the quota; less while several engines serve."),
        field("window_seconds", &LimitClass::windowSeconds),
        field("counts", &LimitClass::counts)
            .about("What one budget belongs to: an address, a caller or an account."),
        field("keys", &LimitClass::keys).about("Budgets that are held in memory now."),
    };
};

struct LimitList {
    std::vector<LimitClass> items;
    std::string counting;
    std::int64_t engines = 1;

    static constexpr auto fields = std::tuple{
        field("items", &LimitList::items),
        field("counting", &LimitList::counting)
            .about("per-engine: each engine counts for itself and gives its share of the quota"),
        field("engines", &LimitList::engines).about("Engines that share the quotas now."),
    };
};

} // namespace core::limits
