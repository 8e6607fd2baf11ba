// The workflow as a graph: every branch runs to an end of its own, nothing loops back, nothing is shared.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "core/services/playbooks/cacao/cacao_defects.h"

namespace core::playbooks::cacao {
namespace {
// A branch: the main flow is 0, each on_true, on_false, case and parallel branch has its own number.
class Walk {
public:
    Walk(Playbook const& playbook, Defects& defects) : m_playbook{playbook}, m_defects{defects} {}

    void run()
    {
        visit(m_playbook.workflowStart, 0, 0);
        if (!m_playbook.workflowException.empty())
            visit(m_playbook.workflowException, ++m_branches, 0);
        for (auto const& [id, step] : m_playbook.steps) {
            if (!m_seen.contains(id))
                m_defects.add(Gravity::Remark, "unreachable-step", under("/workflow", id),
                              "no path leads to this step");
        }
    }

private:
    enum class Colour { Open, Closed };
    struct Seen {
        std::size_t branch = 0;
        Colour colour = Colour::Open;
    };

    // Recursion is bounded by the number of steps (kStepsMax): a step is entered once.
    void visit(std::string const& id, std::size_t branch, std::size_t depth)
    {
        auto const* step = m_playbook.step(id);
        if (step == nullptr)
            return;
        auto const [entry, isNew] = m_seen.try_emplace(id, Seen{branch, Colour::Open});
        if (!isNew)
            return again(id, entry->second, branch);
        if (depth > kBranchDepthMax)
            return m_defects.add(Gravity::Broken, "too-deep", under("/workflow", id),
                                 "branches are nested too deeply");
        enter(*step, depth);
        visit(step->onCompletion, branch, depth);
        visit(step->onSuccess, branch, depth);
        visit(step->onFailure, branch, depth);
        m_seen.find(id)->second.colour = Colour::Closed;
    }

    void again(std::string const& id, Seen const& seen, std::size_t branch)
    {
        if (seen.colour == Colour::Open)
            m_defects.add(Gravity::Unrunnable, "cycle", under("/workflow", id),
                          "the steps lead back to this one; loops are while-steps");
        else if (seen.branch != branch)
            m_defects.add(Gravity::Unrunnable, "shared-step", under("/workflow", id),
                          "the step belongs to more than one branch");
    }

    void enter(Step const& step, std::size_t depth)
    {
        auto const branch = [&](std::string const& id) {
            if (!id.empty())
                visit(id, ++m_branches, depth + 1);
        };
        branch(step.onTrue);
        branch(step.onFalse);
        for (auto const& id : step.nextSteps)
            branch(id);
        for (auto const& [value, id] : step.cases)
            branch(id);
    }

    Playbook const& m_playbook;
    Defects& m_defects;
    std::map<std::string, Seen, std::less<>> m_seen;
    std::size_t m_branches = 0;
};
} // namespace

void checkGraph(Playbook const& playbook, Defects& defects)
{
    Walk{playbook, defects}.run();
}

} // namespace core::playbooks::cacao
