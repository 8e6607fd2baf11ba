// Permission sets: what grants with stars allow, cover and have in common.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/principal.h"

#include <algorithm>
#include <functional>

#include "core/api/ports.h"

namespace core::api {
namespace {

// A grant taken apart. The lone star is noun and verb star; only a grant with an '@' has a scope.
struct Parts {
    std::string_view noun;
    std::string_view verb;
    std::string_view scope;
    bool scoped = false;
};

Parts partsOf(std::string_view grant)
{
    if (grant == "*")
        return {"*", "*", {}, false};
    Parts parts;
    if (auto const at = grant.find('@'); at != std::string_view::npos) {
        parts.scoped = true;
        parts.scope = grant.substr(at + 1);
        grant = grant.substr(0, at);
    }
    auto const dot = grant.find('.');
    parts.noun = grant.substr(0, dot);
    parts.verb = dot == std::string_view::npos ? std::string_view{} : grant.substr(dot + 1);
    return parts;
}

bool partCovers(std::string_view wide, std::string_view narrow)
{
    return wide == "*" || wide == narrow;
}

// Stars in noun or verb reach plain permissions only; a scope is reached by itself or by its own "@*".
bool partsCover(Parts const& wide, Parts const& narrow)
{
    if (wide.scoped != narrow.scoped || wide.verb.empty() || narrow.verb.empty())
        return false;
    if (wide.scoped)
        return wide.noun == narrow.noun && wide.verb == narrow.verb && partCovers(wide.scope, narrow.scope);
    return partCovers(wide.noun, narrow.noun) && partCovers(wide.verb, narrow.verb);
}

std::string textOf(Parts const& parts)
{
    if (parts.noun == "*" && parts.verb == "*")
        return "*";
    std::string text{parts.noun};
    text += '.';
    text += parts.verb;
    if (parts.scoped) {
        text += '@';
        text += parts.scope;
    }
    return text;
}

// The grant that stands for exactly what both stand for, or nothing. Part by part the narrower one wins,
// which is exact because every part is one name or all names.
std::optional<std::string> common(std::string_view left, std::string_view right)
{
    auto const a = partsOf(left);
    auto const b = partsOf(right);
    auto const meets = [](std::string_view x, std::string_view y) { return x == y || x == "*" || y == "*"; };
    if (a.scoped != b.scoped || a.verb.empty() || b.verb.empty())
        return std::nullopt;
    if (a.scoped && (a.noun != b.noun || a.verb != b.verb || !meets(a.scope, b.scope)))
        return std::nullopt;
    if (!meets(a.noun, b.noun) || !meets(a.verb, b.verb))
        return std::nullopt;
    auto const narrower = [](std::string_view x, std::string_view y) { return x == "*" ? y : x; };
    return textOf({narrower(a.noun, b.noun), narrower(a.verb, b.verb), narrower(a.scope, b.scope), a.scoped});
}

} // namespace

PermissionSet::PermissionSet(std::vector<std::string> grants) : m_grants{std::move(grants)}
{
    std::sort(m_grants.begin(), m_grants.end());
    m_grants.erase(std::unique(m_grants.begin(), m_grants.end()), m_grants.end());
}

bool PermissionSet::has(std::string_view grant) const
{
    return std::binary_search(m_grants.begin(), m_grants.end(), grant, std::less<>{});
}

bool PermissionSet::allows(std::string_view permission) const
{
    auto const dot = permission.find('.');
    if (dot == std::string_view::npos || permission.find('@') != std::string_view::npos)
        return false;
    if (has("*") || has(permission))
        return true;
    std::string star{permission.substr(0, dot + 1)};
    star += '*';
    if (has(star))
        return true;
    star = "*";
    star += permission.substr(dot);
    return has(star);
}

bool PermissionSet::allows(std::string_view permission, std::string_view scope) const
{
    // An empty scope names nothing, and "*" is a grant, not a thing one could ask for.
    if (scope.empty() || scope == "*")
        return false;
    std::string grant{permission};
    grant += '@';
    auto const stem = grant.size();
    grant += scope;
    if (has(grant))
        return true;
    grant.resize(stem);
    grant += '*';
    return has(grant);
}

bool PermissionSet::allowsSomewhere(std::string_view permission) const
{
    std::string stem{permission};
    stem += '@';
    auto const first = std::lower_bound(m_grants.begin(), m_grants.end(), stem);
    return first != m_grants.end() && first->starts_with(stem) && first->size() > stem.size();
}

bool PermissionSet::covers(std::string_view grant) const
{
    auto const narrow = partsOf(grant);
    return std::any_of(m_grants.begin(), m_grants.end(),
                       [&](std::string const& own) { return partsCover(partsOf(own), narrow); });
}

PermissionSet PermissionSet::intersected(PermissionSet const& other) const
{
    std::vector<std::string> both;
    for (auto const& mine : m_grants) {
        for (auto const& theirs : other.m_grants) {
            if (auto grant = common(mine, theirs))
                both.push_back(std::move(*grant));
        }
    }
    return PermissionSet{std::move(both)};
}

std::string_view nameOf(Principal::Kind kind)
{
    switch (kind) {
    case Principal::Kind::Anonymous:
        return "anonymous";
    case Principal::Kind::User:
        return "user";
    case Principal::Kind::Client:
        return "client";
    case Principal::Kind::Run:
        return "run";
    case Principal::Kind::System:
        return "system";
    }
    return "";
}

Principal systemPrincipal(std::string_view name)
{
    Principal principal;
    principal.kind = Principal::Kind::System;
    principal.id = name;
    principal.name = name;
    principal.permissions = PermissionSet{{"*"}};
    principal.expiresAt = Time::max();
    return principal;
}

} // namespace core::api
