// One number of a board with what it means.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"

namespace ui::kit {

class Tile final : public Panel {
    Q_OBJECT
public:
    explicit Tile(QString const& name);

    /// `mono`: the value is an identifier, not words.
    void set(Severity severity, QString const& value, QString const& hint, bool mono = false);

private:
    SeverityGlyph* m_glyph;
    QLabel* m_value;
    QLabel* m_hint;
};

} // namespace ui::kit
