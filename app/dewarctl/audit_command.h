// dewarctl audit verify: walks the whole chain, over the API or in a data directory without an engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/dewarctl/session.h"

namespace dewarctl {

// Prints what was walked. Conflict names the first bad row.
core::Status verifyAudit(Session& session, Operation const& operation);

struct OfflineAudit {
    std::string directory;
    // What a witness kept: number and hash of a row that must still be there. Number 0: none.
    std::int64_t headNumber = 0;
    std::string headHash = {}; // hex
};
// Reads the database itself, read-only; also beside a running engine.
core::Status verifyAuditOffline(OfflineAudit const& audit);

} // namespace dewarctl
