// Reading and editing query text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_query.h"

#include <optional>

namespace ui::logs {

namespace {

bool isFieldLetter(QChar letter)
{
    return letter.isLetterOrNumber() || QStringLiteral("_.-/@$").contains(letter);
}

bool endsWord(QChar letter)
{
    return letter.isSpace() || letter == '(' || letter == ')' || letter == '"';
}

class Reader {
public:
    explicit Reader(QString const& text) : m_text{text} {}

    std::vector<Token> tokens()
    {
        while (m_at < m_text.size()) {
            auto const letter = m_text[m_at];
            if (letter.isSpace())
                ++m_at;
            else if (letter == '(' || letter == ')')
                put(letter == '(' ? Token::Is::Open : Token::Is::Close, m_at + 1);
            else if (letter == '"')
                put(Token::Is::Quoted, quotedEnd());
            else
                word();
        }
        return std::move(m_tokens);
    }

private:
    void put(Token::Is is, int end)
    {
        m_tokens.push_back({is, m_at, end});
        m_at = end;
    }

    int quotedEnd() const
    {
        for (int at = m_at + 1; at < m_text.size(); ++at) {
            if (m_text[at] == '\\')
                ++at;
            else if (m_text[at] == '"')
                return at + 1;
        }
        return static_cast<int>(m_text.size());
    }

    int wordEnd() const
    {
        auto at = m_at;
        while (at < m_text.size() && !endsWord(m_text[at]))
            ++at;
        return std::max(at, m_at + 1);
    }

    int operatorEnd(int at) const
    {
        for (auto const* sign : {"!=", ">=", "<=", "=", ">", "<"})
            if (m_text.mid(at).startsWith(QLatin1String{sign}))
                return at + static_cast<int>(qstrlen(sign));
        return at;
    }

    void word()
    {
        auto const whole = m_text.mid(m_at, wordEnd() - m_at);
        if (whole == QLatin1String("AND") || whole == QLatin1String("OR") || whole == QLatin1String("NOT"))
            return put(Token::Is::Joint, wordEnd());
        auto fieldEnd = m_at;
        while (fieldEnd < m_text.size() && isFieldLetter(m_text[fieldEnd]))
            ++fieldEnd;
        auto const signEnd = operatorEnd(fieldEnd);
        if (fieldEnd == m_at || signEnd == fieldEnd)
            return put(Token::Is::Word, wordEnd());
        put(Token::Is::Field, fieldEnd);
        put(Token::Is::Operator, signEnd);
        if (m_at < m_text.size() && m_text[m_at] == '"')
            put(Token::Is::Value, quotedEnd());
        else if (m_at < m_text.size() && !endsWord(m_text[m_at]))
            put(Token::Is::Value, wordEnd());
    }

