// Names and look-ups of the typed playbook.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_playbook.h"

#include <algorithm>
#include <array>

namespace core::playbooks::cacao {
namespace {
constexpr std::array kStepTypes{StepType::Start,    StepType::End, StepType::Action, StepType::PlaybookAction,
                                StepType::Parallel, StepType::If,  StepType::While,  StepType::Switch};
} // namespace

std::string_view nameOf(StepType type)
{
    switch (type) {
    case StepType::Start:
        return "start";
    case StepType::End:
        return "end";
    case StepType::Action:
        return "action";
    case StepType::PlaybookAction:
        return "playbook-action";
    case StepType::Parallel:
        return "parallel";
    case StepType::If:
        return "if-condition";
    case StepType::While:
        return "while-condition";
    case StepType::Switch:
        break;
    }
    return "switch-condition";
}

std::optional<StepType> stepTypeFrom(std::string_view name)
{
    auto const found = std::ranges::find(kStepTypes, name, [](StepType type) { return nameOf(type); });
    return found == kStepTypes.end() ? std::nullopt : std::optional{*found};
}

std::string_view nameOf(Gravity gravity)
{
    switch (gravity) {
    case Gravity::Broken:
        return "broken";
    case Gravity::Quarantined:
        return "quarantined";
    case Gravity::Unrunnable:
        return "unrunnable";
    case Gravity::Remark:
        break;
    }
    return "remark";
}

Step const* Playbook::step(std::string_view stepId) const
{
    auto const found = steps.find(stepId);
    return found == steps.end() ? nullptr : &found->second;
}

Variable const* Playbook::variable(std::string_view variableName) const
{
    auto const found = std::ranges::find(variables, variableName, &Variable::name);
    return found == variables.end() ? nullptr : &*found;
}

} // namespace core::playbooks::cacao
