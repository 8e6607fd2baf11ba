// Walking the workflow: which step is next, and which effect it needs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_run.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_condition.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {

Playbook const* Bundle::find(std::string_view id) const
{
    auto const found = playbooks.find(id);
    return found == playbooks.end() ? nullptr : &found->second;
}

Step const& Run::step() const
{
    return stepOf(branch());
}

Step const& Run::stepOf(Branch const& branch) const
{
    auto const& frame = branch.frames.back();
    return *m_scopes.at(frame.scope).playbook->step(frame.step);
}

std::vector<Run::BranchId> Run::openedBy(BranchId id) const
{
    std::vector<BranchId> opened;
    for (auto const& [other, branch] : m_branches)
        if (branch.parent == id)
            opened.push_back(other);
    return opened;
}

std::vector<Effect const*> Run::pending() const
{
    std::vector<Effect const*> effects;
    for (auto const& [id, branch] : m_branches)
        if (branch.effect.kind != Effect::Kind::Over)
            effects.push_back(&branch.effect);
    return effects;
}

Run::Branch const* Run::waitingFor(std::string_view key) const
{
    auto const found = std::ranges::find_if(m_branches, [&](auto const& entry) {
        return entry.second.effect.kind != Effect::Kind::Over && entry.second.effect.key == key;
    });
    return found == m_branches.end() ? nullptr : &found->second;
}

Effect const* Run::pending(std::string_view key) const
{
    auto const* branch = waitingFor(key);
    return branch == nullptr ? nullptr : &branch->effect;
}

Effect const& Run::next() const
{
    static Effect const over;
    auto const effects = pending();
    return effects.empty() ? over : *effects.front();
}

std::optional<std::string> Run::typeOf(std::string_view variable) const
{
    auto const& own = step().variables;
    if (auto const found = std::ranges::find(own, variable, &Variable::name); found != own.end())
        return found->type;
    auto const* shared = scope().playbook->variable(variable);
    return shared == nullptr ? std::nullopt : std::optional{shared->type};
}

std::optional<std::string> Run::valueOf(std::string_view variable) const
{
    auto const& own = step().variables;
    if (auto const found = std::ranges::find(own, variable, &Variable::name); found != own.end())
        return found->value;
    auto const found = scope().values.find(variable);
    return found == scope().values.end() ? std::nullopt : std::optional{found->second};
}

std::string Run::key(std::string_view suffix) const
{
    auto text = frame().step + "/" + std::to_string(frame().turn);
    if (frame().command > 0)
        text += "/" + std::to_string(frame().command + 1);
    return text.append(suffix);
}

Time Run::deadline() const
{
    auto earliest = m_startedAt + kRunTimeMax;
    for (std::optional<BranchId> id = m_current; id; id = m_branches.at(*id).parent)
        for (auto const& frame : m_branches.at(*id).frames)
            earliest = std::min(earliest, frame.deadline);
    return earliest;
}

// Terminates: every turn of the loop enters a step, moves to the next command, opens or ends a branch, or
// stops one; steps are counted. The oldest branch goes first, so that a replay opens and numbers everything
// alike.
void Run::settle()
{
    while (m_outcome == Outcome::Running && !m_ready.empty()) {
        m_current = *m_ready.begin();
        if (!proceed())
            m_ready.erase(m_current);
    }
}

bool Run::proceed()
{
    auto const& current = step();
    if (current.delayMs > 0 && !frame().delayed) {
        branch().effect = {.kind = Effect::Kind::Delay,
                           .key = key("/delay"),
                           .playbookId = scope().playbook->id,
                           .stepId = current.id,
                           .stepName = current.name,
                           .turn = frame().turn,
                           .until = m_now + std::chrono::milliseconds{current.delayMs}};
        return false;
    }
    switch (current.type) {
    case StepType::Start:
        enter(current.onCompletion);
        break;
    case StepType::End:
        endOfBranch();
        break;
    case StepType::Action:
        return command();
    case StepType::PlaybookAction:
        startChild();
        break;
    case StepType::Parallel:
        fork();
        break;
    case StepType::If:
        decideIf();
        break;
    case StepType::While:
        turnOfWhile(1);
        break;
    case StepType::Switch:
        decideSwitch();
        break;
    }
    return m_outcome == Outcome::Running;
}

void Run::enter(std::string const& stepId)
{
    auto const* next = scope().playbook->step(stepId);
    if (next == nullptr) // The reader refuses dangling links, so only a broken bundle comes here.
        return finish(Outcome::Failed, "the playbook leads to a step that it does not have");
    if (++m_executed > kExecutedMax)
        return finish(Outcome::Failed, std::string{kActionTimeout});
    auto& frame = branch().frames.back();
    frame.step = stepId;
    frame.turn = ++m_turns[stepId];
    frame.command = 0;
    frame.delayed = false;
    frame.approved = false;
    frame.deadline = Time::max();
    if (next->timeoutMs > 0)
        frame.deadline = m_now + std::chrono::milliseconds{next->timeoutMs};
    else if (next->type == StepType::Action)
        frame.deadline =
            m_now + (std::ranges::any_of(next->commands, [](auto const& one) { return one.type == "manual"; })
                         ? kAnswerTimeDefault
                         : kCallTimeDefault);
    m_visits.push_back({scope().playbook->id, stepId, next->name, frame.turn});
}

