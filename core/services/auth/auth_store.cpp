// SQL of sessions and refresh tokens.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/auth/auth_store.h"

namespace core::auth::store {

namespace {

constexpr std::string_view kInsertSession = R"sql(
    INSERT INTO sessions(id, user_id, client_id, address, created_at, last_used_at, expires_at)
    VALUES($1, $2, $3, $4, $5, $5, $6))sql";
constexpr std::string_view kSession = R"sql(
    SELECT id, user_id, address, created_at, last_used_at, expires_at, ended_at, end_reason, client_id
      FROM sessions WHERE id = $1 LIMIT 1)sql";
// Newest first; `$3` asks for the live ones only when it is 1.
constexpr std::string_view kPage = R"sql(
    SELECT id, user_id, address, created_at, last_used_at, expires_at, ended_at, end_reason
      FROM sessions
     WHERE ($1 = '' OR user_id = $1) AND ($2 = '' OR id < $2)
       AND ($3 = 0 OR (ended_at IS NULL AND expires_at > $4))
     ORDER BY id DESC LIMIT $5)sql";
constexpr std::string_view kEnd =
    "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL";
constexpr std::string_view kEndOf = R"sql(
    UPDATE sessions SET ended_at = $2, end_reason = $3
     WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2)sql";
constexpr std::string_view kUsed = "UPDATE sessions SET last_used_at = $2 WHERE id = $1";
constexpr std::string_view kInsertRefresh =
    "INSERT INTO refresh_tokens(token_hash, session_id, issued_at, salt) VALUES($1, $2, $3, $4)";
constexpr std::string_view kRefresh =
    "SELECT session_id, used_at, salt FROM refresh_tokens WHERE token_hash = $1 LIMIT 1";
constexpr std::string_view kUseRefresh =
    "UPDATE refresh_tokens SET used_at = $2, salt = $3 WHERE token_hash = $1 AND used_at IS NULL";
constexpr std::string_view kForgetOld = R"sql(
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT 500))sql";
constexpr std::string_view kRevoke =
    "INSERT INTO revoked_tokens(token_id, expires_at) VALUES($1, $2) ON CONFLICT(token_id) DO NOTHING";
constexpr std::string_view kRevoked = "SELECT 1 FROM revoked_tokens WHERE token_id = $1 LIMIT 1";
constexpr std::string_view kForgetRevoked = R"sql(
    DELETE FROM revoked_tokens WHERE token_id IN (
        SELECT token_id FROM revoked_tokens WHERE expires_at < $1 LIMIT 500))sql";

Session sessionFrom(db::Row const& row)
{
    return {.id = {row.text(0)},
            .user_id = {row.text(1)},
            .address = row.text(2),
            .created_at = row.time(3),
            .last_used_at = row.time(4),
            .expires_at = row.time(5),
            .ended_at = row.optionalTime(6),
            .end_reason = row.optionalText(7)};
}

LiveSession liveFrom(db::Row const& row) { return {sessionFrom(row), row.text(8)}; }

RefreshToken refreshFrom(db::Row const& row)
{
    return {.session = {row.text(0)}, .usedAt = row.optionalTime(1), .salt = row.bytes(2)};
}

} // namespace

Status insertSession(db::Tx& tx, Session const& session, std::string_view clientId)
{
    TRY(tx.run(kInsertSession, session.id, session.user_id, clientId, session.address, session.created_at,
               session.expires_at));
    return Done{};
}

Result<std::optional<LiveSession>> session(db::Tx& tx, SessionId const& id) { return tx.one(kSession, liveFrom, id); }

Result<std::vector<Session>> page(db::Tx& tx, ListSessions const& request, Time now, std::int64_t limit)
{
    return tx.all(kPage, sessionFrom, request.user_id.value_or(""), request.after.value_or(""),
                  request.live.value_or(false), now, limit);
}

Result<std::int64_t> endSession(db::Tx& tx, SessionId const& id, std::string_view reason, Time now)
{
    return tx.run(kEnd, id, now, reason);
}

Result<std::int64_t> endSessionsOf(db::Tx& tx, UserId const& user, std::string_view reason, Time now)
{
    return tx.run(kEndOf, user, now, reason);
}

Status usedSession(db::Tx& tx, SessionId const& id, Time now)
{
    TRY(tx.run(kUsed, id, now));
    return Done{};
}

Status insertRefresh(db::Tx& tx, std::string_view hash, SessionId const& session, Time now)
{
    TRY(tx.run(kInsertRefresh, db::Blob{hash}, session, now, db::Blob{""}));
    return Done{};
}

Result<std::optional<RefreshToken>> refresh(db::Tx& tx, std::string_view hash)
{
    return tx.one(kRefresh, refreshFrom, db::Blob{hash});
}

Result<std::int64_t> useRefresh(db::Tx& tx, std::string_view hash, std::string_view salt, Time now)
{
    return tx.run(kUseRefresh, db::Blob{hash}, now, db::Blob{salt});
}

Status revokeToken(db::Tx& tx, std::string_view tokenId, Time expiresAt)
{
    TRY(tx.run(kRevoke, tokenId, expiresAt));
    return Done{};
}

Result<bool> isRevoked(db::Tx& tx, std::string_view tokenId)
{
    auto const found = TRY(tx.one(kRevoked, [](db::Row const& row) { return row.integer(0); }, tokenId));
    return found.has_value();
}

Result<std::int64_t> forgetOld(db::Tx& tx, Time before)
{
    TRY(tx.run(kForgetRevoked, before));
    return tx.run(kForgetOld, before);
}

} // namespace core::auth::store
