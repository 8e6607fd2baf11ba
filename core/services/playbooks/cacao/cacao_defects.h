// What the parts of the reader share: the list of defects and checks of single members.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "core/base/result.h"
#include "core/services/playbooks/cacao/cacao_playbook.h"

namespace core::playbooks::cacao {

using Json = boost::json::value;
using JsonObject = boost::json::object;

class Defects {
public:
    void add(Gravity gravity, std::string name, std::string pointer, std::string says);
    // The error's type becomes the name, its message the sentence.
    void add(Gravity gravity, std::string pointer, Error const& error);
    std::vector<Defect> take() { return std::move(m_defects); }
    bool anyBroken() const { return m_broken; }

private:
    std::vector<Defect> m_defects;
    bool m_broken = false;
};

// One more part of a JSON pointer, escaped and cut.
std::string under(std::string const& pointer, std::string_view name);
// ^[a-z][a-z0-9-]+[a-z0-9]--UUID$ with UUID version 1 to 5; the part before "--" in `prefix` if wanted.
bool isIdentifier(std::string_view text, std::string_view* prefix = nullptr);

// Members of an object; each names its own defects.
class Members {
public:
    Members(JsonObject const& object, std::string pointer, Defects& defects)
        : m_object{object}, m_pointer{std::move(pointer)}, m_defects{defects}
    {
    }

    Json const* find(std::string_view name) const { return m_object.if_contains(name); }
    std::string at(std::string_view name) const { return under(m_pointer, name); }
    std::string const& pointer() const { return m_pointer; }
    Defects& defects() const { return m_defects; }

    void require(std::string_view name) const;
    std::string text(std::string_view name) const; // "" if absent or not text
    bool truth(std::string_view name) const;
    std::int64_t number(std::string_view name, std::int64_t low, std::int64_t high) const;
    std::string identifier(std::string_view name) const;
    std::optional<Time> timestamp(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const; // a list that is not empty
    std::vector<std::string> identifiers(std::string_view name) const;
    JsonObject const* object(std::string_view name) const;
    // Anything outside `known` is a remark: the schema closes its objects, its validators let it pass.
    void remarkUnknown(std::initializer_list<std::string_view> known) const;

private:
    JsonObject const& m_object;
    std::string m_pointer;
    Defects& m_defects;
};

// "playbook_variables" or "step_variables".
std::vector<Variable> readVariables(Members const& owner, std::string_view name);
// A text in clear where a secret stands.
bool isInlineSecret(std::string_view name, std::string_view value);

// The rest of a document, by part.
void readSteps(Members const& root, Playbook& playbook);
void checkSteps(Members const& root, Playbook const& playbook);
void checkGraph(Playbook const& playbook, Defects& defects);

} // namespace core::playbooks::cacao
