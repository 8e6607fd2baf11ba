// The right column of a case: the next step, whom it is about, what was touched, the evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/facts.h"
#include "ui/kit/layout.h"
#include "ui/pages/incidents/incidents_client.h"

#include <optional>

namespace ui::incidents {

/// What would be started: the playbook and its dry run, in the order of its flow.
struct Suggestion {
    Playbook playbook;
    std::vector<PreviewLine> effects;
};

/// GUI thread. It shows; the case view reads and acts.
class SidePane : public QWidget {
    Q_OBJECT

public:
    explicit SidePane(QWidget* parent = nullptr);

    /// The run that matters now: the one that waits, else the one that works; else the suggestion.
    void setNext(Incident const& incident, std::vector<Run> const& runs,
                 std::optional<Suggestion> const& suggestion, QString const& whyNotStart);
    void setAbout(Incident const& incident, Account const& account, AlertSubject const& subject,
                  QString const& head);
    void setTouched(Touched const& touched);
    void setTouchedNote(QString const& note);
    void setEvidence(std::vector<Evidence> const& evidence);

signals:
    void runChosen(QString const& runId);
    void startChosen(QString const& playbookId); // Empty: choose another one.
    void accountChosen();
    void alertChosen();
    void touchedChosen();
    void evidenceChosen();

private:
    void showRun(Run const& run);
    void showSuggestion(Suggestion const& suggestion, QString const& whyNotStart);

    kit::Panel* m_next;
    kit::Facts* m_about;
    kit::Facts* m_touched;
    QLabel* m_touchedNote;
    kit::Panel* m_evidence;
    QStringList m_links;
    QString
        // What the card shows: rebuilt only when that changes, or focus would be lost each second.
        m_nextShown;
    QString m_evidenceShown;
};

} // namespace ui::incidents
