// SQL of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/keys/keys_store.h"

namespace core::keys::store {

namespace {
constexpr std::string_view kLive = R"sql(
    SELECT kid, algorithm, state, public_jwk, sealed_private,
           created_at, activated_at, retiring_at, retired_at, revoked_at, reason
      FROM signing_keys
     WHERE state IN ('next', 'active', 'retiring')
     ORDER BY created_at, kid
     LIMIT $1)sql";

constexpr std::string_view kByKid = R"sql(
    SELECT kid, algorithm, state, public_jwk, sealed_private,
           created_at, activated_at, retiring_at, retired_at, revoked_at, reason
      FROM signing_keys
     WHERE kid = $1
     LIMIT 1)sql";

constexpr std::string_view kPage = R"sql(
    SELECT kid, algorithm, state, public_jwk, sealed_private,
           created_at, activated_at, retiring_at, retired_at, revoked_at, reason
      FROM signing_keys
     WHERE created_at < $1 OR (created_at = $1 AND kid < $2)
     ORDER BY created_at DESC, kid DESC
     LIMIT $3)sql";

constexpr std::string_view kInsert = R"sql(
    INSERT INTO signing_keys(kid, algorithm, state, public_jwk, sealed_private,
                             created_at, activated_at, retiring_at, retired_at, revoked_at, reason)
    VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kUpdate = R"sql(
    UPDATE signing_keys
       SET state = $2, activated_at = $3, retiring_at = $4, retired_at = $5, revoked_at = $6, reason = $7
     WHERE kid = $1)sql";

constexpr std::string_view kForgetPrivate = "UPDATE signing_keys SET sealed_private = NULL WHERE kid = $1";

KeyRow keyFrom(db::Row const& row)
{
    return {.kid = row.text(0),
            .algorithm = row.text(1),
            // The table's CHECK allows no other names; an unknown one counts for nothing.
            .state = keyStateOf(row.view(2)).value_or(KeyState::Revoked),
            .publicJwk = row.text(3),
            .sealedPrivate = row.isNull(4) ? std::string{} : row.bytes(4),
            .createdAt = row.time(5),
            .activatedAt = row.optionalTime(6),
            .retiringAt = row.optionalTime(7),
            .retiredAt = row.optionalTime(8),
            .revokedAt = row.optionalTime(9),
            .reason = row.text(10)};
}
} // namespace

Result<std::vector<KeyRow>> liveKeys(db::Tx& tx)
{
    return tx.all(kLive, keyFrom, kLiveKeysMax);
}

Result<std::optional<KeyRow>> keyByKid(db::Tx& tx, std::string_view kid)
{
    return tx.one(kByKid, keyFrom, kid);
}

Result<std::vector<KeyRow>> page(db::Tx& tx, Time before, std::string_view kid, std::int64_t limit)
{
    return tx.all(kPage, keyFrom, before, kid, limit);
}

Status insertKey(db::Tx& tx, KeyRow const& row)
{
    TRY(tx.run(kInsert, row.kid, row.algorithm, nameOf(row.state), row.publicJwk, db::Blob{row.sealedPrivate},
               row.createdAt, row.activatedAt, row.retiringAt, row.retiredAt, row.revokedAt, row.reason));
    return Done{};
}

Status updateKey(db::Tx& tx, KeyRow const& row)
{
    TRY(tx.run(kUpdate, row.kid, nameOf(row.state), row.activatedAt, row.retiringAt, row.retiredAt,
               row.revokedAt, row.reason));
    if (row.sealedPrivate.empty())
        TRY(tx.run(kForgetPrivate, row.kid));
    return Done{};
}

} // namespace core::keys::store
