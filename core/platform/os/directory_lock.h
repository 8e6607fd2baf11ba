// One engine per data directory: an exclusive lock on DIR/lock, given back by the kernel at the end.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/platform/os/descriptor.h"

namespace core::os {

// Holds the lock while it lives. The file stays: removing it would let two processes lock two files of one
// name.
class DirectoryLock {
public:
    // Conflict with one line that names the holder's process when somebody else has it. Does not wait.
    static Result<DirectoryLock> take(std::string const& directory);

private:
    explicit DirectoryLock(Descriptor descriptor) : m_descriptor{std::move(descriptor)} {}

    Descriptor m_descriptor;
};

} // namespace core::os
