// Two counters that all threads see: what has been committed, and which authority is in force.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace core::api {

struct Epochs {
    // Raised by the write lane after COMMIT and afterCommit, before any answer: held reads begin anew.
    std::atomic<std::uint64_t> commit{1};
    // Raised with every change of authority: cached principals are read anew on their next request.
    std::atomic<std::uint64_t> authority{1};
    // The writer wants to checkpoint: readers end their held transactions and hold none until it is false
    // again.
    std::atomic<bool> letGo{false};
};

} // namespace core::api
