// Evaluator: watches arriving events for the enabled rules; memory and time are bounded whatever arrives.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/services/alerts/alerts_types.h"
#include "core/services/logs/logs_service.h"

namespace core::alerts {

constexpr std::size_t kKeysPerRuleMax = 10'000; // the least recently seen key is forgotten beyond
constexpr std::size_t kEvidencePerKeyMax = 50;  // event ids remembered for a step
constexpr std::size_t kAlertsPerRuleMax = 100;  // new keys within an hour; further ones share one alert
constexpr std::string_view kManyKey = "(many)";
constexpr std::size_t kKeyBytesMax = 512;

// A rule was met.
struct Hit {
    std::string ruleId;
    std::string ruleName;
    std::string severity;
    std::string key;
    std::int64_t count = 0;   // how often, since the last time hits were taken
    std::int64_t firstAt = 0; // arrival, microseconds
    std::int64_t lastAt = 0;
    std::uint64_t lastNumber = 0;
    bool engineEvents = true;
    AlertSubject subject;
    std::vector<std::string> evidence;
};

// A rule with its queries read.
struct CompiledRule {
    Rule rule;
    std::vector<logs::Node> queries;
};
// Invalid with the field that is wrong.
Result<CompiledRule> compiled(Rule rule);

// One thread.
class Evaluator {
public:
    // Keeps the state of rules whose definition is the same.
    void setRules(std::vector<CompiledRule> rules);
    void see(logs::Event const& event);
    // Whether any rule looks for such an event: all others need not be kept for it.
    bool wants(logs::Event const& event) const;
    // What was met since the last call, at most one hit for each rule and key.
    std::vector<Hit> takeHits();
    bool hasHits() const { return !m_hits.empty(); }
    // Numbers for the rule list.
    void describe(Rule& rule) const;
    bool wantsForeignEvents() const { return m_foreign; }

private:
    struct Step {
        std::deque<std::int64_t> times; // arrivals of the last `count` events
        std::deque<std::string> evidence;
        bool engineEvents = true;
        AlertSubject subject;
    };
    struct KeyState {
        std::string key;
        std::vector<Step> steps;
    };
    using KeyList = std::list<KeyState>; // least recently seen first

    struct Watched {
        CompiledRule compiled;
        KeyList keys;
        std::unordered_map<std::string, KeyList::iterator> places;
        std::uint64_t keysDropped = 0;
        std::uint64_t folded = 0;
        std::int64_t hourBegan = 0;
        std::unordered_map<std::string, bool> raisedThisHour;
    };

    void seeFor(Watched& watched, logs::Event const& event);
    KeyState& stateFor(Watched& watched, std::string const& key);
    bool stepMet(Watched const& watched, KeyState& state, std::size_t number, logs::Event const& event) const;
    void hit(Watched& watched, KeyState& state, logs::Event const& event);

    std::vector<Watched> m_watched;
    std::unordered_map<std::string, Hit> m_hits; // by rule and key
    std::uint64_t m_lastNumber = 0; // Events come by rising number; a replay overlaps what waits.
    bool m_foreign = false;
};

} // namespace core::alerts
