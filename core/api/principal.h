// Who calls, and what they may do.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"

namespace core::api {

// Plain permissions ("users.read") are covered by stars; scoped ones ("records.read@customers") never are,
// except by their own "records.read@*".
enum class Scope { None, Collection, Source, Playbook };

struct Permission {
    std::string_view name = {}; // "<capability>.<verb>"
    Scope scope = Scope::None;
};

// Grants of a principal: "users.read", "*.read", "*", "records.read@customers", "records.read@*".
class PermissionSet {
public:
    PermissionSet() = default;
    explicit PermissionSet(std::vector<std::string> grants); // sorted, without doubles

    bool allows(std::string_view permission) const;                         // plain
    bool allows(std::string_view permission, std::string_view scope) const; // scoped
    // Allowed for at least one scope.
    bool allowsSomewhere(std::string_view permission) const;
    std::vector<std::string> const& grants() const { return m_grants; }
    // True if everything the grant stands for is allowed here: nobody hands out what they do not hold.
    bool covers(std::string_view grant) const;
    // What both allow: a playbook run has the starter's rights and the playbook's grant together.
    PermissionSet intersected(PermissionSet const& other) const;

private:
    bool has(std::string_view grant) const;
    std::vector<std::string> m_grants;
};

// A leased piece of work as one engine holds it: whoever takes the lease later has a higher number, and from
// then on nothing of this holder's is kept any more (leases.h).
struct Fence {
    std::string lease;
    std::int64_t number = 0;
};

struct Principal {
    enum class Kind { Anonymous, User, Client, Run, System };

    Kind kind = Kind::Anonymous;
    std::string id;     // user, client or run id
    std::string name;   // for people: shown in audit and timelines
    std::string userId; // the user behind it (also of a run), or empty
    std::string sessionId;
    std::string tokenId; // jti of the access token
    std::string clientId;
    std::string keyId; // kid that signed the access token: a revoked key ends its tokens
    PermissionSet permissions;
    std::uint64_t epoch = 0; // authority epoch at which the rest was read
    Time expiresAt{};
    std::optional<Fence> fence = {}; // of a run: its changes are refused once another engine has taken it
};

std::string_view nameOf(Principal::Kind kind);

} // namespace core::api
