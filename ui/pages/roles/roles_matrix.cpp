// The matrix of a role.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_matrix.h"

#include "ui/kit/layout.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

namespace ui::roles {

namespace {

constexpr int kRowPx = 34;
constexpr int kGroupRowPx = 30;
constexpr int kNameWidth = 188;
constexpr int kMarkWidth = 72;
constexpr int kWordGap = 24;

void paintMark(QPainter& painter, QPointF const& middle, Mark mark)
{
    painter.save();
    painter.translate(middle);
    painter.setBrush(Qt::NoBrush);
    auto const tick = [&](Role tone, qreal width) {
        painter.setPen(QPen{color(tone), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
        painter.drawPolyline(QPolygonF{{QPointF{-5, 0}, QPointF{-1.5, 3.5}, QPointF{5, -4}}});
    };
    switch (mark) {
    case Mark::NotApplicable:
        break;
    case Mark::No:
        painter.setPen(QPen{color(Role::Muted), 1.6, Qt::SolidLine, Qt::RoundCap});
        painter.drawLine(QPointF{-4, 0}, QPointF{4, 0});
        break;
    case Mark::Yes:
        tick(Role::Ok, 2.2);
        break;
    case Mark::ByStar:
        painter.setPen(QPen{color(Role::LineStrong), 1});
        painter.drawEllipse(QPointF{0, 0}, 9, 9);
        painter.scale(0.82, 0.82);
        tick(Role::Text2, 1.8);
        break;
    case Mark::Partly:
        painter.setPen(QPen{color(Role::High), 1.6});
        painter.drawEllipse(QPointF{0, 0}, 5.2, 5.2);
        painter.setBrush(color(Role::High));
        painter.drawPie(QRectF{-5.2, -5.2, 10.4, 10.4}, 90 * 16, 180 * 16);
        break;
    }
    painter.restore();
}

class CellPainter final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QRectF const cell = option.rect;
        auto const* view = static_cast<QTableView const*>(option.widget);
        if (index.data(MatrixModel::GroupRole).toBool())
            painter->fillRect(cell, color(Role::Inset));
        else if (view->currentIndex().row() == index.row() && view->currentIndex().isValid())
            painter->fillRect(cell, color(Role::Hover));
        painter->fillRect(QRectF{cell.left(), cell.bottom() - 1, cell.width(), 1}, color(Role::LineSubtle));
        if (index.column() == MatrixModel::Name)
            paintName(*painter, cell, index);
        else
            paintRight(*painter, cell, index, view->currentIndex() == index, view->hasFocus());
        painter->restore();
    }

private:
    static void paintName(QPainter& painter, QRectF const& cell, QModelIndex const& index)
    {
        auto const icon = index.data(MatrixModel::ResourceIconRole).toString();
        if (icon.isEmpty())
            return kit::paintText(painter, cell.adjusted(20, 0, -8, 0), index.data().toString(),
                                  fontOf(Type::SmallStrong), color(Role::Text2));
        painter.drawPixmap(QPointF{cell.left() + 20, cell.center().y() - 8},
                           tintedIcon(icon, 16, Role::Muted));
        kit::paintText(painter, cell.adjusted(45, 0, -4, 0), index.data().toString(), fontOf(Type::Strong),
                       color(Role::Text));
    }

    static void paintRight(QPainter& painter, QRectF const& cell, QModelIndex const& index, bool current,
                           bool focus)
    {
        auto const mark = static_cast<Mark>(index.data(MatrixModel::MarkRole).toInt());
        if (mark == Mark::NotApplicable)
            return;
        auto const named = index.column() >= MatrixModel::FirstOther;
        auto const words = index.data(MatrixModel::VerbRole).toString();
        auto const changed = index.data(MatrixModel::ChangedRole).toBool();
        auto const wide =
            named ? kWordGap + 22 + QFontMetricsF{fontOf(Type::Small)}.horizontalAdvance(words) : 44.0;
        auto box =
            named ? QRectF{cell.left() + 6, cell.center().y() - 13, std::min(wide, cell.width() - 10), 26}
                  : QRectF{cell.center().x() - 22, cell.center().y() - 13, 44, 26};
        if (changed || current) {
            painter.setBrush(changed ? theme().chip(Role::Accent) : QColor{Qt::transparent});
            painter.setPen(
                QPen{color(current || changed ? Role::Accent : Role::Line), current && focus ? 2.0 : 1.0});
            painter.drawRoundedRect(box, 5, 5);
        }
        auto const middle = named ? QPointF{box.left() + 16, box.center().y()} : box.center();
        paintMark(painter, middle, mark);
        if (named)
            kit::paintText(painter,
                           {box.left() + 16 + 14, cell.top(), cell.right() - box.left() - 32, cell.height()},
                           words, fontOf(Type::Small), color(mark == Mark::No ? Role::Muted : Role::Text));
    }
};

class Sample final : public QWidget {
public:
    explicit Sample(Mark mark) : m_mark{mark} { setFixedSize(20, 20); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        paintMark(painter, QRectF(rect()).center(), m_mark);
    }

private:
    Mark m_mark;
};

} // namespace

Matrix::Matrix(MatrixModel* model, QWidget* parent) : QTableView{parent}, m_rights{model}
{
    setAccessibleName(tr("Permissions of the role"));
    setModel(model);
    setItemDelegate(new CellPainter{this});
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowPx);
    verticalHeader()->setMinimumSectionSize(24);
    horizontalHeader()->setFixedHeight(34);
    horizontalHeader()->setFont(fontOf(Type::SmallStrong));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    connect(model, &QAbstractItemModel::modelReset, this, &Matrix::layOut);
    connect(&theme(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void Matrix::layOut()
{
    for (int row = 0; row < m_rights->rowCount(); ++row)
        setRowHeight(row, m_rights->isGroup(row) ? kGroupRowPx : kRowPx);
    auto const others = m_rights->columnCount() - MatrixModel::FirstOther;
    setColumnWidth(MatrixModel::Name, kNameWidth);
    setColumnWidth(MatrixModel::Read, kMarkWidth);
    setColumnWidth(MatrixModel::Write, kMarkWidth);
    auto const left = viewport()->width() - kNameWidth - 2 * kMarkWidth;
    for (int other = 0; other < others; ++other)
        setColumnWidth(MatrixModel::FirstOther + other, std::max(88, left / others));
}

void Matrix::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layOut();
}

void Matrix::currentChanged(QModelIndex const& current, QModelIndex const& previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // The row of the cursor is tinted as a whole.
    emit rightChosen();
}

void Matrix::mousePressEvent(QMouseEvent* event)
{
    auto const index = indexAt(event->position().toPoint());
    auto const again = index.isValid() && index == currentIndex();
    QTableView::mousePressEvent(event);
    if (again && event->button() == Qt::LeftButton && !m_rights->rightAt(index).none())
        emit toggleAsked(m_rights->rightAt(index));
}

void Matrix::keyPressEvent(QKeyEvent* event)
{
    auto const act =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (act && event->modifiers() == Qt::NoModifier && !currentRight().none()) {
        emit toggleAsked(currentRight());
        return;
    }
    QTableView::keyPressEvent(event);
}

/// Cells without a right and group rows are passed over.
QModelIndex Matrix::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    auto place = currentIndex();
    auto const down = action == MoveDown || action == MoveUp;
    auto const step = action == MoveUp || action == MoveLeft ? -1 : 1;
    if (!down && action != MoveLeft && action != MoveRight)
        return QTableView::moveCursor(action, modifiers);
    if (!place.isValid())
        place = m_rights->index(0, MatrixModel::Read);
    for (auto next = place; next.isValid();) {
        next = m_rights->index(next.row() + (down ? step : 0), next.column() + (down ? 0 : step));
        if (next.isValid() && !m_rights->rightAt(next).none())
            return next;
    }
    return place;
}

QWidget* matrixLegend()
{
    auto* legend = kit::row(6, {20, 6, 16, 6});
    for (auto const mark : {Mark::Yes, Mark::Partly, Mark::No, Mark::ByStar}) {
        auto const words = mark == Mark::Yes      ? Matrix::tr("Allowed")
                           : mark == Mark::Partly ? Matrix::tr("On some scopes")
                           : mark == Mark::No     ? Matrix::tr("Not allowed")
                                                  : Matrix::tr("By a wildcard");
        legend->add(new Sample{mark})->add(kit::text(words, Type::Small, Role::Muted))->gap(8);
    }
    legend->stretch();
    legend->add(kit::keycap("Space"))->add(kit::text(Matrix::tr("change"), Type::Small, Role::Muted));
    return legend;
}

} // namespace ui::roles
