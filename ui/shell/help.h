// The help of each page (resources/help) and the list of keys, shown over the page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace ui {

/// resources/help/<stem>.md, or the overview of all when there is none.
void showHelpFor(QWidget* over, QString const& stem);
void showShortcuts(QWidget* over);

} // namespace ui
