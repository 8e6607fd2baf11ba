// Translates a pattern of ECMA-262 into RE2's words, or says what RE2 cannot do.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema_pattern.h"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <re2/re2.h>

namespace core::collections::schema {
namespace {

constexpr std::int64_t kPatternMemoryMax = 1 << 20; // bytes of RE2's program and automaton, each pattern

// ECMA-262, 12.2 and 12.3: blanks and line ends, of which RE2's \s knows only the ASCII part.
constexpr std::string_view kSpace =
    R"(\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view kNotSpace =
    R"(\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff})";

struct Named {
    std::string_view name;
    std::string_view category;
};
constexpr std::array kCategories{
    Named{"Letter", "L"},
    Named{"Cased_Letter", ""},
    Named{"Uppercase_Letter", "Lu"},
    Named{"Lowercase_Letter", "Ll"},
    Named{"Titlecase_Letter", "Lt"},
    Named{"Modifier_Letter", "Lm"},
    Named{"Other_Letter", "Lo"},
    Named{"Mark", "M"},
    Named{"Nonspacing_Mark", "Mn"},
    Named{"Spacing_Mark", "Mc"},
    Named{"Enclosing_Mark", "Me"},
    Named{"Number", "N"},
    Named{"Decimal_Number", "Nd"},
    Named{"digit", "Nd"},
    Named{"Letter_Number", "Nl"},
    Named{"Other_Number", "No"},
    Named{"Punctuation", "P"},
    Named{"punct", "P"},
    Named{"Connector_Punctuation", "Pc"},
    Named{"Dash_Punctuation", "Pd"},
    Named{"Open_Punctuation", "Ps"},
    Named{"Close_Punctuation", "Pe"},
    Named{"Initial_Punctuation", "Pi"},
    Named{"Final_Punctuation", "Pf"},
    Named{"Other_Punctuation", "Po"},
    Named{"Symbol", "S"},
    Named{"Math_Symbol", "Sm"},
    Named{"Currency_Symbol", "Sc"},
    Named{"Modifier_Symbol", "Sk"},
    Named{"Other_Symbol", "So"},
    Named{"Separator", "Z"},
    Named{"Space_Separator", "Zs"},
    Named{"Line_Separator", "Zl"},
    Named{"Paragraph_Separator", "Zp"},
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Error cannot(std::string const& what)
{
    return failed(ErrorCode::Invalid, "holds " + what);
}

class Translator {
public:
    explicit Translator(std::string_view ecma) : m_in{ecma} {}

    Result<std::string> run()
    {
        while (m_at < m_in.size())
            TRY(piece());
        return std::move(m_out);
    }

private:
    bool ahead(std::string_view text) const { return m_in.substr(m_at).starts_with(text); }

    Status piece()
    {
        char const c = m_in[m_at];
        if (c == '\\')
            return escape(false);
        if (c == '[')
            return characterClass();
        if (c == '(')
            return group();
        ++m_at;
        if (c == '.')
            m_out += R"([^\n\r\x{2028}\x{2029}])";
        else if (c == '^')
            m_out += R"(\A)";
        else if (c == '$')
            m_out += R"(\z)";
        else if (c == '{' && !isQuantifier())
            m_out += R"(\{)";
        else if (c == ']')
            m_out += R"(\])";
        else
            m_out += c;
        return Done{};
    }

    // Behind an opening brace: n} or n,} or n,m}
    bool isQuantifier() const
    {
        auto at = m_at;
        auto const digits = [&] {
            auto const start = at;
            while (at < m_in.size() && isDigit(m_in[at]))
                ++at;
            return at > start;
        };
        if (!digits())
            return false;
        if (at < m_in.size() && m_in[at] == ',') {
            ++at;
            digits();
        }
        return at < m_in.size() && m_in[at] == '}';
    }

    Status group()
    {
        if (ahead("(?=") || ahead("(?!") || ahead("(?<=") || ahead("(?<!"))
            return cannot("a look-around, which is not supported");
        if (ahead("(?<")) {
            auto const end = m_in.find('>', m_at);
            if (end == m_in.npos)
                return cannot("a group name without an end");
            m_at = end + 1;
        } else if (ahead("(?:")) {
            m_at += 3;
        } else if (ahead("(?")) {
            return cannot("a group that ECMA-262 does not know");
        } else {
            ++m_at;
        }
        m_out += "(?:";
        return Done{};
    }

    Status characterClass()
    {
        ++m_at;
        bool const negated = ahead("^");
        m_at += negated ? 1 : 0;
        if (ahead("]")) { // the empty class matches nothing, its opposite anything
            ++m_at;
            m_out += negated ? R"([\x00-\x{10ffff}])" : R"([^\x00-\x{10ffff}])";
            return Done{};
        }
        m_out += negated ? "[^" : "[";
        while (m_at < m_in.size() && m_in[m_at] != ']') {
            if (m_in[m_at] == '\\') {
                TRY(escape(true));
            } else {
                if (m_in[m_at] == '[')
                    m_out += '\\';
                m_out += m_in[m_at++];
            }
        }
        if (m_at == m_in.size())
            return cannot("a character class without an end");
        ++m_at;
        m_out += ']';
        return Done{};
    }

    Status escape(bool inClass)
    {
        if (m_at + 1 >= m_in.size())
            return cannot("a backslash at its end");
        char const c = m_in[m_at + 1];
        m_at += 2;
        switch (c) {
        case 'd':
        case 'D':
        case 'w':
        case 'W':
        case 't':
        case 'n':
        case 'v':
        case 'f':
        case 'r':
            m_out.append(1, '\\').append(1, c);
            return Done{};
        case 's':
        case 'S':
            space(c == 's', inClass);
            return Done{};
        case 'b':
            m_out += inClass ? R"(\x08)" : R"(\b)";
            return Done{};
        case 'c':
            return control();
        case 'x':
            return hexadecimal(2);
        case 'u':
            return unicode();
        case 'p':
        case 'P':
            return property(c);
        default:
            return otherEscape(c, inClass);
        }
    }

    Status otherEscape(char c, bool inClass)
    {
        if (c == 'B' && !inClass) {
            m_out += R"(\B)";
            return Done{};
        }
        if (c == '0' && !(m_at < m_in.size() && isDigit(m_in[m_at]))) {
            m_out += R"(\x00)";
            return Done{};
        }
        if (isDigit(c) || c == 'k')
            return cannot("a back reference, which is not supported");
        if (isLetter(c) || static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20)
            return cannot("an escape that ECMA-262 does not know");
        m_out.append(1, '\\').append(1, c);
        return Done{};
    }

    void space(bool is, bool inClass)
    {
        auto const& set = is ? kSpace : kNotSpace;
        if (inClass)
            m_out += set;
        else
            m_out.append("[").append(set).append("]");
    }

    Status control()
    {
        if (m_at == m_in.size() || !isLetter(m_in[m_at]))
            return cannot("an escape that ECMA-262 does not know");
        literal(static_cast<std::uint32_t>(m_in[m_at++]) % 32);
        return Done{};
    }

    std::optional<std::uint32_t> digits(std::size_t count)
    {
        if (m_at + count > m_in.size())
            return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            int const digit = hexValue(m_in[m_at + i]);
            if (digit < 0)
                return std::nullopt;
            value = value * 16 + static_cast<std::uint32_t>(digit);
        }
        m_at += count;
        return value;
    }

    Status hexadecimal(std::size_t count)
    {
        auto const value = digits(count);
        if (!value)
            return cannot("an escape that ECMA-262 does not know");
        literal(*value);
        return Done{};
    }

    Status unicode()
    {
        if (ahead("{")) {
            auto const end = m_in.find('}', m_at);
            ++m_at;
            if (end == m_in.npos || end == m_at || end - m_at > 6)
                return cannot("an escape that ECMA-262 does not know");
            auto const value = digits(end - m_at);
            if (!value || *value > 0x10FFFF)
                return cannot("an escape that ECMA-262 does not know");
            m_at = end + 1;
            return point(*value);
        }
        auto const value = digits(4);
        if (!value)
            return cannot("an escape that ECMA-262 does not know");
        if (*value >= 0xD800 && *value < 0xDC00 && ahead("\\u")) {
            m_at += 2;
            auto const second = digits(4);
            if (!second || *second < 0xDC00 || *second > 0xDFFF)
                return cannot("half of a surrogate pair");
            return point(0x10000 + ((*value - 0xD800) << 10) + (*second - 0xDC00));
        }
        return point(*value);
    }

    Status point(std::uint32_t value)
    {
        if (value >= 0xD800 && value <= 0xDFFF)
            return cannot("half of a surrogate pair");
        literal(value);
        return Done{};
    }

    void literal(std::uint32_t value)
    {
        constexpr char hex[] = "0123456789abcdef";
        std::string digits;
        do {
            digits.insert(digits.begin(), hex[value % 16]);
            value /= 16;
        } while (value > 0);
        m_out.append("\\x{").append(digits).append("}");
    }

    Status property(char kind)
    {
        auto const end = m_in.find('}', m_at);
        if (!ahead("{") || end == m_in.npos)
            return cannot("an escape that ECMA-262 does not know");
        auto name = m_in.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        bool script = false;
        if (auto const equals = name.find('='); equals != name.npos) {
            auto const of = name.substr(0, equals);
            script = of == "Script" || of == "sc";
            if (!script && of != "General_Category" && of != "gc")
                return cannot("a character property that is not supported");
            name = name.substr(equals + 1);
        }
        for (auto const& [known, category] : kCategories)
            if (!script && name == known)
                name = category;
        if (name.empty() || (!script && name.size() > 2))
            return cannot("a character property that is not supported");
        m_out.append(1, '\\').append(1, kind).append("{").append(name).append("}");
        return Done{};
    }

    std::string_view m_in;
    std::size_t m_at = 0;
    std::string m_out;
};

} // namespace

Result<std::string> re2PatternOf(std::string_view ecma)
{
    return Translator{ecma}.run();
}

Pattern::Pattern(std::string_view source, std::unique_ptr<re2::RE2> engine)
    : m_source{source}, m_engine{std::move(engine)}
{
}

Pattern::~Pattern() = default;

Result<std::unique_ptr<Pattern>> Pattern::compile(std::string_view ecma)
{
    auto const translated = TRY(re2PatternOf(ecma));
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(kPatternMemoryMax);
    auto engine = std::make_unique<re2::RE2>(translated, options);
    if (!engine->ok())
        return failed(ErrorCode::Invalid, "is not a pattern: " + engine->error());
    return std::unique_ptr<Pattern>{new Pattern{ecma, std::move(engine)}};
}

bool Pattern::found(std::string_view text) const
{
    return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *m_engine);
}

} // namespace core::collections::schema
