// What the nodes capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/api/fields.h"

namespace core::nodes {

using api::field;

inline constexpr std::array<std::string_view, 2> kStates{"live", "gone"};

// What the write lane of an engine told with its last heartbeat.
struct Lanes {
    std::int64_t writeWaiting = 0;
    std::int64_t writeChanges = 0;
    std::int64_t writeCommits = 0;

    static constexpr auto fields = std::tuple{
        field("write_waiting", &Lanes::writeWaiting).about("Changes that waited for the write lane."),
        field("write_changes", &Lanes::writeChanges).about("Changes taken since the engine's start."),
        field("write_commits", &Lanes::writeCommits).about("Commits that these shared."),
    };
};

struct Node {
    std::string id;
    std::string name;
    std::string version;
    std::string state;
    bool self = false;
    std::string dataAddress;
    std::string adminAddress;
    Time startedAt{};
    Time heartbeatAt{};
    std::int64_t lagMs = 0;
    std::int64_t clockMs = 0;
    Lanes lanes;

    static constexpr auto fields = std::tuple{
        field("id", &Node::id),
        field("name", &Node::name).about("The host's name, or what its node.json says."),
        field("version", &Node::version),
        field("state", &Node::state)
            .oneOf(kStates)
            .about("gone: silent for longer than a lease, so its work is taken over"),
        field("self", &Node::self).about("Whether this engine answers."),
        field("data_address", &Node::dataAddress),
        field("admin_address", &Node::adminAddress),
        field("started_at", &Node::startedAt).about("by the database's clock"),
        field("heartbeat_at", &Node::heartbeatAt).about("by the database's clock"),
        field("lag_ms", &Node::lagMs)
            .about("How old what the engine knew of the others' changes was, at the worst since the "
                   "heartbeat before."),
        field("clock_ms", &Node::clockMs).about("How far its own clock is ahead of the database's."),
        field("lanes", &Node::lanes),
    };
};

} // namespace core::nodes
