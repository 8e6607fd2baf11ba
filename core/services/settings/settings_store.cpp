// SQL of settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/settings/settings_store.h"

namespace core::settings::store {

namespace {
constexpr std::string_view kAll = "SELECT name, value FROM settings ORDER BY name LIMIT 1000";
constexpr std::string_view kSet = R"sql(
    INSERT INTO settings(name, value, changed_at) VALUES($1, $2, $3)
    ON CONFLICT(name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at)sql";
constexpr std::string_view kRemove = "DELETE FROM settings WHERE name = $1";
} // namespace

Result<std::map<std::string, std::string>> all(db::Tx& tx)
{
    auto const rows = TRY(tx.all(kAll, [](db::Row const& row) { return std::pair{row.text(0), row.text(1)}; }));
    return std::map<std::string, std::string>{rows.begin(), rows.end()};
}

Status set(db::Tx& tx, std::string_view name, std::string_view value, Time now)
{
    TRY(tx.run(kSet, name, value, now));
    return Done{};
}

Result<std::int64_t> remove(db::Tx& tx, std::string_view name) { return tx.run(kRemove, name); }

} // namespace core::settings::store
