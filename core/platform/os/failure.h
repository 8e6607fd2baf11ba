// Turns errno into an Error; for the files of this folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/result.h"

namespace core::os {

// "cannot ACTION PATH: No space left on device", with the code that fits the reason.
Error systemFailure(std::string const& action, std::string const& path, int code);

// Repeats a call that a signal interrupted.
template <class Call> auto uninterrupted(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

} // namespace core::os
