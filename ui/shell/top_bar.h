// The top bar: product, environment, search, the active incident, notifications, help, the user.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"
#include "ui/shell/toasts.h"

#include <QToolButton>

namespace ui {

/// The pill with severity, case and running clock: the same place on every page.
class IncidentPill final : public QAbstractButton {
    Q_OBJECT

public:
    explicit IncidentPill(Clock const& clock, QWidget* parent = nullptr);
    void set(kit::ActiveIncident const& incident);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString runningTime() const;
    QSize sizeFor(int titleMax) const;
    Clock const& m_clock;
    kit::ActiveIncident m_incident;
};

class TopBar final : public QWidget {
    Q_OBJECT

public:
    struct Names {
        QString engine;      // As the person called it.
        QString environment; // The word.
        QString user;
    };

    TopBar(Names names, Clock const& clock, QWidget* parent = nullptr);
    void setIncident(kit::ActiveIncident const& incident) { m_pill->set(incident); }
    void setUnseen(int count);
    IncidentPill* pill() const { return m_pill; }

signals:
    void searchWanted();
    void environmentWanted(QPoint const& below);
    void incidentWanted();
    void noticesWanted(QPoint const& below);
    void helpWanted();
    void userWanted(QPoint const& below);

private:
    QAbstractButton* m_search;
    IncidentPill* m_pill;
    kit::IconButton* m_bell;
};

} // namespace ui
