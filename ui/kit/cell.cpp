// Paints table cells by their look.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/cell.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QPainter>

namespace ui::kit {

namespace {

struct Place {
    QPainter& painter;
    QModelIndex const& index;
    QRectF box; // Inside the cell's padding.
    qreal middle;

    QString words() const { return index.data().toString(); }
    QString second() const { return index.data(SecondRole).toString(); }
    Role tone() const { return static_cast<Role>(index.data(ToneRole).toInt()); }
    void write(QFont const& font, Role tone, QRectF const& where, Qt::Alignment side = Qt::AlignLeft) const
    {
        paintText(painter, where, words(), font, color(tone), side | Qt::AlignVCenter);
    }
    void write(QFont const& font) const { write(font, tone(), box); }
};

void paintTwoLines(Place const& place, QRectF const& where)
{
    QRectF const upper{where.left(), place.middle - 17, where.width(), 17};
    QRectF const lower{where.left(), place.middle, where.width(), 16};
    place.write(fontOf(Type::Strong), place.tone(), upper);
    paintText(place.painter, lower, place.second(), fontOf(Type::Small), color(Role::Muted));
}

void paintChips(Place const& place)
{
    auto left = place.box.left();
    for (auto const& words : place.words().split(QLatin1Char('|'), Qt::SkipEmptyParts)) {
        auto const width = chipWidth(words);
        if (left + width > place.box.right() + 8) {
            paintText(place.painter, {left, place.box.top(), 20, place.box.height()}, QStringLiteral("…"),
                      fontOf(Type::SmallStrong), color(Role::Muted));
            break;
        }
        paintChip(place.painter, {left, place.middle - 10, width, 20}, words, place.tone());
        left += width + 4;
    }
}

void paintPerson(Place const& place)
{
    QRectF const face{place.box.left(), place.middle - 11, 22, 22};
    paintAvatar(place.painter, face, initials(place.words()));
    auto const where = place.box.adjusted(30, 0, 0, 0);
    if (place.second().isEmpty())
        place.write(fontOf(Type::Strong), place.tone(), where);
    else
        paintTwoLines(place, where);
}

void paintBarCell(Place const& place)
{
    auto const width = place.box.width() - 56;
    paintBar(place.painter, {place.box.left(), place.middle - 3, width, 6},
             place.index.data(ShareRole).toDouble(), place.tone());
    place.write(fontOf(Type::Mono), Role::Text2, place.box.adjusted(width + 8, 0, 0, 0));
}

void paintLook(Place const& place)
{
    switch (
        static_cast<Look>(place.index.data(LookRole).toInt())) { // No default: a new look asks for its row.
    case Look::Text:
    case Look::Muted:
        place.write(fontOf(Type::Body));
        break;
    case Look::Strong:
        place.write(fontOf(Type::Strong));
        break;
    case Look::Mono:
    case Look::MonoMuted:
        place.write(fontOf(Type::Mono));
        break;
    case Look::Number:
        place.write(fontOf(Type::Mono), place.tone(), place.box.adjusted(0, 0, -4, 0), Qt::AlignRight);
        break;
    case Look::Severity:
        paintSeverity(place.painter, {place.box.left(), place.middle - 7, 14, 14},
                      static_cast<Severity>(place.index.data(SeverityRole).toInt()));
        place.write(fontOf(Type::Strong), place.tone(), place.box.adjusted(21, 0, 0, 0));
        break;
    case Look::Chips:
        paintChips(place);
        break;
    case Look::Person:
        paintPerson(place);
        break;
    case Look::IconText:
        place.painter.drawPixmap(QPointF{place.box.left(), place.middle - 8},
                                 tintedIcon(place.index.data(IconRole).toString(), 16,
                                            place.tone() == Role::Text ? Role::Muted : place.tone()));
        place.write(fontOf(Type::Body), place.tone(), place.box.adjusted(24, 0, 0, 0));
        break;
    case Look::TwoLines:
        paintTwoLines(place, place.box);
        break;
    case Look::Bar:
        paintBarCell(place);
        break;
    case Look::Tick: {
        auto const state = static_cast<Qt::CheckState>(place.index.data(Qt::CheckStateRole).toInt());
        paintTick(place.painter, {place.box.left(), place.middle - 8, 16, 16},
                  state == Qt::Checked            ? Tick::On
                  : state == Qt::PartiallyChecked ? Tick::Partly
                                                  : Tick::Off);
        break;
    }
    }
}

} // namespace

QVariant cellData(Cell const& cell, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return cell.words;
    case Qt::AccessibleTextRole:
        return cell.second.isEmpty() ? cell.words : cell.words + QStringLiteral(", ") + cell.second;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant{} : QVariant{cell.tip};
    case Qt::CheckStateRole:
        return cell.look == Look::Tick ? QVariant{static_cast<int>(cell.tick)} : QVariant{};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (cell.look == Look::Number ? Qt::AlignRight : Qt::AlignLeft));
    case LookRole:
        return static_cast<int>(cell.look);
    case ToneRole:
        return static_cast<int>(cell.tone);
    case SecondRole:
        return cell.second;
    case IconRole:
        return cell.icon;
    case SeverityRole:
        return static_cast<int>(cell.severity);
    case ShareRole:
        return cell.share;
    default:
        return {};
    }
}

void CellDelegate::paint(QPainter* painter, QStyleOptionViewItem const& option,
                         QModelIndex const& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRectF const cell = option.rect;
    auto const selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(cell, color(Role::Selected));
    else if (index.row() == m_hovered)
        painter->fillRect(cell, color(Role::Hover));
    painter->fillRect(QRectF{cell.left(), cell.bottom() - 1, cell.width(), 1}, color(Role::LineSubtle));
    if (selected && index.column() == 0) // Not colour alone: a bar at the left edge.
        painter->fillRect(QRectF{cell.left(), cell.top(), 2, cell.height() - 1}, color(Role::Accent));
    auto const box = cell.adjusted(12, 0, -8, -1);
    painter->setClipRect(cell);
    paintLook({*painter, index, box, box.center().y()});
    painter->restore();
}

} // namespace ui::kit
