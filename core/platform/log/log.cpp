// spdlog carries finished lines; what a line looks like is decided here.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/log/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <memory>

#include <boost/json.hpp>

#include "core/platform/log/live_secrets.h"
#include "core/platform/log/redaction.h"

namespace core::log {

namespace {

constexpr int kDepthMax = 8;
constexpr std::array<std::string_view, 6> kNames{"trace", "debug", "info", "warn", "error", "fatal"};

std::atomic<std::uint64_t> lostCount{0};

struct Character {
    char32_t code = 0xFFFD; // What stands for bytes that are not UTF-8.
    std::size_t bytes = 1;
    bool valid = false;
};

Character characterAt(std::string_view text, std::size_t position)
{
    auto const first = static_cast<unsigned char>(text[position]);
    if (first < 0x80)
        return {first, 1, true};
    std::size_t const bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || position + bytes > text.size())
        return {};
    char32_t code = first & (0x7F >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        auto const next = static_cast<unsigned char>(text[position + i]);
        if ((next & 0xC0) != 0x80)
            return {};
        code = (code << 6) | (next & 0x3F);
    }
    constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    if (code < kSmallest[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return {};
    return {code, bytes, true};
}

// Control, direction and separator characters could act on the terminal that shows the log.
bool actsOnTerminals(char32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB) ||
           code >= 0xE0000;
}

void appendEscape(std::string& out, char32_t code)
{
    if (code < 0x10000) {
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        return;
    }
    auto const rest = static_cast<unsigned>(code) - 0x10000; // RFC 8259, 7: a surrogate pair.
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
}

// `bytesMax` bounds what is written, since an escape is longer than its character.
void appendText(std::string& out, std::string_view text, std::size_t bytesMax)
{
    out += '"';
    auto const end = out.size() + bytesMax;
    std::size_t position = 0;
    while (position < text.size() && out.size() < end) {
        auto const character = characterAt(text, position);
        if (character.code == '"' || character.code == '\\')
            (out += '\\') += static_cast<char>(character.code);
        else if (!character.valid || actsOnTerminals(character.code))
            appendEscape(out, character.code);
        else
            out += text.substr(position, character.bytes);
        position += character.bytes;
    }
    if (position < text.size())
        out += "...";
    out += '"';
}

void appendValue(std::string& out, json::Value const& value, int depth);

template <class Items, class Append>
void appendList(std::string& out, Items const& items, std::string_view brackets, Append append)
{
    out += brackets[0];
    bool first = true;
    for (auto const& item : items) {
        if (out.size() > kLineBytesMax)
            break; // lineOf drops the field.
        if (!first)
            out += ',';
        first = false;
        append(item);
    }
    out += brackets[1];
}

void appendValue(std::string& out, json::Value const& value, int depth)
{
    if (value.is_structured() && depth >= kDepthMax) {
        out += "\"...\"";
        return;
    }
    switch (value.kind()) {
    case boost::json::kind::null:
        out += "null";
        return;
    case boost::json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        return;
    case boost::json::kind::int64:
        out += std::to_string(value.get_int64());
        return;
    case boost::json::kind::uint64:
        out += std::to_string(value.get_uint64());
        return;
    case boost::json::kind::double_:
        out += std::isfinite(value.get_double()) ? fmt::format("{}", value.get_double()) : "null";
        return;
    case boost::json::kind::string:
        return appendText(out, {value.get_string().data(), value.get_string().size()}, kTextBytesMax);
    case boost::json::kind::array:
        return appendList(out, value.get_array(), "[]",
                          [&](json::Value const& item) { appendValue(out, item, depth + 1); });
    case boost::json::kind::object:
        return appendList(out, value.get_object(), "{}", [&](auto const& member) {
            appendText(out, {member.key().data(), member.key().size()}, kTextBytesMax);
            out += ':';
            appendValue(out, member.value(), depth + 1);
        });
    }
}

std::string safeText(std::string_view text)
{
    std::string copy{text};
    liveSecrets().redact(copy);
    return redactedText(copy);
}

// Below kDepthMax nothing is written.
void redactLive(json::Value& value, int depth)
{
    if (auto* const text = value.if_string()) {
        std::string copy{text->data(), text->size()};
        if (liveSecrets().redact(copy) > 0)
            *text = copy;
    } else if (auto* const list = value.if_array(); list != nullptr && depth < kDepthMax) {
        for (auto& item : *list)
            redactLive(item, depth + 1);
    } else if (auto* const object = value.if_object(); object != nullptr && depth < kDepthMax) {
        json::Object safe;
        for (auto& member : *object) {
            std::string name{member.key()};
            liveSecrets().redact(name);
            redactLive(member.value(), depth + 1);
            safe[name] = std::move(member.value());
        }
        *object = std::move(safe);
    }
}

std::string fieldOf(Field const& field)
{
    auto value = field.value;
    if (isSecretName(field.name) && !value.is_null() && !value.is_bool())
        value = boost::json::string_view{kRedacted.data(), kRedacted.size()};
    else {
        redactLive(value, 0);
        redact(value);
    }
    std::string out;
    appendText(out, field.name, kTextBytesMax);
    out += ':';
    appendValue(out, value, 0);
    return out;
}

spdlog::level::level_enum levelOf(Severity severity)
{
    switch (severity) {
    case Severity::Trace:
        return spdlog::level::trace;
    case Severity::Debug:
        return spdlog::level::debug;
    case Severity::Info:
        return spdlog::level::info;
    case Severity::Warn:
        return spdlog::level::warn;
    case Severity::Error:
        return spdlog::level::err;
    case Severity::Fatal:
        return spdlog::level::critical;
    }
    return spdlog::level::critical;
}

// One per process, as stderr is. Replaced by open() before there are threads.
struct Output {
    std::unique_ptr<spdlog::logger> logger;
    Clock const* clock = nullptr;
};

std::unique_ptr<spdlog::logger> loggerFor(Options const& options)
{
    spdlog::sink_ptr sink;
    if (options.path.empty()) {
        sink = std::make_unique<spdlog::sinks::stderr_sink_mt>();
    } else {
        sink = std::make_unique<spdlog::sinks::basic_file_sink_mt>(options.path);
        std::filesystem::permissions(options.path, std::filesystem::perms::owner_read |
                                                       std::filesystem::perms::owner_write);
    }
    auto logger = std::make_unique<spdlog::logger>("dewar", std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(levelOf(options.severityMin));
    logger->flush_on(spdlog::level::trace);
    logger->set_error_handler([](std::string const&) { ++lostCount; });
    return logger;
}

Output& output()
{
    static SystemClock const clock;
    static Output one{loggerFor({}), &clock};
    return one;
}

} // namespace

std::string_view nameOf(Severity severity)
{
    return kNames[static_cast<std::size_t>(severity)];
}

Result<Severity> severityOf(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name)
            return static_cast<Severity>(i);
    return failed(ErrorCode::Invalid, "must be trace, debug, info, warn, error or fatal");
}

Status open(Options const& options, Clock const& clock)
{
    try {
        output().logger = loggerFor(options);
        output().clock = &clock;
        return Done{};
    } catch (std::exception const& exception) {
        return failed(ErrorCode::Unavailable, "cannot write the log file " + options.path, exception.what());
    }
}

void write(Severity severity, std::string_view message, Fields fields, std::string_view traceId)
{
    try {
        auto& [logger, clock] = output();
        if (logger->should_log(levelOf(severity)))
            logger->log(levelOf(severity), lineOf(clock->now(), severity, message, fields, traceId));
    } catch (std::exception const&) {
        ++lostCount; // Out of memory: the line is lost, the engine goes on.
    }
}

std::uint64_t linesLost()
{
    return lostCount;
}

std::string lineOf(Time at, Severity severity, std::string_view message, Fields fields,
                   std::string_view traceId)
{
    constexpr std::string_view kEnd = R"(,"cut":true})";
    std::string line = R"({"time":")" + rfc3339(at) + R"(","severity":")" + std::string{nameOf(severity)} +
                       R"(","message":)";
    // Cut first at the double, so that a megabyte costs nothing, and again after the redaction.
    appendText(line, safeText(message.substr(0, 2 * kMessageBytesMax)), kMessageBytesMax);
    if (!traceId.empty()) {
        line += R"(,"trace_id":)";
        appendText(line, traceId, 64);
    }
    bool cut = false;
    std::string shown;
    for (auto const& field : fields) {
        auto text = fieldOf(field);
        if (line.size() + shown.size() + text.size() + kEnd.size() + 16 > kLineBytesMax) {
            cut = true;
            continue;
        }
        if (!shown.empty())
            shown += ',';
        shown += text;
    }
    if (!shown.empty())
        line += R"(,"fields":{)" + shown + "}";
    return line + (cut ? std::string{kEnd} : "}");
}

} // namespace core::log
