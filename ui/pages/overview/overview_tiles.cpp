// Tiles of the overview.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_tiles.h"

#include "ui/kit/charts.h"
#include "ui/kit/controls.h"
#include "ui/kit/paint.h"

#include <QPainter>

namespace ui::overview {

namespace {

constexpr QMargins kTileMargins{16, 12, 16, 12};
constexpr int kGlyphSize = 22;

} // namespace

NumberTile::NumberTile(QString const& name, QString const& lineName, Role tone, QWidget* parent)
    : Panel{Qt::Vertical, 4, kTileMargins, QStringLiteral("card"), parent}, m_name{name},
      m_value{kit::text(QStringLiteral("–"), Type::Display)}, m_unit{kit::text({}, Type::Small, Role::Muted)},
      m_line{new kit::Sparkline{lineName, tone}}, m_iconPlace{kit::row(0)}, m_caption{kit::elided(
                                                                                {}, Type::Small, Role::Text2)}
{
    m_unit->setContentsMargins(0, 0, 0, 4);
    m_line->setFixedSize(84, 30);
    add(kit::text(name, Type::Small, Role::Muted));
    auto* middle = kit::row(4);
    middle->add(m_value, 0, Qt::AlignBottom)
        ->add(m_unit, 0, Qt::AlignBottom)
        ->stretch()
        ->add(m_line, 0, Qt::AlignBottom);
    add(middle)->add(kit::row(4)->add(m_iconPlace)->add(m_caption, 1));
    setMinimumWidth(190);
}

void NumberTile::set(QString const& value, QString const& unit, QString const& icon, QString const& caption,
                     Role captionTone)
{
    m_value->setText(value);
    m_unit->setText(unit);
    m_caption->setText(caption);
    auto const tone = captionTone == Role::Text2 ? Role::Muted : captionTone;
    if (icon != m_icon || tone != m_iconTone) {
        m_icon = icon;
        m_iconTone = tone;
        m_iconPlace->clear();
        if (!icon.isEmpty())
            m_iconPlace->add(kit::iconLabel(icon, 13, tone));
    }
    setAccessibleName(QStringLiteral("%1: %2 %3. %4").arg(m_name, value, unit, caption));
}

class HealthTile::Glyph final : public QWidget {
public:
    Glyph()
    {
        setFixedSize(kGlyphSize, kGlyphSize);
        connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    void set(Severity severity)
    {
        m_severity = severity;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        kit::paintSeverity(painter, QRectF{rect()}.adjusted(1, 1, -1, -1), m_severity);
    }

private:
    Severity m_severity = Severity::Info;
};

HealthTile::HealthTile(QWidget* parent)
    : Panel{Qt::Vertical, 4, kTileMargins, QStringLiteral("card"), parent}, m_glyph{new Glyph},
      m_word{kit::text(QStringLiteral("–"), Type::Display)}, m_caption{
                                                                 kit::elided({}, Type::Small, Role::Text2)}
{
    add(kit::text(tr("Engine health"), Type::Small, Role::Muted));
    add(kit::row(8)->add(m_glyph)->add(m_word)->stretch());
    add(m_caption);
    setMinimumWidth(230);
}

void HealthTile::set(Severity severity, QString const& word, QString const& caption)
{
    m_glyph->set(severity);
    m_word->setText(word);
    m_caption->setText(caption);
    setAccessibleName(tr("Engine health: %1. %2").arg(word, caption));
}

ChartCard::ChartCard(QString const& title, kit::Chart* chart, QWidget* right, QWidget* parent)
    : Panel{Qt::Vertical, 6, {16, 14, 16, 12}, QStringLiteral("card"), parent}, m_chart{chart},
      m_note{kit::text({}, Type::Small, Role::Muted, kit::Wrap::Yes)}
{
    auto* head = kit::row(8)->add(kit::text(title, Type::H3))->stretch();
    if (right)
        head->add(right);
    head->setFixedHeight(24);
    m_note->setAlignment(Qt::AlignCenter);
    add(head)->add(chart, 1)->add(m_note, 1);
    setMinimumHeight(220);
    showNote(tr("Reading…"));
}

void ChartCard::showChart()
{
    m_note->hide();
    m_chart->show();
}

void ChartCard::showNote(QString const& note)
{
    m_chart->hide();
    m_note->setText(note);
    m_note->show();
}

QString ChartCard::note() const
{
    return m_note->isHidden() ? QString{} : m_note->text();
}

} // namespace ui::overview
