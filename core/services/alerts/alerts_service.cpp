// Evaluating on a thread of its own; handlers for people.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_service.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/base/embedded.h"
#include "core/platform/log/log.h"
#include "core/services/alerts/alerts_store.h"

namespace core::alerts {

namespace {

constexpr auto kRetry = std::chrono::milliseconds{250};
constexpr std::size_t kHitsPerChangeMax = 200;
constexpr std::size_t kReplayEventsMax = 50'000;
constexpr Span kReplaySpan = std::chrono::minutes{10};

NewRule plainRule(RuleFile const& file)
{
    return {file.name,    file.description,   file.severity, file.engineOnly,
            file.groupBy, file.windowSeconds, file.steps};
}

Rule ruleFrom(std::string id, NewRule const& plain)
{
    Rule rule;
    rule.id = std::move(id);
    rule.name = plain.name;
    rule.description = plain.description.value_or("");
    rule.severity = plain.severity;
    rule.kind = plain.steps.size() == 1 ? "threshold" : "sequence";
    rule.engineOnly = plain.engineOnly;
    rule.groupBy = plain.groupBy;
    rule.windowSeconds = plain.windowSeconds;
    rule.steps = plain.steps;
    return rule;
}

// A rule as it is stored; a definition that cannot be read answers nothing.
std::optional<Rule> ruleFrom(StoredRule const& stored)
{
    auto const value = json::parse(stored.definition);
    auto const plain = value ? api::read<NewRule>(*value) : Result<NewRule>{value.error()};
    if (!plain)
        return std::nullopt;
    auto rule = ruleFrom(stored.id, *plain);
    rule.builtIn = stored.builtIn;
    rule.enabled = stored.enabled;
    return rule;
}

void merge(Alert& alert, Hit const& hit)
{
    auto const newer = [](std::optional<std::string>& have, std::optional<std::string> const& given) {
        if (given)
            have = given;
    };
    auto const addAll = [](std::vector<std::string>& into, std::vector<std::string> const& from,
                           std::size_t most) {
        for (auto const& text : from)
            if (into.size() < most && std::find(into.begin(), into.end(), text) == into.end())
                into.push_back(text);
    };
    alert.count += hit.count;
    alert.lastAt = timeOf(hit.lastAt);
    alert.engineEvents = alert.engineEvents && hit.engineEvents;
    newer(alert.subject.user, hit.subject.user);
    newer(alert.subject.userId, hit.subject.userId);
    newer(alert.subject.clientId, hit.subject.clientId);
    newer(alert.subject.address, hit.subject.address);
    addAll(alert.subject.tokenIds, hit.subject.tokenIds, 50);
    addAll(alert.subject.sessionIds, hit.subject.sessionIds, 50);
    addAll(alert.evidence, hit.evidence, kEvidencePerAlertMax);
}

json::Object announcementOf(Alert const& alert)
{
    return {{"alert_id", alert.id},
            {"rule_id", alert.ruleId},
            {"rule", alert.rule},
            {"severity", alert.severity},
            {"key", alert.key},
            {"engine_events", alert.engineEvents},
            {"subject", api::write(alert.subject)},
            {"evidence", api::write(alert.evidence)}};
}

} // namespace

AlertsService::AlertsService(logs::LogsService& logs, api::Changes& changes, Clock const& clock,
                             Random& random, std::string node)
    : m_logs{logs}, m_changes{changes}, m_clock{clock}, m_random{random}, m_node{std::move(node)}
{
    m_logs.subscribe([this](logs::SharedEvents const& events) { accepted(events); });
}

AlertsService::~AlertsService()
{
    stop();
}

Status AlertsService::prepare()
{
    TRY(loadBuiltIns());
    TRY(loadRules());
    replay();
    return Done{};
}

Status AlertsService::start()
{
    TRY(prepare());
    m_stopping = false;
    m_thread = std::thread{[this] { loop(); }};
    return Done{};
}

void AlertsService::stop()
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status AlertsService::loadBuiltIns()
{
    std::vector<StoredRule> rules;
    for (auto const& file : embeddedFiles()) {
        if (!file.path.starts_with("resources/rules/"))
            continue;
        auto const value = TRY(json::parse(file.text));
        auto const read = TRY(api::read<RuleFile>(value));
        TRY(compiled(ruleFrom(read.id, plainRule(read))));
        rules.push_back({.id = read.id,
                         .name = read.name,
                         .definition = json::text(api::write(plainRule(read))),
                         .builtIn = true,
                         .enabled = true,
                         .changedAt = m_clock.now(),
                         .changedBy = "dewar"});
    }
    return m_changes.change(api::systemPrincipal("alerts"), "", [&](api::Context& context) -> Status {
        std::vector<std::string> ids;
        for (auto const& rule : rules) {
            TRY(putBuiltIn(context.tx, rule));
            ids.push_back(rule.id);
        }
        return removeBuiltInsExcept(context.tx, ids);
    });
}

Status AlertsService::loadRules()
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        m_stale = false;
    }
    std::vector<CompiledRule> rules;
    auto const read = m_changes.read([&](api::ReadContext& context) -> Status {
        for (auto const& stored : TRY(allRules(context.tx))) {
            auto rule = stored.enabled ? ruleFrom(stored) : std::nullopt;
            if (!rule)
                continue;
            if (auto ready = compiled(std::move(*rule)))
                rules.push_back(std::move(*ready));
            else
                log::write(log::Severity::Error, "an alert rule cannot be read", {{"rule_id", stored.id}});
        }
        return Done{};
    });
    if (!read) {
        std::scoped_lock const lock{m_waitingMutex};
        m_stale = true;
        return read;
    }
    std::scoped_lock const evaluator{m_evaluatorMutex};
    m_evaluator.setRules(std::move(rules));
    std::scoped_lock const lock{m_waitingMutex};
    m_foreign = m_evaluator.wantsForeignEvents();
    return Done{};
}

