// What the page reads off a JSON Schema and how JSON is shown, entered and checked.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/cell.h"
#include "ui/pages/collections/collections_types.h"

#include <QSyntaxHighlighter>

namespace ui::collections {

/// A top-level property of the schema.
struct Member {
    enum class Kind { Text, Number, Whole, Truth, Choice, Other }; // Other: objects, lists, several types.

    QString name;
    Kind kind = Kind::Other;
    QStringList choices;
    QString format;
    QString description;
    bool required = false;
    bool indexed = false;
    bool unique = false;
};

/// Unique and indexed ones first, then required ones: the engine's JSON has no order of its own here.
std::vector<Member> membersOf(Collection const& collection);
/// "string, date-time", "one of 6", "number".
QString summaryOf(Member const& member);
kit::Cell cellOf(Member const& member, QJsonValue const& value);
/// As a form or a fact shows it: text without quotes, everything else as JSON.
QString textOf(QJsonValue const& value);
QString prettyJson(QJsonValue const& value);
/// Names of members in which two objects differ.
QStringList differing(QJsonValue const& one, QJsonValue const& other);

struct JsonText {
    QJsonValue value = QJsonValue::Undefined;
    QString fault; // Empty: it is JSON.
    int line = 0;  // Of the fault, from 1.
};
JsonText readJson(QString const& text);
/// The line where the value of an RFC 6901 pointer begins, from 1; 0: not found.
int lineOf(QString const& text, QString const& pointer);

/// What a form field's text means for its member; undefined: left out. `fault` names a value that works.
JsonText readMember(Member const& member, QString const& text);

/// Splits "status:paid note:\"in transit\"" at blanks outside quotes.
QStringList filtersOf(QString const& words);

/// Colours JSON in a text area, in the theme's colours of the moment.
class JsonInk final : public QSyntaxHighlighter {
    Q_OBJECT

public:
    explicit JsonInk(QTextDocument* document);

protected:
    void highlightBlock(QString const& text) override;
};

} // namespace ui::collections