void Run::say(std::string says)
{
    for (auto visit = m_visits.rbegin(); visit != m_visits.rend(); ++visit) {
        if (visit->stepId == frame().step && visit->turn == frame().turn) {
            visit->says = std::move(says);
            return;
        }
    }
}

void Run::succeed()
{
    enter(step().afterSuccess());
}

// The nearest handler takes it: the step's own on_failure, then those of the steps around it, then
// workflow_exception.
void Run::fail(std::string reason)
{
    say("failed: " + reason);
    for (;;) {
        if (!step().onFailure.empty())
            return enter(std::string{step().onFailure});
        if (!frame().isMain) {
            if (branch().frames.size() == 1) // A branch of a parallel step ends here, failed.
                return join(std::move(reason));
            pop();
            continue;
        }
        auto& playbook = scope();
        if (playbook.failure.empty())
            playbook.failure = reason;
        if (!playbook.playbook->workflowException.empty() && !playbook.inException) {
            playbook.inException = true;
            return enter(playbook.playbook->workflowException);
        }
        if (frame().scope == 0)
            return finish(Outcome::Failed, std::move(reason));
        pop();
        say("failed: " + reason);
    }
}

void Run::finish(Outcome outcome, std::string reason)
{
    m_outcome = outcome;
    m_reason = std::move(reason);
    m_results.assign(m_scopes.at(0).values.begin(), m_scopes.at(0).values.end());
    for (auto& [id, branch] : m_branches)
        branch.effect = {};
}

void Run::push(std::string const& stepId, std::int64_t turns)
{
    branch().frames.push_back({.scope = frame().scope, .turns = turns});
    enter(stepId);
}

// A main flow takes its playbook's variables with it.
void Run::pop()
{
    if (frame().isMain)
        m_scopes.erase(frame().scope);
    branch().frames.pop_back();
}

// CACAO 2.0, 4.7: the next steps are processed in parallel; the step is over when every one of them has
// ended.
void Run::fork()
{
    auto const parent = m_current;
    auto const shared = frame().scope;
    auto const& heads = step().nextSteps;
    if (m_branches.size() + heads.size() > kBranchesMax)
        return finish(Outcome::Failed, std::string{kActionTimeout});
    branch().open = heads.size();
    branch().failure.clear();
    m_ready.erase(parent);
    for (auto const& head : heads) {
        m_current = m_nextBranch++;
        m_branches.emplace(m_current, Branch{.parent = parent, .frames = {{.scope = shared}}});
        m_ready.insert(m_current);
        enter(head);
        if (m_outcome != Outcome::Running)
            return;
    }
}

// The current branch has ended. The last one moves the step that opened it.
void Run::join(std::string failure)
{
    auto const parent = *branch().parent;
    close(m_current);
    m_current = parent;
    auto& owner = branch();
    if (owner.failure.empty())
        owner.failure = std::move(failure);
    if (--owner.open > 0)
        return;
    m_ready.insert(parent);
    if (owner.failure.empty())
        return succeed();
    fail(std::exchange(owner.failure, {}));
}

// The depth is bounded: a branch is opened by a step of the one below.
void Run::close(BranchId id)
{
    for (auto const opened : openedBy(id))
        close(opened);
    for (auto const& frame : m_branches.at(id).frames)
        if (frame.isMain)
            m_scopes.erase(frame.scope);
    m_branches.erase(id);
    m_ready.erase(id);
}

void Run::endOfBranch()
{
    if (frame().isMain)
        return endOfPlaybook();
    if (branch().frames.size() == 1)
        return join({});
    auto const turns = frame().turns;
    pop();
    if (step().type == StepType::While)
        return turnOfWhile(turns + 1);
    succeed();
}

// A playbook that went through its exception has failed, however well the exception was handled.
void Run::endOfPlaybook()
{
    auto const failure = scope().failure;
    if (frame().scope == 0)
        return finish(failure.empty() ? Outcome::Succeeded : Outcome::Failed, failure);
    auto const ended = std::move(scope().values);
    pop();
    if (!failure.empty())
        return fail(failure);
    for (auto const& name : step().outArgs) {
        auto const found = ended.find(name);
        auto const* variable = scope().playbook->variable(name);
        if (found == ended.end() || variable == nullptr)
            continue;
        if (auto const fit = fitsType(variable->type, found->second); !fit)
            return fail(name + " of the playbook that was run: " + fit.error().message);
        scope().values.insert_or_assign(name, found->second);
    }
    succeed();
}

