// Reads the text of a condition: recursive descent over a bounded number of terms and levels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/services/playbooks/cacao/cacao_condition.h"
#include "core/services/playbooks/cacao/cacao_values.h"

namespace core::playbooks::cacao {
namespace {
using Node = Condition::Node;
using Operand = Condition::Operand;
using Compare = Condition::Compare;

Error notUnderstood(std::string what)
{
    return failedAs("condition-not-understood", ErrorCode::Invalid, std::move(what));
}

struct Token {
    enum class Kind { Variable, Text, Word, Sign, End } kind = Kind::End;
    std::string text = {};
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '+';
}

class Reader {
public:
    Reader(std::string_view text, TypeOf const& typeOf) : m_text{text}, m_typeOf{typeOf} {}

    Result<std::size_t> whole()
    {
        TRY(advance());
        auto const root = TRY(either(0));
        if (m_token.kind != Token::Kind::End)
            return notUnderstood("the condition goes on after its end: " + printable(m_token.text));
        return root;
    }
    std::vector<Node> nodes;

private:
    Status advance()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
        if (m_at == m_text.size()) {
            m_token = {};
            return Done{};
        }
        char const c = m_text[m_at];
        if (c == '\'')
            return quoted();
        if (auto const length = variableReferenceAt(m_text, m_at); length > 0) {
            m_token = {Token::Kind::Variable, std::string{variableIn(m_text.substr(m_at, length))}};
            m_at += length;
            return Done{};
        }
        if (isWordPart(c))
            return word();
        return sign();
    }

    // STIX patterning: '...' with \' and \\ as the only escapes.
    Status quoted()
    {
        std::string text;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            char c = m_text[m_at];
            if (c == '\'') {
                ++m_at;
                m_token = {Token::Kind::Text, std::move(text)};
                return Done{};
            }
            if (c == '\\' && m_at + 1 < m_text.size() &&
                (m_text[m_at + 1] == '\'' || m_text[m_at + 1] == '\\'))
                c = m_text[++m_at];
            text.push_back(c);
        }
        return notUnderstood("a quoted text does not end");
    }

    Status word()
    {
        auto const begin = m_at;
        while (m_at < m_text.size() && isWordPart(m_text[m_at]))
            ++m_at;
        m_token = {Token::Kind::Word, std::string{m_text.substr(begin, m_at - begin)}};
        return Done{};
    }

    Status sign()
    {
        for (std::string_view const known : {"!=", "<=", ">=", "=", "<", ">", "(", ")", ","}) {
            if (m_text.substr(m_at).starts_with(known)) {
                m_at += known.size();
                m_token = {Token::Kind::Sign, std::string{known}};
                return Done{};
            }
        }
        return notUnderstood("the character at " + std::to_string(m_at) + " has no meaning here");
    }

    bool isWord(std::string_view word) const
    {
        return m_token.kind == Token::Kind::Word && m_token.text == word;
    }
    bool isSign(std::string_view sign) const
    {
        return m_token.kind == Token::Kind::Sign && m_token.text == sign;
    }

    Result<std::size_t> added(Node node)
    {
        if (nodes.size() >= 4 * kConditionTermsMax)
            return failedAs("condition-too-long", ErrorCode::Invalid, "the condition has too many terms");
        nodes.push_back(std::move(node));
        return nodes.size() - 1;
    }

    // Chains fold to the left; kConditionTermsMax bounds how deep that makes the tree.
    Result<std::size_t> either(std::size_t depth)
    {
        auto left = TRY(both(depth));
        while (isWord("OR")) {
            TRY(advance());
            auto const right = TRY(both(depth));
            left = TRY(added({.kind = Node::Kind::Or, .left = left, .right = right}));
        }
        return left;
    }

    Result<std::size_t> both(std::size_t depth)
    {
        auto left = TRY(negated(depth));
        while (isWord("AND")) {
            TRY(advance());
            auto const right = TRY(negated(depth));
            left = TRY(added({.kind = Node::Kind::And, .left = left, .right = right}));
        }
        return left;
    }

    Result<std::size_t> negated(std::size_t depth)
    {
        if (depth > kConditionDepthMax)
            return failedAs("condition-too-deep", ErrorCode::Invalid, "the condition is nested too deeply");
        if (isWord("NOT")) {
            TRY(advance());
            auto const inner = TRY(negated(depth + 1));
            return added({.kind = Node::Kind::Not, .left = inner});
        }
        if (isSign("(")) {
            TRY(advance());
            auto const inner = TRY(either(depth + 1));
            if (!isSign(")"))
                return notUnderstood("a parenthesis does not close");
            TRY(advance());
            return inner;
        }
        return comparison();
    }

    Result<Operand> operand()
    {
        Operand found;
        switch (m_token.kind) {
        case Token::Kind::Variable:
            found.variable = m_token.text;
            break;
        case Token::Kind::Text:
            found = {.literal = m_token.text, .quoted = true};
            break;
        case Token::Kind::Word:
            if (!datumFrom(Family::Real, m_token.text) && m_token.text != "true" && m_token.text != "false")
                return notUnderstood("'" + printable(m_token.text) +
                                     "' is neither a variable (__name__:value) nor a literal");
            found.literal = m_token.text;
            break;
        case Token::Kind::Sign:
        case Token::Kind::End:
            return notUnderstood("a comparison lacks one of its sides");
        }
        TRY(advance());
        return found;
    }

