// The steps of a playbook: their shape, and what each may refer to.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/json/json.h"
#include "core/services/playbooks/cacao/cacao_defects.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::int64_t kMillisecondsMax = 30LL * 24 * 3600 * 1000; // thirty days

std::string decoded(Members const& members, std::string_view plain, std::string_view encoded)
{
    auto text = members.text(plain);
    if (!text.empty() || members.find(encoded) == nullptr)
        return text;
    auto bytes = bytesFromBase64(members.text(encoded));
    if (!bytes) {
        members.defects().add(Gravity::Unrunnable, "bad-base64", members.at(encoded), "this is not base64");
        return {};
    }
    return std::move(*bytes);
}

void readHeaders(Members const& members, Command& command)
{
    auto const* headers = members.object("headers");
    if (headers == nullptr)
        return;
    for (auto const& [name, values] : *headers) {
        auto const pointer = under(members.at("headers"), name);
        if (!values.is_array()) {
            members.defects().add(Gravity::Broken, "wrong-shape", pointer, "a header is a list of texts");
            continue;
        }
        for (auto const& value : values.get_array()) {
            std::string const text{value.is_string() ? std::string_view{value.get_string()}
                                                     : std::string_view{}};
            if (isInlineSecret(name, text))
                members.defects().add(Gravity::Quarantined, "inline-secret", pointer,
                                      "a secret stands here in clear");
            command.headers.emplace_back(lowered(name), text);
        }
    }
}

void readCommands(Members const& members, Step& step)
{
    auto const* list = members.find("commands");
    auto& defects = members.defects();
    if (list == nullptr)
        return;
    if (!list->is_array() || list->get_array().empty() || list->get_array().size() > kCommandsPerStepMax)
        return defects.add(Gravity::Broken, "wrong-shape", members.at("commands"),
                           "commands must be a list of 1 to 100 commands");
    for (auto const& item : list->get_array()) {
        auto const pointer = under(members.at("commands"), std::to_string(step.commands.size()));
        Command command;
        if (item.is_object()) {
            Members const parts{item.get_object(), pointer, defects};
            parts.require("type");
            command.type = parts.text("type");
            command.text = decoded(parts, "command", "command_b64");
            command.content = decoded(parts, "content", "content_b64");
            readHeaders(parts, command);
            if (command.type == "http-api")
                parts.require("command");
        } else {
            defects.add(Gravity::Broken, "wrong-shape", pointer, "a command must be an object");
        }
        step.commands.push_back(std::move(command));
    }
}

std::vector<std::pair<std::string, std::string>> readPairs(Members const& members, std::string_view name)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    auto const* object = members.object(name);
    if (object == nullptr)
        return pairs;
    for (auto const& [key, value] : *object) {
        if (value.is_string() && value.get_string().size() <= kTextBytesMax)
            pairs.emplace_back(key, value.get_string());
        else
            members.defects().add(Gravity::Broken, "wrong-shape", under(members.at(name), key),
                                  "this must be text");
    }
    return pairs;
}

void readOptions(Members const& members, Step& step)
{
    auto const* extensions = members.object("step_extensions");
    auto const* ours = extensions == nullptr ? nullptr : extensions->if_contains(kExtensionId);
    if (ours == nullptr)
        return;
    auto const pointer = under(members.at("step_extensions"), kExtensionId);
    if (!ours->is_object())
        return members.defects().add(Gravity::Unrunnable, "bad-extension", pointer,
                                     "the extension must be an object");
    Members const parts{ours->get_object(), pointer, members.defects()};
    step.options = {.out = readPairs(parts, "out"),
                    .outJob = readPairs(parts, "out_job"),
                    .answers = parts.texts("answers"),
                    .waitJob = parts.truth("wait_job"),
                    .approval = parts.truth("approval")};
    parts.remarkUnknown({"out", "out_job", "answers", "wait_job", "approval"});
}

