// The top of a case: severity, id, title, running clock, phases and the actions that decide.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/layout.h"
#include "ui/kit/phase_bar.h"
#include "ui/pages/incidents/incidents_types.h"

namespace ui::incidents {

/// GUI thread. It shows and offers; the case view acts.
class CaseHead : public QWidget {
    Q_OBJECT

public:
    explicit CaseHead(QWidget* parent = nullptr);

    /// `whyNot` is empty when the caller may change cases.
    void setCase(Incident const& incident, QString const& whyNot);
    void setPhases(QList<kit::Phase> const& phases) { m_phases->set(phases); }
    void setClock(QString const& clock);
    void setNarrow(bool narrow) { m_details->setVisible(narrow); }
    QString clock() const;

signals:
    void back();
    void stateChosen(QString const& state);
    void reportChosen();
    void fileChosen();
    void bundleChosen();
    void detailsChosen();

private:
    void showMenu();

    Incident m_incident;
    QString m_whyNot;
    kit::SeverityChip* m_severity;
    QLabel* m_id;
    kit::Chip* m_state;
    QLabel* m_opened;
    QLabel* m_title;
    QLabel* m_clockName;
    QLabel* m_clock;
    kit::Button* m_report;
    kit::Button* m_next;
    kit::Button* m_details;
    kit::IconButton* m_more;
    kit::PhaseBar* m_phases;
};

} // namespace ui::incidents
