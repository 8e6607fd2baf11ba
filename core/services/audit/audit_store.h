// The rows of the audit chain in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/audit/audit_types.h"

namespace core::audit {

struct StoredHead {
    std::int64_t number = 0;
    std::string hash;   // raw
};

// What a page is narrowed to; empty texts do not narrow.
struct RowFilter {
    std::string verb;
    std::string actorId;
    std::string actorName;
    std::string subject;
    Time from{};
    Time to{};
    std::int64_t before = 0;   // row numbers below this one
    std::int64_t limit = 0;
};

Status insert(db::Tx& tx, Row const& row);
Result<std::optional<StoredHead>> lastRow(db::Tx& tx);
// Newest first.
Result<std::vector<Row>> rowsMatching(db::Tx& tx, RowFilter const& filter);
// Oldest first, behind that number.
Result<std::vector<Row>> rowsAfter(db::Tx& tx, std::int64_t number, std::int64_t limit);

} // namespace core::audit
