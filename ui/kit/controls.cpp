// Buttons, chips and small controls.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/controls.h"

#include "ui/kit/layout.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace ui::kit {

namespace {

struct Look {
    char const* kind;
    Role ink;
};

Look lookOf(Kind kind)
{
    switch (kind) {
    case Kind::Default:
        return {"default", Role::Text2};
    case Kind::Primary:
        return {"primary", Role::OnFill};
    case Kind::Danger:
        return {"danger", Role::OnFill};
    case Kind::DangerLine:
        return {"dangerLine", Role::Crit};
    case Kind::Ghost:
        return {"ghost", Role::Text2};
    case Kind::Link:
        return {"link", Role::Accent};
    }
    return {"default", Role::Text2};
}

int heightOf(Size size)
{
    return size == Size::Compact ? 26 : size == Size::Decisive ? 40 : 32;
}

/// Exclusive buttons of one kind with roving focus: the checked one is the Tab stop, arrows move.
QButtonGroup* rovingGroup(QWidget* parent, QStringList const& words, char const* kind, QFont const& font,
                          int height)
{
    auto* group = new QButtonGroup{parent};
    group->setExclusive(true);
    for (int index = 0; index < words.size(); ++index) {
        auto* button = new QPushButton{words[index], parent};
        button->setCheckable(true);
        button->setProperty("kind", kind);
        button->setFont(font);
        button->setFixedHeight(height);
        button->setAccessibleName(words[index]);
        button->setChecked(index == 0);
        button->setFocusPolicy(index == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        group->addButton(button, index);
        parent->layout()->addWidget(button);
    }
    QObject::connect(group, &QButtonGroup::idToggled, parent, [group](int index, bool on) {
        group->button(index)->setFocusPolicy(on ? Qt::StrongFocus : Qt::ClickFocus);
    });
    return group;
}

} // namespace

Button::Button(QString const& label, Kind kind, QString const& iconName, Size size, QWidget* parent)
    : QPushButton{label, parent}, m_kind{kind}, m_size{size}, m_iconName{iconName}
{
    setAccessibleName(label);
    setCursor(Qt::PointingHandCursor);
    setFont(fontOf(size == Size::Compact ? Type::SmallStrong : Type::Strong));
    setFixedHeight(heightOf(size));
    setProperty("compact", size == Size::Compact);
    setAutoDefault(false);
    dress();
    connect(&theme(), &Theme::changed, this, &Button::dress);
}

void Button::setKind(Kind kind)
{
    m_kind = kind;
    dress();
    restyle(this);
}

void Button::setIconName(QString const& name)
{
    m_iconName = name;
    dress();
}

void Button::setReason(QString const& whyNot)
{
    setEnabled(whyNot.isEmpty());
    setToolTip(whyNot);
    setAccessibleDescription(whyNot);
}

void Button::changeEvent(QEvent* event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        dress();
}

void Button::dress()
{
    auto const look = lookOf(m_kind);
    setProperty("kind", look.kind);
    if (m_iconName.isEmpty())
        return setIcon({});
    auto const size = m_size == Size::Compact ? 14 : 16;
    setIconSize({size, size});
    setIcon(QIcon{tintedIcon(m_iconName, size, isEnabled() ? look.ink : Role::Muted)});
}

IconButton::IconButton(QString const& iconName, QString const& tip, int size, QWidget* parent)
    : QToolButton{parent}, m_iconName{iconName}, m_size{size}
{
    setToolTip(tip);
    setAccessibleName(tip);
    setFixedSize(size + 12, size + 12);
    setIconSize({size, size});
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    dress();
    connect(&theme(), &Theme::changed, this, &IconButton::dress);
}

void IconButton::setIconName(QString const& name)
{
    m_iconName = name;
    dress();
}

void IconButton::dress()
{
    setIcon(QIcon{tintedIcon(m_iconName, m_size, Role::Text2)});
}

Segmented::Segmented(QStringList const& choices, QWidget* parent) : QWidget{parent}
{
    setAttribute(Qt::WA_StyledBackground);
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(2, 2, 2, 2);
    line->setSpacing(2);
    m_group = rovingGroup(this, choices, "segment", fontOf(Type::SmallStrong), 26);
    setFixedHeight(32);
    connect(m_group, &QButtonGroup::idClicked, this, &Segmented::chosen);
}

int Segmented::current() const
{
    return m_group->checkedId();
}
void Segmented::setCurrent(int index)
{
    m_group->button(index)->setChecked(true);
}

Tabs::Tabs(QStringList const& words, QWidget* parent) : QWidget{parent}
{
    auto* line = new QHBoxLayout{this};
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(18);
    m_group = rovingGroup(this, words, "tab", fontOf(Type::Strong), 34);
    line->addStretch();
    connect(m_group, &QButtonGroup::idClicked, this, &Tabs::chosen);
}

int Tabs::current() const
{
    return m_group->checkedId();
}
void Tabs::setCurrent(int index)
{
    m_group->button(index)->setChecked(true);
}

void Tabs::setWord(int index, QString const& word)
{
    m_group->button(index)->setText(word);
    m_group->button(index)->setAccessibleName(word);
}

TickBox::TickBox(QString const& label, QWidget* parent) : QCheckBox{label, parent}
{
    setAccessibleName(label);
    setFont(fontOf(Type::Body));
    setCursor(Qt::PointingHandCursor);
}

QSize TickBox::sizeHint() const
{
    auto const words = text().isEmpty() ? 0 : 8 + fontMetrics().horizontalAdvance(text());
    return {20 + words, 26};
}

void TickBox::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    QRectF const box{2, (height() - 16) / 2.0, 16, 16};
    paintTick(painter, box,
              checkState() == Qt::Checked            ? Tick::On
              : checkState() == Qt::PartiallyChecked ? Tick::Partly
                                                     : Tick::Off);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen{color(Role::Accent), 2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5);
    }
    paintText(painter, QRectF(rect()).adjusted(26, 0, 0, 0), text(), font(),
              color(isEnabled() ? Role::Text : Role::Disabled));
}

