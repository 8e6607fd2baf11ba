// The logs of other engines: every engine keeps its own segments, and a search at one asks the rest.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/platform/http/message.h"
#include "core/services/logs/logs_types.h"

namespace core::logs {

struct PeerAnswer {
    std::string node;
    std::string name;
    Result<http::Response> answer;
};
// Asks the admin listeners of all other engines at once, as the caller: rights are looked at where the logs
// lie. Blocks for as long as the slowest answer may take; work lane.
using AskPeers =
    std::function<std::vector<PeerAnswer>(std::string const& pathAndQuery, std::string const& authorization)>;

// The same search at one other engine, which asks nobody else.
std::string peerPathOf(EventQuery const& query);

// Newest first, at most `limit` and those of the same instant as the last: the cursor below which the next
// page begins is the same for all engines. Whoever stopped early bounds the page; who did not answer is in
// `missing`.
EventPage merged(EventPage own, std::vector<PeerAnswer> const& others, std::size_t limit);

} // namespace core::logs
