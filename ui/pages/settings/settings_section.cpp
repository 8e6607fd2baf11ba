// Lines, switches and the list of sections.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_section.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace ui::settings {

namespace {

constexpr int kSectionRowPx = 36;

class SectionDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(QStyleOptionViewItem const&, QModelIndex const&) const override
    {
        return {160, kSectionRowPx};
    }

    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        auto const place = QRectF(option.rect).adjusted(8, 1, -8, -1);
        auto const selected = option.state.testFlag(QStyle::State_Selected);
        painter->setPen(option.state.testFlag(QStyle::State_HasFocus) ? QPen{color(Role::Accent), 1.5}
                                                                      : QPen{Qt::NoPen});
        if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setBrush(color(selected ? Role::Selected : Role::Hover));
            painter->drawRoundedRect(place, 6, 6);
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Role::Accent));
        if (selected)
            painter->drawRoundedRect(QRectF(place.left(), place.top() + 8, 3, place.height() - 16), 1.5, 1.5);
        painter->drawPixmap(
            QPointF(place.left() + 12, place.center().y() - 8),
            tintedIcon(index.data(Qt::UserRole).toString(), 16, selected ? Role::Accent : Role::Muted));
        kit::paintText(*painter, place.adjusted(38, 0, -6, 0), index.data().toString(), fontOf(Type::Strong),
                       color(Role::Text));
        painter->restore();
    }
};

} // namespace

int Section::search(QString const& part)
{
    auto const lines = findChildren<Line*>();
    if (lines.isEmpty())
        return -1;
    int left = 0;
    for (auto* line : lines) {
        auto const shown = part.isEmpty() || line->matches(part);
        line->setVisible(shown);
        left += shown ? 1 : 0;
    }
    return left;
}

Line::Line(QString const& label, QString const& hint, QWidget* control, bool monoLabel, QWidget* parent)
    : QWidget{parent}, m_label{label}
{
    auto* lines = new QHBoxLayout{this};
    lines->setContentsMargins(16, 9, 16, 9);
    lines->setSpacing(12);
    m_hint = kit::text(hint, Type::Small, Role::Muted, kit::Wrap::Yes);
    m_hint->setVisible(!hint.isEmpty());
    auto* words =
        kit::column(2)->add(kit::text(label, monoLabel ? Type::MonoStrong : Type::Strong))->add(m_hint);
    lines->addWidget(words, 1);
    lines->addWidget(control, 0, Qt::AlignVCenter);
}

void Line::setHint(QString const& hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

bool Line::matches(QString const& part) const
{
    return m_label.contains(part, Qt::CaseInsensitive) || m_hint->text().contains(part, Qt::CaseInsensitive);
}

void Line::paintEvent(QPaintEvent*)
{
    if (y() < 4)
        return; // The first one stands at the card's edge.
    QPainter painter{this};
    painter.fillRect(0, 0, width(), 1, color(Role::LineSubtle));
}

Switch::Switch(QString const& name, QWidget* parent) : QAbstractButton{parent}
{
    setCheckable(true);
    setAccessibleName(name);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setFixedSize(sizeHint());
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Switch::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF const track{2, 3, 36, 20};
    painter.setPen(isChecked() ? QPen{Qt::NoPen} : QPen{color(Role::LineStrong), 1.4});
    painter.setBrush(isChecked() ? color(Role::AccentFill) : color(Role::Field));
    painter.drawRoundedRect(track, 10, 10);
    QPointF const knob{isChecked() ? track.right() - 10 : track.left() + 10, track.center().y()};
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(isChecked() ? Role::OnFill : Role::LineStrong));
    painter.drawEllipse(knob, 7, 7);
    painter.setBrush(Qt::NoBrush);
    if (isChecked()) { // Not by place and colour alone.
        painter.setPen(QPen{color(Role::AccentFill), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
        painter.drawPolyline(
            QPolygonF{{knob + QPointF{-3, 0.4}, knob + QPointF{-0.8, 2.6}, knob + QPointF{3.2, -2.4}}});
    }
    if (hasFocus()) {
        painter.setPen(QPen{color(Role::Accent), 2});
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 12, 12);
    }
}

kit::Panel* lineCard(QList<QWidget*> const& lines)
{
    auto* card = kit::column(0, {1, 1, 1, 1}, "card");
    for (auto* line : lines)
        card->add(line);
    return card;
}

QLabel* sectionTitle(QString const& words)
{
    return kit::text(words, Type::H2);
}

SectionList::SectionList(QWidget* parent) : QListWidget{parent}
{
    setAccessibleName(tr("Sections"));
    setItemDelegate(new SectionDelegate{this});
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&theme(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void SectionList::addSection(QString const& words, QString const& icon)
{
    auto* item = new QListWidgetItem{words, this};
    item->setData(Qt::UserRole, icon);
}

} // namespace ui::settings
