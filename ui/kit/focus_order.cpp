// The order in which Tab goes from control to control.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/focus_order.h"

#include <QApplication>
#include <QHeaderView>
#include <QScrollArea>

#include <algorithm>

namespace ui::kit {

namespace {

bool isStop(QWidget const* widget)
{
    return widget->isEnabled() && widget->focusProxy() == nullptr &&
           (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

// Below each other: the upper one first; beside each other, if only in part: the left one.
bool isReadBefore(QWidget const* one, QWidget const* other)
{
    auto const a = one->geometry();
    auto const b = other->geometry();
    if (a.bottom() < b.top())
        return true;
    if (b.bottom() < a.top())
        return false;
    return a.left() != b.left() ? a.left() < b.left() : a.top() < b.top();
}

QList<QWidget*> childrenAsRead(QWidget const* parent)
{
    QList<QWidget*> ordered;
    for (auto* child : parent->findChildren<QWidget*>(QString{}, Qt::FindDirectChildrenOnly)) {
        if (child->isWindow() || !child->isVisible() || qobject_cast<QHeaderView*>(child))
            continue;
        // Not a sort: "beside each other in part" does not hold from one to the next, as sorting asks.
        auto const place = std::find_if(ordered.begin(), ordered.end(),
                                        [&](QWidget const* known) { return isReadBefore(child, known); });
        ordered.insert(place, child);
    }
    return ordered;
}

void collect(QWidget* widget, QList<QWidget*>& stops)
{
    if (isStop(widget))
        stops << widget;
    for (auto* child : childrenAsRead(widget))
        collect(child, stops);
}

// The focus may lie in a part of a stop, the editor in a table's cell for one.
qsizetype placeOf(QWidget* focus, QList<QWidget*> const& stops)
{
    for (auto* widget = focus; widget != nullptr; widget = widget->parentWidget())
        if (auto const place = stops.indexOf(widget); place >= 0)
            return place;
    return -1;
}

} // namespace

QList<QWidget*> tabStops(QList<QWidget*> const& roots)
{
    QList<QWidget*> stops;
    for (auto* root : roots)
        if (root->isVisible())
            collect(root, stops);
    return stops;
}

bool stepFocus(QList<QWidget*> const& roots, bool next)
{
    auto const stops = tabStops(roots);
    auto const now = placeOf(QApplication::focusWidget(), stops);
    if (stops.isEmpty() || (stops.size() == 1 && now == 0))
        return false;
    auto const count = stops.size();
    auto const step = now < 0 ? (next ? 0 : count - 1) : (now + (next ? 1 : count - 1)) % count;
    auto* stop = stops[step];
    stop->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    for (auto* above = stop->parentWidget(); above != nullptr; above = above->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(above))
            area->ensureWidgetVisible(stop);
    return true;
}

} // namespace ui::kit
