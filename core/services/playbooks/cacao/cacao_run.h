// A playbook run as a pure state machine: names the next effect, is told the outcome, and replays from that.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
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
constexpr std::size_t kBranchesMax = 200;      // open at once, parallel within parallel
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

// Not safe for several threads. `bundle` outlives the run. The branches of a parallel step are all open at
// once, each with an effect of its own; the step ends when all have ended, and fails with the first that
// failed. The order of the entries is the order of events: variables that two branches write keep what was
// written last.
class Run {
public:
    // Invalid, with fields, for variables that are missing, unknown, not external, constant or of a wrong
    // type.
    static Result<Run> start(Bundle const& bundle, NamedValues const& variables, Time at);

    // What is to be done now: one effect per open branch, in the order in which the branches were opened.
    std::vector<Effect const*> pending() const;
    // The one that the key names; nullptr if nothing waits for it.
    Effect const* pending(std::string_view key) const;
    // The first of them, or Over.
    Effect const& next() const;
    Outcome outcome() const { return m_outcome; }
    std::string const& reason() const { return m_reason; }
    std::vector<Visit> const& visits() const { return m_visits; }
    std::optional<std::string> value(std::string_view variable) const;

    // Conflict if the run is over or waits for another key; Invalid for an answer that is not one of those
    // offered. After an error the run is as it was.
    Status apply(Entry const& entry);
    // The values that the answer to the effect of that key gives to variables, and those of the job that it
    // started. Empty before the last command of a step.
    Result<NamedValues> outsFrom(std::string_view key, boost::json::value const& answer) const;
    Result<NamedValues> outsFromJob(std::string_view key, boost::json::value const& job) const;
    // The variable type of the answer that the Ask of that key waits for; empty if no variable takes it.
    std::string answerType(std::string_view key) const;

private:
    struct Scope {
        Playbook const* playbook = nullptr;
        std::map<std::string, std::string, std::less<>> values = {};
        bool inException = false;
        std::string failure = {};
    };
    using ScopeId = std::size_t;
    using BranchId = std::size_t;
    // A playbook's main flow, or the inside of the step that the frame below stands at.
    struct Frame {
        ScopeId scope = 0;
        bool isMain = false;
        std::string step = {};
        std::int64_t turn = 0;
        std::size_t command = 0;
        bool delayed = false;
        bool approved = false;
        Time deadline = Time::max(); // of the current step
        std::int64_t turns = 0;      // which turn of the while step below
    };
    // What moves on its own: the whole run is one, and every branch of an open parallel step another.
    struct Branch {
        std::optional<BranchId> parent = {}; // stands at the parallel step
        std::vector<Frame> frames = {};
        Effect effect = {};       // Over: nothing is pending
        std::size_t open = 0;     // branches of the parallel step that have not ended
        std::string failure = {}; // of the first of them that failed
    };

    explicit Run(Bundle const& bundle) : m_bundle{&bundle} {}

    Status checkInputs(NamedValues const& variables);
    Branch& branch() { return m_branches.at(m_current); }
    Branch const& branch() const { return m_branches.at(m_current); }
    Frame& frame() { return branch().frames.back(); }
    Frame const& frame() const { return branch().frames.back(); }
    Scope& scope() { return m_scopes.at(frame().scope); }
    Scope const& scope() const { return m_scopes.at(frame().scope); }
    Step const& step() const;
    Step const& stepOf(Branch const& branch) const;
    Branch const* waitingFor(std::string_view key) const;
    std::vector<BranchId> openedBy(BranchId id) const;
    using Pointers = std::vector<std::pair<std::string, std::string>>;
    Result<NamedValues> outsBy(std::string_view key, Pointers StepOptions::*pointers,
                               boost::json::value const& answer) const;
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
    void push(std::string const& stepId, std::int64_t turns);
    void pop();
    void fork();
    void join(std::string failure);
    void close(BranchId id); // with all that it opened
    void endOfBranch();
    void endOfPlaybook();
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
    std::map<ScopeId, Scope> m_scopes; // 0 is the root's
    std::map<BranchId, Branch> m_branches;
    std::set<BranchId> m_ready; // neither an effect is pending nor are branches open
    BranchId m_current = 0;
    ScopeId m_nextScope = 1;
    BranchId m_nextBranch = 1;
    std::map<std::string, std::int64_t, std::less<>> m_turns;
    std::int64_t m_executed = 0;
    Time m_startedAt{};
    Time m_now{};
    Outcome m_outcome = Outcome::Running;
    std::string m_reason;
    std::vector<Visit> m_visits;
    NamedValues m_results; // the root's variables after the end
};

} // namespace core::playbooks::cacao
