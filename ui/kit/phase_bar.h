// The stages of a case or a run in one line: done, current, to come.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

namespace ui::kit {

enum class PhaseState { Done, Current, ToCome, Failed, Skipped };

struct Phase {
    QString word; // "Contain"
    PhaseState state = PhaseState::ToCome;
    QString note = {}; // "14:04" when it was done, "33 m" for how long it lasts.
};

/// Not a control: it shows. A screen reader hears "Phase 3 of 6: Contain, 33 m".
class PhaseBar : public QWidget {
    Q_OBJECT

public:
    enum class Look { Named, Thin }; // 34 px with words (a case); 5 px segments (a run).

    explicit PhaseBar(QString const& name, Look look = Look::Named, QWidget* parent = nullptr);

    void set(QList<Phase> const& phases);
    QList<Phase> const& phases() const { return m_phases; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF placeOf(int index) const;
    void paintNamed(QPainter& painter, int index) const;
    void paintThin(QPainter& painter, int index) const;

    QString m_name;
    Look m_look;
    QList<Phase> m_phases;
};

} // namespace ui::kit