void readCases(Members const& members, Step& step)
{
    step.switchOn = members.text("switch");
    if (variableReferenceAt(step.switchOn, 0) == step.switchOn.size() && !step.switchOn.empty())
        step.switchOn = std::string{variableIn(step.switchOn)};
    step.cases = readPairs(members, "cases");
    if (step.cases.empty())
        members.defects().add(Gravity::Broken, "missing-property", members.at("cases"),
                              "a switch needs at least one case");
    if (step.cases.size() > kParallelWidthMax)
        members.defects().add(Gravity::Broken, "too-wide", members.at("cases"),
                              "a switch has at most 100 cases");
}

void readKind(Members const& members, Step& step)
{
    auto const require = [&](std::initializer_list<std::string_view> names) {
        for (auto const name : names)
            members.require(name);
    };
    switch (step.type) {
    case StepType::Start:
    case StepType::End:
        break;
    case StepType::Action:
        require({"commands", "agent"});
        readCommands(members, step);
        step.agent = members.identifier("agent");
        step.targets = members.identifiers("targets");
        break;
    case StepType::PlaybookAction:
        require({"playbook_id"});
        step.playbookId = members.identifier("playbook_id");
        step.playbookVersion = members.text("playbook_version");
        break;
    case StepType::Parallel:
        require({"next_steps"});
        step.nextSteps = members.identifiers("next_steps");
        if (step.nextSteps.size() == 1)
            members.defects().add(Gravity::Broken, "wrong-shape", members.at("next_steps"),
                                  "a parallel step has two branches or more");
        if (step.nextSteps.size() > kParallelWidthMax)
            members.defects().add(Gravity::Broken, "too-wide", members.at("next_steps"),
                                  "a parallel step has at most 100 branches");
        break;
    case StepType::If:
    case StepType::While:
        require({"condition", "on_true"});
        step.condition = members.text("condition");
        step.onTrue = members.identifier("on_true");
        step.onFalse = members.identifier("on_false");
        break;
    case StepType::Switch:
        require({"switch", "cases"});
        readCases(members, step);
        break;
    }
}

void checkLinks(Members const& members, Step const& step)
{
    auto& defects = members.defects();
    bool const hasCompletion = members.find("on_completion") != nullptr;
    bool const hasSuccess = members.find("on_success") != nullptr;
    bool const hasFailure = members.find("on_failure") != nullptr;
    if (step.type == StepType::End) {
        if (hasCompletion || hasSuccess || hasFailure)
            defects.add(Gravity::Broken, "link-after-end", members.pointer(), "an end step leads nowhere");
        return;
    }
    if (hasCompletion && (hasSuccess || hasFailure))
        defects.add(Gravity::Broken, "two-kinds-of-links", members.pointer(),
                    "on_completion excludes on_success and on_failure");
    if (!hasCompletion && !hasSuccess)
        defects.add(Gravity::Unrunnable, "missing-link", members.pointer(),
                    "the step leads nowhere: on_completion or on_success is missing");
    if (step.type == StepType::Start && (hasSuccess || hasFailure))
        defects.add(Gravity::Broken, "wrong-link", members.pointer(), "a start step has on_completion only");
}

void readStep(std::string const& id, JsonObject const& object, std::string const& pointer, Playbook& playbook,
              Defects& defects)
{
    Members const members{object, pointer, defects};
    std::string_view prefix;
    if (!isIdentifier(id, &prefix))
        defects.add(Gravity::Broken, "bad-id", pointer, "the key of a step is not type--UUID");
    members.require("type");
    auto const typeName = members.text("type");
    auto const type = stepTypeFrom(typeName);
    if (!type) {
        if (!typeName.empty())
            defects.add(Gravity::Broken, "unknown-step-type", members.at("type"),
                        "'" + typeName + "' is no step type of CACAO v2.0");
        return;
    }
    if (!prefix.empty() && prefix != typeName)
        defects.add(Gravity::Broken, "id-prefix-differs", pointer,
                    "the id of the step does not begin with its type");
    Step step{
        .id = id, .type = *type, .name = members.text("name"), .description = members.text("description")};
    step.delayMs = members.number("delay", 0, kMillisecondsMax);
    step.timeoutMs = members.number("timeout", 0, kMillisecondsMax);
    step.variables = readVariables(members, "step_variables");
    step.onCompletion = members.identifier("on_completion");
    step.onSuccess = members.identifier("on_success");
    step.onFailure = members.identifier("on_failure");
    step.inArgs = members.texts("in_args");
    step.outArgs = members.texts("out_args");
    readKind(members, step);
    readOptions(members, step);
    checkLinks(members, step);
    playbook.steps.insert_or_assign(id, std::move(step));
}

