// SQL of rules and alerts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_store.h"

#include <algorithm>

#include <boost/json.hpp>

namespace core::alerts {

namespace {

constexpr std::string_view kPutBuiltIn = R"sql(
    INSERT INTO alert_rules(id, name, definition, built_in, enabled, changed_at, changed_by)
    VALUES($1, $2, $3, 1, 1, $4, $5)
    ON CONFLICT(id) DO UPDATE SET name = excluded.name, definition = excluded.definition)sql";

constexpr std::string_view kInsertRule = R"sql(
    INSERT INTO alert_rules(id, name, definition, built_in, enabled, changed_at, changed_by)
    VALUES($1, $2, $3, 0, 1, $4, $5))sql";

constexpr std::string_view kAllRules = R"sql(
    SELECT id, name, definition, built_in, enabled, changed_at, changed_by
      FROM alert_rules
     ORDER BY built_in DESC, id
     LIMIT 500)sql";

constexpr std::string_view kRuleById = R"sql(
    SELECT id, name, definition, built_in, enabled, changed_at, changed_by
      FROM alert_rules
     WHERE id = $1
     LIMIT 1)sql";

constexpr std::string_view kSetEnabled =
    "UPDATE alert_rules SET enabled = $1, changed_at = $2, changed_by = $3 WHERE id = $4";
constexpr std::string_view kDeleteRule = "DELETE FROM alert_rules WHERE id = $1";

constexpr std::string_view kInsertAlert = R"sql(
    INSERT INTO alerts(id, rule_id, rule_name, severity, state, group_key, hits, opened_at, first_at, last_at,
                       last_number, engine_events, subject, evidence)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql";

constexpr std::string_view kRaiseAlert = R"sql(
    UPDATE alerts
       SET hits = $1, last_at = $2, last_number = $3, engine_events = $4, subject = $5, evidence = $6
     WHERE id = $7 AND closed_at IS NULL)sql";

#define ALERT_COLUMNS                                                                                        \
    "SELECT id, rule_id, rule_name, severity, state, group_key, hits, opened_at, first_at, last_at, "        \
    "engine_events, subject, evidence, acknowledged_at, acknowledged_by, closed_at, closed_by, "             \
    "closed_reason, "                                                                                        \
    "last_number FROM alerts "

constexpr std::string_view kOpenAlert =
    ALERT_COLUMNS "WHERE rule_id = $1 AND group_key = $2 AND closed_at IS NULL LIMIT 1";
constexpr std::string_view kAlertById = ALERT_COLUMNS "WHERE id = $1 LIMIT 1";
constexpr std::string_view kAlertsBelow = ALERT_COLUMNS "WHERE id < $1 ORDER BY id DESC LIMIT $2";
constexpr std::string_view kAlertsOfState =
    ALERT_COLUMNS "WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

#undef ALERT_COLUMNS

// Longer than what is looked at again after a start.
constexpr Span kCountedKept{std::chrono::hours{1}};

constexpr std::string_view kLastNumber = R"sql(
    SELECT last_number
      FROM alert_counted
     WHERE rule_id = $1 AND group_key = $2 AND node = $3
     LIMIT 1)sql";

constexpr std::string_view kPutLastNumber = R"sql(
    INSERT INTO alert_counted(rule_id, group_key, node, last_number, counted_at) VALUES($1, $2, $3, $4, $5)
    ON CONFLICT(rule_id, group_key, node) DO UPDATE SET
        last_number = excluded.last_number, counted_at = excluded.counted_at)sql";

constexpr std::string_view kForgetNumbers = "DELETE FROM alert_counted WHERE counted_at < $1";

constexpr std::string_view kSetState = R"sql(
    UPDATE alerts
       SET state = $1, acknowledged_at = $2, acknowledged_by = $3, closed_at = $4, closed_by = $5,
           closed_reason = $6
     WHERE id = $7)sql";

StoredRule ruleFrom(db::Row const& row)
{
    return {.id = row.text(0),
            .name = row.text(1),
            .definition = row.text(2),
            .builtIn = row.truth(3),
            .enabled = row.truth(4),
            .changedAt = row.time(5),
            .changedBy = row.text(6)};
}

std::vector<std::string> textsIn(std::string_view stored)
{
    std::vector<std::string> texts;
    auto const value = json::parse(stored);
    if (value && value->is_array())
        for (auto const& item : value->get_array())
            if (item.is_string())
                texts.emplace_back(item.get_string().data(), item.get_string().size());
    return texts;
}

