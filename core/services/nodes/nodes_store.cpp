// Rows of nodes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/nodes/nodes_store.h"

namespace core::nodes::store {
namespace {

constexpr std::string_view kBeat = R"sql(
    INSERT INTO nodes(id, name, version, data_address, admin_address, started_at, heartbeat_at, alive_until,
                      lag_ms, clock_ms, write_waiting, write_changes, write_commits)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT(id) DO UPDATE SET
        name = excluded.name, version = excluded.version, data_address = excluded.data_address,
        admin_address = excluded.admin_address, heartbeat_at = excluded.heartbeat_at,
        alive_until = excluded.alive_until, lag_ms = excluded.lag_ms, clock_ms = excluded.clock_ms,
        write_waiting = excluded.write_waiting, write_changes = excluded.write_changes,
        write_commits = excluded.write_commits)sql";

constexpr std::string_view kRemove = "DELETE FROM nodes WHERE id = $1";

constexpr std::string_view kAll = R"sql(
    SELECT id, name, version, data_address, admin_address, started_at, heartbeat_at, alive_until, lag_ms,
           clock_ms, write_waiting, write_changes, write_commits
      FROM nodes
     ORDER BY name, id
     LIMIT $1)sql";

constexpr std::string_view kCountLive = "SELECT COUNT(*) FROM nodes WHERE alive_until > $1 LIMIT 1";
constexpr std::string_view kForgetGone = "DELETE FROM nodes WHERE alive_until < $1";

} // namespace

Status beat(db::Tx& tx, Node const& node, Time aliveUntil)
{
    TRY(tx.run(kBeat, node.id, node.name, node.version, node.dataAddress, node.adminAddress, node.startedAt,
               node.heartbeatAt, aliveUntil, node.lagMs, node.clockMs, node.lanes.writeWaiting,
               node.lanes.writeChanges, node.lanes.writeCommits));
    return Done{};
}

Status begin(db::Tx& tx, Node const& node, Time aliveUntil)
{
    TRY(remove(tx, node.id));
    return beat(tx, node, aliveUntil);
}

Status remove(db::Tx& tx, std::string_view id)
{
    TRY(tx.run(kRemove, id));
    return Done{};
}

Result<std::vector<Node>> all(db::Tx& tx, Time now)
{
    auto const nodeFrom = [now](db::Row const& row) {
        return Node{.id = row.text(0),
                    .name = row.text(1),
                    .version = row.text(2),
                    .state = std::string{row.time(7) > now ? "live" : "gone"},
                    .dataAddress = row.text(3),
                    .adminAddress = row.text(4),
                    .startedAt = row.time(5),
                    .heartbeatAt = row.time(6),
                    .lagMs = row.integer(8),
                    .clockMs = row.integer(9),
                    .lanes = {row.integer(10), row.integer(11), row.integer(12)}};
    };
    return tx.all(kAll, nodeFrom, kNodesMax);
}

Result<std::int64_t> countLive(db::Tx& tx, Time now)
{
    return TRY(tx.one(
                   kCountLive, [](db::Row const& row) { return row.integer(0); }, now))
        .value_or(0);
}

Status forgetGone(db::Tx& tx, Time goneBefore)
{
    TRY(tx.run(kForgetGone, goneBefore));
    return Done{};
}

} // namespace core::nodes::store
