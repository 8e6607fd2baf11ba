// Checks of single members of a playbook document.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_defects.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::size_t kPointerPartMax = 80;
constexpr std::size_t kSaysMax = 300;
constexpr std::size_t kListMax = 1000;

std::string cut(std::string text, std::size_t bytesMax)
{
    if (text.size() > bytesMax)
        text = text.substr(0, bytesMax) + "...";
    return text;
}
bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isUuidOfStix(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const isDash = at == 8 || at == 13 || at == 18 || at == 23;
        if (isDash ? text[at] != '-' : !isHexDigit(text[at]))
            return false;
    }
    return text[14] >= '1' && text[14] <= '5' &&
           std::string_view{"89abAB"}.find(text[19]) != std::string_view::npos;
}
} // namespace

void Defects::add(Gravity gravity, std::string name, std::string pointer, std::string says)
{
    m_broken = m_broken || gravity == Gravity::Broken;
    if (m_defects.size() + 1 == kDefectsMax)
        m_defects.push_back({"too-many-defects", "", "there are more defects than are listed here", gravity});
    if (m_defects.size() >= kDefectsMax)
        return;
    m_defects.push_back({std::move(name), std::move(pointer), cut(printable(says), kSaysMax), gravity});
}

void Defects::add(Gravity gravity, std::string pointer, Error const& error)
{
    add(gravity, error.type.empty() ? "not-acceptable" : error.type, std::move(pointer), error.message);
}

std::string under(std::string const& pointer, std::string_view name)
{
    std::string part;
    for (char const c : name.substr(0, kPointerPartMax)) {
        if (c == '~')
            part += "~0";
        else if (c == '/')
            part += "~1";
        else
            part.push_back(c);
    }
    return pointer + "/" + printable(part);
}

