// May they: the route's permission against the principal's set. A scoped permission takes its scope from the
// path.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/api/stages/stages.h"

namespace core::api::stages {

namespace {

std::string_view scopeIn(Exchange const& exchange, std::string_view field)
{
    auto const found =
        std::ranges::find(exchange.match.values, field, [](auto const& entry) { return entry.first; });
    return found != exchange.match.values.end() ? std::string_view{found->second} : std::string_view{};
}

} // namespace

Status authorize(Exchange& exchange)
{
    auto const& access = *exchange.route().access;
    if (access.kind != Access::Kind::Needs || exchange.principal.kind == Principal::Kind::System)
        return Done{};
    auto const& permissions = exchange.principal.permissions;
    auto const& needed = access.permission;
    bool allowed = false;
    std::string asked{needed.name};
    if (needed.scope == Scope::None) {
        allowed = permissions.allows(needed.name);
    } else if (access.scopeField.empty()) {
        allowed = permissions.allowsSomewhere(needed.name); // The handler narrows to the scopes it finds.
    } else {
        auto const scope = scopeIn(exchange, access.scopeField);
        allowed = permissions.allows(needed.name, scope);
        asked += "@" + std::string{scope};
    }
    if (!allowed)
        return failed(ErrorCode::Forbidden, "this needs the permission " + printable(asked));
    return Done{};
}

} // namespace core::api::stages
