// Format checks by the grammars of their standards; every one of them is linear and allocates nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema_format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace core::collections::schema {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 13> kFormats{{
    {"date-time", Format::DateTime},
    {"date", Format::Date},
    {"time", Format::Time},
    {"duration", Format::Duration},
    {"email", Format::Email},
    {"hostname", Format::Hostname},
    {"ipv4", Format::Ipv4},
    {"ipv6", Format::Ipv6},
    {"uri", Format::Uri},
    {"uri-reference", Format::UriReference},
    {"uuid", Format::Uuid},
    {"json-pointer", Format::JsonPointer},
    {"relative-json-pointer", Format::RelativeJsonPointer},
}};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Reads from the front; every function leaves the text as it is when it does not find what it looks for.
class Reader {
public:
    explicit Reader(std::string_view text) : m_text{text} {}
    bool done() const { return m_text.empty(); }
    std::string_view rest() const { return m_text; }
    bool take(char c)
    {
        if (m_text.empty() || m_text.front() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool takeAny(std::string_view characters)
    {
        if (m_text.empty() || characters.find(m_text.front()) == characters.npos)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    // Exactly that many digits.
    bool number(std::size_t digits, int& value)
    {
        if (m_text.size() < digits ||
            !std::all_of(m_text.begin(), m_text.begin() + static_cast<long>(digits), isDigit))
            return false;
        value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + (m_text[i] - '0');
        m_text.remove_prefix(digits);
        return true;
    }
    // How many there were.
    template <class Is> std::size_t skip(Is&& is)
    {
        auto const end = std::find_if_not(m_text.begin(), m_text.end(), is);
        auto const count = static_cast<std::size_t>(end - m_text.begin());
        m_text.remove_prefix(count);
        return count;
    }

private:
    std::string_view m_text;
};

bool readDate(Reader& in)
{
    int year = 0, month = 0, day = 0;
    if (!in.number(4, year) || !in.take('-') || !in.number(2, month) || !in.take('-') || !in.number(2, day))
        return false;
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return false;
    bool const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool readTime(Reader& in)
{
    int hour = 0, minute = 0, second = 0;
    if (!in.number(2, hour) || !in.take(':') || !in.number(2, minute) || !in.take(':') ||
        !in.number(2, second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (in.take('.') && in.skip(isDigit) == 0)
        return false;
    int utc = hour * 60 + minute;
    if (!in.takeAny("Zz")) {
        bool const east = in.take('+');
        int offsetHour = 0, offsetMinute = 0;
        if (!east && !in.take('-'))
            return false;
        if (!in.number(2, offsetHour) || !in.take(':') || !in.number(2, offsetMinute))
            return false;
        if (offsetHour > 23 || offsetMinute > 59)
            return false;
        int const offset = offsetHour * 60 + offsetMinute;
        utc = (utc + (east ? -offset : offset) + 2 * 1440) % 1440;
    }
    return second < 60 || utc == 1439; // a leap second ends a UTC day
}

// Letters in their order, each with a number before it; a gap in the order is not allowed.
bool readParts(Reader& in, std::string_view letters)
{
    auto at = letters.npos;
    while (!in.done() && in.rest().front() != 'T') {
        if (in.skip(isDigit) == 0 || in.done())
            return false;
        auto const found = letters.find(in.rest().front());
        if (found == letters.npos || (at != letters.npos && found != at + 1))
            return false;
        at = found;
        in.take(letters[found]);
    }
    return at != letters.npos;
}

bool isDuration(std::string_view text)
{
    Reader in{text};
    if (!in.take('P') || in.done())
        return false;
    if (text.back() == 'W') {
        return in.skip(isDigit) > 0 && in.take('W') && in.done();
    }
    if (in.rest().front() != 'T' && !readParts(in, "YMD"))
        return false;
    return in.done() || (in.take('T') && readParts(in, "HMS") && in.done());
}

bool isHostname(std::string_view text)
{
    if (text.empty() || text.size() > 253)
        return false;
    std::size_t length = 0;
    char before = '.';
    for (char const c : text) {
        if (c == '.') {
            if (length == 0 || before == '-')
                return false;
            length = 0;
        } else {
            if (!isLetter(c) && !isDigit(c) && c != '-')
                return false;
            if (++length > 63 || (c == '-' && length == 1))
                return false;
        }
        before = c;
    }
    return length > 0 && before != '-';
}

bool isIpv4(std::string_view text)
{
    Reader in{text};
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && !in.take('.'))
            return false;
        auto const start = in.rest();
        auto const digits = in.skip(isDigit);
        if (digits == 0 || digits > 3 || (digits > 1 && start.front() == '0'))
            return false;
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + (start[i] - '0');
        if (value > 255)
            return false;
    }
    return in.done();
}

bool isIpv6(std::string_view text)
{
    Reader in{text};
    int groups = 0;
    bool gap = false;
    if (text.starts_with("::")) {
        gap = true;
        in = Reader{text.substr(2)};
    }
    while (!in.done()) {
        if (in.rest().find('.') != text.npos && in.rest().find(':') == text.npos) {
            groups += 2;
            return isIpv4(in.rest()) && (gap ? groups < 8 : groups == 8);
        }
        auto const digits = in.skip(isHex);
        if (digits == 0 || digits > 4 || ++groups > 8)
            return false;
        if (in.done())
            break;
        if (!in.take(':') || in.done())
            return false;
        if (in.take(':')) {
            if (gap)
                return false;
            gap = true;
        }
    }
    return gap ? groups < 8 : groups == 8;
}

// RFC 3986: `allowed` beside unreserved characters, sub-delimiters and escapes.
bool isUriText(std::string_view text, std::string_view allowed)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2]))
                return false;
            i += 2;
        } else if (!isLetter(c) && !isDigit(c) &&
                   std::string_view{"-._~!$&'()*+,;="}.find(c) == std::string_view::npos &&
                   allowed.find(c) == allowed.npos) {
            return false;
        }
    }
    return true;
}

