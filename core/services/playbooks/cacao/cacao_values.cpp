// Filling references and checking values.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_values.h"

#include <algorithm>

#include <boost/json.hpp>

#include "core/base/text.h"
#include "core/platform/json/json.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::string_view kReferenceEnd = ":value";
constexpr std::size_t kNameBytesMax = 204;
constexpr json::Limits kContentLimits{.bytesMax = kFilledBytesMax, .depthMax = 24};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isNamePart(char c)
{
    return isLetter(c) || isDigit(c) || c == '_' || c == '-';
}

Error invalid(std::string type, std::string says)
{
    return failedAs(std::move(type), ErrorCode::Invalid, std::move(says));
}

struct Piece {
    std::string_view text; // literal text, or the name of a variable
    bool isVariable = false;
};

std::vector<Piece> piecesOf(std::string_view text)
{
    std::vector<Piece> pieces;
    std::size_t begin = 0;
    for (std::size_t at = text.find("__"); at != std::string_view::npos;) {
        auto const length = variableReferenceAt(text, at);
        if (length == 0) {
            at = text.find("__", at + 1);
            continue;
        }
        if (at > begin)
            pieces.push_back({text.substr(begin, at - begin)});
        pieces.push_back({variableIn(text.substr(at, length)), true});
        begin = at + length;
        at = text.find("__", begin);
    }
    if (begin < text.size())
        pieces.push_back({text.substr(begin)});
    return pieces;
}

Result<std::string> presentValue(std::string_view name, ValueOf const& valueOf)
{
    auto value = valueOf(name);
    if (!value)
        return invalid("variable-without-value", std::string{name} + " has no value");
    if (value->size() > kValueBytesMax)
        return invalid("value-too-long", std::string{name} + " is too long");
    return std::move(*value);
}

// `encode` makes a value harmless for its place.
template <class Encode>
Result<std::string> filled(std::string_view text, ValueOf const& valueOf, Encode encode)
{
    std::string out;
    for (auto const& piece : piecesOf(text)) {
        if (piece.isVariable) {
            auto const value = TRY(presentValue(piece.text, valueOf));
            out += TRY(encode(piece.text, value));
        } else {
            out += piece.text;
        }
        if (out.size() > kFilledBytesMax)
            return invalid("filled-too-long", "the filled text is too long");
    }
    return out;
}

// A dotted decimal address without leading zeros.
bool isIpv4(std::string_view text)
{
    auto const parts = split(text, '.');
    return parts.size() == 4 && std::ranges::all_of(parts, [](std::string_view part) {
               return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, isDigit) &&
                      (part.size() == 1 || part[0] != '0') && std::stoi(std::string{part}) <= 255;
           });
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const isDash = at == 8 || at == 13 || at == 18 || at == 23;
        bool const isHex =
            isDigit(text[at]) || (text[at] >= 'a' && text[at] <= 'f') || (text[at] >= 'A' && text[at] <= 'F');
        if (isDash ? text[at] != '-' : !isHex)
            return false;
    }
    return true;
}

bool fits(std::string_view type, std::string_view value)
{
    if (type == "uuid")
        return isUuid(value);
    if (type == "ipv4-addr")
        return isIpv4(value);
    if (type == "ipv6-addr")
        return value.find(':') != std::string_view::npos && value.size() <= 45 &&
               value.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    if (type == "md5-hash" || type == "sha256-hash") {
        auto const digest = datumFrom(Family::Hex, value);
        return digest && std::get<std::string>(*digest).size() == (type == "md5-hash" ? 32U : 64U);
    }
    if (familyOf(type) == Family::Structure) {
        auto const parsed = json::parse(value, kContentLimits);
        return parsed && (parsed->is_object() || parsed->is_array());
    }
    return datumFrom(familyOf(type), value).has_value();
}

// A whole reference takes the variable's type: "__rows__:value" of an integer becomes a number.
Result<json::Value> typedValue(std::string_view type, std::string_view value)
{
    auto const family = familyOf(type);
    if (family == Family::Structure)
        return json::parse(value, kContentLimits);
    auto const datum = datumFrom(family, value);
    if (!datum)
        return invalid("value-of-wrong-type", "a value does not fit its type");
    switch (family) {
    case Family::Whole:
        return json::Value(std::get<std::int64_t>(*datum));
    case Family::Real:
        return json::Value(std::get<double>(*datum));
    case Family::Truth:
        return json::Value(std::get<bool>(*datum));
    case Family::Text:
    case Family::Hex:
    case Family::Structure:
        break;
    }
    return json::Value(value);
}

Result<json::Value> filledJson(json::Value const& value, TypeOf const& typeOf, ValueOf const& valueOf)
{
    if (value.is_object()) {
        json::Object object;
        for (auto const& [name, member] : value.get_object())
            object[name] = TRY(filledJson(member, typeOf, valueOf));
        return json::Value(std::move(object));
    }
    if (value.is_array()) {
        json::Array array;
        for (auto const& item : value.get_array())
            array.push_back(TRY(filledJson(item, typeOf, valueOf)));
        return json::Value(std::move(array));
    }
    if (!value.is_string())
        return value;
    std::string_view const text = value.get_string();
    if (variableReferenceAt(text, 0) == text.size() && !text.empty()) {
        auto const name = variableIn(text);
        auto const type = typeOf(name);
        if (!type)
            return invalid("unknown-variable", std::string{name} + " is not declared");
        return typedValue(*type, TRY(presentValue(name, valueOf)));
    }
    auto const asIs = [](std::string_view, std::string const& plain) -> Result<std::string> { return plain; };
    return json::Value(TRY(filled(text, valueOf, asIs)));
}
} // namespace

