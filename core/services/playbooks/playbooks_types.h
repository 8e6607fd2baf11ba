// What the playbooks capability says over the wire.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/fields.h"

namespace core::playbooks {

using api::field;

inline constexpr std::array<std::string_view, 2> kPlaybookStates{"draft", "approved"};
inline constexpr std::array<std::string_view, 4> kRunStates{"running", "succeeded", "failed", "cancelled"};

struct DefectRow {
    std::string name;
    std::string pointer;
    std::string says;
    std::string gravity;

    static constexpr auto fields = std::tuple{
        field("name", &DefectRow::name),
        field("pointer", &DefectRow::pointer),
        field("says", &DefectRow::says),
        field("gravity", &DefectRow::gravity).about("broken, quarantined, unrunnable or remark"),
    };
};

struct VariableRow {
    std::string name;
    std::string type;
    std::string description;
    bool required = false;

    static constexpr auto fields = std::tuple{
        field("name", &VariableRow::name),
        field("type", &VariableRow::type),
        field("description", &VariableRow::description),
        field("required", &VariableRow::required),
    };
};

struct PlaybookRow {
    PlaybookId id;
    std::string cacaoId;
    std::string version;
    std::string name;
    std::string description;
    std::string origin;
    std::string state;
    bool runnable = false;
    std::string digest;
    std::string importedBy;
    Time importedAt{};
    std::optional<std::string> approvedBy;
    std::optional<Time> approvedAt;

    static constexpr auto fields = std::tuple{
        field("id", &PlaybookRow::id),
        field("cacao_id", &PlaybookRow::cacaoId),
        field("version", &PlaybookRow::version).about("the CACAO property modified"),
        field("name", &PlaybookRow::name),
        field("description", &PlaybookRow::description).length(0, 65536),
        field("origin", &PlaybookRow::origin).about("built-in or imported"),
        field("state", &PlaybookRow::state).oneOf(kPlaybookStates),
        field("runnable", &PlaybookRow::runnable),
        field("digest", &PlaybookRow::digest).about("SHA-256 of the canonical document (RFC 8785)"),
        field("imported_by", &PlaybookRow::importedBy),
        field("imported_at", &PlaybookRow::importedAt),
        field("approved_by", &PlaybookRow::approvedBy),
        field("approved_at", &PlaybookRow::approvedAt),
    };
};

struct PlaybookDetail {
    PlaybookRow playbook;
    std::vector<std::string> permissions;
    std::vector<VariableRow> variables;
    std::vector<DefectRow> defects;
    json::Value document;

    static constexpr auto fields = std::tuple{
        field("playbook", &PlaybookDetail::playbook),
        field("permissions", &PlaybookDetail::permissions).about("the grant: what a run may do at most"),
        field("variables", &PlaybookDetail::variables).about("what the starter gives"),
        field("defects", &PlaybookDetail::defects),
        field("document", &PlaybookDetail::document),
    };
};

struct PlaybookFilter {
    std::optional<std::string> state;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("state", &PlaybookFilter::state).oneOf(kPlaybookStates),
        field("limit", &PlaybookFilter::limit).range(1, 200),
        field("after", &PlaybookFilter::after).length(1, 64),
    };
};

struct PlaybookById {
    PlaybookId id; // our id, or the CACAO id for its newest approved version

    static constexpr auto fields = std::tuple{field("id", &PlaybookById::id).length(1, 128)};
};

struct ImportedPlaybook {
    json::Value body;

    static constexpr auto fields = std::tuple{field("body", &ImportedPlaybook::body)};
};

struct NewRun {
    PlaybookId id;
    std::optional<std::string> incidentId;
    std::optional<json::Value> variables; // {"__name__": "text"}

    static constexpr auto fields = std::tuple{
        field("id", &NewRun::id).length(1, 128),
        field("incident_id", &NewRun::incidentId).length(1, 64),
        field("variables", &NewRun::variables).about("texts by variable name"),
    };
};

// What a run waits for: an answer, an approval or a time.
struct WaitingFor {
    std::string kind;
    std::string key;
    std::string step;
    std::string stepName;
    std::string prompt;
    std::vector<std::string> answers;
    std::string type;
    std::string digest;
    Time until{};

