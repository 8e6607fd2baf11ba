// SQL of the logs capability: labels of frozen queries.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/logs/logs_types.h"

namespace core::logs {

Status insertFrozen(db::Tx& tx, FrozenQuery const& frozen);
Result<std::optional<FrozenQuery>> frozenById(db::Tx& tx, std::string const& id);
// Newest first, below that id; ids sort by time.
Result<std::vector<FrozenQuery>> frozenBelow(db::Tx& tx, std::string const& id, std::int64_t limit);

} // namespace core::logs
