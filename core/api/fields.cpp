// The checks behind a field list that need no template: text, numbers, formats and their schema.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/fields.h"

#include <algorithm>
#include <array>

namespace core::api {
namespace {

constexpr std::size_t kPointerPartMax = 64; // code points of a foreign member name in an error
constexpr std::size_t kEmailBytesMax = 254; // RFC 5321, 4.5.3.1.3 without the brackets
constexpr std::size_t kUriBytesMax = 2048;
constexpr std::size_t kNameBytesMax = 64; // slugs, nouns, verbs, scopes
constexpr std::string_view kSlugPattern = "^[a-z][a-z0-9_-]{0,63}$";
constexpr std::string_view kPermissionPattern =
    "^([*]|([*][.][a-z][a-z0-9_-]{0,63})|([a-z][a-z0-9_-]{0,63}[.][*])"
    "|([a-z][a-z0-9_-]{0,63}[.][a-z][a-z0-9_-]{0,63}(@([*]|[A-Za-z0-9][A-Za-z0-9._-]{0,63}))?))$";

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z');
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <class Is> bool all(std::string_view text, Is is)
{
    return std::all_of(text.begin(), text.end(), is);
}

bool isSlug(std::string_view text)
{
    return !text.empty() && text.size() <= kNameBytesMax && isLower(text.front()) &&
           all(text, [](char c) { return isLower(c) || isDigit(c) || c == '_' || c == '-'; });
}

bool isScope(std::string_view text)
{
    return !text.empty() && text.size() <= kNameBytesMax &&
           (isLetter(text.front()) || isDigit(text.front())) &&
           all(text, [](char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '_' || c == '-'; });
}

// "noun.verb", "noun.verb@scope", "noun.verb@*", "noun.*", "*.verb" or "*"; one spelling for each set.
bool isPermission(std::string_view text)
{
    if (text == "*")
        return true;
    auto const at = text.find('@');
    auto const name = text.substr(0, at);
    auto const dot = name.find('.');
    if (dot == std::string_view::npos)
        return false;
    auto const noun = name.substr(0, dot);
    auto const verb = name.substr(dot + 1);
    if (at != std::string_view::npos) {
        auto const scope = text.substr(at + 1);
        return isSlug(noun) && isSlug(verb) && (scope == "*" || isScope(scope));
    }
    return (isSlug(noun) && (isSlug(verb) || verb == "*")) || (noun == "*" && isSlug(verb));
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

bool isDomain(std::string_view text)
{
    if (text.empty() || text.size() > 253)
        return false;
    auto const labels = split(text, '.');
    return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
        return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
               all(label, [](char c) { return isLetter(c) || isDigit(c) || c == '-'; });
    });
}

// The dot-atom form of RFC 5322, 3.4.1: quoted local parts, comments and address literals are refused,
// because nobody types them and every system behind us reads them differently.
bool isEmail(std::string_view text)
{
    auto const at = text.rfind('@');
    if (text.size() > kEmailBytesMax || at == std::string_view::npos || at == 0 || at > 64)
        return false;
    auto const atoms = split(text.substr(0, at), '.');
    bool const local = std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
        return !atom.empty() && all(atom, [](char c) {
            return isLetter(c) || isDigit(c) ||
                   std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
        });
    });
    return local && isDomain(text.substr(at + 1));
}

// RFC 3986, 3: a scheme and only characters a URI may hold. What a scheme then demands is its user's
// business.
bool isUri(std::string_view text)
{
    auto const colon = text.find(':');
    if (text.size() > kUriBytesMax || colon == std::string_view::npos || colon == 0 ||
        !isLetter(text.front()))
        return false;
    if (!all(text.substr(0, colon),
             [](char c) { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; }))
        return false;
    auto const rest = text.substr(colon + 1);
    for (std::size_t i = 0; i < rest.size(); ++i) {
        char const c = rest[i];
        if (c == '%') {
            if (rest.size() - i <= 2 || !isHex(rest[i + 1]) || !isHex(rest[i + 2]))
                return false;
        } else if (!isLetter(c) && !isDigit(c) &&
                   std::string_view{"-._~:/?#[]@!$&'()*+,;="}.find(c) == std::string_view::npos) {
            return false;
        }
    }
    return std::count(rest.begin(), rest.end(), '#') <= 1;
}

struct Format {
    std::string_view name;
    std::string_view problem;
    bool (*good)(std::string_view);
    std::string_view pattern; // for formats that JSON Schema does not name
};

