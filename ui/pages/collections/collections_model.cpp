// The columns of the data page's tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_model.h"

#include "ui/kit/text.h"

namespace ui::collections {

namespace {

kit::Cell nameCell(Collection const& collection)
{
    auto second = CollectionsModel::tr("schema %1").arg(collection.schemaVersion);
    if (collection.writeOnce)
        second += CollectionsModel::tr(" · write once");
    else if (!collection.description.isEmpty())
        second += QStringLiteral(" · ") + kit::visible(collection.description);
    return {.words = kit::visible(collection.name),
            .look = kit::Look::TwoLines,
            .second = second,
            .tip = kit::visible(collection.description)};
}

kit::Cell momentCell(QDateTime const& at)
{
    auto cell = kit::monoMuted(at.toString(QStringLiteral("d MMM HH:mm")));
    cell.tip = kit::dayTime(at);
    return cell;
}

int widthOf(Member const& member)
{
    switch (member.kind) {
    case Member::Kind::Text:
        return member.format == QLatin1String("date-time") ? 140 : 0;
    case Member::Kind::Number:
    case Member::Kind::Whole:
        return 92;
    case Member::Kind::Truth:
        return 76;
    case Member::Kind::Choice:
        return 116;
    case Member::Kind::Other:
        return 80;
    }
    return 0;
}

std::vector<kit::Column<Record>> columnsOf(std::vector<Member> const& members)
{
    std::vector<kit::Column<Record>> columns;
    columns.emplace_back(RecordsModel::tr("id"), 128, [](Record const& record) {
        auto cell = kit::mono(kit::visible(record.id.left(Record::kShortId)));
        cell.tip = kit::visible(record.id);
        return cell;
    });
    for (auto const& member : members) {
        if (static_cast<int>(columns.size()) > RecordsModel::kMembersMax)
            break;
        columns.emplace_back(kit::visible(member.name), widthOf(member), [member](Record const& record) {
            return cellOf(member, record.body[member.name]);
        });
    }
    columns.emplace_back(RecordsModel::tr("changed (UTC)"), 116,
                         [](Record const& record) { return momentCell(record.updatedAt); });
    return columns;
}

} // namespace

CollectionsModel::CollectionsModel(QObject* parent) : TableModel{{{tr("Collection"), 0, nameCell}}, parent} {}

int CollectionsModel::rowOf(QString const& name) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).name == name)
            return row;
    return -1;
}

RecordsModel::RecordsModel(std::vector<Member> const& members, QObject* parent)
    : TableModel{columnsOf(members), parent}
{
}

int RecordsModel::rowOf(QString const& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).id == id)
            return row;
    return -1;
}

RevisionsModel::RevisionsModel(QObject* parent)
    : TableModel{{
                     {tr("Rev."), 52,
                      [](Revision const& each) { return kit::mono(QString::number(each.revision)); }},
                     {tr("When (UTC)"), 108, [](Revision const& each) { return momentCell(each.updatedAt); }},
                     {tr("Changed"), 0,
                      [](Revision const& each) {
                          if (each.deleted)
                              return kit::plain(tr("deleted"), Role::Crit);
                          if (each.changed.isEmpty())
                              return kit::muted(each.revision == 1 ? tr("created") : tr("nothing"));
                          return kit::plain(kit::visible(each.changed.join(QStringLiteral(", "))));
                      }},
                 },
                 parent}
{
}

} // namespace ui::collections