// Checks of one step that need the whole playbook.
class StepCheck {
public:
    StepCheck(Playbook const& playbook, Step const& step, Defects& defects)
        : m_playbook{playbook}, m_step{step}, m_defects{defects}, m_pointer{under("/workflow", step.id)}
    {
    }

    void run()
    {
        links();
        variables();
        switch (m_step.type) {
        case StepType::Action:
            action();
            break;
        case StepType::If:
        case StepType::While:
            condition();
            break;
        case StepType::PlaybookAction:
            if (m_step.playbookId == m_playbook.id)
                add(Gravity::Unrunnable, "calls-itself", "playbook_id", "the playbook runs itself");
            break;
        case StepType::Switch:
            if (!typeOf(m_step.switchOn))
                add(Gravity::Unrunnable, "unknown-variable", "switch", "a switch needs a declared variable");
            break;
        case StepType::Start:
        case StepType::End:
        case StepType::Parallel:
            break;
        }
    }

private:
    void add(Gravity gravity, std::string name, std::string_view member, std::string says)
    {
        m_defects.add(gravity, std::move(name), under(m_pointer, member), std::move(says));
    }

    std::optional<std::string> typeOf(std::string_view name) const
    {
        auto const own = std::ranges::find(m_step.variables, name, &Variable::name);
        if (own != m_step.variables.end())
            return own->type;
        auto const* shared = m_playbook.variable(name);
        return shared == nullptr ? std::nullopt : std::optional{shared->type};
    }

    void link(std::string_view member, std::string const& id)
    {
        if (!id.empty() && m_playbook.step(id) == nullptr)
            add(Gravity::Broken, "dangling-reference", member, "there is no step " + id);
    }

    void links()
    {
        link("on_completion", m_step.onCompletion);
        link("on_success", m_step.onSuccess);
        link("on_failure", m_step.onFailure);
        link("on_true", m_step.onTrue);
        link("on_false", m_step.onFalse);
        for (auto const& id : m_step.nextSteps)
            link("next_steps", id);
        for (auto const& [value, id] : m_step.cases)
            link("cases", id);
    }

    // What a step writes must exist, and may not be constant.
    void written(std::string const& name, std::string_view member)
    {
        auto const* variable = m_playbook.variable(name);
        if (variable == nullptr)
            add(Gravity::Unrunnable, "unknown-variable", member, name + " is not a variable of the playbook");
        else if (variable->constant)
            add(Gravity::Unrunnable, "writes-constant", member, name + " is constant");
    }

    void variables()
    {
        for (auto const& name : m_step.inArgs) {
            if (!typeOf(name))
                add(Gravity::Unrunnable, "unknown-variable", "in_args", name + " is not declared");
        }
        for (auto const& name : m_step.outArgs)
            written(name, "out_args");
        for (auto const& [name, pointer] : m_step.options.out)
            written(name, "step_extensions");
        for (auto const& [name, pointer] : m_step.options.outJob)
            written(name, "step_extensions");
    }

    void used(std::string_view text, std::string_view member)
    {
        for (auto const& name : variablesIn(text)) {
            if (!typeOf(name))
                add(Gravity::Unrunnable, "unknown-variable", member, name + " is not declared");
        }
    }

    void condition()
    {
        auto const read =
            Condition::parse(m_step.condition, [this](std::string_view name) { return typeOf(name); });
        if (!read)
            m_defects.add(Gravity::Unrunnable, under(m_pointer, "condition"), read.error());
    }

