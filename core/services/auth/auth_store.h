// The SQL of sessions and refresh tokens.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/platform/db/tx.h"
#include "core/services/auth/auth_types.h"

namespace core::auth::store {

struct RefreshToken {
    SessionId session;
    std::optional<Time> usedAt;
    std::string salt;      // what the successor is derived with; empty until used
};

struct LiveSession {
    Session session;
    std::string clientId;
};

Status insertSession(db::Tx& tx, Session const& session, std::string_view clientId);
Result<std::optional<LiveSession>> session(db::Tx& tx, SessionId const& id);
Result<std::vector<Session>> page(db::Tx& tx, ListSessions const& request, Time now, std::int64_t limit);
Result<std::int64_t> endSession(db::Tx& tx, SessionId const& id, std::string_view reason, Time now);
Result<std::int64_t> endSessionsOf(db::Tx& tx, UserId const& user, std::string_view reason, Time now);
Status usedSession(db::Tx& tx, SessionId const& id, Time now);

Status insertRefresh(db::Tx& tx, std::string_view hash, SessionId const& session, Time now);
Result<std::optional<RefreshToken>> refresh(db::Tx& tx, std::string_view hash);
// 0 when it was used before.
Result<std::int64_t> useRefresh(db::Tx& tx, std::string_view hash, std::string_view salt, Time now);

Status revokeToken(db::Tx& tx, std::string_view tokenId, Time expiresAt);
Result<bool> isRevoked(db::Tx& tx, std::string_view tokenId);

// Sessions that ended or expired before `before`, at most 500 a call.
Result<std::int64_t> forgetOld(db::Tx& tx, Time before);

} // namespace core::auth::store