    static constexpr auto fields = std::tuple{
        field("kind", &WaitingFor::kind).about("answer, approval or time"),
        field("key", &WaitingFor::key),
        field("step", &WaitingFor::step),
        field("step_name", &WaitingFor::stepName),
        field("prompt", &WaitingFor::prompt).length(0, 262144),
        field("answers", &WaitingFor::answers),
        field("type", &WaitingFor::type).about("variable type of the answer; empty: any text"),
        field("digest", &WaitingFor::digest).about("SHA-256 of the resolved effect that an approval covers"),
        field("until", &WaitingFor::until),
    };
};

struct RunRow {
    RunId id;
    PlaybookId playbookId;
    std::string name;
    std::string state;
    std::string reason;
    std::optional<std::string> incidentId;
    std::string startedBy;
    std::string traceId;
    std::optional<WaitingFor> waitingFor;
    std::vector<WaitingFor> waiting;
    std::int64_t revision = 0;
    Time startedAt{};
    std::optional<Time> endedAt;

    static constexpr auto fields = std::tuple{
        field("id", &RunRow::id),
        field("playbook_id", &RunRow::playbookId),
        field("name", &RunRow::name),
        field("state", &RunRow::state).oneOf(kRunStates),
        field("reason", &RunRow::reason),
        field("incident_id", &RunRow::incidentId),
        field("started_by", &RunRow::startedBy),
        field("trace_id", &RunRow::traceId),
        field("waiting_for", &RunRow::waitingFor).about("what to answer first"),
        field("waiting", &RunRow::waiting)
            .length(0, 200)
            .about("everything the run waits for: one of each open branch"),
        field("revision", &RunRow::revision),
        field("started_at", &RunRow::startedAt),
        field("ended_at", &RunRow::endedAt),
    };
};

// One line of a run's journal.
struct StepRow {
    std::int64_t number = 0;
    std::string kind;
    std::string key;
    std::string step;
    std::string stepName;
    std::int64_t turn = 0;
    std::string says;
    std::string by;
    Time at{};

    static constexpr auto fields = std::tuple{
        field("number", &StepRow::number),
        field("kind", &StepRow::kind)
            .about("intent, accepted, visit, done, failed, answered, approved, denied, passed, timed_out, "
                   "cancelled"),
        field("key", &StepRow::key),
        field("step", &StepRow::step),
        field("step_name", &StepRow::stepName),
        field("turn", &StepRow::turn),
        field("says", &StepRow::says),
        field("by", &StepRow::by),
        field("at", &StepRow::at),
    };
};

struct RunDetail {
    RunRow run;
    std::vector<StepRow> steps;

    static constexpr auto fields = std::tuple{
        field("run", &RunDetail::run),
        field("steps", &RunDetail::steps)
            .length(0, 1000)
            .about("the newest thousand lines of the journal, oldest first"),
    };
};

struct RunFilter {
    std::optional<std::string> state;
    std::optional<std::string> incidentId;
    std::optional<std::int64_t> limit;
    std::optional<std::string> after;

    static constexpr auto fields = std::tuple{
        field("state", &RunFilter::state).oneOf(kRunStates),
        field("incident_id", &RunFilter::incidentId).length(1, 64),
        field("limit", &RunFilter::limit).range(1, 200),
        field("after", &RunFilter::after).length(1, 64),
    };
};

struct RunById {
    RunId id;

    static constexpr auto fields = std::tuple{field("id", &RunById::id).length(1, 64)};
};

struct RunAnswer {
    RunId id;
    std::string step; // step id or key
    std::string answer;
    std::optional<std::string> digest; // of an approval: what was shown

    static constexpr auto fields = std::tuple{
        field("id", &RunAnswer::id).length(1, 64),
        field("step", &RunAnswer::step).length(1, 200),
        field("answer", &RunAnswer::answer).length(1, 4096),
        field("digest", &RunAnswer::digest).length(64, 64),
    };
};

struct PreviewLine {
    std::string step;
    std::string stepName;
    std::string kind;
    std::string says;
    std::string body;
    bool approval = false;

    static constexpr auto fields = std::tuple{
        field("step", &PreviewLine::step),
        field("step_name", &PreviewLine::stepName),
        field("kind", &PreviewLine::kind),
        field("says", &PreviewLine::says).length(0, 262144),
        field("body", &PreviewLine::body).length(0, 262144),
        field("approval", &PreviewLine::approval),
    };
};

struct Preview {
    std::vector<PreviewLine> effects;

    static constexpr auto fields = std::tuple{
        field("effects", &Preview::effects)
            .length(0, 2000)
            .about("values that are not known yet are shown as {__name__}"),
    };
};

} // namespace core::playbooks
