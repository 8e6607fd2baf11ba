// The columns of the audit table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace ui::audit {

namespace {

constexpr qsizetype kDetailsShownMax = 2;
constexpr qsizetype kIdShown = 8;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::audit::AuditModel", words);
}

QString valueWords(QJsonValue const& value)
{
    if (value.isString())
        return value.toString();
    if (value.isArray()) {
        QStringList words;
        for (auto const& item : value.toArray())
            words << valueWords(item);
        return words.join(", ");
    }
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument{value.toObject()}.toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

QString shortId(QString const& id)
{
    return id.size() <= 2 * kIdShown ? id : id.left(kIdShown) + QChar{0x2026};
}

kit::Cell outcomeCell(Row const& row)
{
    return {.words = outcomeWords(row),
            .look = kit::Look::IconText,
            .tone = row.done() ? Role::Ok : Role::Crit,
            .icon = row.done() ? "circle-check" : "ban"};
}

} // namespace

QString subjectWords(Row const& row)
{
    auto const details = row.details.toObject();
    auto const name = details["name"].toString();
    QStringList parts;
    auto const subject = name.isEmpty() ? shortId(row.subjectId) : name;
    parts << (row.subjectType + ' ' + subject).trimmed();
    for (auto detail = details.begin(); detail != details.end() && parts.size() <= kDetailsShownMax; ++detail)
        if (detail.key() != "name")
            parts << detail.key() + ' ' + valueWords(detail.value());
    parts.removeAll(QString{});
    return kit::visible(parts.join(QStringLiteral(" · ")));
}

QString outcomeWords(Row const& row)
{
    auto slug = row.outcome;
    return row.done() ? tr("Done") : kit::visible(slug.replace('-', ' '));
}

AuditModel::AuditModel(QObject* parent)
    : TableModel{
          {
              {tr("Time (UTC)"), 168, [](Row const& row) { return kit::monoMuted(kit::dayTime(row.at)); }},
              {tr("Actor"), 150,
               [](Row const& row) {
                   return kit::Cell{.words = kit::visible(row.actor()), .look = kit::Look::Person};
               }},
              {tr("Action"), 152, [](Row const& row) { return kit::mono(kit::visible(row.verb)); }},
              {tr("Object"), 0, [](Row const& row) { return kit::plain(subjectWords(row)); }},
              {tr("Result"), 150, outcomeCell},
              {tr("Row hash"), 98,
               [](Row const& row) {
                   auto cell = kit::monoMuted(shortHash(row.hash));
                   cell.tip = row.hash;
                   return cell;
               }},
          },
          parent}
{
}

int AuditModel::rowOf(qint64 number) const
{
    auto const found =
        std::find_if(rows().begin(), rows().end(), [&](Row const& row) { return row.number == number; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

} // namespace ui::audit
