// Encodings, UTF-8 checks and the escaping that keeps foreign text harmless.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace core {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> digitsOf(std::string_view alphabet)
{
    std::array<std::uint8_t, 256> table{};
    table.fill(kNoDigit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}

std::string encoded(std::string_view bytes, std::string_view alphabet, bool padded)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (unsigned char const byte : bytes) {
        held = (held << 8 | byte) & 0xffff;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += alphabet[held >> bits & 0x3f];
        }
    }
    if (bits > 0)
        out += alphabet[held << (6 - bits) & 0x3f];
    while (padded && out.size() % 4 != 0)
        out += '=';
    return out;
}

Result<std::string> decoded(std::string_view text, std::array<std::uint8_t, 256> const& digits)
{
    auto const bad = [] { return failed(ErrorCode::BadRequest, "the text is not valid base64"); };
    if (text.size() % 4 == 1)
        return bad();
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t held = 0;
    int bits = 0;
    for (unsigned char const character : text) {
        auto const digit = digits[character];
        if (digit == kNoDigit)
            return bad();
        held = (held << 6 | digit) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits & 0xff);
        }
    }
    // Two spellings of the same bytes would let one signature or token have two texts.
    if ((held & ((1U << bits) - 1)) != 0)
        return bad();
    return out;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

struct CodePoint {
    char32_t value;
    std::size_t bytes;
};

// RFC 3629, 4: the well-formed sequences and no others.
std::optional<CodePoint> codePointAt(std::string_view text, std::size_t at)
{
    auto const byte = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[at + i]); };
    unsigned const first = byte(0);
    if (first < 0x80)
        return CodePoint{first, 1};
    std::size_t const length = first >= 0xc2 && first <= 0xdf   ? 2
                               : first >= 0xe0 && first <= 0xef ? 3
                               : first >= 0xf0 && first <= 0xf4 ? 4
                                                                : 0;
    if (length == 0 || text.size() - at < length)
        return std::nullopt;
    char32_t value = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return std::nullopt;
        value = value << 6 | (byte(i) & 0x3f);
    }
    constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < kSmallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return std::nullopt;
    return CodePoint{value, length};
}

bool actsOnDisplays(char32_t c)
{
    // Controls, directions and separators; then what takes no room and so hides in a name. The joiners of
    // scripts and emoji (U+200C, U+200D) are text.
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xad || c == 0x200b ||
           (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

void appendHex(std::string& out, char32_t value)
{
    bool started = false;
    for (int shift = 20; shift >= 0; shift -= 4) {
        auto const digit = value >> shift & 0xf;
        started = started || digit != 0 || shift == 0;
        if (started)
            out += kHexDigits[digit];
    }
}

} // namespace

std::string hexOf(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (unsigned char const byte : bytes) {
        out += kHexDigits[byte >> 4];
        out += kHexDigits[byte & 0xf];
    }
    return out;
}

Result<std::string> bytesFromHex(std::string_view hex)
{
    if (hex.size() % 2 != 0)
        return failed(ErrorCode::BadRequest, "the text is not valid hex");
    std::string out;
    out.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        int const high = hexDigit(hex[i]);
        int const low = hexDigit(hex[i + 1]);
        if (high < 0 || low < 0)
            return failed(ErrorCode::BadRequest, "the text is not valid hex");
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

std::string base64urlOf(std::string_view bytes)
{
    return encoded(bytes, kBase64url, false);
}

Result<std::string> bytesFromBase64url(std::string_view text)
{
    static constexpr auto kDigits = digitsOf(kBase64url);
    return decoded(text, kDigits);
}

std::string base64Of(std::string_view bytes)
{
    return encoded(bytes, kBase64, true);
}

Result<std::string> bytesFromBase64(std::string_view text)
{
    static constexpr auto kDigits = digitsOf(kBase64);
    if (text.size() % 4 != 0)
        return failed(ErrorCode::BadRequest, "the text is not valid base64");
    auto const padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
    return decoded(text.substr(0, text.size() - padding), kDigits);
}

bool isUtf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        // Most text is ASCII: eight bytes at a time.
        std::uint64_t eight = 0;
        if (text.size() - at >= sizeof eight) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        auto const point = codePointAt(text, at);
        if (!point)
            return false;
        at += point->bytes;
    }
    return true;
}

std::size_t codePointsIn(std::string_view utf8)
{
    std::size_t count = 0;
    for (unsigned char const byte : utf8)
        count += (byte & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lowered(std::string_view ascii)
{
    std::string out{ascii};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> pieces;
    for (std::size_t start = 0;;) {
        auto const end = text.find(separator, start);
        pieces.push_back(text.substr(start, end == std::string_view::npos ? end : end - start));
        if (end == std::string_view::npos)
            return pieces;
        start = end + 1;
    }
}

std::string percentEncoded(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (unsigned char const byte : bytes) {
        bool const plain = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                           byte == '~';
        if (plain) {
            out += static_cast<char>(byte);
        } else {
            out += '%';
            out += "0123456789ABCDEF"[byte >> 4];
            out += "0123456789ABCDEF"[byte & 0xf];
        }
    }
    return out;
}

Result<std::string> percentDecoded(std::string_view text)
{
    auto const bad = [] {
        return failed(ErrorCode::BadRequest, "a percent escape is broken or stands for NUL");
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            int const high = text.size() - i > 2 ? hexDigit(text[i + 1]) : -1;
            int const low = text.size() - i > 2 ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return bad();
            c = static_cast<char>(high << 4 | low);
            i += 2;
        }
        if (c == '\0')
            return bad();
        out += c;
    }
    return out;
}

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const point = codePointAt(text, at);
        if (!point) {
            // Not UTF-8: the byte itself, so that nothing is lost.
            out += "\\x{";
            appendHex(out, static_cast<unsigned char>(text[at]));
            out += '}';
            ++at;
        } else if (actsOnDisplays(point->value)) {
            out += "\\u{";
            appendHex(out, point->value);
            out += '}';
            at += point->bytes;
        } else {
            out += text.substr(at, point->bytes);
            at += point->bytes;
        }
    }
    return out;
}

} // namespace core
