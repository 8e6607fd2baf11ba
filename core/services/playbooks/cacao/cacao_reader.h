// Reads a CACAO v2.0 document into a typed playbook and names every defect; never fetches what it mentions.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/services/playbooks/cacao/cacao_playbook.h"

namespace core::playbooks::cacao {

struct Reading {
    std::optional<Playbook> playbook = {}; // present if nothing is Broken
    std::vector<Defect> defects = {};      // at most kDefectsMax, in document order

    bool has(Gravity gravity) const;
    // Neither Broken, Quarantined nor Unrunnable: a run may start, once its rights and variables are there.
    bool isRunnable() const;
};

// Any bytes; never fails, names what is wrong instead.
Reading readPlaybook(std::string_view bytes);
// The same for a document that is already parsed.
Reading readPlaybook(boost::json::value const& document);

} // namespace core::playbooks::cacao
