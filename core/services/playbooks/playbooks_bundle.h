// From stored documents to what a run needs: the playbook and all it runs, in the versions frozen at the
// start.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/playbooks/cacao/cacao_reader.h"
#include "core/services/playbooks/cacao/cacao_run.h"
#include "core/services/playbooks/playbooks_store.h"

namespace core::playbooks {

constexpr std::size_t kBundleMax = 32; // playbooks of one run

struct FoundBundle {
    cacao::Bundle bundle;
    std::vector<std::string> ids; // ours, in the order found
};

// Conflict, naming the playbook, if one it runs is missing, not approved or not runnable.
Result<FoundBundle> bundleFor(db::Tx& tx, StoredPlaybook const& root);
// The same bundle again, for a run that goes on.
Result<cacao::Bundle> bundleOf(db::Tx& tx, std::string_view stored);
std::string bundleText(FoundBundle const& found);

// {"__name__": "text"}
Result<cacao::NamedValues> namedValues(json::Value const& object);
json::Object valuesObject(cacao::NamedValues const& values);

} // namespace core::playbooks
