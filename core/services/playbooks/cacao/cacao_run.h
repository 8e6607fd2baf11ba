// A playbook run as a pure state machine: names the next effect, is told the outcome, and replays from that.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/services/playbooks/cacao/cacao_playbook.h"

namespace core::playbooks::cacao {

constexpr std::int64_t kTurnsMax = 1000;       // of one while-step
constexpr std::int64_t kExecutedMax = 10'000;  // steps of a run, all turns together
constexpr std::size_t kNestedPlaybooksMax = 8; // playbook-action within playbook-action
constexpr Span kRunTimeMax = std::chrono::hours{24 * 30};
constexpr Span kCallTimeDefault = std::chrono::hours{1};
constexpr Span kAnswerTimeDefault = std::chrono::hours{24 * 7};
// What CACAO calls the reason of a step that ran out of time, turns or steps.
constexpr std::string_view kActionTimeout = "ACTION_TIMEOUT";

// The playbook and everything it runs, frozen when the run starts.
struct Bundle {
    std::string root;
    std::map<std::string, Playbook, std::less<>> playbooks = {};

    Playbook const* find(std::string_view id) const;
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;

struct Effect {
    enum class Kind { Call, Ask, Approve, Delay, Over };

    Kind kind = Kind::Over;
    std::string key = {}; // "step/turn", "step/turn/2" for a second command: unique within the run
    std::string playbookId = {};
    std::string stepId = {};
    std::string stepName = {};
    std::int64_t turn = 0;
    std::string method = {}; // Call, or what Approve guards
    std::string path = {};
    std::string body = {};
    bool waitJob = false;
    std::string prompt = {}; // Ask, or what Approve guards
    std::vector<std::string> answers = {};
    Time until{}; // Delay: when it has passed; else when the effect has timed out
};

// What somebody approves: the whole resolved effect. Any change of step, values or target changes this text.
std::string approvalText(Effect const& effect);

// One thing that happened, as the journal keeps it. `key` names the effect it answers.
struct Entry {
    enum class Kind { Done, Failed, Answered, Approved, Denied, Passed, TimedOut, Cancelled };

    Kind kind = Kind::Done;
    std::string key = {};
    Time at{};
    std::string says = {}; // the answer of a person, or why it failed
    NamedValues outs = {}; // Done: values for variables
};
std::string_view nameOf(Entry::Kind kind);
std::optional<Entry::Kind> entryKindFrom(std::string_view name);

enum class Outcome { Running, Succeeded, Failed, Cancelled };
std::string_view nameOf(Outcome outcome);

struct Visit {
    std::string playbookId;
    std::string stepId;
    std::string stepName;
    std::int64_t turn = 0;
    std::string says = {}; // "the condition holds", "failed: ..."
};

// Not safe for several threads. `bundle` outlives the run. Parallel branches run one after the other; all are
// waited for, also when one fails.
class Run {
public:
    // Invalid, with fields, for variables that are missing, unknown, not external, constant or of a wrong
    // type.
    static Result<Run> start(Bundle const& bundle, NamedValues const& variables, Time at);

    Effect const& next() const { return m_effect; }
    Outcome outcome() const { return m_outcome; }
    std::string const& reason() const { return m_reason; }
    std::vector<Visit> const& visits() const { return m_visits; }
    std::optional<std::string> value(std::string_view variable) const;

    // Conflict if the run is over or waits for another key; Invalid for an answer that is not one of those
    // offered. After an error the run is as it was.
    Status apply(Entry const& entry);
    // The values that the last command's answer gives to variables, and those of the job it waited for.
    Result<NamedValues> outsFrom(boost::json::value const& answer) const;
    Result<NamedValues> outsFromJob(boost::json::value const& job) const;
    // The variable type of the answer that an Ask waits for; empty if no variable takes it.
    std::string answerType() const;

private:
    struct Scope {
        Playbook const* playbook = nullptr;
        std::map<std::string, std::string, std::less<>> values = {};
        bool inException = false;
        std::string failure = {};
    };
    // A playbook's main flow, or one branch of the step that the frame below stands at.
    struct Frame {
        std::size_t scope = 0;
        bool isMain = false;
        std::string step = {};
        std::int64_t turn = 0;
        std::size_t command = 0;
        bool delayed = false;
        bool approved = false;
        Time deadline = Time::max(); // of the current step
        std::size_t branch = 0;      // which branch of the parallel step below
        std::int64_t turns = 0;      // which turn of the while step below
        std::string failure = {};    // of an earlier branch of the parallel step below
    };

    explicit Run(Bundle const& bundle) : m_bundle{&bundle} {}

    Status checkInputs(NamedValues const& variables);
    Step const& step() const;
    Scope& scope() { return m_scopes[m_frames.back().scope]; }
    Scope const& scope() const { return m_scopes[m_frames.back().scope]; }
    std::optional<std::string> typeOf(std::string_view variable) const;
    std::optional<std::string> valueOf(std::string_view variable) const;
    std::string key(std::string_view suffix = {}) const;
    Time deadline() const;

    void settle();
    bool proceed(); // false: an effect is pending or the run is over
    void enter(std::string const& stepId);
    void succeed();
    void fail(std::string reason);
    void finish(Outcome outcome, std::string reason);
    void say(std::string says);
    void push(std::string const& stepId, std::size_t branch, std::int64_t turns, std::string failure = {});
    void endOfBranch();
    void endOfPlaybook();
    void nextBranch(std::string failure);
    void turnOfWhile(std::int64_t turns);
    void decideIf();
    void decideSwitch();
    void startChild();
    bool command();
    Result<Effect> resolved(Command const& command) const;
    Status take(Entry const& entry);
    Status takeAnswer(Entry const& entry);
    void takeOuts(NamedValues const& outs);
    void timeOut();

    Bundle const* m_bundle;
    std::vector<Scope> m_scopes;
    std::vector<Frame> m_frames;
    std::map<std::string, std::int64_t, std::less<>> m_turns;
    std::int64_t m_executed = 0;
    Time m_startedAt{};
    Time m_now{};
    Effect m_effect;
    Outcome m_outcome = Outcome::Running;
    std::string m_reason;
    std::vector<Visit> m_visits;
    NamedValues m_results; // the root's variables after the end
};

} // namespace core::playbooks::cacao
