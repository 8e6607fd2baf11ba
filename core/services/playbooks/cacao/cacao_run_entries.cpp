// Starting a run, and what happened to it: journal entries become the next state.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_run.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::array kEntryKinds{Entry::Kind::Done,     Entry::Kind::Failed,   Entry::Kind::Answered,
                                 Entry::Kind::Approved, Entry::Kind::Denied,   Entry::Kind::Passed,
                                 Entry::Kind::TimedOut, Entry::Kind::Cancelled};

Error conflict(std::string says)
{
    return failed(ErrorCode::Conflict, std::move(says));
}

// Whether that kind of entry answers that kind of effect.
bool answersEffect(Entry::Kind entry, Effect::Kind effect)
{
    switch (entry) {
    case Entry::Kind::Done:
        return effect == Effect::Kind::Call;
    case Entry::Kind::Failed:
        return effect == Effect::Kind::Call;
    case Entry::Kind::Answered:
        return effect == Effect::Kind::Ask;
    case Entry::Kind::Approved:
    case Entry::Kind::Denied:
        return effect == Effect::Kind::Approve;
    case Entry::Kind::Passed:
        return effect == Effect::Kind::Delay;
    case Entry::Kind::TimedOut:
        return effect != Effect::Kind::Over;
    case Entry::Kind::Cancelled:
        break;
    }
    return true;
}
} // namespace

std::string_view nameOf(Entry::Kind kind)
{
    switch (kind) {
    case Entry::Kind::Done:
        return "done";
    case Entry::Kind::Failed:
        return "failed";
    case Entry::Kind::Answered:
        return "answered";
    case Entry::Kind::Approved:
        return "approved";
    case Entry::Kind::Denied:
        return "denied";
    case Entry::Kind::Passed:
        return "passed";
    case Entry::Kind::TimedOut:
        return "timed_out";
    case Entry::Kind::Cancelled:
        break;
    }
    return "cancelled";
}

std::optional<Entry::Kind> entryKindFrom(std::string_view name)
{
    auto const found = std::ranges::find(kEntryKinds, name, [](Entry::Kind kind) { return nameOf(kind); });
    return found == kEntryKinds.end() ? std::nullopt : std::optional{*found};
}

std::string_view nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Running:
        return "running";
    case Outcome::Succeeded:
        return "succeeded";
    case Outcome::Failed:
        return "failed";
    case Outcome::Cancelled:
        break;
    }
    return "cancelled";
}

std::string approvalText(Effect const& effect)
{
    json::Object const object{{"playbook", effect.playbookId}, {"step", effect.stepId},
                              {"turn", effect.turn},           {"key", effect.key},
                              {"method", effect.method},       {"path", effect.path},
                              {"body", effect.body},           {"prompt", effect.prompt}};
    return json::canonical(object);
}

Result<Run> Run::start(Bundle const& bundle, NamedValues const& variables, Time at)
{
    auto const* root = bundle.find(bundle.root);
    if (root == nullptr)
        return failed(ErrorCode::NotFound, "the playbook is not here");
    Run run{bundle};
    run.m_startedAt = at;
    run.m_now = at;
    run.m_scopes.emplace(0, Scope{.playbook = root});
    TRY(run.checkInputs(variables));
    run.m_branches.emplace(0, Branch{.frames = {{.isMain = true}}});
    run.m_ready.insert(0);
    run.enter(root->workflowStart);
    run.settle();
    return run;
}

Status Run::checkInputs(NamedValues const& variables)
{
    auto& values = m_scopes.at(0).values;
    auto const& playbook = *m_scopes.at(0).playbook;
    std::vector<FieldError> faults;
    for (auto const& variable : playbook.variables) {
        if (variable.value)
            values.insert_or_assign(variable.name, *variable.value);
    }
    for (auto const& [name, value] : variables) {
        auto const* variable = playbook.variable(name);
        auto const at = "/variables/" + name;
        if (variable == nullptr)
            faults.push_back({at, "is not a variable of this playbook"});
        else if (!variable->external || variable->constant)
            faults.push_back({at, "is not given from outside"});
        else if (auto const fit = fitsType(variable->type, value); !fit)
            faults.push_back({at, fit.error().message});
        else
            values.insert_or_assign(name, value);
    }
    for (auto const& variable : playbook.variables) {
        if (variable.external && !values.contains(variable.name))
            faults.push_back({"/variables/" + variable.name, "is missing"});
    }
    if (!faults.empty())
        return Error{.code = ErrorCode::Invalid,
                     .message = "some variables are not acceptable",
                     .fields = std::move(faults)};
    return Done{};
}

std::optional<std::string> Run::value(std::string_view variable) const
{
    if (m_outcome == Outcome::Running) {
        auto const found = m_scopes.at(0).values.find(variable);
        return found == m_scopes.at(0).values.end() ? std::nullopt : std::optional{found->second};
    }
    auto const found = std::ranges::find(m_results, variable, &NamedValues::value_type::first);
    return found == m_results.end() ? std::nullopt : std::optional{found->second};
}

