// What dewarctl does without an engine: restore on a bare machine, and let the last administrator in again.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"

namespace dewarctl {

// Runs `backup restore-into ...` or `users unlock-offline ...` and prints what it did; nothing for other
// words.
// Invalid: a word that is not known or one that is missing, with how to write it.
std::optional<core::Status> runOffline(std::vector<std::string> const& words, core::Random& random);

} // namespace dewarctl
