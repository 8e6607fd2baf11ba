// Which of the engines of one database a data directory is: DIR/node.json, its own in every directory.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/result.h"

namespace core::engine {

struct NodeIdentity {
    std::string id;
    std::string name; // the host's, until somebody writes another one into the file
};

// Made at the first start. Internal when the file is damaged.
Result<NodeIdentity> nodeIdentity(std::string const& directory, Clock const& clock, Random& random);

} // namespace core::engine
