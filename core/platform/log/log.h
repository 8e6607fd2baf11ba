// The engine's own log: one JSON object per line, redacted before it is written, to stderr or a file.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/platform/json/json.h"

namespace core::log {

enum class Severity { Trace, Debug, Info, Warn, Error, Fatal };
std::string_view nameOf(Severity severity);
Result<Severity> severityOf(std::string_view name);

struct Field {
    // Any text, number, boolean, null or JSON value.
    template <class Given>
    Field(std::string_view name, Given&& given) : name{name}, value(valueOf(std::forward<Given>(given)))
    {
    }

    std::string_view name;
    json::Value value;

private:
    template <class Given> static json::Value valueOf(Given&& given)
    {
        if constexpr (std::is_convertible_v<Given, std::string_view> &&
                      !std::is_null_pointer_v<std::decay_t<Given>>) {
            std::string_view const text = given;
            return json::Value(boost::json::string_view{text.data(), text.size()});
        } else {
            return json::Value(std::forward<Given>(given));
        }
    }
};
using Fields = std::initializer_list<Field>;

constexpr std::size_t kLineBytesMax = 8192;
constexpr std::size_t kMessageBytesMax = 2048;
constexpr std::size_t kTextBytesMax = 1024; // of one text within a field

struct Options {
    std::string path = {}; // appended to, 0600; empty: stderr
    Severity severityMin = Severity::Info;
};

// Before the first thread. Until then lines of Info and above go to stderr. `clock` outlives the last line.
Status open(Options const& options, Clock const& clock);

// Any thread. A line that cannot be written (full disk) is counted, never waited for.
void write(Severity severity, std::string_view message, Fields fields = {}, std::string_view traceId = {});
std::uint64_t linesLost();

inline void debug(std::string_view message, Fields fields = {}, std::string_view traceId = {})
{
    write(Severity::Debug, message, fields, traceId);
}
inline void info(std::string_view message, Fields fields = {}, std::string_view traceId = {})
{
    write(Severity::Info, message, fields, traceId);
}
inline void warn(std::string_view message, Fields fields = {}, std::string_view traceId = {})
{
    write(Severity::Warn, message, fields, traceId);
}
inline void error(std::string_view message, Fields fields = {}, std::string_view traceId = {})
{
    write(Severity::Error, message, fields, traceId);
}
inline void fatal(std::string_view message, Fields fields = {}, std::string_view traceId = {})
{
    write(Severity::Fatal, message, fields, traceId);
}

// The finished line without its end: redacted, at most kLineBytesMax, valid JSON of printable characters.
// What did not fit is left out and "cut" says so.
std::string lineOf(Time at, Severity severity, std::string_view message, Fields fields,
                   std::string_view traceId);

} // namespace core::log
