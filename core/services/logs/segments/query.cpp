// Reading queries and trying them on one event.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/query.h"

#include <algorithm>
#include <charconv>

#include "core/services/logs/segments/checksum.h"
#include "core/services/logs/segments/words.h"

namespace core::logs {

namespace {

constexpr std::string_view kNotEmpty = "*";

std::optional<double> numberIn(std::string_view text)
{
    double value = 0;
    auto const* const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || at != end)
        return std::nullopt;
    return value;
}

std::optional<std::string> traceIn(std::string_view hex)
{
    if (hex.size() != 32)
        return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned value = 0;
        auto const [at, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        if (error != std::errc{} || at != hex.data() + i + 2)
            return std::nullopt;
        bytes.push_back(static_cast<char>(value));
    }
    return bytes;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool endsWord(char c)
{
    return isBlank(c) || c == '(' || c == ')' || c == '"';
}
bool isFieldByte(char c)
{
    return isWordByte(c) || c == '.' || c == '-' || c == '/' || c == '@' || c == '$';
}

// Recursive descent over the text; depth and terms are bounded.
class Parser {
public:
    explicit Parser(std::string_view text) : m_text{text} {}

    Result<Node> whole()
    {
        skipBlanks();
        if (m_at == m_text.size())
            return Node{};
        auto node = TRY(either(0));
        if (m_at != m_text.size())
            return wrong("a closing parenthesis without an opening one");
        return node;
    }

private:
    Error wrong(std::string const& what) const
    {
        return failedAs("bad-query", ErrorCode::BadRequest,
                        "the query has " + what + " at character " + std::to_string(m_at + 1));
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
    }

    bool takeWord(std::string_view word)
    {
        if (!starts(word))
            return false;
        m_at += word.size();
        skipBlanks();
        return true;
    }

    Result<Node> either(std::size_t depth)
    {
        Node node{.is = Node::Is::Or};
        node.children.push_back(TRY(both(depth)));
        while (takeWord("OR"))
            node.children.push_back(TRY(both(depth)));
        if (node.children.size() == 1)
            return std::move(node.children.front());
        return node;
    }

    Result<Node> both(std::size_t depth)
    {
        Node node{.is = Node::Is::And};
        node.children.push_back(TRY(one(depth)));
        while (true) {
            bool const joined = takeWord("AND");
            if (!joined && (m_at == m_text.size() || m_text[m_at] == ')' || starts("OR")))
                break;
            node.children.push_back(TRY(one(depth)));
        }
        if (node.children.size() == 1)
            return std::move(node.children.front());
        return node;
    }

    bool starts(std::string_view word) const
    {
        auto const after = m_at + word.size();
        return m_text.substr(m_at, word.size()) == word &&
               (after == m_text.size() || endsWord(m_text[after]));
    }

    Result<Node> one(std::size_t depth)
    {
        if (depth > kQueryDepthMax)
            return wrong("too many parentheses or NOTs inside each other");
        if (m_at == m_text.size() || starts("OR") || starts("AND"))
            return wrong("no term");
        if (takeWord("NOT")) {
            Node node{.is = Node::Is::Not};
            node.children.push_back(TRY(one(depth + 1)));
            return node;
        }
        if (m_text[m_at] == ')')
            return wrong("no term");
        if (m_text[m_at] != '(')
            return term();
        ++m_at;
        skipBlanks();
        auto node = TRY(either(depth + 1));
        if (m_at == m_text.size())
            return wrong("an opening parenthesis without a closing one");
        ++m_at;
        skipBlanks();
        return node;
    }

    Result<std::string> quoted()
    {
        std::string out;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '"') {
                ++m_at;
                return out;
            }
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            out.push_back(m_text[m_at]);
        }
        return wrong("a quotation mark without its partner");
    }

    std::string bare()
    {
        auto const begin = m_at;
        while (m_at < m_text.size() && !endsWord(m_text[m_at]))
            ++m_at;
        return std::string{m_text.substr(begin, m_at - begin)};
    }

