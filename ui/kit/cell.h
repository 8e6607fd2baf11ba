// What one table cell shows: words and how they look. Models return cells, CellDelegate paints them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStringList>
#include <QStyledItemDelegate>
#include <QVariant>

namespace ui::kit {

enum class Look {
    Text,
    Strong,
    Muted,
    Mono,
    MonoMuted,
    Number,
    Severity, // shape and word
    Chips,    // each of `words` split at '|' as a chip in `tone`
    Person,   // avatar, name, and `second` below it
    IconText, // `icon` before the words
    TwoLines, // words and `second` below
    Bar,      // `share` as a bar with the words after it
    Tick,     // a tick box
};

struct Cell {
    QString words;
    Look look = Look::Text;
    Role tone = Role::Text;
    QString second = {};
    QString icon = {};
    Severity severity = Severity::Info;
    double share = 0;
    Qt::CheckState tick = Qt::Unchecked;
    QString tip = {}; // Tooltip: the absolute time where an age is shown.
};

inline Cell plain(QString words, Role tone = Role::Text)
{
    return {.words = std::move(words), .tone = tone};
}
inline Cell strong(QString words)
{
    return {.words = std::move(words), .look = Look::Strong};
}
inline Cell muted(QString words)
{
    return {.words = std::move(words), .look = Look::Muted, .tone = Role::Muted};
}
inline Cell mono(QString words)
{
    return {.words = std::move(words), .look = Look::Mono};
}
inline Cell monoMuted(QString words)
{
    return {.words = std::move(words), .look = Look::MonoMuted, .tone = Role::Muted};
}
inline Cell number(QString words)
{
    return {.words = std::move(words), .look = Look::Number};
}
inline Cell chip(QString words, Role tone = Role::Info)
{
    return {.words = std::move(words), .look = Look::Chips, .tone = tone};
}
inline Cell severityCell(Severity severity)
{
    return {.words = severityWord(severity),
            .look = Look::Severity,
            .tone = severityRole(severity),
            .severity = severity};
}

enum CellRole {
    LookRole = Qt::UserRole + 1,
    ToneRole,
    SecondRole,
    IconRole,
    SeverityRole,
    ShareRole,
    SortRole,
    WidthRole
};
QVariant cellData(Cell const& cell, int role);

class CellDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setHovered(int row) { m_hovered = row; }
    void paint(QPainter* painter, QStyleOptionViewItem const& option,
               QModelIndex const& index) const override;

private:
    int m_hovered = -1;
};

} // namespace ui::kit
