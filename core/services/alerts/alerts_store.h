// SQL of the alerts capability: rules, and the alerts they raised.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/tx.h"
#include "core/services/alerts/alerts_types.h"

namespace core::alerts {

struct StoredRule {
    std::string id;
    std::string name;
    std::string definition; // JSON of NewRule
    bool builtIn = false;
    bool enabled = true;
    Time changedAt{};
    std::string changedBy;
};

// A new built-in rule is enabled; a known one keeps whether it is.
Status putBuiltIn(db::Tx& tx, StoredRule const& rule);
Status removeBuiltInsExcept(db::Tx& tx, std::vector<std::string> const& ids);
Status insertRule(db::Tx& tx, StoredRule const& rule);
Result<std::vector<StoredRule>> allRules(db::Tx& tx);
Result<std::optional<StoredRule>> ruleById(db::Tx& tx, std::string const& id);
Status setRuleEnabled(db::Tx& tx, StoredRule const& rule);
Status deleteRule(db::Tx& tx, std::string const& id);

struct StoredAlert {
    Alert alert;
    std::int64_t lastNumber = 0; // of the newest event it has counted, in that engine's logs
    std::string node = {};       // whose logs these are: each engine numbers its own events
};

Status insertAlert(db::Tx& tx, StoredAlert const& stored);
// Count, last event, subject and evidence of an alert that is not closed.
Status raiseAlert(db::Tx& tx, StoredAlert const& stored);
Result<std::optional<StoredAlert>> openAlert(db::Tx& tx, std::string const& ruleId, std::string const& key);
// The newest event of that engine that any alert of this rule and key has counted; 0: none within the last
// hour.
Result<std::int64_t> lastNumberOf(db::Tx& tx, std::string const& ruleId, std::string const& key,
                                  std::string const& node = {});
Result<std::optional<Alert>> alertById(db::Tx& tx, std::string const& id);
// Newest first, below that id; an empty state means any.
Result<std::vector<Alert>> alertsBelow(db::Tx& tx, std::string const& state, std::string const& id,
                                       std::int64_t limit);
// State, acknowledgement and close.
Status setAlertState(db::Tx& tx, Alert const& alert);

} // namespace core::alerts
