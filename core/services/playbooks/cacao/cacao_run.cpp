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
    return *scope().playbook->step(m_frames.back().step);
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
    auto const& frame = m_frames.back();
    auto text = frame.step + "/" + std::to_string(frame.turn);
    if (frame.command > 0)
        text += "/" + std::to_string(frame.command + 1);
    return text.append(suffix);
}

Time Run::deadline() const
{
    auto earliest = m_startedAt + kRunTimeMax;
    for (auto const& frame : m_frames)
        earliest = std::min(earliest, frame.deadline);
    return earliest;
}

// Terminates: every turn of the loop enters a step, moves to the next command, or stops; steps are counted.
void Run::settle()
{
    while (m_outcome == Outcome::Running && proceed()) {
    }
}

bool Run::proceed()
{
    auto const& current = step();
    auto& frame = m_frames.back();
    if (current.delayMs > 0 && !frame.delayed) {
        m_effect = {.kind = Effect::Kind::Delay,
                    .key = key("/delay"),
                    .playbookId = scope().playbook->id,
                    .stepId = current.id,
                    .stepName = current.name,
                    .turn = frame.turn,
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
        push(current.nextSteps.front(), 0, 0);
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
    auto& frame = m_frames.back();
    auto const* next = scope().playbook->step(stepId);
    if (next == nullptr) // The reader refuses dangling links, so only a broken bundle comes here.
        return finish(Outcome::Failed, "the playbook leads to a step that it does not have");
    if (++m_executed > kExecutedMax)
        return finish(Outcome::Failed, std::string{kActionTimeout});
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
        if (visit->stepId == m_frames.back().step && visit->turn == m_frames.back().turn) {
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
        if (!m_frames.back().isMain) {
            auto const& owner = m_frames[m_frames.size() - 2];
            if (scope().playbook->step(owner.step)->type == StepType::Parallel)
                return nextBranch(std::move(reason));
            m_frames.pop_back();
            continue;
        }
        auto& playbook = scope();
        if (playbook.failure.empty())
            playbook.failure = reason;
        if (!playbook.playbook->workflowException.empty() && !playbook.inException) {
            playbook.inException = true;
            return enter(playbook.playbook->workflowException);
        }
        if (m_scopes.size() == 1)
            return finish(Outcome::Failed, std::move(reason));
        m_frames.pop_back();
        m_scopes.pop_back();
        say("failed: " + reason);
    }
}

void Run::finish(Outcome outcome, std::string reason)
{
    m_outcome = outcome;
    m_reason = std::move(reason);
    m_results.assign(m_scopes.front().values.begin(), m_scopes.front().values.end());
    m_effect = {};
}

void Run::push(std::string const& stepId, std::size_t branch, std::int64_t turns, std::string failure)
{
    m_frames.push_back(
        {.scope = m_frames.back().scope, .branch = branch, .turns = turns, .failure = std::move(failure)});
    enter(stepId);
}

void Run::endOfBranch()
{
    if (m_frames.back().isMain)
        return endOfPlaybook();
    auto const& owner = *scope().playbook->step(m_frames[m_frames.size() - 2].step);
    if (owner.type == StepType::Parallel)
        return nextBranch({});
    auto const turns = m_frames.back().turns;
    m_frames.pop_back();
    if (owner.type == StepType::While)
        return turnOfWhile(turns + 1);
    succeed();
}

// A playbook that went through its exception has failed, however well the exception was handled.
void Run::endOfPlaybook()
{
    auto const failure = scope().failure;
    if (m_scopes.size() == 1)
        return finish(failure.empty() ? Outcome::Succeeded : Outcome::Failed, failure);
    auto const ended = std::move(scope().values);
    m_frames.pop_back();
    m_scopes.pop_back();
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

void Run::nextBranch(std::string failure)
{
    auto const ended = m_frames.back();
    auto first = ended.failure.empty() ? std::move(failure) : ended.failure;
    m_frames.pop_back();
    auto const& branches = step().nextSteps;
    if (ended.branch + 1 < branches.size())
        return push(branches[ended.branch + 1], ended.branch + 1, 0, std::move(first));
    if (!first.empty())
        return fail(std::move(first));
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
    push(step().onTrue, 0, turns);
}

void Run::decideIf()
{
    auto const read = Condition::parse(step().condition, [this](auto name) { return typeOf(name); });
    auto const holds =
        read ? read->holds([this](auto name) { return valueOf(name); }) : Result<bool>{read.error()};
    if (!holds)
        return fail(holds.error().message);
    say(*holds ? "the condition holds" : "the condition does not hold");
    auto const& branch = *holds ? step().onTrue : step().onFalse;
    if (branch.empty())
        return succeed();
    push(branch, 0, 0);
}

void Run::decideSwitch()
{
    auto const value = valueOf(step().switchOn);
    if (!value)
        return fail(step().switchOn + " has no value");
    std::string const* branch = nullptr;
    for (auto const& [wanted, id] : step().cases) {
        if (wanted == *value || (wanted == "default" && branch == nullptr))
            branch = &id;
        if (wanted == *value)
            break;
    }
    if (branch == nullptr) {
        say("no case fits");
        return succeed();
    }
    push(*branch, 0, 0);
}

void Run::startChild()
{
    auto const* child = m_bundle->find(step().playbookId);
    if (child == nullptr)
        return fail("the playbook to run is not here");
    if (m_scopes.size() > kNestedPlaybooksMax)
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
    m_scopes.push_back(std::move(inner));
    m_frames.push_back({.scope = m_scopes.size() - 1, .isMain = true});
    enter(child->workflowStart);
}

bool Run::command()
{
    auto& frame = m_frames.back();
    auto const& current = step();
    if (frame.command == current.commands.size()) {
        say("done");
        succeed();
        return m_outcome == Outcome::Running;
    }
    auto effect = resolved(current.commands[frame.command]);
    if (!effect) {
        fail(effect.error().message);
        return m_outcome == Outcome::Running;
    }
    m_effect = std::move(*effect);
    if (current.options.approval && !frame.approved) {
        m_effect.kind = Effect::Kind::Approve;
        m_effect.key = key("/approval");
        m_effect.answers = {"approve", "deny"};
    }
    return false;
}

Result<Effect> Run::resolved(Command const& command) const
{
    auto const& frame = m_frames.back();
    auto const& current = step();
    auto const values = [this](std::string_view name) { return valueOf(name); };
    Effect effect{.key = key(),
                  .playbookId = scope().playbook->id,
                  .stepId = current.id,
                  .stepName = current.name,
                  .turn = frame.turn,
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
