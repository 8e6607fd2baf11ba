// Schemas and JSON for the data page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_schema.h"

#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace ui::collections {

namespace {

constexpr int kCodeLength = 3;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::collections", words);
}

Member::Kind kindFrom(QJsonObject const& property)
{
    if (property.contains("enum"))
        return Member::Kind::Choice;
    auto const type = property["type"].toString();
    if (type == QLatin1String("string"))
        return Member::Kind::Text;
    if (type == QLatin1String("number"))
        return Member::Kind::Number;
    if (type == QLatin1String("integer"))
        return Member::Kind::Whole;
    if (type == QLatin1String("boolean"))
        return Member::Kind::Truth;
    return Member::Kind::Other;
}

int rank(Member const& member)
{
    if (member.unique)
        return 0;
    if (member.indexed)
        return 1;
    return member.required ? 2 : member.kind == Member::Kind::Other ? 4 : 3;
}

QString lengthWord(QJsonValue const& value)
{
    if (value.isArray())
        return QStringLiteral("[ %1 ]").arg(value.toArray().size());
    return QStringLiteral("{ %1 }").arg(value.toObject().size());
}

QString numberText(QJsonValue const& value)
{
    // Through QJsonDocument: as the engine wrote it, without exponent surprises.
    auto const text = QString::fromUtf8(QJsonDocument{QJsonArray{value}}.toJson(QJsonDocument::Compact));
    return text.mid(1, text.size() - 2);
}

} // namespace

std::vector<Member> membersOf(Collection const& collection)
{
    std::vector<Member> members;
    auto const required = wordsFrom(collection.schema["required"]);
    auto const properties = collection.schema["properties"].toObject();
    for (auto each = properties.begin(); each != properties.end(); ++each) {
        auto const property = each.value().toObject();
        Member member{.name = each.key(),
                      .kind = kindFrom(property),
                      .choices = {},
                      .format = property["format"].toString(),
                      .description = property["description"].toString(),
                      .required = required.contains(each.key()),
                      .indexed = collection.indexes.contains(each.key()),
                      .unique = collection.unique.contains(each.key())};
        for (auto const& value : property["enum"].toArray())
            member.choices << textOf(value);
        members.push_back(std::move(member));
    }
    std::stable_sort(members.begin(), members.end(),
                     [](Member const& a, Member const& b) { return rank(a) < rank(b); });
    return members;
}

QString summaryOf(Member const& member)
{
    switch (member.kind) {
    case Member::Kind::Text:
        return member.format.isEmpty() ? tr("text") : member.format;
    case Member::Kind::Number:
        return tr("number");
    case Member::Kind::Whole:
        return tr("whole number");
    case Member::Kind::Truth:
        return tr("true or false");
    case Member::Kind::Choice:
        return tr("one of %1").arg(member.choices.size());
    case Member::Kind::Other:
        return tr("object or list");
    }
    return {};
}

kit::Cell cellOf(Member const& member, QJsonValue const& value)
{
    if (value.isUndefined() || value.isNull())
        return kit::muted(QStringLiteral("–"));
    if (value.isArray() || value.isObject())
        return kit::monoMuted(lengthWord(value));
    auto const words = kit::visible(textOf(value));
    switch (member.kind) {
    case Member::Kind::Number:
    case Member::Kind::Whole:
        return kit::number(words);
    case Member::Kind::Choice: {
        // Codes like EUR need no colour; states do.
        auto const code = std::all_of(member.choices.begin(), member.choices.end(),
                                      [](QString const& each) { return each.size() <= kCodeLength; });
        return code ? kit::monoMuted(words) : kit::chip(words, Role::Accent);
    }
    case Member::Kind::Truth:
        return kit::monoMuted(words);
    case Member::Kind::Text:
        if (member.format == QLatin1String("date-time")) {
            auto cell = kit::monoMuted(timeFrom(value).toString(QStringLiteral("yyyy-MM-dd HH:mm")));
            cell.tip = words;
            return cell;
        }
        return kit::plain(words);
    case Member::Kind::Other:
        return kit::mono(words);
    }
    return kit::plain(words);
}

QString textOf(QJsonValue const& value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double:
        return numberText(value);
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument{value.toArray()}.toJson(QJsonDocument::Compact));
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument{value.toObject()}.toJson(QJsonDocument::Compact));
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

