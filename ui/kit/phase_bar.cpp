// The stages of a case or a run.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/phase_bar.h"

#include "ui/kit/paint.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace ui::kit {

namespace {

constexpr int kNamedHeight = 34;
constexpr int kThinHeight = 5;

QString stateWord(PhaseState state)
{
    switch (state) {
    case PhaseState::Done:
        return PhaseBar::tr("done");
    case PhaseState::Current:
        return PhaseBar::tr("now");
    case PhaseState::ToCome:
        return PhaseBar::tr("to come");
    case PhaseState::Failed:
        return PhaseBar::tr("failed");
    case PhaseState::Skipped:
        return PhaseBar::tr("skipped");
    }
    return {};
}

Role thinRole(PhaseState state)
{
    switch (state) {
    case PhaseState::Done:
        return Role::Ok;
    case PhaseState::Current:
        return Role::Accent;
    case PhaseState::Failed:
        return Role::Crit;
    case PhaseState::Skipped:
        return Role::LineStrong;
    case PhaseState::ToCome:
        return Role::Line;
    }
    return Role::Line;
}

void paintMarker(QPainter& painter, QRectF const& place, PhaseState state)
{
    painter.setBrush(Qt::NoBrush);
    auto const middle = place.center();
    switch (state) {
    case PhaseState::Done:
        return paintSeverity(painter, place, Severity::Ok);
    case PhaseState::Failed:
        return paintSeverity(painter, place, Severity::Critical);
    case PhaseState::Current:
        painter.setPen(QPen{color(Role::Accent), 3});
        return painter.drawEllipse(middle, 5, 5);
    case PhaseState::ToCome:
        painter.setPen(QPen{color(Role::LineStrong), 1.3});
        return painter.drawEllipse(middle, 6, 6);
    case PhaseState::Skipped:
        painter.setPen(QPen{color(Role::LineStrong), 1.3});
        painter.drawEllipse(middle, 6, 6);
        return painter.drawLine(middle + QPointF{-3, 0}, middle + QPointF{3, 0});
    }
}

} // namespace

PhaseBar::PhaseBar(QString const& name, Look look, QWidget* parent)
    : QWidget{parent}, m_name{name}, m_look{look}
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize PhaseBar::sizeHint() const
{
    return {480, m_look == Look::Named ? kNamedHeight : kThinHeight};
}

QSize PhaseBar::minimumSizeHint() const
{
    return {m_look == Look::Named ? 360 : 80, sizeHint().height()};
}

void PhaseBar::set(QList<Phase> const& phases)
{
    m_phases = phases;
    auto words = tr("%n phases", nullptr, static_cast<int>(phases.size()));
    for (qsizetype i = 0; i < phases.size(); ++i) {
        if (phases[i].state != PhaseState::Current)
            continue;
        words = tr("Phase %1 of %2: %3").arg(i + 1).arg(phases.size()).arg(phases[i].word);
        if (!phases[i].note.isEmpty())
            words += QStringLiteral(", ") + phases[i].note;
    }
    setAccessibleDescription(words);
    update();
}

QRectF PhaseBar::placeOf(int index) const
{
    auto const gap = m_look == Look::Named ? 4.0 : 3.0;
    auto const count = static_cast<double>(m_phases.size());
    auto const width = (this->width() - (count - 1) * gap) / count;
    return {index * (width + gap), 0, width, static_cast<qreal>(height())};
}

void PhaseBar::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    for (int index = 0; index < m_phases.size(); ++index)
        m_look == Look::Named ? paintNamed(painter, index) : paintThin(painter, index);
}

void PhaseBar::paintThin(QPainter& painter, int index) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(thinRole(m_phases[index].state)));
    painter.drawRoundedRect(placeOf(index), 2.5, 2.5);
}

void PhaseBar::paintNamed(QPainter& painter, int index) const
{
    auto const& phase = m_phases[index];
    auto const place = placeOf(index);
    auto const isCurrent = phase.state == PhaseState::Current;
    auto const surface = color(Role::Surface);
    painter.setPen(QPen{color(isCurrent ? Role::Accent : Role::LineSubtle), 1});
    if (isCurrent)
        painter.setBrush(color(Role::Selected));
    else if (phase.state == PhaseState::Done)
        painter.setBrush(mix(surface, color(Role::Ok), theme().dark() ? 0.10 : 0.07));
    else if (phase.state == PhaseState::Failed)
        painter.setBrush(theme().banner(Role::Crit));
    else
        painter.setBrush(surface);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    paintMarker(painter, {place.left() + 10, place.center().y() - 7, 14, 14}, phase.state);
    auto const noteFont = fontOf(Type::MonoSmall);
    auto const noteWidth =
        phase.note.isEmpty() ? 0.0 : QFontMetricsF{noteFont}.horizontalAdvance(phase.note) + 6;
    auto const inside = place.adjusted(31, 0, -8, 0);
    auto const tone = isCurrent ? Role::Text : phase.state == PhaseState::ToCome ? Role::Muted : Role::Text2;
    paintText(painter, inside.adjusted(0, 0, -noteWidth, 0), phase.word, sansFont(13, isCurrent ? 600 : 500),
              color(tone));
    // The word matters more than when it was.
    if (inside.width() - noteWidth > 40)
        paintText(painter, inside, phase.note, noteFont, color(Role::Muted),
                  Qt::AlignRight | Qt::AlignVCenter);
}

bool PhaseBar::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    for (int index = 0; index < m_phases.size(); ++index) {
        if (!placeOf(index).contains(help->pos()))
            continue;
        auto const& phase = m_phases[index];
        auto words = QStringLiteral("%1: %2").arg(phase.word, stateWord(phase.state));
        if (!phase.note.isEmpty())
            words += QStringLiteral(", ") + phase.note;
        QToolTip::showText(help->globalPos(), words.toHtmlEscaped(), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace ui::kit