bool isVariableName(std::string_view name)
{
    return name.size() >= 5 && name.size() <= kNameBytesMax && name.starts_with("__") &&
           name.ends_with("__") && (isLetter(name[2]) || name[2] == '_') &&
           std::ranges::all_of(name, isNamePart);
}

std::size_t variableReferenceAt(std::string_view text, std::size_t at)
{
    if (!text.substr(std::min(at, text.size())).starts_with("__"))
        return 0;
    auto end = at;
    while (end < text.size() && end - at <= kNameBytesMax && isNamePart(text[end]))
        ++end;
    auto const after = end + kReferenceEnd.size();
    if (!text.substr(end).starts_with(kReferenceEnd) || !isVariableName(text.substr(at, end - at)))
        return 0;
    if (after < text.size() && isNamePart(text[after]))
        return 0;
    return after - at;
}

std::string_view variableIn(std::string_view reference)
{
    return reference.substr(0, reference.size() - kReferenceEnd.size());
}

std::vector<std::string> variablesIn(std::string_view text)
{
    std::vector<std::string> names;
    for (auto const& piece : piecesOf(text)) {
        if (piece.isVariable && std::ranges::find(names, piece.text) == names.end())
            names.emplace_back(piece.text);
    }
    return names;
}

Status fitsType(std::string_view type, std::string_view value)
{
    if (value.size() > kValueBytesMax)
        return invalid("value-too-long", "the value is too long");
    if (!isUtf8(value))
        return invalid("value-of-wrong-type", "the value is not UTF-8 text");
    if (!fits(type, value))
        return invalid("value-of-wrong-type", "the value does not fit the type " + printable(type));
    return Done{};
}

Result<RequestLine> requestLineFrom(std::string_view command)
{
    auto const parts = split(command, ' ');
    bool const isLine =
        (parts.size() == 3 && (parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0")) || parts.size() == 2;
    bool const isClean = std::ranges::all_of(
        command, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
    if (!isLine || !isClean || parts[1].empty())
        return invalid("bad-request-line", "an http-api command reads METHOD target HTTP/1.1");
    static constexpr std::string_view kMethods[]{"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (std::ranges::find(kMethods, parts[0]) == std::end(kMethods))
        return invalid("bad-request-line", "the method of an http-api command is not known");
    return RequestLine{std::string{parts[0]}, std::string{parts[1]}};
}

Status checkEngineTarget(std::string_view target)
{
    constexpr std::string_view kPrefix = "/api/v1/";
    auto const refused = [](std::string says) { return invalid("bad-target", std::move(says)); };
    if (!target.starts_with(kPrefix))
        return refused("the target of an engine command begins with /api/v1/");
    if (target.find('#') != std::string_view::npos || target.find('\\') != std::string_view::npos)
        return refused("the target has a character that no path of the engine has");
    auto const path = target.substr(0, target.find('?'));
    auto const segments = split(path.substr(kPrefix.size()), '/');
    if (segments.front().empty() || !variablesIn(segments.front()).empty())
        return refused("the first segment after /api/v1/ is literal");
    for (auto const segment : segments) {
        auto const decoded = percentDecoded(segment);
        if (!decoded || segment.empty() || *decoded == "." || *decoded == ".." ||
            decoded->find('/') != std::string::npos)
            return refused("the target has an empty, dotted or hidden segment");
    }
    return Done{};
}

Result<std::string> filledTarget(std::string_view target, ValueOf const& valueOf)
{
    auto const question = target.find('?');
    bool const hasQuery = question != std::string_view::npos;
    auto const inPath = [](std::string_view name, std::string const& value) -> Result<std::string> {
        if (value.empty() || value == "." || value == ".." || value.find('\0') != std::string::npos)
            return invalid("value-unfit-for-path",
                           std::string{name} + " is empty or dots, which would be another path");
        return percentEncoded(value);
    };
    auto const inQuery = [](std::string_view, std::string const& value) -> Result<std::string> {
        return percentEncoded(value);
    };
    auto out = TRY(filled(target.substr(0, question), valueOf, inPath));
    // Dots of several values, or of a value beside literal dots, must not become a dot segment either.
    for (auto const segment : split(out, '/')) {
        if (segment == "." || segment == "..")
            return invalid("value-unfit-for-path", "the filled path has a dot segment");
    }
    if (hasQuery)
        out += "?" + TRY(filled(target.substr(question + 1), valueOf, inQuery));
    return out;
}

Result<std::string> filledContent(std::string_view content, TypeOf const& typeOf, ValueOf const& valueOf)
{
    if (content.empty())
        return std::string{};
    auto const shape = TRY(json::parse(content, kContentLimits));
    auto text = json::text(TRY(filledJson(shape, typeOf, valueOf)));
    if (text.size() > kFilledBytesMax)
        return invalid("filled-too-long", "the filled body is too long");
    return text;
}

Result<std::string> filledPrompt(std::string_view text, ValueOf const& valueOf)
{
    auto const shown = [](std::string_view, std::string const& value) -> Result<std::string> {
        return printable(value);
    };
    return filled(text, valueOf, shown);
}

Result<std::string> valueAt(json::Value const& document, std::string_view pointer)
{
    boost::system::error_code problem;
    auto const* found = document.find_pointer(pointer, problem);
    if (found == nullptr || problem)
        return invalid("answer-lacks-value", "the answer has nothing at " + printable(pointer));
    if (found->is_string())
        return std::string{found->get_string()};
    auto text = json::canonical(*found);
    if (text.size() > kValueBytesMax)
        return invalid("value-too-long", "the value at " + printable(pointer) + " is too long");
    return text;
}

} // namespace core::playbooks::cacao