// What arrived shortly before a stop or a crash was seen by nobody, or forgotten: windows begin anew from it.
// Alerts know the newest event they have counted, so nothing is counted twice.
void AlertsService::replay()
{
    // What no rule looks for is let go at once: an engine must not begin with the memory of its busiest
    // minutes.
    std::vector<logs::Event> events;
    std::scoped_lock const lock{m_evaluatorMutex};
    logs::Range range;
    range.from = microsOf(m_clock.now()) - kReplaySpan.count();
    range.timeMax = std::chrono::seconds{2};
    auto const looked =
        logs::forEachMatch(m_logs.segments(), logs::Node{}, range, [&](logs::Event const& event) {
            if (m_evaluator.wants(event))
                events.push_back(event);
            return events.size() < kReplayEventsMax;
        });
    if (!looked)
        log::write(log::Severity::Warn, "alert rules begin without the last minutes",
                   {{"detail", looked.error().detail}});
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        m_evaluator.see(*event);
}

void AlertsService::accepted(logs::SharedEvents const& events)
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        auto const wanted =
            static_cast<std::size_t>(std::ranges::count_if(*events, [&](logs::Event const& event) {
                return m_foreign || event.source == logs::kEngineSource;
            }));
        if (wanted == 0)
            return;
        if (m_waitingEvents + wanted > kEventsWaitingMax) {
            m_skipped += wanted;
            m_skippedEver += wanted;
            return;
        }
        m_waitingEvents += wanted;
        m_waiting.push_back(events);
    }
    m_wake.notify_one();
}

void AlertsService::loop()
{
    bool failing = false;
    while (true) {
        {
            std::unique_lock lock{m_waitingMutex};
            auto const due = [this] { return m_stopping || !m_waiting.empty() || m_stale; };
            if (failing)
                m_wake.wait_for(lock, kRetry, [this] { return m_stopping; });
            else
                m_wake.wait(lock, due);
            if (m_stopping)
                return;
        }
        auto const done = evaluate();
        if (!done && !failing)
            log::write(log::Severity::Error, "alerts could not be stored", {{"detail", done.error().detail}});
        failing = !done;
    }
}

Status AlertsService::evaluate()
{
    std::deque<logs::SharedEvents> groups;
    std::uint64_t skipped = 0;
    bool stale = false;
    bool foreign = false;
    {
        std::scoped_lock const lock{m_waitingMutex};
        groups.swap(m_waiting);
        m_waitingEvents = 0;
        skipped = std::exchange(m_skipped, 0);
        stale = m_stale;
        foreign = m_foreign;
    }
    if (skipped > 0)
        m_logs.record({.at = m_clock.now(),
                       .name = "alerts.events_skipped",
                       .severity = "error",
                       .message = "events came faster than the alert rules could look at them",
                       .traceId = {},
                       .attributes = {{"count", skipped}}});
    if (stale)
        TRY(loadRules());
    {
        std::scoped_lock const lock{m_evaluatorMutex};
        for (auto const& group : groups)
            for (auto const& event : *group)
                if (foreign || event.source == logs::kEngineSource)
                    m_evaluator.see(event);
        for (auto& hit : m_evaluator.takeHits())
            m_unstored.push_back(std::move(hit));
    }
    return storeHits();
}

