// One writer for compact, canonical (RFC 8785) and pretty text; numbers are written as ECMAScript does.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/json/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace core::json {
namespace {

enum class Layout { Compact, Canonical, Pretty };

// Order of UTF-16 code units, on UTF-8: as bytes, except that characters above U+FFFF (surrogate pairs in
// UTF-16) come before U+E000 to U+FFFF.
bool before(std::string_view left, std::string_view right)
{
    auto const [a, b] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    if (a == left.end() || b == right.end())
        return a == left.end() && b != right.end();
    auto const one = static_cast<unsigned char>(*a);
    auto const two = static_cast<unsigned char>(*b);
    if ((one >= 0xF0) != (two >= 0xF0) && one >= 0xEE && two >= 0xEE)
        return one >= 0xF0;
    return one < two;
}

// ECMAScript Number::toString: the shortest digits that read back as the same double.
void writeDouble(std::string& out, double value)
{
    if (!std::isfinite(value)) {
        out += "null"; // cannot come from a reader; JSON has no other word for it
        return;
    }
    if (value == 0) {
        out += '0';
        return;
    }
    char buffer[32];
    auto const end =
        std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific);
    std::string_view const shortest{buffer, static_cast<std::size_t>(end.ptr - buffer)};
    auto const mark = shortest.find('e');
    int exponent = 0;
    auto const* digitsOfExponent = shortest.data() + mark + (shortest[mark + 1] == '+' ? 2 : 1);
    std::from_chars(digitsOfExponent, end.ptr, exponent);
    std::string digits{shortest.substr(0, 1)};
    if (mark > 2)
        digits += shortest.substr(2, mark - 2);
    int const count = static_cast<int>(digits.size());
    int const point = exponent + 1; // digits before the decimal point
    if (value < 0)
        out += '-';
    if (point > 21 || point <= -6) {
        out += digits[0];
        if (count > 1)
            out.append(".").append(digits, 1);
        out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
    } else if (point >= count) {
        out.append(digits).append(static_cast<std::size_t>(point - count), '0');
    } else if (point > 0) {
        out.append(digits, 0, static_cast<std::size_t>(point)).append(".");
        out.append(digits, static_cast<std::size_t>(point));
    } else {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    }
}

template <class Integer> void writeInteger(std::string& out, Integer value)
{
    char buffer[24];
    auto const end = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, end.ptr);
}

void writeEscape(std::string& out, unsigned char c)
{
    constexpr char hex[] = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\b':
        out += "\\b";
        return;
    case '\t':
        out += "\\t";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\r':
        out += "\\r";
        return;
    }
    out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
}

void writeString(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text, copied, i - copied);
        writeEscape(out, c);
        copied = i + 1;
    }
    out.append(text, copied).append("\"");
}

class Writer {
public:
    explicit Writer(Layout layout) : m_layout{layout} {}

    void write(Value const& value)
    {
        switch (value.kind()) {
        case boost::json::kind::null:
            m_out += "null";
            return;
        case boost::json::kind::bool_:
            m_out += value.get_bool() ? "true" : "false";
            return;
        case boost::json::kind::int64:
            writeInteger(m_out, value.get_int64());
            return;
        case boost::json::kind::uint64:
            writeInteger(m_out, value.get_uint64());
            return;
        case boost::json::kind::double_:
            writeDouble(m_out, value.get_double());
            return;
        case boost::json::kind::string:
            writeString(m_out, value.get_string());
            return;
        case boost::json::kind::array:
            writeArray(value.get_array());
            return;
        case boost::json::kind::object:
            writeObject(value.get_object());
            return;
        }
    }
    std::string take() { return std::move(m_out); }

private:
    void writeArray(Array const& array)
    {
        m_out += '[';
        ++m_depth;
        for (std::size_t i = 0; i < array.size(); ++i) {
            separate(i);
            write(array[i]);
        }
        finish(array.empty(), ']');
    }
    void writeMember(std::size_t number, boost::json::key_value_pair const& member)
    {
        separate(number);
        writeString(m_out, member.key());
        m_out += m_layout == Layout::Pretty ? ": " : ":";
        write(member.value());
    }
    void writeObject(Object const& object)
    {
        m_out += '{';
        ++m_depth;
        std::size_t number = 0;
        if (m_layout == Layout::Canonical && object.size() > 1) {
            std::vector<boost::json::key_value_pair const*> members;
            members.reserve(object.size());
            for (auto const& member : object)
                members.push_back(&member);
            std::sort(members.begin(), members.end(),
                      [](auto const* a, auto const* b) { return before(a->key(), b->key()); });
            for (auto const* member : members)
                writeMember(number++, *member);
        } else {
            for (auto const& member : object)
                writeMember(number++, member);
        }
        finish(object.empty(), '}');
    }
    void separate(std::size_t number)
    {
        if (number > 0)
            m_out += ',';
        newLine();
    }
    void finish(bool empty, char bracket)
    {
        --m_depth;
        if (!empty)
            newLine();
        m_out += bracket;
    }
    void newLine()
    {
        if (m_layout == Layout::Pretty)
            m_out.append("\n").append(m_depth * 2, ' ');
    }

    Layout m_layout;
    std::string m_out;
    std::size_t m_depth = 0;
};

std::string written(Value const& value, Layout layout)
{
    Writer writer{layout};
    writer.write(value);
    return writer.take();
}

} // namespace

void appendText(std::string& out, std::string_view text)
{
    writeString(out, text);
}

std::string text(Value const& value)
{
    return written(value, Layout::Compact);
}
std::string canonical(Value const& value)
{
    return written(value, Layout::Canonical);
}
std::string pretty(Value const& value)
{
    return written(value, Layout::Pretty);
}

} // namespace core::json
