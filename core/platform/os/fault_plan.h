// Makes a chosen disk operation of this process fail, so that tests see what a full or broken disk does.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>

namespace core::os {

enum class Operation { Write, Sync, Rename };

// Set by tests alone; the engine never calls fail(). Any thread. One plan at a time.
class FaultPlan {
public:
    // The `number`-th (from 1) such operation from now on fails with `code`; later ones succeed again. A
    // failing write first leaves half of its bytes on the disk, as a full disk does.
    static void fail(Operation operation, int number, int code = EIO);
    static void clear();
    // Has the planned failure happened?
    static bool fired();

    // Asked by files.cpp before each operation: 0, or the errno to answer with.
    static int next(Operation operation);
};

} // namespace core::os