bool isAuthority(std::string_view text)
{
    if (auto const at = text.find('@'); at != text.npos) {
        if (!isUriText(text.substr(0, at), ":"))
            return false;
        text.remove_prefix(at + 1);
    }
    if (text.starts_with('[')) {
        auto const end = text.find(']');
        if (end == text.npos)
            return false;
        auto const inside = text.substr(1, end - 1);
        bool const future =
            inside.starts_with('v') && inside.find('.') != inside.npos && isUriText(inside, ":");
        if (!future && !isIpv6(inside))
            return false;
        text.remove_prefix(end + 1);
        if (!text.empty() && text.front() != ':')
            return false;
    } else {
        auto const colon = std::min(text.find(':'), text.size());
        if (!isUriText(text.substr(0, colon), ""))
            return false;
        text.remove_prefix(colon);
    }
    return text.empty() || std::all_of(text.begin() + 1, text.end(), isDigit);
}

bool isUri(std::string_view text, bool relativeToo)
{
    auto const colon = text.find_first_of(":/?#");
    bool const hasScheme = colon != text.npos && text[colon] == ':';
    if (hasScheme) {
        auto const scheme = text.substr(0, colon);
        bool const good = !scheme.empty() && isLetter(scheme.front()) &&
                          std::all_of(scheme.begin(), scheme.end(), [](char c) {
                              return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.';
                          });
        if (!good)
            return false; // nor may a relative path have a colon in its first segment
        text.remove_prefix(colon + 1);
    } else if (!relativeToo) {
        return false;
    }
    if (auto const hash = text.find('#'); hash != text.npos) {
        if (!isUriText(text.substr(hash + 1), ":@/?"))
            return false;
        text = text.substr(0, hash);
    }
    if (auto const mark = text.find('?'); mark != text.npos) {
        if (!isUriText(text.substr(mark + 1), ":@/?"))
            return false;
        text = text.substr(0, mark);
    }
    if (text.starts_with("//")) {
        auto const end = std::min(text.find('/', 2), text.size());
        if (!isAuthority(text.substr(2, end - 2)))
            return false;
        text.remove_prefix(end);
    }
    return isUriText(text, ":@/");
}

bool isAtom(char c)
{
    return isLetter(c) || isDigit(c) ||
           std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

bool isQuotedLocal(std::string_view text)
{
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] < 32 || text[i] > 126 || text[i] == '"')
            return false;
        if (text[i] == '\\' && (++i + 1 >= text.size() || text[i] < 32 || text[i] > 126))
            return false;
    }
    return text.size() >= 2 && text.back() == '"';
}

bool isEmail(std::string_view text)
{
    auto const at = text.rfind('@');
    if (at == text.npos || at == 0 || at > 64 || text.size() > 254)
        return false;
    auto const local = text.substr(0, at);
    auto const domain = text.substr(at + 1);
    if (local.front() == '"') {
        if (!isQuotedLocal(local))
            return false;
    } else {
        char before = '.';
        for (char const c : local) {
            if (c == '.' ? before == '.' : !isAtom(c))
                return false;
            before = c;
        }
        if (before == '.')
            return false;
    }
    if (domain.starts_with('[') && domain.ends_with(']')) {
        auto const literal = domain.substr(1, domain.size() - 2);
        return literal.starts_with("IPv6:") ? isIpv6(literal.substr(5)) : isIpv4(literal);
    }
    return isHostname(domain);
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHex(text[i]))
            return false;
    }
    return true;
}

bool isJsonPointer(std::string_view text)
{
    if (!text.empty() && text.front() != '/')
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return true;
}

bool isRelativeJsonPointer(std::string_view text)
{
    Reader in{text};
    auto const digits = in.skip(isDigit);
    if (digits == 0 || (digits > 1 && text.front() == '0'))
        return false;
    return in.rest() == "#" || isJsonPointer(in.rest());
}

template <class Read> bool whole(std::string_view text, Read&& read)
{
    Reader in{text};
    return read(in) && in.done();
}

} // namespace

std::optional<Format> formatNamed(std::string_view name)
{
    for (auto const& [known, format] : kFormats)
        if (known == name)
            return format;
    return std::nullopt;
}

std::string_view nameOf(Format format)
{
    for (auto const& [name, known] : kFormats)
        if (known == format)
            return name;
    return "none";
}

bool hasFormat(Format format, std::string_view text)
{
    switch (format) {
    case Format::None:
        return true;
    case Format::DateTime:
        return whole(text, [](Reader& in) { return readDate(in) && in.takeAny("Tt") && readTime(in); });
    case Format::Date:
        return whole(text, readDate);
    case Format::Time:
        return whole(text, readTime);
    case Format::Duration:
        return isDuration(text);
    case Format::Email:
        return isEmail(text);
    case Format::Hostname:
        return isHostname(text);
    case Format::Ipv4:
        return isIpv4(text);
    case Format::Ipv6:
        return isIpv6(text);
    case Format::Uri:
        return isUri(text, false);
    case Format::UriReference:
        return isUri(text, true);
    case Format::Uuid:
        return isUuid(text);
    case Format::JsonPointer:
        return isJsonPointer(text);
    case Format::RelativeJsonPointer:
        return isRelativeJsonPointer(text);
    }
    return false;
}

} // namespace core::collections::schema