Status Run::apply(Entry const& entry)
{
    if (m_outcome != Outcome::Running)
        return conflict("the run is over");
    if (entry.kind == Entry::Kind::Cancelled) {
        m_now = std::max(m_now, entry.at);
        finish(Outcome::Cancelled, entry.says);
        return Done{};
    }
    auto const* const effect = pending(entry.key);
    if (effect == nullptr || !answersEffect(entry.kind, effect->kind))
        return conflict("the run waits for something else");
    m_current = std::ranges::find_if(m_branches, [&](auto const& one) {
                    return &one.second.effect == effect;
                })->first;
    if (entry.kind == Entry::Kind::Answered)
        TRY(takeAnswer(entry));
    m_now = std::max(m_now, entry.at);
    if (m_now >= m_startedAt + kRunTimeMax) {
        finish(Outcome::Failed, std::string{kActionTimeout});
        return Done{};
    }
    TRY(take(entry));
    settle();
    return Done{};
}

Status Run::take(Entry const& entry)
{
    branch().effect = {};
    m_ready.insert(m_current);
    switch (entry.kind) {
    case Entry::Kind::Done:
        takeOuts(entry.outs);
        break;
    case Entry::Kind::Failed:
        fail(entry.says.empty() ? "the call failed" : entry.says);
        break;
    case Entry::Kind::Answered:
        ++frame().command;
        frame().approved = false;
        break;
    case Entry::Kind::Approved:
        frame().approved = true;
        break;
    case Entry::Kind::Denied:
        fail("approval was refused");
        break;
    case Entry::Kind::Passed:
        frame().delayed = true;
        break;
    case Entry::Kind::TimedOut:
        timeOut();
        break;
    case Entry::Kind::Cancelled:
        break;
    }
    return Done{};
}

Status Run::takeAnswer(Entry const& entry)
{
    auto const refused = [](std::string problem) {
        return Error{.code = ErrorCode::Invalid,
                     .message = "the answer is not acceptable",
                     .fields = {{"/answer", std::move(problem)}}};
    };
    auto const& offered = branch().effect.answers;
    if (!offered.empty() && std::ranges::find(offered, entry.says) == offered.end())
        return refused("is not one of the answers offered");
    if (step().outArgs.empty())
        return Done{};
    auto const& name = step().outArgs.front();
    auto const* variable = scope().playbook->variable(name);
    if (variable == nullptr)
        return refused("belongs to a variable that the playbook does not have");
    if (auto const fit = fitsType(variable->type, entry.says); !fit)
        return refused(fit.error().message);
    scope().values.insert_or_assign(name, entry.says);
    return Done{};
}

void Run::takeOuts(NamedValues const& outs)
{
    for (auto const& [name, value] : outs) {
        auto const* variable = scope().playbook->variable(name);
        if (variable == nullptr || variable->constant)
            return fail(name + " cannot be written");
        if (auto const fit = fitsType(variable->type, value); !fit)
            return fail(name + ": " + fit.error().message);
        scope().values.insert_or_assign(name, value);
    }
    ++frame().command;
    frame().approved = false;
}

// The outermost step that ran out of time fails, and with it everything inside, its open branches too.
void Run::timeOut()
{
    std::vector<BranchId> chain;
    for (std::optional<BranchId> id = m_current; id; id = m_branches.at(*id).parent)
        chain.push_back(*id);
    for (auto id = chain.rbegin(); id != chain.rend(); ++id) {
        auto const& frames = m_branches.at(*id).frames;
        auto const late =
            std::ranges::find_if(frames, [this](auto const& one) { return one.deadline <= m_now; });
        if (late == frames.end())
            continue;
        auto const kept = static_cast<std::size_t>(late - frames.begin()) + 1;
        if (std::next(id) != chain.rend()) {
            for (auto const opened : openedBy(*id))
                close(opened);
            m_current = *id;
            branch().open = 0;
            branch().failure.clear();
            m_ready.insert(m_current);
        }
        while (branch().frames.size() > kept)
            pop();
        break;
    }
    fail(std::string{kActionTimeout});
}

Result<NamedValues> Run::outsBy(std::string_view key, Pointers StepOptions::*pointers,
                                json::Value const& answer) const
{
    NamedValues outs;
    auto const* const waiting = waitingFor(key);
    if (waiting == nullptr)
        return outs;
    auto const& current = stepOf(*waiting);
    if (waiting->frames.back().command + 1 != current.commands.size())
        return outs;
    for (auto const& [name, pointer] : current.options.*pointers)
        outs.emplace_back(name, TRY(valueAt(answer, pointer)));
    return outs;
}

Result<NamedValues> Run::outsFrom(std::string_view key, json::Value const& answer) const
{
    return outsBy(key, &StepOptions::out, answer);
}

Result<NamedValues> Run::outsFromJob(std::string_view key, json::Value const& job) const
{
    return outsBy(key, &StepOptions::outJob, job);
}

std::string Run::answerType(std::string_view key) const
{
    auto const* const waiting = waitingFor(key);
    if (waiting == nullptr || waiting->effect.kind != Effect::Kind::Ask)
        return {};
    auto const& takes = stepOf(*waiting).outArgs;
    if (takes.empty())
        return {};
    auto const* variable = m_scopes.at(waiting->frames.back().scope).playbook->variable(takes.front());
    return variable == nullptr ? std::string{} : variable->type;
}

} // namespace core::playbooks::cacao
