// The SQL of nodes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/nodes/nodes_types.h"

namespace core::nodes::store {

constexpr std::int64_t kNodesMax = 1000;

// Makes or renews the row; it lives until `aliveUntil`. Its start is kept.
Status beat(db::Tx& tx, Node const& node, Time aliveUntil);
// The same with a new start.
Status begin(db::Tx& tx, Node const& node, Time aliveUntil);
Status remove(db::Tx& tx, std::string_view id);
// `now` is the database's time; by name, at most kNodesMax.
Result<std::vector<Node>> all(db::Tx& tx, Time now);
Result<std::int64_t> countLive(db::Tx& tx, Time now);
Status forgetGone(db::Tx& tx, Time goneBefore);

} // namespace core::nodes::store
