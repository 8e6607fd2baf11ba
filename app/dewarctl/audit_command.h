// dewarctl audit verify: walks the whole chain, over the API or in a data directory without an engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/dewarctl/session.h"

namespace dewarctl {

// What a witness kept: number and hash (hex) of a row that must still be there. Number 0: none.
struct Witness {
    std::int64_t number = 0;
    std::string hash = {};
};

// `words` follow the verb: nothing, or --head-number N --head-hash HEX. Invalid for anything else.
core::Result<Witness> witnessFrom(std::vector<std::string> const& words);

// Prints what was walked. Conflict names the first bad row, or how far the chain fell behind the witness.
core::Status verifyAudit(Session& session, std::vector<Operation> const& operations, Witness const& witness);

struct OfflineAudit {
    std::string directory;
    Witness witness = {};
};
// Reads the database itself, read-only; also beside a running engine.
core::Status verifyAuditOffline(OfflineAudit const& audit);

} // namespace dewarctl
