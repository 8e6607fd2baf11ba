// The SQL of settings.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/platform/db/tx.h"

namespace core::settings::store {

Result<std::map<std::string, std::string>> all(db::Tx& tx);
Status set(db::Tx& tx, std::string_view name, std::string_view value, Time now);
Result<std::int64_t> remove(db::Tx& tx, std::string_view name);

} // namespace core::settings::store
