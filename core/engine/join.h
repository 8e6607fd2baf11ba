// A further engine for a database that one serves already: its data directory, made of the first one's sealed
// files.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/engine/database_place.h"

namespace core::engine {

struct JoinRequest {
    std::string directory; // to be made, or empty of an engine
    std::string
        from; // a directory that holds vault.json, identity.json and ca.pem of an engine of that database
    Secret passphrase;                   // of that vault
    std::vector<std::string> names = {}; // as of a set-up; the authority must sign for them already
    DatabaseAccess database = {};        // else what FROM/database names
};
struct JoinReport {
    std::string engineId; // the same on all engines
    std::string nodeId;   // this one's
    std::string authorityPath;
};

// The files that are copied hold no key that is not sealed by the vault, and the vault is sealed by its
// passphrase: they may travel as a backup does. Nothing is written to the database. Conflict when the
// directory is set up already, when the database is not of that vault or is no PostgreSQL database; Forbidden
// for a wrong passphrase.
Result<JoinReport> join(JoinRequest const& request, Clock const& clock, Random& random);

} // namespace core::engine
