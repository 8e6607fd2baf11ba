// The tiles of the overview: a number with its line, the state of the engine, a chart with its title.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/layout.h"
#include "ui/kit/sparkline.h"
#include "ui/kit/text.h"

namespace ui::kit {
class Chart;
class Chip;
} // namespace ui::kit

namespace ui::overview {

class NumberTile final : public kit::Panel {
    Q_OBJECT

public:
    NumberTile(QString const& name, QString const& lineName, Role tone, QWidget* parent = nullptr);

    /// "–" for a value that is not known.
    void set(QString const& value, QString const& unit, QString const& icon, QString const& caption,
             Role captionTone = Role::Text2);
    void setLine(QList<double> const& values) { m_line->set(values); }
    QString value() const { return m_value->text(); }
    QString caption() const { return m_caption->text(); }

private:
    QString m_name;
    QLabel* m_value;
    QLabel* m_unit;
    kit::Sparkline* m_line;
    kit::Panel* m_iconPlace;
    QLabel* m_caption;
    QString m_icon;
    Role m_iconTone = Role::Muted;
};

class HealthTile final : public kit::Panel {
    Q_OBJECT

public:
    explicit HealthTile(QWidget* parent = nullptr);
    void set(Severity severity, QString const& word, QString const& caption);
    QString word() const { return m_word->text(); }
    QString caption() const { return m_caption->text(); }

private:
    class Glyph;
    Glyph* m_glyph;
    QLabel* m_word;
    QLabel* m_caption;
};

/// A card with a chart, or with a sentence instead while there is nothing to draw.
class ChartCard final : public kit::Panel {
    Q_OBJECT

public:
    ChartCard(QString const& title, kit::Chart* chart, QWidget* right = nullptr, QWidget* parent = nullptr);
    void showChart();
    void showNote(QString const& note);
    QString note() const;

private:
    kit::Chart* m_chart;
    QLabel* m_note;
};

} // namespace ui::overview
