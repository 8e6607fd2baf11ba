// Builds small CACAO documents for tests: steps are numbered, ids follow from type and number.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <string>

#include <boost/json.hpp>

#include "core/services/playbooks/cacao/cacao_reader.h"
#include "core/services/playbooks/cacao/cacao_run.h"

namespace support {

inline std::string stepId(std::string_view type, int number)
{
    char digits[13];
    std::snprintf(digits, sizeof digits, "%012d", number);
    return std::string{type} + "--00000000-0000-4000-8000-" + digits;
}

class SamplePlaybook {
public:
    explicit SamplePlaybook(int number = 1)
    {
        m_document = {{"type", "playbook"},
                      {"spec_version", "cacao-2.0"},
                      {"id", stepId("playbook", number)},
                      {"name", "Sample " + std::to_string(number)},
                      {"created_by", stepId("identity", 1)},
                      {"created", "2026-11-24T10:00:00.000Z"},
                      {"modified", "2026-11-24T10:00:00.000Z"},
                      {"workflow_start", stepId("start", 1)}};
        m_agents = {{stepId("http-api", 1),
                     {{"type", "http-api"},
                      {"name", "dewar"},
                      {"address", {{"url", boost::json::array{"dewar://engine"}}}}}},
                    {stepId("individual", 1), {{"type", "individual"}, {"name", "Responder"}}}};
    }

    SamplePlaybook& set(std::string_view name, boost::json::value value)
    {
        m_document[name] = std::move(value);
        return *this;
    }
    SamplePlaybook& variable(std::string_view name, boost::json::object described)
    {
        m_variables[name] = std::move(described);
        return *this;
    }
    SamplePlaybook& step(std::string const& id, boost::json::object members)
    {
        members["type"] = id.substr(0, id.find("--"));
        m_steps[id] = std::move(members);
        return *this;
    }
    SamplePlaybook& start(std::string const& next)
    {
        return step(stepId("start", 1), {{"on_completion", next}});
    }
    SamplePlaybook& end(int number) { return step(stepId("end", number), {}); }
    // An action of the engine: one http-api command.
    SamplePlaybook& call(int number, std::string const& command, std::string const& next,
                         boost::json::object more = {})
    {
        boost::json::object httpApi{{"type", "http-api"}, {"command", command + " HTTP/1.1"}};
        if (auto const* content = more.if_contains("content")) {
            httpApi["content"] = *content;
            more.erase("content");
        }
        more["agent"] = stepId("http-api", 1);
        more["commands"] = boost::json::array{httpApi};
        more[more.contains("on_failure") ? "on_success" : "on_completion"] = next;
        return step(stepId("action", number), std::move(more));
    }
    SamplePlaybook& ask(int number, std::string const& prompt, std::string const& next,
                        boost::json::object more = {})
    {
        more["agent"] = stepId("individual", 1);
        more["commands"] = boost::json::array{boost::json::object{{"type", "manual"}, {"command", prompt}}};
        more[more.contains("on_failure") ? "on_success" : "on_completion"] = next;
        return step(stepId("action", number), std::move(more));
    }
    SamplePlaybook& grant(std::initializer_list<char const*> permissions)
    {
        boost::json::array list;
        for (auto const* permission : permissions)
            list.emplace_back(permission);
        m_document["playbook_extensions"] = {{core::playbooks::cacao::kExtensionId, {{"permissions", list}}}};
        return *this;
    }
    static boost::json::object options(boost::json::object ours)
    {
        return {{core::playbooks::cacao::kExtensionId, std::move(ours)}};
    }

    boost::json::value document() const
    {
        auto whole = m_document;
        whole["agent_definitions"] = m_agents;
        if (!m_variables.empty())
            whole["playbook_variables"] = m_variables;
        whole["workflow"] = m_steps;
        return whole;
    }
    core::playbooks::cacao::Reading reading() const
    {
        return core::playbooks::cacao::readPlaybook(document());
    }

private:
    boost::json::object m_document;
    boost::json::object m_agents;
    boost::json::object m_variables;
    boost::json::object m_steps;
};

} // namespace support
