// The roles' list and matrix as item models.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_model.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace ui::roles {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::roles::RolesModel", words);
}

kit::Cell roleCell(ListedRole const& row)
{
    QStringList facts;
    if (row.holders >= 0)
        facts << (row.holders == 1 ? tr("1 user") : tr("%1 users").arg(row.holders));
    if (row.edited)
        facts << tr("edited");
    else if (row.role.builtin)
        facts << tr("built-in");
    return {.words = kit::visible(row.role.name),
            .look = kit::Look::TwoLines,
            .second = facts.join(QStringLiteral(" · ")),
            .icon = row.role.permissions.contains("*") ? "shield-alert" : "shield-half",
            .share = row.edited ? 1.0 : 0.0};
}

} // namespace

QString verbWords(QString const& verb)
{
    auto words = verb;
    return words.replace('_', ' ');
}

QString markWords(Mark mark)
{
    switch (mark) {
    case Mark::NotApplicable:
        return tr("not applicable");
    case Mark::No:
        return tr("not allowed");
    case Mark::Yes:
        return tr("allowed");
    case Mark::ByStar:
        return tr("allowed by a wildcard");
    case Mark::Partly:
        return tr("allowed in part");
    }
    return {};
}

RolesModel::RolesModel(QObject* parent) : TableModel{{{tr("Role"), 0, roleCell}}, parent} {}

int RolesModel::rowOf(QString const& id) const
{
    auto const found =
        std::find_if(rows().begin(), rows().end(), [&](ListedRole const& row) { return row.role.id == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

void RoleDelegate::paint(QPainter* painter, QStyleOptionViewItem const& option,
                         QModelIndex const& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    auto const place = QRectF(option.rect).adjusted(8, 1, -8, -1);
    auto const selected = option.state.testFlag(QStyle::State_Selected);
    painter->setPen(Qt::NoPen);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setBrush(color(selected ? Role::Selected : Role::Hover));
        painter->drawRoundedRect(place, 6, 6);
    }
    if (selected) {
        painter->setBrush(color(Role::Accent));
        painter->drawRoundedRect(QRectF(place.left(), place.top() + 10, 3, place.height() - 20), 1.5, 1.5);
    }
    auto const tone = selected ? Role::Accent : Role::Muted;
    painter->drawPixmap(QPointF(place.left() + 12, place.center().y() - 9),
                        tintedIcon(index.data(kit::IconRole).toString(), 18, tone));
    auto const words = place.adjusted(40, 0, -20, 0);
    kit::paintText(*painter, {words.left(), place.center().y() - 18, words.width(), 18},
                   index.data().toString(), sansFont(13, 600), color(Role::Text));
    kit::paintText(*painter, {words.left(), place.center().y(), words.width(), 16},
                   index.data(kit::SecondRole).toString(), fontOf(Type::Small), color(Role::Muted));
    if (index.data(kit::ShareRole).toDouble() > 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Role::Accent));
        painter->drawEllipse(QPointF(place.right() - 12, place.center().y()), 4, 4);
    }
    painter->restore();
}

void MatrixModel::setResources(QList<Resource> const& resources)
{
    beginResetModel();
    m_rows.clear();
    m_others = 0;
    QString group;
    for (auto const& resource : resources) {
        if (resource.group != group) {
            group = resource.group;
            m_rows << Resource{.noun = {}, .words = group, .icon = {}, .group = group, .rights = {}};
        }
        m_rows << resource;
        auto const others =
            std::count_if(resource.rights.begin(), resource.rights.end(),
                          [](Right const& right) { return right.verb != "read" && right.verb != "write"; });
        m_others = std::max(m_others, static_cast<int>(others));
    }
    endResetModel();
}

void MatrixModel::setGrants(QStringList const& grants, QStringList const& saved)
{
    m_grants = grants;
    m_saved = saved;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

Right MatrixModel::rightAt(QModelIndex const& index) const
{
    if (!index.isValid() || index.column() == Name)
        return {};
    auto other = index.column() - FirstOther;
    for (auto const& right : m_rows.at(index.row()).rights) {
        if (right.verb == "read" || right.verb == "write") {
            if (index.column() == (right.verb == "read" ? Read : Write))
                return right;
        } else if (other-- == 0) {
            return right;
        }
    }
    return {};
}

QModelIndex MatrixModel::indexOf(Right const& right) const
{
    for (int row = 0; row < rowCount(); ++row)
        for (int column = Read; column < columnCount(); ++column)
            if (auto const place = index(row, column); rightAt(place) == right && !right.none())
                return place;
    return {};
}

int MatrixModel::rowCount(QModelIndex const& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MatrixModel::columnCount(QModelIndex const& parent) const
{
    return parent.isValid() ? 0 : FirstOther + m_others;
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (section == Read || section == Write ? Qt::AlignHCenter : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Resource");
    case Read:
        return tr("Read");
    case Write:
        return tr("Write");
    case FirstOther:
        return tr("Further rights");
    default:
        return QString{};
    }
}

QVariant MatrixModel::data(QModelIndex const& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    auto const& row = m_rows.at(index.row());
    auto const right = rightAt(index);
    auto const mark = markOf(m_grants, right);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Name)
            return row.words;
        return right.none() ? QString{} : markWords(mark);
    case Qt::AccessibleTextRole:
        if (right.none())
            return row.words;
        return tr("%1, %2: %3").arg(row.words, verbWords(right.verb), markWords(mark));
    case MarkRole:
        return static_cast<int>(mark);
    case VerbRole:
        return right.none() ? QString{} : verbWords(right.verb);
    case ChangedRole:
        return !right.none() &&
               (mark != markOf(m_saved, right) || scopesOf(m_grants, right) != scopesOf(m_saved, right));
    case GroupRole:
        return row.rights.isEmpty();
    case ResourceIconRole:
        return row.icon;
    default:
        return {};
    }
}

Qt::ItemFlags MatrixModel::flags(QModelIndex const& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return rightAt(index).none() ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace ui::roles
