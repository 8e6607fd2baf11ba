// `dewarctl demo credential-compromise`: the main job from sign-in to a proven restore, against a real
// engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace dewarctl {

struct DemoOptions {
    // Tests only: an action of the playbook that is left out, so that what it should have done is not
    // observed.
    std::string without = {};
    bool keep = false; // leave the data directory and print where it is
};

// Prints what was observed from outside, step by step. 0 when everything was as it must be, else 1.
int demoCredentialCompromise(DemoOptions const& options);

} // namespace dewarctl
