// Rendering for people; attack A8 lands here.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/output.h"

#include <algorithm>
#include <vector>

#include <boost/json.hpp>

#include "core/base/text.h"

namespace dewarctl {

namespace {

using namespace core;

constexpr std::size_t kCellCharactersMax = 60;
constexpr std::size_t kColumnsMax = 8;

std::string textOf(boost::json::string_view text)
{
    return {text.data(), text.size()};
}

std::string shown(json::Value const& value)
{
    if (value.is_string())
        return printable(textOf(value.get_string()));
    if (value.is_null())
        return "-";
    if (value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(),
                                        [](auto const& item) { return item.is_string(); })) {
        std::string list;
        for (auto const& item : value.get_array())
            list += (list.empty() ? "" : ", ") + shown(item);
        return list.empty() ? "-" : list;
    }
    return printable(json::text(value));
}

std::string cut(std::string const& text)
{
    if (codePointsIn(text) <= kCellCharactersMax)
        return text;
    std::size_t end = 0;
    for (std::size_t count = 0; count < kCellCharactersMax - 3; ++count) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
    }
    return text.substr(0, end) + "...";
}

using Line = std::vector<std::string>;

std::string aligned(std::vector<Line> const& lines)
{
    std::vector<std::size_t> widths;
    for (auto const& line : lines) {
        widths.resize(std::max(widths.size(), line.size()));
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], codePointsIn(line[i]));
    }
    std::string text;
    for (auto const& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            row += line[i];
            if (i + 1 < line.size())
                row += std::string(widths[i] - codePointsIn(line[i]) + 2, ' ');
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + "\n";
    }
    return text;
}

// Members in the order in which they first appear; nested ones are left to --json.
std::vector<std::string> columnsOf(json::Array const& items)
{
    std::vector<std::string> columns;
    for (auto const& item : items) {
        if (!item.is_object())
            continue;
        for (auto const& [name, value] : item.get_object())
            if (!value.is_object() && columns.size() < kColumnsMax &&
                std::find(columns.begin(), columns.end(), textOf(name)) == columns.end())
                columns.push_back(textOf(name));
    }
    return columns;
}

std::string listTable(json::Array const& items)
{
    if (items.empty())
        return "nothing\n";
    auto const columns = columnsOf(items);
    std::vector<Line> lines;
    lines.emplace_back();
    for (auto const& name : columns)
        lines.back().push_back(printable(lowered(name)));
    for (auto const& item : items) {
        lines.emplace_back();
        if (!item.is_object()) {
            lines.back().push_back(cut(shown(item)));
            continue;
        }
        for (auto const& name : columns) {
            auto const* const value = item.get_object().if_contains(name);
            lines.back().push_back(value != nullptr ? cut(shown(*value)) : "-");
        }
    }
    if (columns.empty())
        lines.erase(lines.begin());
    return aligned(lines);
}

std::string objectTable(json::Object const& object)
{
    std::vector<Line> lines;
    for (auto const& [name, value] : object)
        lines.push_back({printable(textOf(name)), shown(value)});
    return aligned(lines);
}

void appendEscape(std::string& out, unsigned unit)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += kDigits[(unit >> shift) & 0xF];
}

} // namespace

std::string tableOf(json::Value const& value)
{
    auto const* const items = json::find(value, "items");
    if (items != nullptr && items->is_array()) {
        auto text = listTable(items->get_array());
        for (auto const* name : {"next", "after"})
            if (auto const next = json::textAt(value, name); !next.empty())
                text += "more: --after " + printable(next) + "\n";
        return text;
    }
    if (value.is_array())
        return listTable(value.get_array());
    if (value.is_object())
        return objectTable(value.get_object());
    return shown(value) + "\n";
}

std::string safeJson(json::Value const& value)
{
    // Outside of texts JSON is ASCII, so every other character may be escaped where it stands (RFC 8259, 7).
    auto const text = json::text(value);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        auto const first = static_cast<unsigned char>(text[i]);
        std::size_t const bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        auto const piece = std::string_view{text}.substr(i, bytes);
        i += bytes;
        if (first != 0x7F && printable(piece) == piece) {
            out += piece;
            continue;
        }
        unsigned code = bytes == 1 ? first : first & (0x7FU >> bytes);
        for (auto const next : piece.substr(1))
            code = (code << 6) | (static_cast<unsigned char>(next) & 0x3FU);
        if (code < 0x10000) {
            appendEscape(out, code);
            continue;
        }
        appendEscape(out, 0xD800 + ((code - 0x10000) >> 10));
        appendEscape(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
    }
    return out + "\n";
}

std::string safeText(std::string_view text)
{
    std::string out;
    for (auto const line : split(text, '\n')) {
        bool first = true;
        for (auto const piece : split(line, '\t')) {
            out += (first ? "" : "\t") + printable(piece);
            first = false;
        }
        out += '\n';
    }
    if (text.ends_with('\n'))
        out.pop_back();
    return out;
}

std::string problemText(std::string_view what, int status, std::string_view body)
{
    auto text = std::string{what} + " was refused: " + std::to_string(status);
    auto const problem = json::parse(body);
    if (!problem || !problem->is_object())
        return text + "\n";
    for (auto const* name : {"title", "detail"})
        if (auto const part = json::textAt(*problem, name); !part.empty())
            text += (name == std::string_view{"title"} ? " " : ": ") + printable(part);
    // RFC 6749, 5.2: the token endpoint's form.
    for (auto const* name : {"error", "error_description"})
        if (auto const part = json::textAt(*problem, name); !part.empty())
            text += " " + printable(part);
    if (auto const trace = json::textAt(*problem, "trace_id"); !trace.empty())
        text += " (trace " + printable(trace) + ")";
    text += "\n";
    auto const* const errors = json::find(*problem, "errors");
    if (errors == nullptr || !errors->is_array())
        return text;
    for (auto const& fault : errors->get_array())
        text += "  " + printable(json::textAt(fault, "pointer")) + " " +
                printable(json::textAt(fault, "detail")) + "\n";
    return text;
}

} // namespace dewarctl
