// One case: header, timeline with its compose line, evidence, touched records, runs and report. The page
// owns one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/kit/timeline.h"
#include "ui/pages/incidents/incidents_client.h"
#include "ui/pages/incidents/incidents_head.h"
#include "ui/pages/incidents/incidents_report.h"
#include "ui/pages/incidents/incidents_side.h"
#include "ui/pages/incidents/incidents_touched.h"

#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

#include <optional>

namespace ui::incidents {

/// GUI thread. While it is visible it refreshes itself: each second while a run is live, else every five.
class CaseView : public QWidget {
    Q_OBJECT

public:
    static constexpr int kTickMs = 1000;
    static constexpr int kCalmTicks = 5;

    CaseView(kit::PageContext context, QWidget* parent = nullptr);

    void open(QString const& id);
    void refresh();
    void setNarrow(bool narrow);
    Incident const& incident() const { return m_incident; }
    bool unsaved() const { return !m_note->text().trimmed().isEmpty(); }
    void showTab(int tab);
    void changeState(QString const& state);
    void startPlaybook(QString const& playbookId);
    kit::StateView* state() const { return m_state; }
    CaseHead* head() const { return m_head; }
    SidePane* side() const { return m_side; }
    kit::Timeline* timeline() const { return m_timeline; }
    ReportPane* report() const { return m_report; }
    QLineEdit* note() const { return m_note; }

    enum Tab { TimelineTab, EvidenceTab, TouchedTab, RunsTab, ReportTab };

signals:
    void back();
    void changed(ui::incidents::Incident const& incident);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    QWidget* composeLine();
    QWidget* timelinePane();
    void connectHead();
    void connectSide();

    void readDetail();
    void readLines();
    void readRuns();
    void readSuggestion();
    void readPreview(Playbook const& playbook);
    void readSubject();
    void take(Detail const& detail);
    void takeLines(std::vector<Line> const& lines);
    void takeRuns(std::vector<Run> runs);
    void tick();

    void showTimeline();
    void showCounts();
    void showSide();
    void lookForTouched();
    void actOn(QString const& lineId);
    void sendNote();
    void confirmClosing();
    void sendState(QString const& id, QString const& state);
    void chooseFile();
    void openRun(QString const& id);
    bool may(QString const& permission) const { return m_context.session.may(permission); }
    QString whyNotWrite() const;

    kit::PageContext m_context;
    IncidentsClient m_client;
    QTimer m_tick;
    int m_ticks = 0;
    bool m_narrow = false;
    bool m_readingLines = false;
    bool m_readingRuns = false;
    bool m_suggested = false;
    bool m_lookedForTouched = false;
    bool m_subjectKnown = false;

    QString m_id;
    Incident m_incident;
    std::vector<Evidence> m_evidence;
    std::vector<Line> m_lines;
    std::vector<Run> m_runs;
    std::optional<Suggestion> m_suggestion;
    Account m_account;
    AlertSubject m_subject;

    QPointer<kit::ConfirmDialog> m_asked;

    CaseHead* m_head;
    kit::StateView* m_state;
    kit::Tabs* m_tabs;
    QStackedWidget* m_panes;
    kit::Segmented* m_noteKind;
    QLineEdit* m_note;
    kit::Button* m_addNote;
    QButtonGroup* m_kinds;
    kit::Timeline* m_timeline;
    EvidenceModel* m_evidenceModel;
    kit::Table* m_evidenceTable;
    TouchedPane* m_touched;
    RunsModel* m_runsModel;
    kit::Table* m_runsTable;
    ReportPane* m_report;
    SidePane* m_side;
};

} // namespace ui::incidents