    QString const& m_text;
    int m_at = 0;
    std::vector<Token> m_tokens;
};

QString unspelled(QString const& value)
{
    if (!value.startsWith('"'))
        return value;
    QString out;
    for (int at = 1; at < value.size() && value[at] != '"'; ++at) {
        if (value[at] == '\\' && at + 1 < value.size())
            ++at;
        out += value[at];
    }
    return out;
}

/// A part of the query that all of it depends on: a term, a negated term or a group, joined by AND.
struct Part {
    std::size_t first; // Tokens [first, last).
    std::size_t last;
};

/// nullopt: alternatives stand at the top, so no part is demanded.
std::optional<std::vector<Part>> partsOf(QString const& query, std::vector<Token> const& tokens)
{
    std::vector<Part> parts;
    std::size_t at = 0;
    while (at < tokens.size()) {
        auto const word = query.mid(tokens[at].begin, tokens[at].end - tokens[at].begin);
        if (tokens[at].is == Token::Is::Joint && word == QLatin1String("OR"))
            return std::nullopt;
        if (tokens[at].is == Token::Is::Joint && word == QLatin1String("AND")) {
            ++at;
            continue;
        }
        auto const first = at;
        while (at < tokens.size() && tokens[at].is == Token::Is::Joint &&
               query.mid(tokens[at].begin, 3) == QLatin1String("NOT"))
            ++at;
        int depth = 0;
        do {
            if (at >= tokens.size())
                break;
            depth += tokens[at].is == Token::Is::Open ? 1 : tokens[at].is == Token::Is::Close ? -1 : 0;
            auto const opensTerm = tokens[at].is == Token::Is::Field;
            at += opensTerm ? (at + 2 < tokens.size() && tokens[at + 2].is == Token::Is::Value ? 3 : 2) : 1;
        } while (depth > 0);
        parts.push_back({first, std::min(at, tokens.size())});
    }
    return parts;
}

/// The values if the part is nothing but demands on that field, else nothing.
QStringList valuesIn(QString const& query, std::vector<Token> const& tokens, Part const& part,
                     QString const& field)
{
    auto const words = [&](std::size_t at) {
        return query.mid(tokens[at].begin, tokens[at].end - tokens[at].begin);
    };
    QStringList values;
    auto at = part.first;
    auto const group = tokens[at].is == Token::Is::Open;
    auto const end = group ? part.last - 1 : part.last;
    if (group)
        ++at;
    while (at < end) {
        auto const demand = at + 3 <= end && tokens[at].is == Token::Is::Field && words(at) == field &&
                            words(at + 1) == QLatin1String("=") && tokens[at + 2].is == Token::Is::Value;
        if (!demand || (words(at + 2).contains('*') && !words(at + 2).startsWith('"')))
            return {};
        values << unspelled(words(at + 2));
        at += 3;
        if (at < end && words(at++) != QLatin1String("OR"))
            return {};
    }
    return values;
}

QString groupOf(QString const& field, QStringList const& values)
{
    QStringList terms;
    for (auto const& value : values)
        terms << termOf(field, value);
    return terms.size() == 1 ? terms.first() : QStringLiteral("(%1)").arg(terms.join(QStringLiteral(" OR ")));
}

/// The part that holds the demands on a field, with its values.
struct Demand {
    Part part;
    QStringList values;
};

std::optional<Demand> demandIn(QString const& query, std::vector<Token> const& tokens,
                               std::vector<Part> const& parts, QString const& field)
{
    for (auto const& part : parts)
        if (auto values = valuesIn(query, tokens, part, field); !values.isEmpty())
            return Demand{part, std::move(values)};
    return std::nullopt;
}

/// The parts that are left, joined again in their own words.
QString without(QString const& query, std::vector<Token> const& tokens, std::vector<Part> const& parts,
                Part const& gone)
{
    QStringList left;
    for (auto const& part : parts)
        if (part.first != gone.first)
            left << query.mid(tokens[part.first].begin, tokens[part.last - 1].end - tokens[part.first].begin);
    return left.join(QStringLiteral(" AND "));
}

} // namespace

std::vector<Token> tokensOf(QString const& query)
{
    return Reader{query}.tokens();
}

QString spelled(QString const& value)
{
    auto bare = !value.isEmpty();
    for (auto const letter : value)
        bare = bare && !endsWord(letter) && letter != '*' && letter != '\\';
    if (bare)
        return value;
    auto escaped = value;
    escaped.replace('\\', QLatin1String("\\\\")).replace('"', QLatin1String("\\\""));
    return QStringLiteral("\"%1\"").arg(escaped);
}

QString termOf(QString const& field, QString const& value)
{
    return field + '=' + spelled(value);
}

QStringList demanded(QString const& query, QString const& field)
{
    auto const tokens = tokensOf(query);
    auto const parts = partsOf(query, tokens);
    if (!parts)
        return {};
    auto const demand = demandIn(query, tokens, *parts, field);
    return demand ? demand->values : QStringList{};
}

QString withDemand(QString const& query, QString const& field, QString const& value, bool on)
{
    auto const tokens = tokensOf(query);
    auto const parts = partsOf(query, tokens);
    auto const demand = parts ? demandIn(query, tokens, *parts, field) : std::nullopt;
    if (!demand)
        return on ? joined(query, termOf(field, value)) : query;
    auto values = demand->values;
    values.removeAll(value);
    if (on)
        values << value;
    if (values.isEmpty())
        return without(query, tokens, *parts, demand->part);
    auto changed = query;
    auto const begin = tokens[demand->part.first].begin;
    return changed.replace(begin, tokens[demand->part.last - 1].end - begin, groupOf(field, values));
}

QString withoutDemands(QString const& query, QString const& field)
{
    auto const tokens = tokensOf(query);
    auto const parts = partsOf(query, tokens);
    auto const demand = parts ? demandIn(query, tokens, *parts, field) : std::nullopt;
    return demand ? without(query, tokens, *parts, demand->part) : query;
}

QString joined(QString const& query, QString const& term)
{
    auto const trimmed = query.trimmed();
    if (trimmed.isEmpty())
        return term;
    // OR binds weaker than AND: what stands there already is held together.
    auto const held = partsOf(trimmed, tokensOf(trimmed)) ? trimmed : QStringLiteral("(%1)").arg(trimmed);
    return held + QStringLiteral(" AND ") + term;
}

QStringList wantedWords(QString const& query)
{
    QStringList words;
    auto negated = false;
    for (auto const& token : tokensOf(query)) {
        auto const word = query.mid(token.begin, token.end - token.begin);
        if (!negated && (token.is == Token::Is::Word || token.is == Token::Is::Quoted))
            words << unspelled(word);
        negated = token.is == Token::Is::Joint && word == QLatin1String("NOT");
    }
    words.removeAll(QString{});
    return words;
}

} // namespace ui::logs
