// The engine's query language as text: what is in it, and how ticks, clicks and facets change it. The
// engine alone decides whether a query is right; this reads only as much as it needs to edit one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace ui::logs {

/// A piece of a query, for colours and for finding terms.
struct Token {
    enum class Is { Word, Quoted, Field, Operator, Value, Joint, Open, Close }; // Joint: AND, OR, NOT.
    Is is;
    int begin;
    int end;
};
std::vector<Token> tokensOf(QString const& query);

/// A value as a query spells it: bare where it may be, else in quotation marks.
QString spelled(QString const& value);
/// "field=value".
QString termOf(QString const& field, QString const& value);

/// The values that the whole query demands of a field: "field=a" or "(field=a OR field=b)" as a term of its
/// own.
QStringList demanded(QString const& query, QString const& field);
/// The query with one demanded value more or less. `on` twice changes nothing.
QString withDemand(QString const& query, QString const& field, QString const& value, bool on);
/// The query without its demands on a field: what a facet is counted over, so that unticked values stay
/// countable.
QString withoutDemands(QString const& query, QString const& field);
/// The query and one more term.
QString joined(QString const& query, QString const& term);
/// Words and phrases that messages must hold: shown on a chip in the table. Negated ones are left out.
QStringList wantedWords(QString const& query);

} // namespace ui::logs
