// Buttons, chips, switches and other small controls; all named for screen readers and all following the
// theme.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

class QButtonGroup;

namespace ui::kit {

enum class Kind { Default, Primary, Danger, DangerLine, Ghost, Link };
enum class Size { Normal, Compact, Decisive }; // 32, 26 and 40 px high

/// A push button with an icon of the set. A label that opens a dialog ends in "…".
class Button : public QPushButton {
    Q_OBJECT

public:
    explicit Button(QString const& label, Kind kind = Kind::Default, QString const& iconName = {},
                    Size size = Size::Normal, QWidget* parent = nullptr);
    void setKind(Kind kind);
    void setIconName(QString const& name);
    /// Disabled with the reason as tooltip and accessible description; an empty reason enables.
    void setReason(QString const& whyNot);

protected:
    void changeEvent(QEvent* event) override;

private:
    void dress();
    Kind m_kind;
    Size m_size;
    QString m_iconName;
};

/// An icon alone; the tip is its name and tooltip. At least 28 px.
class IconButton : public QToolButton {
    Q_OBJECT

public:
    IconButton(QString const& iconName, QString const& tip, int size = 16, QWidget* parent = nullptr);
    void setIconName(QString const& name);

private:
    void dress();
    QString m_iconName;
    int m_size;
};

/// One of a few choices; arrows move inside, one Tab stop.
class Segmented : public QWidget {
    Q_OBJECT

public:
    explicit Segmented(QStringList const& choices, QWidget* parent = nullptr);
    int current() const;
    void setCurrent(int index);

signals:
    void chosen(int index);

private:
    QButtonGroup* m_group;
};

/// Tabs as words with an accent line; arrows move inside, one Tab stop.
class Tabs : public QWidget {
    Q_OBJECT

public:
    explicit Tabs(QStringList const& words, QWidget* parent = nullptr);
    int current() const;
    void setCurrent(int index);
    void setWord(int index, QString const& word);

signals:
    void chosen(int index);

private:
    QButtonGroup* m_group;
};

/// A tick box painted in the console's manner.
class TickBox : public QCheckBox {
    Q_OBJECT

public:
    explicit TickBox(QString const& label, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(QPoint const& place) const override { return rect().contains(place); }
};

/// A word on a tint, with an optional icon. Solid: white on the fill, for SEV 1.
class Chip : public QWidget {
    Q_OBJECT

public:
    explicit Chip(QString const& words, Role role = Role::Info, QString const& iconName = {},
                  QWidget* parent = nullptr);
    void set(QString const& words, Role role, QString const& iconName = {});
    QString const& words() const { return m_words; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_words;
    Role m_role;
    QString m_iconName;
};

/// A severity: shape and word, never colour alone.
class SeverityChip : public QWidget {
    Q_OBJECT

public:
    explicit SeverityChip(Severity severity, QString const& words = {}, bool solid = false,
                          QWidget* parent = nullptr);
    void set(Severity severity, QString const& words = {}, bool solid = false);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Severity m_severity;
    QString m_words;
    bool m_solid;
};

/// The severity's shape alone, beside its word.
class SeverityGlyph : public QWidget {
    Q_OBJECT

public:
    explicit SeverityGlyph(Severity severity, int size = 14, QWidget* parent = nullptr);
    void set(Severity severity);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Severity m_severity;
};

class Avatar : public QWidget {
    Q_OBJECT

public:
    explicit Avatar(QString const& name, int size = 24, QWidget* parent = nullptr);
    void setName(QString const& name);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_initials;
};

/// 0..1; below 0: amount unknown (a moving piece is not drawn: the words beside it say what happens).
class ProgressBar : public QWidget {
    Q_OBJECT

public:
    explicit ProgressBar(int height = 6, QWidget* parent = nullptr);
    void set(double share, Role role = Role::Accent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = 0;
    Role m_role = Role::Accent;
};

} // namespace ui::kit
