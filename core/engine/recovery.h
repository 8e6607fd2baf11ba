// For who stands at the machine when no administrator can sign in any more. Called by dewarctl on a stopped engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/engine/database_place.h"

namespace core::engine {

struct UnlockRequest {
    std::string directory;
    Secret passphrase;                       // whoever knows it may
    std::string name;                        // an existing user
    std::optional<Secret> password = {};     // a new one, when the old one is lost
    DatabaseAccess database = {};
};
struct UnlockReport {
    std::string userId;
    bool wasDisabled = false;
    bool becameAdministrator = false;
};

// Enables the user, ends a sign-in pause, gives the role admin back and, if asked, sets a password; one transaction
// with its audit row. Nothing else of the engine runs: no job, no message. Conflict while an engine runs there.
Result<UnlockReport> unlockAdministrator(UnlockRequest const& request, Clock const& clock, Random& random);

} // namespace core::engine
