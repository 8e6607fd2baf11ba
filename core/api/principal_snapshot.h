// A principal as stored text, for work that goes on without its request: jobs and playbook runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/api/principal.h"
#include "core/base/result.h"

namespace core::api {

// JSON; holds no credential. The session is left out: the work outlives it, the user's rights are asked anew.
std::string snapshotOf(Principal const& principal);
// Internal if the text is not a snapshot.
Result<Principal> principalFrom(std::string_view snapshot);

} // namespace core::api
