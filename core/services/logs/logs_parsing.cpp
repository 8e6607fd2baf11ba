// What both ingest formats share: flattening, marks, limits, gzip.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/logs_parsing.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <zlib.h>

#include "core/base/text.h"

namespace core::logs {

namespace {

constexpr Span kLateAfter = std::chrono::hours{1};
constexpr Span kFutureAfter = std::chrono::minutes{5};
constexpr std::array<std::string_view, 18> kReservedPrefixes{
    "auth.",     "users.",  "roles.",         "keys.",      "vault.",   "clients.",
    "logs.",     "alerts.", "alert.",         "incidents.", "audit.",   "backup.",
    "settings.", "health.", "notifications.", "limits.",    "records.", "playbooks."};

std::string plainText(json::Value const& value)
{
    if (auto const* const text = value.if_string())
        return {text->data(), text->size()};
    return value.is_null() ? std::string{} : json::canonical(value);
}

// Keys of the query language's own fields, and of our marks, are moved aside.
std::string safeKey(std::string_view key)
{
    constexpr std::array<std::string_view, 6> kFields{"severity", "source",   "name",
                                                      "message",  "trace_id", "trace"};
    bool const taken = std::find(kFields.begin(), kFields.end(), key) != kFields.end();
    if (taken || key.starts_with(kMarkPrefix) || key.empty())
        return "line." + std::string{key};
    return std::string{key};
}

void addPlain(Event& event, std::string key, Kind kind, std::string text)
{
    event.attributes.push_back({std::move(key), kind, std::move(text)});
}

void flatten(Event& event, std::string key, json::Value const& value, std::size_t depth)
{
    if (event.attributes.size() > 4 * kAttributesMax)
        return; // finishEvent() counts what is too many; far beyond that nothing needs to be held.
    if (auto const* const object = value.if_object(); object != nullptr && depth < kFlattenDepthMax) {
        for (auto const& [name, member] : *object)
            flatten(event, key + "." + std::string{std::string_view{name.data(), name.size()}}, member,
                    depth + 1);
        return;
    }
    if (auto const* const list = value.if_array()) {
        std::vector<std::string> items;
        for (auto const& item : *list)
            items.push_back(plainText(item));
        return addPlain(event, std::move(key), Kind::List, listOf(items));
    }
    if (value.is_null())
        return;
    auto const kind = value.is_bool() ? Kind::Bool : value.is_number() ? Kind::Number : Kind::Text;
    addPlain(event, std::move(key), kind, plainText(value));
}

// Cuts at a character's end, so that UTF-8 stays UTF-8.
std::size_t cut(std::string& text, std::size_t bytesMax)
{
    if (text.size() <= bytesMax)
        return 0;
    auto end = bytesMax;
    while (end > bytesMax - 4 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    auto const lost = text.size() - end;
    text.resize(end);
    return lost;
}

} // namespace

void addAttribute(Event& event, std::string_view key, json::Value const& value)
{
    flatten(event, safeKey(key), value, 0);
}

bool isReservedName(std::string_view name)
{
    auto const plain = lowered(name);
    return plain == "request" || std::any_of(kReservedPrefixes.begin(), kReservedPrefixes.end(),
                                             [&](auto prefix) { return plain.starts_with(prefix); });
}

void finishEvent(Event& event, std::string_view source, Time now, bool claimsSource)
{
    event.source = source;
    std::size_t lost = cut(event.message, kMessageBytesMax) + cut(event.name, kKeyBytesMax);
    std::vector<Attribute> kept;
    std::size_t dropped = 0;
    for (auto& attribute : event.attributes) {
        bool const known = std::any_of(kept.begin(), kept.end(),
                                       [&](Attribute const& other) { return other.key == attribute.key; });
        if (known || kept.size() >= kAttributesMax) {
            ++dropped;
            continue;
        }
        lost += cut(attribute.key, kKeyBytesMax);
        if (attribute.kind == Kind::List && attribute.text.size() > kValueBytesMax) {
            lost += attribute.text.size();
            attribute = {std::move(attribute.key), Kind::Text, "[list too long]"};
        }
        lost += cut(attribute.text, kValueBytesMax);
        kept.push_back(std::move(attribute));
    }
    event.attributes = std::move(kept);
    if (lost > 0)
        addPlain(event, std::string{kMarkCut}, Kind::Number, std::to_string(lost));
    if (dropped > 0)
        addPlain(event, std::string{kMarkDropped}, Kind::Number, std::to_string(dropped));
    if (claimsSource || isReservedName(event.name))
        addPlain(event, std::string{kMarkClaims}, Kind::Bool, "true");
    auto const arrival = microsOf(now);
    if (event.eventAt < arrival - kLateAfter.count())
        addPlain(event, std::string{kMarkTime}, Kind::Text, "late");
    else if (event.eventAt > arrival + kFutureAfter.count())
        addPlain(event, std::string{kMarkTime}, Kind::Text, "future");
}

Result<std::string> gunzipped(std::string_view bytes, std::size_t bytesMax)
{
    z_stream stream{};
    // 16 asks for gzip framing, 15 for the largest window.
    if (inflateInit2(&stream, 16 + 15) != Z_OK)
        return failed(ErrorCode::Unavailable, "the body could not be decompressed");
    std::string out;
    std::array<char, 65'536> piece{};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    int state = Z_OK;
    while (state == Z_OK && out.size() <= bytesMax) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    auto const left = stream.avail_in;
    inflateEnd(&stream);
    if (out.size() > bytesMax)
        return failed(ErrorCode::TooLarge, "the body is too large after decompression");
    if (state != Z_STREAM_END || left > 0)
        return failed(ErrorCode::BadRequest, "the body is not one whole gzip member");
    return out;
}

} // namespace core::logs