bool isIdentifier(std::string_view text, std::string_view* prefix)
{
    auto const dashes = text.rfind("--");
    if (dashes == std::string_view::npos || dashes < 3 || dashes > 100 ||
        !isUuidOfStix(text.substr(dashes + 2)))
        return false;
    auto const type = text.substr(0, dashes);
    bool const isClean = std::ranges::all_of(
        type, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (!isClean || type.front() < 'a' || type.back() == '-')
        return false;
    if (prefix != nullptr)
        *prefix = type;
    return true;
}

void Members::require(std::string_view name) const
{
    if (find(name) == nullptr)
        m_defects.add(Gravity::Broken, "missing-property", at(name), std::string{name} + " is missing");
}

std::string Members::text(std::string_view name) const
{
    auto const* value = find(name);
    if (value == nullptr)
        return {};
    if (!value->is_string()) {
        m_defects.add(Gravity::Broken, "wrong-shape", at(name), std::string{name} + " must be text");
        return {};
    }
    if (value->get_string().size() > kTextBytesMax) {
        m_defects.add(Gravity::Broken, "too-large", at(name), std::string{name} + " is too long");
        return {};
    }
    return std::string{value->get_string()};
}

bool Members::truth(std::string_view name) const
{
    auto const* value = find(name);
    if (value == nullptr)
        return false;
    if (!value->is_bool()) {
        m_defects.add(Gravity::Broken, "wrong-shape", at(name), std::string{name} + " must be true or false");
        return false;
    }
    return value->get_bool();
}

std::int64_t Members::number(std::string_view name, std::int64_t low, std::int64_t high) const
{
    auto const* value = find(name);
    if (value == nullptr)
        return 0;
    if (!value->is_int64() && !value->is_uint64()) {
        m_defects.add(Gravity::Broken, "wrong-shape", at(name),
                      std::string{name} + " must be a whole number");
        return 0;
    }
    auto const number =
        value->is_int64() ? value->get_int64() : static_cast<std::int64_t>(value->get_uint64());
    if (number < low || number > high) {
        m_defects.add(Gravity::Broken, "out-of-range", at(name), std::string{name} + " is out of its range");
        return 0;
    }
    return number;
}

std::string Members::identifier(std::string_view name) const
{
    auto id = text(name);
    if (find(name) != nullptr && find(name)->is_string() && !isIdentifier(id)) {
        m_defects.add(Gravity::Broken, "bad-id", at(name), std::string{name} + " is not type--UUID");
        return {};
    }
    return id;
}

std::optional<Time> Members::timestamp(std::string_view name) const
{
    auto const value = text(name);
    if (value.empty())
        return std::nullopt;
    auto const time = parseRfc3339(value);
    if (!time || value.back() != 'Z') {
        m_defects.add(Gravity::Broken, "bad-timestamp", at(name),
                      std::string{name} + " is not a time in UTC (RFC 3339)");
        return std::nullopt;
    }
    auto const dot = value.find('.');
    if (dot == std::string::npos || value.size() - dot != 5)
        m_defects.add(Gravity::Remark, "timestamp-precision", at(name),
                      std::string{name} + " has not three fractional digits");
    return *time;
}

std::vector<std::string> Members::texts(std::string_view name) const
{
    std::vector<std::string> found;
    auto const* value = find(name);
    if (value == nullptr)
        return found;
    if (!value->is_array() || value->get_array().empty() || value->get_array().size() > kListMax) {
        m_defects.add(Gravity::Broken,
                      value->is_array() && value->get_array().empty() ? "empty-list" : "wrong-shape",
                      at(name), std::string{name} + " must be a list that is neither empty nor endless");
        return found;
    }
    for (auto const& item : value->get_array()) {
        if (item.is_string() && item.get_string().size() <= kTextBytesMax)
            found.emplace_back(item.get_string());
        else
            m_defects.add(Gravity::Broken, "wrong-shape", at(name),
                          std::string{name} + " must be a list of texts");
    }
    return found;
}

std::vector<std::string> Members::identifiers(std::string_view name) const
{
    auto ids = texts(name);
    for (auto const& id : ids) {
        if (!isIdentifier(id))
            m_defects.add(Gravity::Broken, "bad-id", at(name), "'" + id + "' is not type--UUID");
    }
    return ids;
}

JsonObject const* Members::object(std::string_view name) const
{
    auto const* value = find(name);
    if (value == nullptr)
        return nullptr;
    if (!value->is_object()) {
        m_defects.add(Gravity::Broken, "wrong-shape", at(name), std::string{name} + " must be an object");
        return nullptr;
    }
    return &value->get_object();
}

void Members::remarkUnknown(std::initializer_list<std::string_view> known) const
{
    for (auto const& [name, ignored] : m_object) {
        if (std::ranges::find(known, std::string_view{name}) == known.end())
            m_defects.add(Gravity::Remark, "unknown-property", at(name),
                          std::string{name} + " is not a property of CACAO v2.0");
    }
}

bool isInlineSecret(std::string_view name, std::string_view value)
{
    static constexpr std::string_view kSecretNames[]{"password", "passwd",     "secret",      "token",
                                                     "api_key",  "apikey",     "private_key", "authorization",
                                                     "cookie",   "credential", "passphrase"};
    auto plain = lowered(name);
    std::ranges::replace(plain, '-', '_');
    bool const isNamed =
        std::ranges::any_of(kSecretNames, [&](auto word) { return plain.find(word) != std::string::npos; });
    return isNamed && !value.empty() && variableReferenceAt(value, 0) != value.size();
}

std::vector<Variable> readVariables(Members const& owner, std::string_view name)
{
    std::vector<Variable> variables;
    auto const* object = owner.object(name);
    if (object == nullptr)
        return variables;
    auto& defects = owner.defects();
    if (object->size() > kVariablesMax) {
        defects.add(Gravity::Broken, "too-many-variables", owner.at(name), "there are too many variables");
        return variables;
    }
    for (auto const& [key, value] : *object) {
        auto const pointer = under(owner.at(name), key);
        if (!isVariableName(key))
            defects.add(Gravity::Broken, "bad-variable-name", pointer, "a variable is named __name__");
        if (!value.is_object()) {
            defects.add(Gravity::Broken, "wrong-shape", pointer, "a variable must be an object");
            continue;
        }
        Members const members{value.get_object(), pointer, defects};
        members.require("type");
        Variable variable{.name = std::string{key},
                          .type = members.text("type"),
                          .description = members.text("description"),
                          .constant = members.truth("constant"),
                          .external = members.truth("external")};
        auto const* given = members.find("value");
        if (given != nullptr && !given->is_null())
            variable.value = members.text("value");
        members.remarkUnknown({"type", "description", "value", "constant", "external"});
        if (variable.value && isInlineSecret(variable.name, *variable.value))
            defects.add(Gravity::Quarantined, "inline-secret", members.at("value"),
                        "the value looks like a secret in clear");
        if (variable.value && !variable.value->empty()) {
            if (auto const fit = fitsType(variable.type, *variable.value); !fit)
                defects.add(Gravity::Unrunnable, members.at("value"), fit.error());
        }
        variables.push_back(std::move(variable));
    }
    return variables;
}

} // namespace core::playbooks::cacao