    std::optional<Op> takeOp()
    {
        struct Sign {
            std::string_view text;
            Op op;
        };
        constexpr Sign kSigns[] = {{"!=", Op::NotEqual}, {">=", Op::GreaterOrEqual}, {"<=", Op::LessOrEqual},
                                   {"=", Op::Equal},     {">", Op::Greater},         {"<", Op::Less}};
        for (auto const& sign : kSigns)
            if (m_text.substr(m_at, sign.text.size()) == sign.text) {
                m_at += sign.text.size();
                return sign.op;
            }
        return std::nullopt;
    }

    Result<Node> term()
    {
        if (++m_terms > kQueryTermsMax)
            return wrong("more than " + std::to_string(kQueryTermsMax) + " terms");
        auto const begin = m_at;
        while (m_at < m_text.size() && isFieldByte(m_text[m_at]))
            ++m_at;
        auto const name = m_text.substr(begin, m_at - begin);
        auto const op = name.empty() ? std::nullopt : takeOp();
        if (op)
            return comparison(name, *op);
        m_at = begin;
        bool const isQuoted = m_text[m_at] == '"';
        auto words = isQuoted ? TRY(quoted()) : bare();
        skipBlanks();
        if (words.empty())
            return wrong("an empty text");
        return Node{.is = Node::Is::Text, .text = folded(words)};
    }

    Result<Node> comparison(std::string_view name, Op op)
    {
        Node node{.is = Node::Is::Compare, .field = fieldNamed(name), .op = op};
        if (node.field == Field::Attribute)
            node.key = name;
        bool const isQuoted = m_at < m_text.size() && m_text[m_at] == '"';
        node.value = isQuoted ? TRY(quoted()) : bare();
        if (!isQuoted && node.value.empty())
            return wrong("no value");
        node.pattern = !isQuoted && node.value.find('*') != std::string::npos;
        node.number = numberIn(node.value);
        TRY(checked(node));
        skipBlanks();
        return node;
    }

    Status checked(Node& node) const
    {
        bool const ordered = node.op != Op::Equal && node.op != Op::NotEqual;
        switch (node.field) {
        case Field::Severity:
            return severity(node);
        case Field::Trace: {
            auto const trace = traceIn(node.value);
            if (ordered || (!trace && node.value != kNotEmpty))
                return wrong("a trace id that is not 32 hexadecimal digits");
            if (trace)
                node.value = *trace;
            node.pattern = !trace;
            return Done{};
        }
        case Field::Source:
        case Field::Name:
        case Field::Message:
            if (ordered)
                return wrong("an order comparison of a text");
            return Done{};
        case Field::Attribute:
            if (ordered && !node.number)
                return wrong("an order comparison with something that is not a number");
            return Done{};
        }
        return Done{};
    }

    Status severity(Node& node) const
    {
        if (auto const low = severityFrom(node.value)) {
            node.severityLow = *low == 0 ? 0 : static_cast<std::uint8_t>((*low - 1) / 4 * 4 + 1);
            node.severityHigh = *low == 0 ? 0 : static_cast<std::uint8_t>(node.severityLow + 3);
            return Done{};
        }
        if (!node.number || *node.number < 0 || *node.number > 24)
            return wrong("an unknown severity");
        node.severityLow = node.severityHigh = static_cast<std::uint8_t>(*node.number);
        return Done{};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_terms = 0;
};

bool compareMatches(Node const& leaf, Event const& event)
{
    auto const text = [&](std::string_view value) {
        return !value.empty() && valueMatches(leaf, Kind::Text, value);
    };
    switch (leaf.field) {
    case Field::Severity:
        return severityMatches(leaf, event.severity);
    case Field::Source:
        return text(event.source);
    case Field::Name:
        return text(event.name);
    case Field::Message:
        return text(event.message);
    case Field::Trace:
        return text(event.traceId);
    case Field::Attribute:
        break;
    }
    auto const* const attribute = findAttribute(event, leaf.key);
    return attribute != nullptr && valueMatches(leaf, attribute->kind, attribute->text);
}

} // namespace