    Result<Compare> compareSign()
    {
        static constexpr std::array<std::pair<std::string_view, Compare>, 9> kSigns{
            {{"=", Compare::Same},
             {"!=", Compare::Different},
             {"<", Compare::Less},
             {">", Compare::More},
             {"<=", Compare::LessOrSame},
             {">=", Compare::MoreOrSame},
             {"IN", Compare::In},
             {"LIKE", Compare::Like},
             {"MATCHES", Compare::Matches}}};
        for (auto const& [name, compare] : kSigns) {
            if (m_token.text == name &&
                (m_token.kind == Token::Kind::Sign || m_token.kind == Token::Kind::Word)) {
                TRY(advance());
                return compare;
            }
        }
        if (m_token.kind == Token::Kind::End)
            return notUnderstood("this is not a comparison");
        return notUnderstood("'" + printable(m_token.text) + "' is not a comparison known here");
    }

    Result<std::size_t> comparison()
    {
        if (++m_terms > kConditionTermsMax)
            return failedAs("condition-too-long", ErrorCode::Invalid,
                            "the condition has too many comparisons");
        Node node;
        node.first = TRY(operand());
        node.compare = TRY(compareSign());
        if (node.compare == Compare::In)
            node.others = TRY(list());
        else
            node.others.push_back(TRY(operand()));
        TRY(checkTypes(node));
        return added(std::move(node));
    }

    Result<std::vector<Operand>> list()
    {
        if (!isSign("("))
            return notUnderstood("IN needs a list in parentheses");
        std::vector<Operand> items;
        do {
            TRY(advance());
            items.push_back(TRY(operand()));
            if (!items.back().variable.empty())
                return notUnderstood("an IN list holds literals only");
            if (items.size() > kConditionTermsMax)
                return failedAs("condition-too-long", ErrorCode::Invalid, "an IN list is too long");
        } while (isSign(","));
        if (!isSign(")"))
            return notUnderstood("an IN list does not close");
        TRY(advance());
        return items;
    }

    Result<std::optional<Family>> family(Operand const& operand) const
    {
        if (operand.variable.empty())
            return std::optional<Family>{};
        auto const type = m_typeOf(operand.variable);
        if (!type)
            return failedAs("condition-unknown-variable", ErrorCode::Invalid,
                            operand.variable + " is not declared");
        return std::optional{familyOf(*type)};
    }

    static Family ofLiteral(Operand const& operand)
    {
        if (operand.quoted)
            return Family::Text;
        if (operand.literal == "true" || operand.literal == "false")
            return Family::Truth;
        return datumFrom(Family::Whole, operand.literal) ? Family::Whole : Family::Real;
    }

    static bool isNumber(Family family) { return family == Family::Whole || family == Family::Real; }

    Status checkTypes(Node& node) const
    {
        auto const left = TRY(family(node.first));
        auto const right = TRY(family(node.others.front()));
        auto const mismatch = [](std::string says) {
            return failedAs("condition-type-mismatch", ErrorCode::Invalid, std::move(says));
        };
        node.family = left ? *left : (right ? *right : ofLiteral(node.first));
        if (left && right && *left != *right) {
            if (!isNumber(*left) || !isNumber(*right))
                return mismatch("two variables of different types are compared");
            node.family = Family::Real;
        }
        if (node.family == Family::Structure)
            return mismatch("a dictionary cannot be compared");
        for (auto const* operand : literals(node)) {
            // A fraction beside a whole number: both are compared as fractions.
            if (node.family == Family::Whole && !operand->quoted && ofLiteral(*operand) == Family::Real)
                node.family = Family::Real;
        }
        for (auto const* operand : literals(node)) {
            if (node.compare != Compare::Like && node.compare != Compare::Matches &&
                !datumFrom(node.family, operand->literal))
                return mismatch("'" + printable(operand->literal) +
                                "' does not fit the type it is compared with");
        }
        return checkCompare(node);
    }

    static std::vector<Operand const*> literals(Node const& node)
    {
        std::vector<Operand const*> found;
        if (node.first.variable.empty())
            found.push_back(&node.first);
        for (auto const& other : node.others) {
            if (other.variable.empty())
                found.push_back(&other);
        }
        return found;
    }

    static Status checkCompare(Node const& node)
    {
        auto const mismatch = [](std::string says) {
            return failedAs("condition-type-mismatch", ErrorCode::Invalid, std::move(says));
        };
        bool const isText = node.family == Family::Text || node.family == Family::Hex;
        switch (node.compare) {
        case Compare::Same:
        case Compare::Different:
        case Compare::In:
            return Done{};
        case Compare::Less:
        case Compare::More:
        case Compare::LessOrSame:
        case Compare::MoreOrSame:
            if (node.family == Family::Truth || node.family == Family::Hex)
                return mismatch("values of this type have no order");
            return Done{};
        case Compare::Like:
        case Compare::Matches:
            break;
        }
        if (!isText)
            return mismatch("LIKE and MATCHES compare text");
        if (!node.others.front().quoted)
            return notUnderstood("the pattern of LIKE and MATCHES is a quoted text");
        if (node.compare == Compare::Matches)
            TRY(matchesPattern("", node.others.front().literal));
        return Done{};
    }

    std::string_view m_text;
    TypeOf const& m_typeOf;
    std::size_t m_at = 0;
    std::size_t m_terms = 0;
    Token m_token;
};
} // namespace

Result<Condition> Condition::parse(std::string_view text, TypeOf const& typeOf)
{
    if (text.size() > kConditionBytesMax)
        return failedAs("condition-too-long", ErrorCode::Invalid, "the condition is too long");
    Reader reader{text, typeOf};
    Condition condition;
    condition.m_root = TRY(reader.whole());
    condition.m_nodes = std::move(reader.nodes);
    return condition;
}

} // namespace core::playbooks::cacao
