// Strict, bounded JSON (RFC 8259 narrowed by I-JSON, RFC 7493) over Boost.JSON values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/base/result.h"

namespace core::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;
using String = boost::json::string;

struct Limits {
    std::size_t bytesMax = 1 << 20;
    std::size_t depthMax = 32;
    bool bigIntegers = false; // OTLP carries 64-bit integers as numbers; everywhere else I-JSON rules.
};

// Refuses: duplicate keys, depth above the limit, integers beyond +-(2^53-1), non-finite numbers, invalid
// UTF-8, a byte order mark, anything after the value. BadRequest with the byte offset in `message`.
Result<Value> parse(std::string_view text, Limits const& limits = {});

std::string text(Value const& value);                     // compact, insertion order
std::string canonical(Value const& value);                // RFC 8785 (JCS): sorted keys, ES6 numbers
std::string pretty(Value const& value);                   // two blanks, for files people read
void appendText(std::string& out, std::string_view text); // one string, quoted, as canonical() writes it

// Reads a member leniently: absent or of another type gives the fallback.
std::string textAt(Value const& object, std::string_view name, std::string_view fallback = {});
std::int64_t integerAt(Value const& object, std::string_view name, std::int64_t fallback = 0);
bool boolAt(Value const& object, std::string_view name, bool fallback = false);
Value const* find(Value const& object, std::string_view name);

} // namespace core::json
