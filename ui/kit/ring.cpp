// A score as a ring.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/ring.h"

#include "ui/kit/paint.h"

#include <QPainter>

namespace ui::kit {

Ring::Ring(QString const& name, int size, QWidget* parent) : QWidget{parent}
{
    setAccessibleName(name);
    setFixedSize(size, size);
    set(std::nullopt);
}

void Ring::set(std::optional<int> score, Role tone)
{
    m_score = score ? std::optional{std::clamp(*score, 0, 100)} : std::nullopt;
    m_tone = tone;
    setAccessibleDescription(m_score ? tr("%1 of 100").arg(*m_score) : tr("No score yet"));
    update();
}

void Ring::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    auto const width = this->width() / 10.0;
    auto const place = QRectF{rect()}.adjusted(width / 2 + 1, width / 2 + 1, -width / 2 - 1, -width / 2 - 1);
    painter.setPen(QPen{color(theme().dark() ? Role::Line : Role::LineSubtle), width});
    painter.drawEllipse(place);
    if (m_score && *m_score > 0) {
        painter.setPen(
            QPen{color(m_tone), width, Qt::SolidLine, *m_score < 100 ? Qt::RoundCap : Qt::FlatCap});
        painter.drawArc(place, 90 * 16, -*m_score * 360 * 16 / 100);
    }
    paintText(painter, rect(), m_score ? QString::number(*m_score) : QStringLiteral("–"),
              sansFont(static_cast<int>(this->width() * 0.31), 600), color(Role::Text), Qt::AlignCenter);
}

} // namespace ui::kit
