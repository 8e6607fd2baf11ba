// Families of values, patterns, and the evaluation of a parsed condition.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/cacao/cacao_condition.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <re2/re2.h>

#include "core/base/text.h"

namespace core::playbooks::cacao {
namespace {
constexpr std::int64_t kPatternMemoryMax = 1 << 20; // bytes of compiled pattern

std::optional<Datum> wholeFrom(std::string_view text)
{
    std::int64_t number = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return Datum{number};
}

std::optional<Datum> realFrom(std::string_view text)
{
    double number = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return Datum{number};
}

std::optional<Datum> hexFrom(std::string_view text)
{
    std::string plain;
    for (char const c : lowered(text)) {
        if (c == ':' || c == '-')
            continue;
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return std::nullopt;
        plain.push_back(c);
    }
    if (plain.empty())
        return std::nullopt;
    return Datum{std::move(plain)};
}

// The order of two values of one family.
int orderOf(Datum const& left, Datum const& right)
{
    if (left.index() == right.index())
        return left < right ? -1 : (right < left ? 1 : 0);
    auto const asReal = [](Datum const& datum) {
        if (auto const* whole = std::get_if<std::int64_t>(&datum))
            return static_cast<double>(*whole);
        auto const* real = std::get_if<double>(&datum);
        return real == nullptr ? 0.0 : *real;
    };
    auto const a = asReal(left);
    auto const b = asReal(right);
    return a < b ? -1 : (b < a ? 1 : 0);
}

bool answers(Condition::Compare compare, int order)
{
    using Compare = Condition::Compare;
    switch (compare) {
    case Compare::Same:
    case Compare::In:
        return order == 0;
    case Compare::Different:
        return order != 0;
    case Compare::Less:
        return order < 0;
    case Compare::More:
        return order > 0;
    case Compare::LessOrSame:
        return order <= 0;
    case Compare::MoreOrSame:
        return order >= 0;
    case Compare::Like:
    case Compare::Matches:
        break;
    }
    return false;
}

Result<std::string> textOf(Condition::Operand const& operand, ValueOf const& valueOf)
{
    if (operand.variable.empty())
        return operand.literal;
    auto value = valueOf(operand.variable);
    if (!value)
        return failedAs("variable-without-value", ErrorCode::Invalid, operand.variable + " has no value");
    return std::move(*value);
}

Result<Datum> datumOf(Condition::Operand const& operand, Family family, ValueOf const& valueOf)
{
    auto const text = TRY(textOf(operand, valueOf));
    auto datum = datumFrom(family, text);
    if (!datum)
        return failedAs("value-of-wrong-type", ErrorCode::Invalid,
                        (operand.variable.empty() ? "a literal" : operand.variable) +
                            " does not fit its type");
    return std::move(*datum);
}
} // namespace

Family familyOf(std::string_view type)
{
    if (type == "integer" || type == "long")
        return Family::Whole;
    if (type == "float")
        return Family::Real;
    if (type == "bool")
        return Family::Truth;
    if (type == "dictionary" || type == "list")
        return Family::Structure;
    if (type == "hexstring" || type == "hash" || type == "md5-hash" || type == "sha256-hash" ||
        type == "mac-addr" || type == "uuid")
        return Family::Hex;
    return Family::Text;
}

std::optional<Datum> datumFrom(Family family, std::string_view text)
{
    switch (family) {
    case Family::Whole:
        return wholeFrom(text);
    case Family::Real:
        return realFrom(text);
    case Family::Truth:
        if (text == "true" || text == "True" || text == "1")
            return Datum{true};
        if (text == "false" || text == "False" || text == "0")
            return Datum{false};
        return std::nullopt;
    case Family::Hex:
        return hexFrom(text);
    case Family::Text:
    case Family::Structure:
        break;
    }
    return Datum{std::string{text}};
}

Result<bool> matchesPattern(std::string_view text, std::string_view pattern)
{
    re2::RE2::Options options{re2::RE2::Quiet};
    options.set_max_mem(kPatternMemoryMax);
    re2::RE2 const compiled{re2::StringPiece{pattern.data(), pattern.size()}, options};
    if (!compiled.ok())
        return failedAs("condition-bad-pattern", ErrorCode::BadRequest,
                        "the pattern is not a regular expression of RE2");
    return re2::RE2::FullMatch(re2::StringPiece{text.data(), text.size()}, compiled);
}

// Two fingers and one memory of the last %, so the time is bounded by the product of the lengths.
bool isLike(std::string_view text, std::string_view pattern)
{
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && (pattern[p] == '_' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%')
        ++p;
    return p == pattern.size();
}

Result<bool> Condition::holds(ValueOf const& valueOf) const
{
    return holds(m_root, valueOf);
}

// The depth was bounded when it was read.
Result<bool> Condition::holds(std::size_t number, ValueOf const& valueOf) const
{
    auto const& node = m_nodes[number];
    switch (node.kind) {
    case Node::Kind::Not:
        return !TRY(holds(node.left, valueOf));
    case Node::Kind::And:
        return TRY(holds(node.left, valueOf)) && TRY(holds(node.right, valueOf));
    case Node::Kind::Or:
        return TRY(holds(node.left, valueOf)) || TRY(holds(node.right, valueOf));
    case Node::Kind::Comparison:
        break;
    }
    if (node.compare == Compare::Like)
        return isLike(TRY(textOf(node.first, valueOf)), node.others.front().literal);
    if (node.compare == Compare::Matches)
        return matchesPattern(TRY(textOf(node.first, valueOf)), node.others.front().literal);
    auto const left = TRY(datumOf(node.first, node.family, valueOf));
    for (auto const& other : node.others) {
        if (answers(node.compare, orderOf(left, TRY(datumOf(other, node.family, valueOf)))))
            return true;
    }
    return false;
}

} // namespace core::playbooks::cacao
