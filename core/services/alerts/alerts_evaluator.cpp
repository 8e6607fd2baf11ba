// Windows over arrival times: what an event claims about its own time decides nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_evaluator.h"

#include <algorithm>

#include "core/base/text.h"

namespace core::alerts {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;
constexpr std::size_t kHitsMax = 20'000; // rules times keys that wait for the database
constexpr std::size_t kSubjectIdsMax = 50;

std::string valueOf(logs::Event const& event, std::string const& field)
{
    if (field == "source")
        return event.source;
    if (field == "name")
        return event.name;
    auto const* const attribute = logs::findAttribute(event, field);
    return attribute == nullptr ? std::string{} : attribute->text;
}

// The key of an event, or nothing when it lacks a field: events without an address are not one address.
std::optional<std::string> keyOf(Rule const& rule, logs::Event const& event)
{
    std::string key;
    for (auto const& field : rule.groupBy) {
        auto const value = valueOf(event, field);
        if (value.empty())
            return std::nullopt;
        key += (key.empty() ? "" : " ") + field + "=" + (isUtf8(value) ? printable(value) : hexOf(value));
    }
    if (key.size() > kKeyBytesMax)
        return std::nullopt;
    return key;
}

void setFirst(std::optional<std::string>& into, std::string value)
{
    if (!value.empty())
        into = std::move(value); // The newest event knows best.
}

void addId(std::vector<std::string>& ids, std::string value)
{
    if (!value.empty() && ids.size() < kSubjectIdsMax &&
        std::find(ids.begin(), ids.end(), value) == ids.end())
        ids.push_back(std::move(value));
}

void addSubject(AlertSubject& subject, logs::Event const& event)
{
    setFirst(subject.user, valueOf(event, "user"));
    setFirst(subject.userId, valueOf(event, "user_id"));
    setFirst(subject.clientId, valueOf(event, "client_id"));
    setFirst(subject.address, valueOf(event, "address"));
    addId(subject.tokenIds, valueOf(event, "token_id"));
    addId(subject.sessionIds, valueOf(event, "session_id"));
}

void addSubject(AlertSubject& into, AlertSubject const& from)
{
    auto const newer = [](std::optional<std::string>& have, std::optional<std::string> const& given) {
        if (given)
            have = given;
    };
    newer(into.user, from.user);
    newer(into.userId, from.userId);
    newer(into.clientId, from.clientId);
    newer(into.address, from.address);
    for (auto const& id : from.tokenIds)
        addId(into.tokenIds, id);
    for (auto const& id : from.sessionIds)
        addId(into.sessionIds, id);
}

bool sameDefinition(Rule const& a, Rule const& b)
{
    auto const sameSteps =
        std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(),
                   [](auto const& x, auto const& y) { return x.query == y.query && x.count == y.count; });
    return a.id == b.id && a.engineOnly == b.engineOnly && a.groupBy == b.groupBy &&
           a.windowSeconds == b.windowSeconds && sameSteps;
}

} // namespace

Result<CompiledRule> compiled(Rule rule)
{
    CompiledRule out;
    for (std::size_t i = 0; i < rule.steps.size(); ++i) {
        auto query = logs::parseQuery(rule.steps[i].query);
        if (!query)
            return Error{.code = ErrorCode::Invalid,
                         .message = "some fields are not acceptable",
                         .fields = {{"/steps/" + std::to_string(i) + "/query", query.error().message}}};
        out.queries.push_back(std::move(*query));
    }
    rule.kind = rule.steps.size() == 1 ? "threshold" : "sequence";
    out.rule = std::move(rule);
    return out;
}

void Evaluator::setRules(std::vector<CompiledRule> rules)
{
    std::vector<Watched> watched;
    m_foreign = false;
    for (auto& rule : rules) {
        m_foreign = m_foreign || !rule.rule.engineOnly;
        auto const known = std::find_if(m_watched.begin(), m_watched.end(), [&](Watched const& old) {
            return sameDefinition(old.compiled.rule, rule.rule);
        });
        if (known == m_watched.end()) {
            watched.push_back({.compiled = std::move(rule), .keys = {}, .places = {}, .raisedThisHour = {}});
            continue;
        }
        known->compiled.rule = std::move(rule.rule);
        watched.push_back(std::move(*known));
        m_watched.erase(known);
    }
    m_watched = std::move(watched);
}

void Evaluator::see(logs::Event const& event)
{
    if (event.number <= m_lastNumber)
        return;
    m_lastNumber = event.number;
    bool const engine = event.source == logs::kEngineSource;
    for (auto& watched : m_watched)
        if (engine || !watched.compiled.rule.engineOnly)
            seeFor(watched, event);
}

bool Evaluator::wants(logs::Event const& event) const
{
    bool const engine = event.source == logs::kEngineSource;
    return std::ranges::any_of(m_watched, [&](Watched const& watched) {
        auto const& [rule, queries] = watched.compiled;
        return (engine || !rule.engineOnly) &&
               std::ranges::any_of(queries, [&](auto const& query) { return logs::matches(query, event); });
    });
}