QString prettyJson(QJsonValue const& value)
{
    QByteArray text;
    if (value.isArray())
        text = QJsonDocument{value.toArray()}.toJson(QJsonDocument::Indented);
    else if (value.isObject())
        text = QJsonDocument{value.toObject()}.toJson(QJsonDocument::Indented);
    else
        return value.isString() ? '"' + value.toString() + '"' : textOf(value);
    auto lines = QString::fromUtf8(text).trimmed();
    // Two blanks are enough where a pane is narrow.
    static QRegularExpression const indents{QStringLiteral("^( +)"), QRegularExpression::MultilineOption};
    QString out;
    for (auto const& line : lines.split(QLatin1Char('\n'))) {
        auto const match = indents.match(line);
        auto const blanks = match.hasMatch() ? match.capturedLength(1) : 0;
        out += QString{blanks / 2, QLatin1Char(' ')} + line.mid(blanks) + QLatin1Char('\n');
    }
    return out.trimmed();
}

QStringList differing(QJsonValue const& one, QJsonValue const& other)
{
    QStringList names;
    auto const first = one.toObject();
    auto const second = other.toObject();
    for (auto const& name : first.keys() + second.keys())
        if (first.value(name) != second.value(name) && !names.contains(name))
            names << name;
    names.sort();
    return names;
}

JsonText readJson(QString const& text)
{
    JsonText read;
    QJsonParseError error{};
    auto const bytes = text.toUtf8();
    auto const document = QJsonDocument::fromJson(bytes, &error);
    if (error.error == QJsonParseError::NoError) {
        read.value = document.isArray() ? QJsonValue{document.array()} : QJsonValue{document.object()};
        return read;
    }
    read.fault = error.errorString();
    read.line = static_cast<int>(bytes.left(error.offset).count('\n')) + 1;
    return read;
}

int lineOf(QString const& text, QString const& pointer)
{
    qsizetype place = 0;
    for (auto part : pointer.split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        part.replace(QStringLiteral("~1"), QStringLiteral("/"))
            .replace(QStringLiteral("~0"), QStringLiteral("~"));
        auto number = false;
        part.toInt(&number);
        if (number)
            continue; // A place in a list: the line of the list is near enough.
        QRegularExpression const name{QStringLiteral("\"%1\"\\s*:").arg(QRegularExpression::escape(part))};
        auto const match = name.match(text, place);
        if (!match.hasMatch())
            return 0;
        place = match.capturedStart();
        if (part != pointer.section(QLatin1Char('/'), -1))
            place = match.capturedEnd();
    }
    return static_cast<int>(text.left(place).count(QLatin1Char('\n'))) + 1;
}

JsonText readMember(Member const& member, QString const& text)
{
    JsonText read;
    auto const words = text.trimmed();
    if (words.isEmpty()) {
        if (member.required && member.kind != Member::Kind::Text)
            read.fault = tr("The schema requires it");
        else if (member.required)
            read.value = text;
        return read;
    }
    auto fine = true;
    switch (member.kind) {
    case Member::Kind::Text:
        read.value = text;
        break;
    case Member::Kind::Choice: {
        // A choice of numbers is a number again.
        auto const json = readJson('[' + words + ']');
        read.value = json.fault.isEmpty() && json.value[0].isDouble() ? json.value[0] : QJsonValue{words};
        break;
    }
    case Member::Kind::Number:
        read.value = words.toDouble(&fine);
        if (!fine)
            read.fault = tr("A number, as 1206.84");
        break;
    case Member::Kind::Whole:
        read.value = words.toLongLong(&fine);
        if (!fine)
            read.fault = tr("A whole number, as 42");
        break;
    case Member::Kind::Truth:
        read.value = words == QLatin1String("true");
        break;
    case Member::Kind::Other: {
        auto const json = readJson('[' + words + ']');
        if (json.fault.isEmpty() && json.value.toArray().size() == 1)
            read.value = json.value[0];
        else
            read.fault = tr("JSON, as [\"a\", 2]; line %1: %2").arg(std::max(1, json.line)).arg(json.fault);
        break;
    }
    }
    return read;
}

QStringList filtersOf(QString const& words)
{
    static QRegularExpression const part{QStringLiteral("[^\\s\":]+:(?:\"[^\"]*\"|\\S*)|\\S+")};
    QStringList filters;
    for (auto match = part.globalMatch(words); match.hasNext();)
        filters << match.next().captured();
    return filters;
}

JsonInk::JsonInk(QTextDocument* document) : QSyntaxHighlighter{document}
{
    connect(&theme(), &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void JsonInk::highlightBlock(QString const& text)
{
    static QRegularExpression const pieces{QStringLiteral(
        R"re(("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b)re")};
    for (auto match = pieces.globalMatch(text); match.hasNext();) {
        auto const piece = match.next();
        if (piece.capturedLength(1) > 0)
            setFormat(static_cast<int>(piece.capturedStart(1)), static_cast<int>(piece.capturedLength(1)),
                      color(piece.capturedLength(2) > 0 ? Role::Accent : Role::Ok));
        else
            setFormat(static_cast<int>(piece.capturedStart()), static_cast<int>(piece.capturedLength()),
                      color(Role::Violet));
    }
}

} // namespace ui::collections
