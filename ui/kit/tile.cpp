// A card with a name, a value and a line about it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/tile.h"

#include "ui/kit/text.h"

namespace ui::kit {

namespace {

constexpr int kWidthMin = 120; // Five stand side by side in the smallest window.

} // namespace

Tile::Tile(QString const& name)
    : Panel{Qt::Vertical, 3, {16, 11, 16, 12}, QStringLiteral("card")}, m_glyph{new SeverityGlyph{
                                                                            Severity::Info, 16}},
      m_value{elided({}, Type::H2)}, m_hint{elided({}, Type::Small, Role::Text2)}
{
    add(text(name, Type::Small, Role::Muted))->add(row(8)->add(m_glyph)->add(m_value, 1))->add(m_hint);
    setMinimumWidth(kWidthMin);
}

void Tile::set(Severity severity, QString const& value, QString const& hint, bool mono)
{
    m_glyph->set(severity);
    m_value->setFont(mono ? monoFont(16, 500) : fontOf(Type::H2));
    m_value->setText(value);
    m_hint->setText(hint);
    setAccessibleName(value + QStringLiteral(". ") + hint);
}

} // namespace ui::kit