StoredAlert alertFrom(db::Row const& row)
{
    StoredAlert stored;
    auto& alert = stored.alert;
    alert.id = row.text(0);
    alert.ruleId = row.text(1);
    alert.rule = row.text(2);
    alert.severity = row.text(3);
    alert.state = row.text(4);
    alert.key = row.text(5);
    alert.count = row.integer(6);
    alert.openedAt = row.time(7);
    alert.firstAt = row.time(8);
    alert.lastAt = row.time(9);
    alert.engineEvents = row.truth(10);
    // We wrote it; a row that cannot be read shows without subject rather than not at all.
    if (auto const value = json::parse(row.view(11)); value)
        if (auto subject = api::read<AlertSubject>(*value); subject)
            alert.subject = std::move(*subject);
    alert.evidence = textsIn(row.view(12));
    alert.acknowledgedAt = row.optionalTime(13);
    alert.acknowledgedBy = row.optionalText(14);
    alert.closedAt = row.optionalTime(15);
    alert.closedBy = row.optionalText(16);
    alert.closedReason = row.optionalText(17);
    stored.lastNumber = row.integer(18);
    return stored;
}

} // namespace

Status putBuiltIn(db::Tx& tx, StoredRule const& rule)
{
    TRY(tx.run(kPutBuiltIn, rule.id, rule.name, rule.definition, rule.changedAt, rule.changedBy));
    return Done{};
}

Status removeBuiltInsExcept(db::Tx& tx, std::vector<std::string> const& ids)
{
    for (auto const& rule : TRY(allRules(tx)))
        if (rule.builtIn && std::find(ids.begin(), ids.end(), rule.id) == ids.end())
            TRY(deleteRule(tx, rule.id));
    return Done{};
}

Status insertRule(db::Tx& tx, StoredRule const& rule)
{
    TRY(tx.run(kInsertRule, rule.id, rule.name, rule.definition, rule.changedAt, rule.changedBy));
    return Done{};
}

Result<std::vector<StoredRule>> allRules(db::Tx& tx)
{
    return tx.all(kAllRules, ruleFrom);
}

Result<std::optional<StoredRule>> ruleById(db::Tx& tx, std::string const& id)
{
    return tx.one(kRuleById, ruleFrom, id);
}

Status setRuleEnabled(db::Tx& tx, StoredRule const& rule)
{
    TRY(tx.run(kSetEnabled, rule.enabled, rule.changedAt, rule.changedBy, rule.id));
    return Done{};
}

Status deleteRule(db::Tx& tx, std::string const& id)
{
    TRY(tx.run(kDeleteRule, id));
    return Done{};
}

namespace {

Status putLastNumber(db::Tx& tx, StoredAlert const& stored)
{
    auto const& alert = stored.alert;
    TRY(tx.run(kPutLastNumber, alert.ruleId, alert.key, stored.node, stored.lastNumber, alert.lastAt));
    return Done{};
}

} // namespace

Status insertAlert(db::Tx& tx, StoredAlert const& stored)
{
    auto const& alert = stored.alert;
    TRY(tx.run(kInsertAlert, alert.id, alert.ruleId, alert.rule, alert.severity, alert.state, alert.key,
               alert.count, alert.openedAt, alert.firstAt, alert.lastAt, stored.lastNumber,
               alert.engineEvents, json::text(api::write(alert.subject)),
               json::text(api::write(alert.evidence))));
    TRY(tx.run(kForgetNumbers, alert.lastAt - kCountedKept));
    return putLastNumber(tx, stored);
}

Status raiseAlert(db::Tx& tx, StoredAlert const& stored)
{
    auto const& alert = stored.alert;
    TRY(tx.run(kRaiseAlert, alert.count, alert.lastAt, stored.lastNumber, alert.engineEvents,
               json::text(api::write(alert.subject)), json::text(api::write(alert.evidence)), alert.id));
    return putLastNumber(tx, stored);
}

Result<std::optional<StoredAlert>> openAlert(db::Tx& tx, std::string const& ruleId, std::string const& key)
{
    return tx.one(kOpenAlert, alertFrom, ruleId, key);
}

Result<std::int64_t> lastNumberOf(db::Tx& tx, std::string const& ruleId, std::string const& key,
                                  std::string const& node)
{
    auto const number = TRY(tx.one(
        kLastNumber, [](db::Row const& row) { return row.integer(0); }, ruleId, key, node));
    return number.value_or(0);
}

Result<std::optional<Alert>> alertById(db::Tx& tx, std::string const& id)
{
    auto stored = TRY(tx.one(kAlertById, alertFrom, id));
    if (!stored)
        return std::optional<Alert>{};
    return std::optional{std::move(stored->alert)};
}

Result<std::vector<Alert>> alertsBelow(db::Tx& tx, std::string const& state, std::string const& id,
                                       std::int64_t limit)
{
    auto const plain = [](db::Row const& row) { return alertFrom(row).alert; };
    if (state.empty())
        return tx.all(kAlertsBelow, plain, id, limit);
    return tx.all(kAlertsOfState, plain, state, id, limit);
}

Status setAlertState(db::Tx& tx, Alert const& alert)
{
    TRY(tx.run(kSetState, alert.state, alert.acknowledgedAt, alert.acknowledgedBy, alert.closedAt,
               alert.closedBy, alert.closedReason, alert.id));
    return Done{};
}

} // namespace core::alerts
