// Painting of a connection's card.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connection_card.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"
#include "ui/shell/environment.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int kInset = 28; // Of the words, right of the colour bar.
constexpr int kChevronRoom = 36;

struct Glyph {
    QString icon;
    Role tone;
    Role words;
};

Glyph glyphOf(CardState::Kind kind)
{
    switch (kind) {
    case CardState::Kind::Asking:
        return {"loader-circle", Role::Muted, Role::Muted};
    case CardState::Kind::Reachable:
    case CardState::Kind::Running:
        return {"circle-check", Role::Ok, Role::Text2};
    case CardState::Kind::IdentityRefused:
        return {"triangle-alert", Role::High, Role::High};
    case CardState::Kind::Unreachable:
        return {"plug-zap", Role::Muted, Role::Text2};
    case CardState::Kind::Stopped:
    case CardState::Kind::NotSetUp:
        return {"info", Role::Muted, Role::Text2};
    }
    return {"info", Role::Muted, Role::Text2};
}

} // namespace

ConnectionCard::ConnectionCard(QString const& name, QString const& address, QString const& environment,
                               QWidget* parent)
    : QAbstractButton{parent}, m_name{kit::visible(name)}, m_address{kit::visible(address)},
      m_environment{kit::visible(environment)}
{
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(sizeHint().height());
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    say();
}

void ConnectionCard::setState(CardState const& state)
{
    m_state = state;
    say();
    update();
}

QString ConnectionCard::stateWords() const
{
    switch (m_state.kind) {
    case CardState::Kind::Asking:
        return tr("Asking…");
    case CardState::Kind::Reachable:
        return tr("Reachable · %1 ms").arg(m_state.elapsedMs);
    case CardState::Kind::IdentityRefused:
        return tr("Identity changed");
    case CardState::Kind::Unreachable:
        return tr("Not reachable");
    case CardState::Kind::Stopped:
        return tr("Engine stopped");
    case CardState::Kind::NotSetUp:
        return tr("Not set up yet");
    case CardState::Kind::Running:
        return tr("Engine running");
    }
    return {};
}

void ConnectionCard::say()
{
    setText(m_name);
    setAccessibleName(m_name + ", " + m_environment);
    setAccessibleDescription(m_address + ". " + stateWords());
}

void ConnectionCard::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    auto const ground = isChecked() ? Role::Selected : underMouse() ? Role::Hover : Role::Surface;
    bool const ringed = isChecked() || hasFocus();
    painter.setPen(QPen{color(ringed ? Role::Accent : Role::LineSubtle), hasFocus() ? 2.0 : 1.0});
    painter.setBrush(color(ground));
    painter.drawRoundedRect(QRectF{rect()}.adjusted(1, 1, -1, -1), 6, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(environmentRole(m_environment)));
    painter.drawRoundedRect(QRectF{13.0, 15.0, 4.0, height() - 30.0}, 2, 2);

    auto const chip = kit::chipWidth(m_environment);
    auto const room = width() - kInset - kChevronRoom;
    QFontMetricsF const metrics{fontOf(Type::Strong)};
    auto const name = metrics.elidedText(m_name, Qt::ElideRight, room - chip - 10);
    kit::paintText(painter, {double(kInset), 10, double(room), 20}, name, fontOf(Type::Strong),
                   color(Role::Text));
    kit::paintChip(painter, {kInset + metrics.horizontalAdvance(name) + 10, 10, chip, 20}, m_environment,
                   environmentRole(m_environment));
    kit::paintText(painter, {double(kInset), 32, double(room), 16}, m_address, fontOf(Type::MonoSmall),
                   color(Role::Muted));
    auto const glyph = glyphOf(m_state.kind);
    painter.drawPixmap(QPointF{double(kInset), 52}, tintedIcon(glyph.icon, 14, glyph.tone));
    kit::paintText(painter, {kInset + 19.0, 50, room - 19.0, 18}, stateWords(), fontOf(Type::Small),
                   color(glyph.words));
    painter.drawPixmap(QPointF{width() - 28.0, (height() - 16) / 2.0},
                       tintedIcon("chevron-right", 16, Role::Muted));
}

} // namespace ui
