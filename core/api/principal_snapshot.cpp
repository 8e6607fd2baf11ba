// Writes and reads the stored form of a principal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/principal_snapshot.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "core/platform/json/json.h"

namespace core::api {
namespace {
constexpr std::array kKinds{Principal::Kind::Anonymous, Principal::Kind::User, Principal::Kind::Client,
                            Principal::Kind::Run, Principal::Kind::System};
} // namespace

std::string snapshotOf(Principal const& principal)
{
    json::Array grants;
    for (auto const& grant : principal.permissions.grants())
        grants.emplace_back(grant);
    json::Object const object{
        {"kind", nameOf(principal.kind)},  {"id", principal.id},
        {"name", principal.name},          {"user_id", principal.userId},
        {"client_id", principal.clientId}, {"epoch", static_cast<std::int64_t>(principal.epoch)},
        {"grants", std::move(grants)}};
    return json::text(object);
}

Result<Principal> principalFrom(std::string_view snapshot)
{
    auto const object = TRY(json::parse(snapshot));
    auto const kind = std::ranges::find(kKinds, json::textAt(object, "kind"),
                                        [](auto one) { return std::string{nameOf(one)}; });
    auto const* grants = json::find(object, "grants");
    if (kind == kKinds.end() || grants == nullptr || !grants->is_array())
        return failed(ErrorCode::Internal, "a stored principal cannot be read");
    Principal principal;
    principal.kind = *kind;
    principal.id = json::textAt(object, "id");
    principal.name = json::textAt(object, "name");
    principal.userId = json::textAt(object, "user_id");
    principal.clientId = json::textAt(object, "client_id");
    principal.epoch = static_cast<std::uint64_t>(json::integerAt(object, "epoch"));
    std::vector<std::string> list;
    for (auto const& grant : grants->get_array()) {
        if (grant.is_string())
            list.emplace_back(grant.get_string());
    }
    principal.permissions = PermissionSet{std::move(list)};
    return principal;
}

} // namespace core::api
