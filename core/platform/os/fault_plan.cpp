// The one planned failure of this process; see fault_plan.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/fault_plan.h"

#include <atomic>
#include <mutex>

namespace core::os {

namespace {

struct Plan {
    std::mutex mutex;
    std::atomic<bool> active{false};
    Operation operation = Operation::Write;
    int left = 0;
    int code = 0;
    bool fired = false;
};

Plan& plan()
{
    static Plan one;
    return one;
}

} // namespace

void FaultPlan::fail(Operation operation, int number, int code)
{
    std::scoped_lock lock{plan().mutex};
    plan().operation = operation;
    plan().left = number;
    plan().code = code;
    plan().fired = false;
    plan().active = true;
}

void FaultPlan::clear()
{
    std::scoped_lock lock{plan().mutex};
    plan().active = false;
    plan().fired = false;
}

bool FaultPlan::fired()
{
    std::scoped_lock lock{plan().mutex};
    return plan().fired;
}

int FaultPlan::next(Operation operation)
{
    if (!plan().active.load(std::memory_order_acquire)) [[likely]]
        return 0;
    std::scoped_lock lock{plan().mutex};
    if (!plan().active || plan().operation != operation || --plan().left > 0)
        return 0;
    plan().active = false;
    plan().fired = true;
    return plan().code;
}

} // namespace core::os
