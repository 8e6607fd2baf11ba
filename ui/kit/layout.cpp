// Panels, rules, scroll areas and splitters of the kit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/layout.h"

#include "ui/kit/text.h"

#include <QStyle>

namespace ui::kit {

Panel::Panel(Qt::Orientation direction, int spacing, QMargins margins, QString const& ground, QWidget* parent)
    : QWidget{parent}, m_box{new QBoxLayout{direction == Qt::Horizontal ? QBoxLayout::LeftToRight
                                                                        : QBoxLayout::TopToBottom,
                                            this}}
{
    m_box->setSpacing(spacing);
    m_box->setContentsMargins(margins);
    this->ground(ground);
}

Panel* Panel::add(QWidget* widget, int stretch, Qt::Alignment alignment)
{
    m_box->addWidget(widget, stretch, alignment);
    return this;
}

Panel* Panel::add(QLayout* layout, int stretch)
{
    m_box->addLayout(layout, stretch);
    return this;
}

Panel* Panel::stretch(int factor)
{
    m_box->addStretch(factor);
    return this;
}

Panel* Panel::gap(int pixels)
{
    m_box->addSpacing(pixels);
    return this;
}

Panel* Panel::ground(QString const& name)
{
    // Without the attribute a plain QWidget ignores the sheet's background.
    setAttribute(Qt::WA_StyledBackground, !name.isEmpty());
    setProperty("ground", name);
    restyle(this);
    return this;
}

void Panel::clear()
{
    while (auto* item = m_box->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

Panel* card(QString const& title, QWidget* right, QString const& fact, int padding)
{
    auto* panel = column(12, {padding, padding - 2, padding, padding}, QStringLiteral("card"));
    if (title.isEmpty())
        return panel;
    auto* head = row(8);
    head->add(text(title, Type::H3));
    if (!fact.isEmpty())
        head->add(text(fact, Type::Small, Role::Muted));
    head->stretch();
    if (right)
        head->add(right);
    return panel->add(head);
}

QWidget* rule(Qt::Orientation direction)
{
    auto* line = new Panel{Qt::Horizontal, 0, {}, QStringLiteral("rule")};
    if (direction == Qt::Horizontal)
        line->setFixedHeight(1);
    else
        line->setFixedWidth(1);
    return line;
}

QScrollArea* scrolling(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

QSplitter* splitter(Qt::Orientation direction, std::initializer_list<QWidget*> panes, QList<int> const& sizes)
{
    auto* split = new QSplitter{direction};
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    for (auto* pane : panes)
        split->addWidget(pane);
    split->setSizes(sizes);
    return split;
}

void restyle(QWidget* widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace ui::kit