// Raising a count leaves no audit row: a flood must not fill the chain. Opening an alert leaves one.
Status AlertsService::storeHits()
{
    while (!m_unstored.empty()) {
        auto const count = std::min(m_unstored.size(), kHitsPerChangeMax);
        auto opening = Opening::Refused;
        TRY(m_changes.read([&](api::ReadContext& context) -> Status {
            for (std::size_t i = 0; i < count; ++i)
                if (!TRY(openAlert(context.tx, m_unstored[i].ruleId, m_unstored[i].key)))
                    opening = Opening::Audited;
            return Done{};
        }));
        TRY(m_changes.change(api::systemPrincipal("alerts"), opening == Opening::Audited ? "alert.open" : "",
                             [&](api::Context& context) -> Status {
                                 for (std::size_t i = 0; i < count; ++i)
                                     TRY(storeHit(context, m_unstored[i], opening));
                                 return Done{};
                             }));
        m_unstored.erase(m_unstored.begin(), m_unstored.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return Done{};
}

// Runs on the write lane, perhaps twice: everything it changes is in the transaction.
Status AlertsService::storeHit(api::Context& context, Hit const& hit, Opening opening)
{
    auto const number = static_cast<std::int64_t>(hit.lastNumber);
    if (number <= TRY(lastNumberOf(context.tx, hit.ruleId, hit.key, m_node)))
        return Done{}; // Counted before a new start.
    if (auto known = TRY(openAlert(context.tx, hit.ruleId, hit.key))) {
        merge(known->alert, hit);
        known->lastNumber = number;
        known->node = m_node;
        return raiseAlert(context.tx, *known);
    }
    if (opening == Opening::Refused)
        return failed(ErrorCode::Conflict,
                      "an alert was closed meanwhile"); // Tried again, with its audit row.
    StoredAlert stored;
    stored.lastNumber = number;
    stored.node = m_node;
    auto& alert = stored.alert;
    alert.id = newId(context.now, context.random);
    alert.ruleId = hit.ruleId;
    alert.rule = hit.ruleName;
    alert.severity = hit.severity;
    alert.state = "open";
    alert.key = hit.key;
    alert.openedAt = context.now;
    alert.firstAt = timeOf(hit.firstAt);
    alert.engineEvents = true;
    merge(alert, hit);
    TRY(insertAlert(context.tx, stored));
    context.subject("alert", alert.id);
    context.note("rule_id", json::Value(alert.ruleId));
    context.announce("alert.opened", announcementOf(alert));
    return Done{};
}

Result<api::Page<Alert>> AlertsService::list(api::ReadContext& context, AlertFilter const& filter)
{
    auto const limit = filter.limit.value_or(50);
    // '~' sorts behind every id.
    auto rows =
        TRY(alertsBelow(context.tx, filter.state.value_or(""), filter.after.value_or("~"), limit + 1));
    return api::pageOf(std::move(rows), limit, [](Alert const& alert) { return alert.id; });
}

Result<Alert> AlertsService::show(api::ReadContext& context, AlertPlace const& place)
{
    auto found = TRY(alertById(context.tx, place.id));
    if (!found)
        return failed(ErrorCode::NotFound, "there is no such alert");
    return std::move(*found);
}

Result<Alert> AlertsService::acknowledge(api::Context& context, AlertPlace const& place)
{
    auto alert = TRY(show(context, place));
    if (alert.state != "open")
        return failed(ErrorCode::Conflict, "the alert is " + alert.state + " already");
    alert.state = "acknowledged";
    alert.acknowledgedAt = context.now;
    alert.acknowledgedBy = context.caller.name;
    TRY(setAlertState(context.tx, alert));
    context.subject("alert", alert.id);
    return alert;
}

Result<Alert> AlertsService::close(api::Context& context, CloseAlert const& closing)
{
    auto alert = TRY(show(context, {closing.id}));
    if (alert.state == "closed")
        return failed(ErrorCode::Conflict, "the alert is closed already");
    alert.state = "closed";
    alert.closedAt = context.now;
    alert.closedBy = context.caller.name;
    alert.closedReason = closing.reason;
    TRY(setAlertState(context.tx, alert));
    context.subject("alert", alert.id);
    context.note("reason", json::Value(closing.reason));
    context.announce("alert.closed", {{"alert_id", alert.id}, {"rule_id", alert.ruleId}});
    return alert;
}

Rule AlertsService::described(StoredRule const& stored) const
{
    auto rule = ruleFrom(stored).value_or(Rule{});
    rule.id = stored.id;
    rule.name = stored.name;
    rule.builtIn = stored.builtIn;
    rule.enabled = stored.enabled;
    std::scoped_lock const lock{m_evaluatorMutex};
    m_evaluator.describe(rule);
    return rule;
}

Result<RuleList> AlertsService::rules(api::ReadContext& context, api::Nothing const&)
{
    RuleList list;
    for (auto const& stored : TRY(allRules(context.tx)))
        list.items.push_back(described(stored));
    std::scoped_lock const lock{m_waitingMutex};
    list.eventsSkipped = static_cast<std::int64_t>(m_skippedEver);
    return list;
}

Result<Rule> AlertsService::rule(api::ReadContext& context, RulePlace const& place)
{
    auto const stored = TRY(ruleById(context.tx, place.id));
    if (!stored)
        return failed(ErrorCode::NotFound, "there is no such alert rule");
    return described(*stored);
}

void AlertsService::rulesChanged(api::Context& context)
{
    context.sharedChanged(api::Topic::Alerts);
    context.afterCommit([this] { readRulesAgain(); });
}

void AlertsService::readRulesAgain()
{
    {
        std::scoped_lock const lock{m_waitingMutex};
        m_stale = true;
        m_foreign = true; // Until the rules are read again, the new one may want any event.
    }
    m_wake.notify_one();
}

Result<Rule> AlertsService::createRule(api::Context& context, NewRule const& created)
{
    auto const rules = TRY(allRules(context.tx));
    auto const own =
        std::count_if(rules.begin(), rules.end(), [](StoredRule const& rule) { return !rule.builtIn; });
    if (static_cast<std::size_t>(own) >= kOwnRulesMax)
        return failed(ErrorCode::Conflict, "there are 200 own alert rules already");
    StoredRule const stored{.id = newId(context.now, context.random),
                            .name = created.name,
                            .definition = json::text(api::write(created)),
                            .builtIn = false,
                            .enabled = true,
                            .changedAt = context.now,
                            .changedBy = context.caller.name};
    TRY(compiled(ruleFrom(stored.id, created)));
    TRY(insertRule(context.tx, stored));
    rulesChanged(context);
    context.subject("alert_rule", stored.id);
    context.note("name", json::Value(stored.name));
    context.answer.location = "/alerts/rules/" + stored.id;
    return described(stored);
}

Result<Rule> AlertsService::setEnabled(api::Context& context, std::string const& id, bool enabled)
{
    auto stored = TRY(ruleById(context.tx, id));
    if (!stored)
        return failed(ErrorCode::NotFound, "there is no such alert rule");
    stored->enabled = enabled;
    stored->changedAt = context.now;
    stored->changedBy = context.caller.name;
    TRY(setRuleEnabled(context.tx, *stored));
    rulesChanged(context);
    context.subject("alert_rule", id);
    return described(*stored);
}

Result<Rule> AlertsService::enableRule(api::Context& context, RulePlace const& place)
{
    return setEnabled(context, place.id, true);
}

Result<Rule> AlertsService::disableRule(api::Context& context, RulePlace const& place)
{
    return setEnabled(context, place.id, false);
}

Result<Done> AlertsService::removeRule(api::Context& context, RulePlace const& place)
{
    auto const stored = TRY(ruleById(context.tx, place.id));
    if (!stored)
        return failed(ErrorCode::NotFound, "there is no such alert rule");
    if (stored->builtIn)
        return failed(ErrorCode::Conflict, "a built-in alert rule can be disabled, not removed");
    TRY(deleteRule(context.tx, place.id));
    rulesChanged(context);
    context.subject("alert_rule", place.id);
    context.note("name", json::Value(stored->name));
    return Done{};
}

} // namespace core::alerts
