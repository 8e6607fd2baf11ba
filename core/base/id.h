// Ids of different things have different types.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <string>

namespace core {

template <class Tag>
struct Id {
    std::string value;
    auto operator<=>(Id const&) const = default;
};

using UserId = Id<struct UserTag>;
using RoleId = Id<struct RoleTag>;
using SessionId = Id<struct SessionTag>;
using ClientId = Id<struct ClientTag>;
using KeyId = Id<struct KeyTag>;
using CollectionId = Id<struct CollectionTag>;
using RecordId = Id<struct RecordTag>;
using AlertId = Id<struct AlertTag>;
using RuleId = Id<struct RuleTag>;
using IncidentId = Id<struct IncidentTag>;
using PlaybookId = Id<struct PlaybookTag>;
using RunId = Id<struct RunTag>;
using JobId = Id<struct JobTag>;
using BackupId = Id<struct BackupTag>;
using TargetId = Id<struct TargetTag>;

} // namespace core
