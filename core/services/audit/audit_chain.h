// How one audit row is tied to the next, and the walk that checks it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audit/audit_service.h"

namespace core::audit {

constexpr std::size_t kHashBytes = 32;

// What is hashed, as JSON: every column but the two hashes; times in microseconds, details as their text.
json::Object hashedMembers(Row const& row);
// json::canonical(hashedMembers(row)), written directly: every change and every verified row needs it.
std::string hashedText(Row const& row);
// SHA-256 over the hash before and that text. Raw bytes.
std::string hashOf(Row const& row);

struct Stretch {
    Verification found;
    bool more = false;   // rows remain behind the last one walked
};
// Walks at most `rowsMax` rows behind `after`; the hash of row `after` is taken as given.
Result<Stretch> verifyStretch(db::Tx& tx, std::int64_t after, std::int64_t rowsMax);

} // namespace core::audit
