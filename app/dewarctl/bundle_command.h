// dewarctl verify-bundle: recomputes the hashes of an exported case, without an engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/result.h"

namespace dewarctl {

// Prints that all hashes are right, or each that is not and answers Conflict.
core::Status verifyBundleFile(std::string const& path);

} // namespace dewarctl
