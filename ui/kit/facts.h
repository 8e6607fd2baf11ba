// The key and value list of an inspector: name at the left, value at the right, copied by a key or a click.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

namespace ui::kit {

enum class FactLook { Text, Mono, Link };

struct Fact {
    QString name;
    QString value; // From outside or ours: shown as plain text, control characters as escapes.
    FactLook look = FactLook::Text;
    Role tone = Role::Text; // Of the value; a link is always in the accent.
    bool copyable = false;
    QString chip = {}; // A word on a tint after the value.
    Role chipTone = Role::Info;
    QString tip = {}; // The long form: the absolute time where an age is shown.
};

/// One Tab stop; arrows move from fact to fact, Ctrl+C copies its value, Enter follows a link. A fact
/// without a value
/// shows "–". Secrets do not belong here.
class Facts : public QWidget {
    Q_OBJECT

public:
    enum class Side { Left, Right }; // Where values stand: beside the names (Left) or at the right edge.

    /// `name` is what a screen reader says, as "Key facts". `nameWidth` 0: as wide as the longest name.
    explicit Facts(QString const& name, Side side = Side::Right, int nameWidth = 0,
                   QWidget* parent = nullptr);

    void setFacts(QList<Fact> const& facts);
    QList<Fact> const& facts() const { return m_facts; }

signals:
    void linkChosen(int index);
    void copied(QString const& name); // The value is on the clipboard: for a toast.

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Row;
    void moveTo(int index);
    void copy(int index);
    void follow(int index);

    QList<Fact> m_facts;
    QList<Row*> m_rows;
    Side m_side;
    int m_nameWidth;
    bool m_fixedNameWidth;
    int m_current = 0;
};

} // namespace ui::kit
