// LogView as a table for screen readers: the rows in view are its children, the number of rows is the true
// one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ui::kit {

class LogView;

/// Once per program; every LogView calls it.
void letReadersIn();
/// Another source or query: cells that a reader holds are void.
void readersRelearn(LogView* view);
/// The current row changed by key or click.
void readersFollow(LogView* view);

} // namespace ui::kit
