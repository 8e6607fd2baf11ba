// The order in which Tab goes from control to control: as the page is read, not as it was built.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

namespace ui::kit {

/// What Tab stops at inside `roots`, which come in their order: from the top down, in a row from the left.
/// Without what is hidden, disabled, hands its focus to another widget, or is a window of its own.
/// Asked anew at every step: panes come and go, and a chain laid once would tell of a page that was.
QList<QWidget*> tabStops(QList<QWidget*> const& roots);

/// Moves the focus one stop on or back, round at the ends, and scrolls it into view. False when there is no
/// stop but the present one.
bool stepFocus(QList<QWidget*> const& roots, bool next);

} // namespace ui::kit
