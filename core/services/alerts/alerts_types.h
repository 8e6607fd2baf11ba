// What the alerts capability takes and answers over the wire, and the rule files in resources/rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/fields.h"
#include "core/api/route.h"

namespace core::alerts {

using api::field;

inline constexpr std::array<std::string_view, 4> kSeverities{"low", "medium", "high", "critical"};
inline constexpr std::array<std::string_view, 3> kStates{"open", "acknowledged", "closed"};

// So many events of that query, within the rule's window.
struct RuleStep {
    std::string query;
    std::int64_t count = 1;

    static constexpr auto fields = std::tuple{
        field("query", &RuleStep::query).length(1, 2000).about("In the query language of log events."),
        field("count", &RuleStep::count).range(1, 10'000),
    };
};

// One step: a threshold. Two: a sequence, the second after the first, all within the window, for one key.
struct NewRule {
    std::string name;
    std::optional<std::string> description;
    std::string severity;
    bool engineOnly = false;
    std::vector<std::string> groupBy;
    std::int64_t windowSeconds = 60;
    std::vector<RuleStep> steps;

    static constexpr auto fields = std::tuple{
        field("name", &NewRule::name).length(1, 80),
        field("description", &NewRule::description).length(0, 1000),
        field("severity", &NewRule::severity).oneOf(kSeverities),
        field("engine_only", &NewRule::engineOnly).about("Only the engine's own events count."),
        field("group_by", &NewRule::groupBy)
            .length(0, 4)
            .about("source, name or attributes whose values form the key."),
        field("window_s", &NewRule::windowSeconds).range(1, 86'400),
        field("steps", &NewRule::steps).length(1, 2),
    };
};

// A file of resources/rules: the same with its stable id.
struct RuleFile {
    std::string id;
    std::string name;
    std::optional<std::string> description;
    std::string severity;
    bool engineOnly = false;
    std::vector<std::string> groupBy;
    std::int64_t windowSeconds = 60;
    std::vector<RuleStep> steps;

    static constexpr auto fields = std::tuple{
        field("id", &RuleFile::id).length(1, 64).format("slug"),
        field("name", &RuleFile::name).length(1, 80),
        field("description", &RuleFile::description).length(0, 1000),
        field("severity", &RuleFile::severity).oneOf(kSeverities),
        field("engine_only", &RuleFile::engineOnly),
        field("group_by", &RuleFile::groupBy).length(0, 4),
        field("window_s", &RuleFile::windowSeconds).range(1, 86'400),
        field("steps", &RuleFile::steps).length(1, 2),
    };
};

struct Rule {
    std::string id;
    std::string name;
    std::string description;
    std::string severity;
    std::string kind;
    bool engineOnly = false;
    std::vector<std::string> groupBy;
    std::int64_t windowSeconds = 0;
    std::vector<RuleStep> steps;
    bool builtIn = false;
    bool enabled = false;
    std::int64_t keys = 0;
    std::int64_t keysDropped = 0;
    std::int64_t folded = 0;

    static constexpr auto fields = std::tuple{
        field("id", &Rule::id),
        field("name", &Rule::name),
        field("description", &Rule::description),
        field("severity", &Rule::severity),
        field("kind", &Rule::kind).about("threshold or sequence."),
        field("engine_only", &Rule::engineOnly),
        field("group_by", &Rule::groupBy).length(0, 4),
        field("window_s", &Rule::windowSeconds),
        field("steps", &Rule::steps).length(1, 2),
        field("built_in", &Rule::builtIn),
        field("enabled", &Rule::enabled),
        field("keys", &Rule::keys).about("Keys it is watching now."),
        field("keys_dropped", &Rule::keysDropped)
            .about("Keys forgotten because there were too many at once."),
        field("folded", &Rule::folded)
            .about("Hits folded into the alert (many) because the rule raised too many."),
    };
};

struct RuleList {
    std::vector<Rule> items;
    std::int64_t eventsSkipped = 0;

    static constexpr auto fields = std::tuple{
        field("items", &RuleList::items).length(0, 500),
        field("events_skipped", &RuleList::eventsSkipped)
            .about("Events no rule saw because they came too fast."),
    };
};

struct RulePlace {
    std::string id;

    static constexpr auto fields = std::tuple{field("id", &RulePlace::id).length(1, 64)};
};

// Who and what an alert is about, as its events say.
struct AlertSubject {
    std::optional<std::string> user;
    std::optional<std::string> userId;
    std::optional<std::string> clientId;
    std::optional<std::string> address;
    std::vector<std::string> tokenIds;
    std::vector<std::string> sessionIds;

    static constexpr auto fields = std::tuple{
        field("user", &AlertSubject::user),
        field("user_id", &AlertSubject::userId),
        field("client_id", &AlertSubject::clientId),
        field("address", &AlertSubject::address),
        field("token_ids", &AlertSubject::tokenIds).length(0, 50),
        field("session_ids", &AlertSubject::sessionIds).length(0, 50),
    };
};

struct Alert {
    std::string id;
    std::string ruleId;
    std::string rule;
    std::string severity;
    std::string state;
    std::string key;
    std::int64_t count = 0;
    Time openedAt{};
    Time firstAt{};
    Time lastAt{};
    bool engineEvents = false;
    AlertSubject subject;
    std::vector<std::string> evidence;
    std::optional<Time> acknowledgedAt;
    std::optional<std::string> acknowledgedBy;
    std::optional<Time> closedAt;
    std::optional<std::string> closedBy;
    std::optional<std::string> closedReason;

    static constexpr auto fields = std::tuple{
        field("id", &Alert::id),
        field("rule_id", &Alert::ruleId),
        field("rule", &Alert::rule),
        field("severity", &Alert::severity),
        field("state", &Alert::state),
        field("key", &Alert::key).about("The group_by values, or (many)."),
        field("count", &Alert::count).about("How often the rule was met."),
        field("opened_at", &Alert::openedAt),
        field("first_at", &Alert::firstAt).about("Arrival of the first event."),
        field("last_at", &Alert::lastAt),
        field("engine_events", &Alert::engineEvents)
            .about("All of its events are the engine's own: only then may steps act on the subject by "
                   "themselves."),
        field("subject", &Alert::subject),
        field("evidence", &Alert::evidence).length(0, 100).about("Ids of log events."),
        field("acknowledged_at", &Alert::acknowledgedAt),
        field("acknowledged_by", &Alert::acknowledgedBy),
        field("closed_at", &Alert::closedAt),
        field("closed_by", &Alert::closedBy),
        field("closed_reason", &Alert::closedReason),
    };
};

struct AlertFilter {
    std::optional<std::string> state;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("state", &AlertFilter::state).oneOf(kStates),
        field("limit", &AlertFilter::limit).range(1, 200),
        field("after", &AlertFilter::after).length(1, 64),
    };
};

struct AlertPlace {
    std::string id;

    static constexpr auto fields = std::tuple{field("id", &AlertPlace::id).length(1, 64)};
};

struct CloseAlert {
    std::string id;
    std::string reason;

    static constexpr auto fields = std::tuple{field("id", &CloseAlert::id).length(1, 64),
                                              field("reason", &CloseAlert::reason).length(1, 500)};
};

} // namespace core::alerts