Chip::Chip(QString const& words, Role role, QString const& iconName, QWidget* parent) : QWidget{parent}
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(words, role, iconName);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Chip::set(QString const& words, Role role, QString const& iconName)
{
    m_words = words;
    m_role = role;
    m_iconName = iconName;
    setAccessibleName(words);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    auto const words = QFontMetrics{fontOf(Type::SmallStrong)}.horizontalAdvance(m_words);
    return {words + 16 + (m_iconName.isEmpty() ? 0 : 17), 22};
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().chip(m_role));
    painter.drawRoundedRect(rect(), 4, 4);
    auto left = 8.0;
    if (!m_iconName.isEmpty()) {
        painter.drawPixmap(QPointF{7, (height() - 13) / 2.0}, tintedIcon(m_iconName, 13, m_role));
        left = 24;
    }
    paintText(painter, QRectF(rect()).adjusted(left, 0, -6, 0), m_words, fontOf(Type::SmallStrong),
              color(m_role));
}

SeverityChip::SeverityChip(Severity severity, QString const& words, bool solid, QWidget* parent)
    : QWidget{parent}
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(severity, words, solid);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeverityChip::set(Severity severity, QString const& words, bool solid)
{
    m_severity = severity;
    m_words = words.isEmpty() ? severityWord(severity) : words;
    m_solid = solid;
    setAccessibleName(tr("Severity: %1").arg(m_words));
    updateGeometry();
    update();
}

QSize SeverityChip::sizeHint() const
{
    return {QFontMetrics{sansFont(12, 600)}.horizontalAdvance(m_words) + 34, 22};
}

void SeverityChip::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    auto const role = severityRole(m_severity);
    painter.setBrush(m_solid ? color(Role::CritFill) : theme().chip(role));
    painter.drawRoundedRect(rect(), 4, 4);
    auto const ink = m_solid ? color(Role::OnFill) : color(role);
    paintSeverity(painter, QRectF(7, (height() - 13) / 2.0, 13, 13), m_severity, m_solid ? ink : QColor{});
    paintText(painter, QRectF(rect()).adjusted(25, 0, -6, 0), m_words, sansFont(12, 600), ink);
}

SeverityGlyph::SeverityGlyph(Severity severity, int size, QWidget* parent)
    : QWidget{parent}, m_severity{severity}
{
    setFixedSize(size, size);
    set(severity);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeverityGlyph::set(Severity severity)
{
    m_severity = severity;
    setAccessibleName(severityWord(severity));
    update();
}

void SeverityGlyph::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    paintSeverity(painter, rect(), m_severity);
}

Avatar::Avatar(QString const& name, int size, QWidget* parent) : QWidget{parent}
{
    setFixedSize(size, size);
    setName(name);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Avatar::setName(QString const& name)
{
    m_initials = initials(name);
    setAccessibleName(name);
    update();
}

void Avatar::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    paintAvatar(painter, rect(), m_initials);
}

ProgressBar::ProgressBar(int height, QWidget* parent) : QWidget{parent}
{
    setFixedHeight(height);
    setMinimumWidth(48);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ProgressBar::set(double share, Role role)
{
    m_share = share;
    m_role = role;
    setAccessibleName(share < 0 ? tr("Progress unknown") : tr("%1 percent").arg(qRound(share * 100)));
    update();
}

void ProgressBar::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    paintBar(painter, rect(), m_share, m_role);
}

} // namespace ui::kit
