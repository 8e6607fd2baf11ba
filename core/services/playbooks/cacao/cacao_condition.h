// Conditions of if- and while-steps: comparisons over typed, bounded variables; all else is refused by name.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace core::playbooks::cacao {

constexpr std::size_t kConditionBytesMax = 4096;
constexpr std::size_t kConditionDepthMax = 16;
constexpr std::size_t kConditionTermsMax = 100; // comparisons, and items of one IN list

// What may be compared with what.
enum class Family { Whole, Real, Truth, Text, Hex, Structure };
// Unknown types are text; the vocabulary is open.
Family familyOf(std::string_view variableType);

// A value of a family. Hex holds lower-case text without separators.
using Datum = std::variant<std::int64_t, double, bool, std::string>;
// Nothing if the text is not of that family.
std::optional<Datum> datumFrom(Family family, std::string_view text);

// The declared type, or the present value, of a variable; nothing if there is none.
using TypeOf = std::function<std::optional<std::string>(std::string_view variable)>;
using ValueOf = std::function<std::optional<std::string>(std::string_view variable)>;

// Grammar: `__name__:value` or a literal, then = != < > <= >= IN LIKE MATCHES, joined by AND, OR, NOT and
// parentheses. A pattern (LIKE, MATCHES) and an IN list are literals, so no value is ever read as a pattern.
class Condition {
public:
    // The error's `type` is the name of the defect: condition-too-long, condition-too-deep,
    // condition-not-understood, condition-unknown-variable, condition-type-mismatch, condition-bad-pattern.
    static Result<Condition> parse(std::string_view text, TypeOf const& typeOf);
    // Refuses a variable that has no value, or one that its type does not allow.
    Result<bool> holds(ValueOf const& valueOf) const;

    enum class Compare { Same, Different, Less, More, LessOrSame, MoreOrSame, In, Like, Matches };
    struct Operand {
        std::string variable = {}; // or, if empty:
        std::string literal = {};
        bool quoted = false;
    };
    struct Node {
        enum class Kind { And, Or, Not, Comparison } kind = Kind::Comparison;
        std::size_t left = 0; // indices of child nodes
        std::size_t right = 0;
        Compare compare = Compare::Same;
        Family family = Family::Text;
        Operand first = {};
        std::vector<Operand> others = {};
    };

private:
    Result<bool> holds(std::size_t node, ValueOf const& valueOf) const;

    std::vector<Node> m_nodes;
    std::size_t m_root = 0;
};

// Linear time, bounded memory (RE2); the whole text must match. BadRequest for a pattern RE2 refuses.
Result<bool> matchesPattern(std::string_view text, std::string_view pattern);
// SQL's LIKE: % is any run, _ any one byte.
bool isLike(std::string_view text, std::string_view pattern);

} // namespace core::playbooks::cacao