    void action()
    {
        auto const agent = m_playbook.agents.find(m_step.agent);
        if (!m_step.agent.empty() && agent == m_playbook.agents.end())
            add(Gravity::Broken, "dangling-reference", "agent", "there is no agent " + m_step.agent);
        for (auto const& target : m_step.targets) {
            if (!m_playbook.agents.contains(target))
                add(Gravity::Broken, "dangling-reference", "targets", "there is no target " + target);
        }
        bool const onEngine = agent != m_playbook.agents.end() && agent->second.isEngine;
        for (auto const& command : m_step.commands) {
            used(command.text, "commands");
            used(command.content, "commands");
            if (command.type == "manual")
                continue;
            if (command.type != "http-api")
                add(Gravity::Unrunnable, "unsupported-command", "commands",
                    "'" + command.type + "' commands are for a person to read; this engine runs none");
            else if (!onEngine)
                add(Gravity::Unrunnable, "foreign-agent", "agent",
                    "http-api commands go to the engine itself and nowhere else");
            else
                engineCommand(command);
        }
    }

    void engineCommand(Command const& command)
    {
        auto const line = requestLineFrom(command.text);
        if (!line)
            return m_defects.add(Gravity::Unrunnable, under(m_pointer, "commands"), line.error());
        if (auto const target = checkEngineTarget(line->target); !target)
            m_defects.add(Gravity::Unrunnable, under(m_pointer, "commands"), target.error());
        if (!command.content.empty() &&
            !json::parse(command.content, {.bytesMax = kFilledBytesMax, .depthMax = 24}))
            add(Gravity::Unrunnable, "bad-content", "commands", "the content is not JSON");
        for (auto const& [name, value] : command.headers) {
            bool const isJson = name == "content-type" && value == "application/json";
            if (!isJson && name != "accept")
                add(Gravity::Unrunnable, "unsupported-header", "commands",
                    "the header " + name + " is not passed on");
        }
    }

    Playbook const& m_playbook;
    Step const& m_step;
    Defects& m_defects;
    std::string m_pointer;
};

void checkKinds(Members const& root, Playbook const& playbook)
{
    auto const has = [&](auto... types) {
        return std::ranges::any_of(playbook.steps,
                                   [&](auto const& entry) { return (... || (entry.second.type == types)); });
    };
    if (!has(StepType::Start) || !has(StepType::End) || !has(StepType::Action, StepType::PlaybookAction))
        root.defects().add(Gravity::Broken, "missing-step-kind", root.at("workflow"),
                           "a workflow needs a start, an end, and an action or playbook-action");
}
} // namespace

void readSteps(Members const& root, Playbook& playbook)
{
    auto const* workflow = root.object("workflow");
    if (workflow == nullptr)
        return;
    if (workflow->size() > kStepsMax)
        return root.defects().add(Gravity::Broken, "too-many-steps", root.at("workflow"),
                                  "a playbook has at most 1000 steps");
    for (auto const& [id, value] : *workflow) {
        auto const pointer = under(root.at("workflow"), id);
        if (value.is_object())
            readStep(std::string{id}, value.get_object(), pointer, playbook, root.defects());
        else
            root.defects().add(Gravity::Broken, "wrong-shape", pointer, "a step must be an object");
    }
}

void checkSteps(Members const& root, Playbook const& playbook)
{
    auto& defects = root.defects();
    for (auto const& [id, step] : playbook.steps)
        StepCheck{playbook, step, defects}.run();
    if (!playbook.workflowStart.empty()) {
        auto const* start = playbook.step(playbook.workflowStart);
        if (start == nullptr)
            defects.add(Gravity::Broken, "dangling-reference", root.at("workflow_start"),
                        "workflow_start is not in the workflow");
        else if (start->type != StepType::Start)
            defects.add(Gravity::Broken, "start-is-no-start", root.at("workflow_start"),
                        "workflow_start does not name a start step");
    }
    if (!playbook.workflowException.empty() && playbook.step(playbook.workflowException) == nullptr)
        defects.add(Gravity::Broken, "dangling-reference", root.at("workflow_exception"),
                    "workflow_exception is not in the workflow");
    checkKinds(root, playbook);
}

} // namespace core::playbooks::cacao
