// Containers that keep pages declarative: panels with a ground, rows, columns, rules and scroll areas.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBoxLayout>
#include <QMargins>
#include <QScrollArea>
#include <QSplitter>
#include <QWidget>

namespace ui::kit {

/// A widget with a ground of the style sheet ("card", "well", "pane", "paneLeft", "paneRight", "side", "top",
/// "status", "header", "dialog", "segment", "crit", "high", "accent", "ok", "canvas", "chosen", "plain";
/// empty: none)
/// and a box layout. Plain QWidget, not QFrame: layout must not show up as frames to screen readers.
class Panel : public QWidget {
    Q_OBJECT

public:
    Panel(Qt::Orientation direction, int spacing, QMargins margins, QString const& ground = {},
          QWidget* parent = nullptr);

    Panel* add(QWidget* widget, int stretch = 0, Qt::Alignment alignment = {});
    Panel* add(QLayout* layout, int stretch = 0);
    Panel* stretch(int factor = 1);
    Panel* gap(int pixels);
    Panel* ground(QString const& name);
    /// Removes and deletes all that was added.
    void clear();
    QBoxLayout* box() const { return m_box; }

private:
    QBoxLayout* m_box;
};

inline Panel* row(int spacing = 8, QMargins margins = {}, QString const& ground = {})
{
    return new Panel{Qt::Horizontal, spacing, margins, ground};
}
inline Panel* column(int spacing = 8, QMargins margins = {}, QString const& ground = {})
{
    return new Panel{Qt::Vertical, spacing, margins, ground};
}
/// A card with its title (h3) at the left and something at the right.
Panel* card(QString const& title = {}, QWidget* right = nullptr, QString const& fact = {}, int padding = 16);
/// One pixel, horizontal or vertical.
QWidget* rule(Qt::Orientation direction = Qt::Horizontal);
/// Scrolls vertically what is higher than its place; never horizontally.
QScrollArea* scrolling(QWidget* content);
/// Panes edge to edge with one-pixel rules.
QSplitter* splitter(Qt::Orientation direction, std::initializer_list<QWidget*> panes,
                    QList<int> const& sizes);

/// Looks, by the dynamic property, again after it was changed at run time.
void restyle(QWidget* widget);

} // namespace ui::kit
