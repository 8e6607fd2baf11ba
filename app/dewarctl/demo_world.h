// `dewarctl demo world`: a data directory that looks like a small team's week, for the console's first start,
// its pictures and its tests. Everything goes through the engine's own API.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/dewarctl/demo_engine.h"
#include "core/base/clock.h"
#include "core/base/result.h"

namespace dewarctl {

struct WorldOptions {
    std::string into;     // an empty or new directory; gets data/, password and passphrase (0600)
    bool withRun = false; // a playbook run that waits for an answer
};

// Prints one line a chapter. 0 when the directory is complete and the engine has ended, else 1.
int demoWorld(WorldOptions const& options);

} // namespace dewarctl
