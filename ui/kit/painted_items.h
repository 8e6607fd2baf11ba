// What a widget that paints its items (days, nodes) tells a screen reader about them: each gets a name and
// a place.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QString>

class QWidget;

namespace ui::kit {

/// Inherited by the widget beside QWidget; the widget says focusMoved(this) when its current item changes.
class PaintedItems {
public:
    PaintedItems();

    virtual int itemCount() const = 0;
    virtual QString itemName(int item) const = 0;
    virtual QRect itemPlace(int item) const = 0; // In the widget.
    virtual int currentItem() const = 0;         // -1: none.

protected:
    ~PaintedItems() = default;
};

/// Tells screen readers that the current item is another one; nothing when the widget has no focus.
void focusMoved(QWidget* widget);

} // namespace ui::kit