void Run::turnOfWhile(std::int64_t turns)
{
    auto const read = Condition::parse(step().condition, [this](auto name) { return typeOf(name); });
    auto const holds =
        read ? read->holds([this](auto name) { return valueOf(name); }) : Result<bool>{read.error()};
    if (!holds)
        return fail(holds.error().message);
    say("after " + std::to_string(turns - 1) + " turns the condition " +
        (*holds ? "holds" : "does not hold"));
    if (!*holds)
        return succeed();
    if (turns > kTurnsMax)
        return fail(std::string{kActionTimeout});
    push(step().onTrue, turns);
}

void Run::decideIf()
{
    auto const read = Condition::parse(step().condition, [this](auto name) { return typeOf(name); });
    auto const holds =
        read ? read->holds([this](auto name) { return valueOf(name); }) : Result<bool>{read.error()};
    if (!holds)
        return fail(holds.error().message);
    say(*holds ? "the condition holds" : "the condition does not hold");
    auto const& chosen = *holds ? step().onTrue : step().onFalse;
    if (chosen.empty())
        return succeed();
    push(chosen, 0);
}

void Run::decideSwitch()
{
    auto const value = valueOf(step().switchOn);
    if (!value)
        return fail(step().switchOn + " has no value");
    std::string const* chosen = nullptr;
    for (auto const& [wanted, id] : step().cases) {
        if (wanted == *value || (wanted == "default" && chosen == nullptr))
            chosen = &id;
        if (wanted == *value)
            break;
    }
    if (chosen == nullptr) {
        say("no case fits");
        return succeed();
    }
    push(*chosen, 0);
}

void Run::startChild()
{
    auto const* child = m_bundle->find(step().playbookId);
    if (child == nullptr)
        return fail("the playbook to run is not here");
    std::size_t depth = 0;
    for (std::optional<BranchId> id = m_current; id; id = m_branches.at(*id).parent)
        depth += static_cast<std::size_t>(std::ranges::count_if(m_branches.at(*id).frames, &Frame::isMain));
    if (depth > kNestedPlaybooksMax)
        return fail(std::string{kActionTimeout});
    Scope inner{.playbook = child};
    for (auto const& variable : child->variables) {
        if (variable.value)
            inner.values.insert_or_assign(variable.name, *variable.value);
        bool const isPassed =
            step().inArgs.empty() || std::ranges::find(step().inArgs, variable.name) != step().inArgs.end();
        auto const given = valueOf(variable.name);
        if (!variable.external || variable.constant || !isPassed || !given)
            continue;
        if (auto const fit = fitsType(variable.type, *given); !fit)
            return fail(variable.name + ": " + fit.error().message);
        inner.values.insert_or_assign(variable.name, *given);
    }
    m_scopes.emplace(m_nextScope, std::move(inner));
    branch().frames.push_back({.scope = m_nextScope++, .isMain = true});
    enter(child->workflowStart);
}

bool Run::command()
{
    auto const& current = step();
    if (frame().command == current.commands.size()) {
        say("done");
        succeed();
        return m_outcome == Outcome::Running;
    }
    auto effect = resolved(current.commands[frame().command]);
    if (!effect) {
        fail(effect.error().message);
        return m_outcome == Outcome::Running;
    }
    auto& pending = branch().effect = std::move(*effect);
    if (current.options.approval && !frame().approved) {
        pending.kind = Effect::Kind::Approve;
        pending.key = key("/approval");
        pending.answers = {"approve", "deny"};
    }
    return false;
}

Result<Effect> Run::resolved(Command const& command) const
{
    auto const& current = step();
    auto const values = [this](std::string_view name) { return valueOf(name); };
    Effect effect{.key = key(),
                  .playbookId = scope().playbook->id,
                  .stepId = current.id,
                  .stepName = current.name,
                  .turn = frame().turn,
                  .until = deadline()};
    if (command.type == "manual") {
        effect.kind = Effect::Kind::Ask;
        effect.prompt = TRY(filledPrompt(command.text, values));
        effect.answers = current.options.answers;
        return effect;
    }
    if (command.type != "http-api")
        return failed(ErrorCode::Invalid, "'" + command.type + "' commands are not run here");
    auto const line = TRY(requestLineFrom(command.text));
    TRY(checkEngineTarget(line.target));
    effect.kind = Effect::Kind::Call;
    effect.method = line.method;
    effect.path = TRY(filledTarget(line.target, values));
    effect.body = TRY(filledContent(
        command.content, [this](std::string_view name) { return typeOf(name); }, values));
    effect.waitJob = current.options.waitJob;
    return effect;
}

} // namespace core::playbooks::cacao