constexpr std::array kFormats{
    Format{"email", "must be an e-mail address", isEmail, {}},
    Format{"uuid", "must be a UUID", isUuid, {}},
    Format{"uri", "must be a URI", isUri, {}},
    Format{"slug",
           "must start with a small letter and hold only small letters, digits, '_' and '-' (at most 64)",
           isSlug, kSlugPattern},
    Format{"date-time",
           "must be a date and time (RFC 3339)",
           [](std::string_view text) { return static_cast<bool>(parseRfc3339(text)); },
           {}},
    Format{"permission", "must be a permission like users.read, users.*, *.read or records.read@customers",
           isPermission, kPermissionPattern},
};

Format const* formatNamed(std::string_view name)
{
    auto const found =
        std::find_if(kFormats.begin(), kFormats.end(), [&](Format const& f) { return f.name == name; });
    return found == kFormats.end() ? nullptr : &*found;
}

// Tab and line ends are text; every other control character acts on a terminal or hides in a log.
bool holdsControls(std::string_view utf8)
{
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        auto const byte = static_cast<unsigned char>(utf8[i]);
        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f)
            return true;
        if (byte == 0xc2 && static_cast<unsigned char>(utf8[i + 1]) < 0xa0)
            return true; // U+0080 to U+009F; the caller checked that a second byte follows
    }
    return false;
}

// "1 to 5 characters", "exactly 64 characters", "at most 1 character".
std::string countText(std::size_t low, std::size_t high, std::string_view what)
{
    std::string const unit{high == 1 ? std::string{what} : std::string{what} + "s"};
    if (low == high)
        return "exactly " + std::to_string(low) + " " + unit;
    if (low == 0)
        return "at most " + std::to_string(high) + " " + unit;
    return std::to_string(low) + " to " + std::to_string(high) + " " + unit;
}

} // namespace

std::optional<std::string> formatProblem(std::string_view format, std::string_view text)
{
    auto const* const known = formatNamed(format);
    if (known == nullptr)
        return "has a format the engine cannot check: " + std::string{format};
    return known->good(text) ? std::nullopt : std::optional<std::string>{known->problem};
}

std::optional<std::string> textProblem(Rules const& rules, std::string_view text)
{
    if (!isUtf8(text))
        return "must be UTF-8 text";
    if (holdsControls(text))
        return "must not hold control characters";
    auto const length = codePointsIn(text);
    if (length < rules.lengthMin || length > rules.lengthMax) {
        return "must have " + countText(rules.lengthMin, rules.lengthMax, "character");
    }
    if (!rules.oneOf.empty() &&
        std::find(rules.oneOf.begin(), rules.oneOf.end(), text) == rules.oneOf.end()) {
        std::string problem = "must be one of";
        for (auto const& name : rules.oneOf)
            problem.append(&name == rules.oneOf.data() ? " " : ", ").append(name);
        return problem;
    }
    return rules.format.empty() ? std::nullopt : formatProblem(rules.format, text);
}

std::optional<std::string> numberProblem(Rules const& rules, std::int64_t value)
{
    if (value >= rules.low && value <= rules.high)
        return std::nullopt;
    if (rules.low == rules.high)
        return "must be " + std::to_string(rules.low);
    return "must be " + std::to_string(rules.low) + " to " + std::to_string(rules.high);
}

json::Object textSchema(Rules const& rules)
{
    json::Object schema{{"type", "string"}};
    if (rules.lengthMin > 0)
        schema["minLength"] = rules.lengthMin;
    schema["maxLength"] = rules.lengthMax;
    if (auto const* const format = formatNamed(rules.format)) {
        if (format->pattern.empty())
            schema["format"] = format->name;
        else
            schema["pattern"] = format->pattern;
    }
    if (!rules.oneOf.empty()) {
        json::Array names;
        for (auto const& name : rules.oneOf)
            names.emplace_back(name);
        schema["enum"] = std::move(names);
    }
    if (rules.secret)
        schema["writeOnly"] = true;
    return schema;
}

std::string pointerPart(std::string_view name)
{
    std::string part;
    std::size_t points = 0;
    for (char const c : name) {
        bool const startsPoint = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (startsPoint && ++points > kPointerPartMax) {
            part += "...";
            break;
        }
        if (c == '~')
            part += "~0";
        else if (c == '/')
            part += "~1";
        else
            part += c;
    }
    return printable(part);
}

} // namespace core::api