void Evaluator::seeFor(Watched& watched, logs::Event const& event)
{
    auto const& rule = watched.compiled.rule;
    for (std::size_t number = watched.compiled.queries.size(); number-- > 0;) {
        if (!logs::matches(watched.compiled.queries[number], event))
            continue;
        auto const key = keyOf(rule, event);
        if (!key)
            return;
        auto& state = stateFor(watched, *key);
        // A second step counts only while the first is met within the window.
        if (number > 0 && !stepMet(watched, state, number - 1, event))
            continue;
        auto& step = state.steps[number];
        // What lapsed is over: its subjects and evidence must not be told of the next time.
        if (!step.times.empty() && step.times.back() <= event.arrivalAt - rule.windowSeconds * kSecond)
            step = {};
        auto const count = static_cast<std::size_t>(rule.steps[number].count);
        step.times.push_back(event.arrivalAt);
        if (step.times.size() > count)
            step.times.pop_front();
        step.evidence.push_back(logs::Cursor{event.arrivalAt, event.number}.text());
        if (step.evidence.size() > std::min(count, kEvidencePerKeyMax))
            step.evidence.pop_front();
        step.engineEvents = step.engineEvents && event.source == logs::kEngineSource;
        addSubject(step.subject, event);
        if (number + 1 == watched.compiled.queries.size() && stepMet(watched, state, number, event))
            hit(watched, state, event);
        return;
    }
}

Evaluator::KeyState& Evaluator::stateFor(Watched& watched, std::string const& key)
{
    auto const known = watched.places.find(key);
    if (known != watched.places.end()) {
        watched.keys.splice(watched.keys.end(), watched.keys, known->second);
        return *known->second;
    }
    if (watched.keys.size() >= kKeysPerRuleMax) {
        ++watched.keysDropped;
        watched.places.erase(watched.keys.front().key);
        watched.keys.pop_front();
    }
    watched.keys.push_back({key, std::vector<Step>(watched.compiled.queries.size())});
    watched.places.emplace(key, std::prev(watched.keys.end()));
    return watched.keys.back();
}

bool Evaluator::stepMet(Watched const& watched, KeyState& state, std::size_t number,
                        logs::Event const& event) const
{
    auto const& rule = watched.compiled.rule;
    auto const& times = state.steps[number].times;
    return times.size() >= static_cast<std::size_t>(rule.steps[number].count) &&
           times.front() > event.arrivalAt - rule.windowSeconds * kSecond;
}

void Evaluator::hit(Watched& watched, KeyState& state, logs::Event const& event)
{
    auto const& rule = watched.compiled.rule;
    if (event.arrivalAt - watched.hourBegan >= kHour) {
        watched.hourBegan = event.arrivalAt;
        watched.raisedThisHour.clear();
    }
    std::string key = state.key;
    if (!watched.raisedThisHour.contains(key)) {
        if (watched.raisedThisHour.size() < kAlertsPerRuleMax) {
            watched.raisedThisHour.emplace(key, true);
        } else {
            key = kManyKey;
            ++watched.folded;
        }
    }
    auto const place = rule.id + '\n' + key;
    if (m_hits.size() >= kHitsMax && !m_hits.contains(place))
        return;
    auto& found = m_hits[place];
    if (found.count++ == 0) {
        found.ruleId = rule.id;
        found.ruleName = rule.name;
        found.severity = rule.severity;
        found.key = key;
        found.firstAt = state.steps.front().times.front();
    }
    found.lastAt = event.arrivalAt;
    found.lastNumber = event.number;
    for (auto& step : state.steps) {
        found.engineEvents = found.engineEvents && step.engineEvents;
        for (auto const& id : step.evidence)
            if (found.evidence.size() < kEvidencePerKeyMax &&
                std::find(found.evidence.begin(), found.evidence.end(), id) == found.evidence.end())
                found.evidence.push_back(id);
    }
    // Who guessed wrong is not who came in: the step that completed the rule says whom it is about.
    addSubject(found.subject, state.steps.back().subject);
    // That event is also what a reader asks for first.
    auto const completing = logs::Cursor{event.arrivalAt, event.number}.text();
    if (std::find(found.evidence.begin(), found.evidence.end(), completing) == found.evidence.end())
        found.evidence.back() = completing;
    if (state.steps.size() > 1)
        for (auto& step : state.steps)
            step = {};
    else
        state.steps.front().evidence.clear();
}

std::vector<Hit> Evaluator::takeHits()
{
    std::vector<Hit> hits;
    for (auto& [place, hit] : m_hits)
        hits.push_back(std::move(hit));
    m_hits.clear();
    std::sort(hits.begin(), hits.end(),
              [](Hit const& a, Hit const& b) { return a.lastNumber < b.lastNumber; });
    return hits;
}

void Evaluator::describe(Rule& rule) const
{
    for (auto const& watched : m_watched)
        if (watched.compiled.rule.id == rule.id) {
            rule.keys = static_cast<std::int64_t>(watched.keys.size());
            rule.keysDropped = static_cast<std::int64_t>(watched.keysDropped);
            rule.folded = static_cast<std::int64_t>(watched.folded);
        }
}

} // namespace core::alerts