Field fieldNamed(std::string_view name)
{
    if (name == "severity")
        return Field::Severity;
    if (name == "source")
        return Field::Source;
    if (name == "name")
        return Field::Name;
    if (name == "message")
        return Field::Message;
    if (name == "trace_id" || name == "trace")
        return Field::Trace;
    return Field::Attribute;
}

Result<Node> parseQuery(std::string_view text)
{
    if (text.size() > kQueryBytesMax)
        return failedAs("bad-query", ErrorCode::BadRequest,
                        "the query is longer than " + std::to_string(kQueryBytesMax) + " bytes");
    return Parser{text}.whole();
}

bool matches(Node const& node, Event const& event)
{
    auto const child = [&](Node const& part) { return matches(part, event); };
    switch (node.is) {
    case Node::Is::All:
        return true;
    case Node::Is::And:
        return std::all_of(node.children.begin(), node.children.end(), child);
    case Node::Is::Or:
        return std::any_of(node.children.begin(), node.children.end(), child);
    case Node::Is::Not:
        return !child(node.children.front());
    case Node::Is::Text:
        return containsWords(event.message, node.text);
    case Node::Is::Compare:
        break;
    }
    return compareMatches(node, event) != (node.op == Op::NotEqual && node.field != Field::Severity);
}

bool severityMatches(Node const& leaf, std::uint8_t severity)
{
    switch (leaf.op) {
    case Op::Equal:
        return severity >= leaf.severityLow && severity <= leaf.severityHigh;
    case Op::NotEqual:
        return severity < leaf.severityLow || severity > leaf.severityHigh;
    case Op::Less:
        return severity < leaf.severityLow;
    case Op::LessOrEqual:
        return severity <= leaf.severityHigh;
    case Op::Greater:
        return severity > leaf.severityHigh;
    case Op::GreaterOrEqual:
        return severity >= leaf.severityLow;
    }
    return false;
}

bool valueMatches(Node const& leaf, Kind kind, std::string_view text)
{
    if (leaf.op == Op::Equal || leaf.op == Op::NotEqual) {
        auto const same = [&](std::string_view item) {
            return leaf.pattern ? starMatches(leaf.value, item) : item == leaf.value;
        };
        if (kind != Kind::List)
            return same(text);
        if (leaf.pattern && leaf.value == kNotEmpty)
            return true;
        auto const items = itemsOf(text);
        return std::any_of(items.begin(), items.end(), same);
    }
    auto const number = kind == Kind::List ? std::nullopt : numberIn(text);
    if (!number || !leaf.number)
        return false;
    switch (leaf.op) {
    case Op::Less:
        return *number < *leaf.number;
    case Op::LessOrEqual:
        return *number <= *leaf.number;
    case Op::Greater:
        return *number > *leaf.number;
    case Op::GreaterOrEqual:
        return *number >= *leaf.number;
    case Op::Equal:
    case Op::NotEqual:
        break;
    }
    return false;
}

// Greedy with one place to come back to: linear in practice and never worse than pattern x text.
bool starMatches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t back = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            back = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++back;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

std::uint64_t wordHash(std::string_view foldedWord)
{
    return hashOf(foldedWord, 1);
}

std::uint64_t valueHash(Field field, std::string_view key, std::string_view value)
{
    return hashOf(value, hashOf(key, 2 + static_cast<std::uint64_t>(field)));
}

bool mayMatch(Node const& node, std::function<bool(std::uint64_t, bool)> const& may)
{
    auto const child = [&](Node const& part) { return mayMatch(part, may); };
    switch (node.is) {
    case Node::Is::All:
    case Node::Is::Not:
        return true;
    case Node::Is::And:
        return std::all_of(node.children.begin(), node.children.end(), child);
    case Node::Is::Or:
        return std::any_of(node.children.begin(), node.children.end(), child);
    case Node::Is::Text: {
        bool all = true;
        forEachWord(node.text, [&](std::string_view word, bool) { all = all && may(wordHash(word), false); });
        return all;
    }
    case Node::Is::Compare:
        break;
    }
    if (node.op != Op::Equal || node.pattern || node.field == Field::Severity || node.field == Field::Message)
        return true;
    return may(valueHash(node.field, node.key, node.value), node.field == Field::Trace);
}

} // namespace core::logs
