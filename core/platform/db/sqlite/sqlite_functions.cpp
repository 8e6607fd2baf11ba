// What indexes over record members compute.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/sqlite/sqlite_functions.h"

#include <string>
#include <string_view>

#include <sqlite3.h>

#include "core/base/text.h"
#include "core/platform/db/sqlite/sqlite_connection.h"
#include "core/platform/json/json.h"

namespace core::db::sqlite {
namespace {

constexpr std::size_t kBodyBytesMax = 1 << 20;

std::string_view textOf(sqlite3_value* value)
{
    auto const* text = reinterpret_cast<char const*>(sqlite3_value_text(value));
    return text != nullptr ? std::string_view{text, static_cast<std::size_t>(sqlite3_value_bytes(value))}
                           : std::string_view{};
}

void memberText(sqlite3_context* context, int, sqlite3_value** arguments)
{
    try {
        auto const body = json::parse(textOf(arguments[0]), {.bytesMax = kBodyBytesMax});
        if (!body) {
            sqlite3_result_error(context, "a record's body is not JSON", -1);
            return;
        }
        auto const* value = &*body;
        for (auto const part : split(textOf(arguments[1]), '.')) {
            value = json::find(*value, part);
            if (value == nullptr)
                return;   // the result stays NULL
        }
        if (value->is_null())
            return;
        auto const text = json::canonical(*value);
        sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } catch (...) {
        sqlite3_result_error_nomem(context);   // only allocation throws here
    }
}

} // namespace

Status addFunctions(sqlite3* connection)
{
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int const code = sqlite3_create_function_v2(connection, "member_text", 2, flags, nullptr, memberText, nullptr,
                                                nullptr, nullptr);
    if (code != SQLITE_OK)
        return errorOf(connection, code);
    return Done{};
}

} // namespace core::db::sqlite
