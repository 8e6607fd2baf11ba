// Playbooks: the library with its inspector, the runs, and one run at work. Made by the shell's table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/filter_bar.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/playbooks/playbooks_inspector.h"
#include "ui/pages/playbooks/playbooks_model.h"
#include "ui/pages/playbooks/playbooks_run.h"
#include "ui/pages/playbooks/playbooks_start.h"

namespace ui::playbooks {

class PlaybooksPage : public kit::Page {
    Q_OBJECT

public:
    explicit PlaybooksPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_inRun ? nullptr : m_filter->edit(); }

    /// Reads a CACAO file and sends it to the engine; what it refuses is listed with its places.
    void importFile(QString const& path);
    void start(QString const& playbookId, Known const& known);
    RunView* runView() const { return m_run; }
    PlaybooksModel* model() const { return m_model; }
    kit::Table* table() const { return m_table; }
    kit::StateView* state() const { return m_state; }
    Inspector* inspector() const { return m_inspector; }

private:
    QWidget* listPane();
    void readPlaybooks();
    void readRuns(QString const& after);
    void takeRuns(Batch<Run> const& batch, bool more);
    void narrow();
    void showFace();
    void showTab(int tab);
    void showList(QString const& playbookId);
    void inspect(int row);
    void approve(Detail const& detail);
    void chooseFile();
    void showDefects(Problem const& problem, QString const& path);
    void openRun(QString const& id);

    PlaybooksClient m_client;
    Known m_known;
    QString m_wanted; // To be selected when the list has come.
    QString m_nextRuns;
    bool m_inRun = false;
    bool m_narrowed = false;
    bool m_readingRuns = false;
    QPointer<kit::ConfirmDialog> m_asked;

    QStackedWidget* m_stack;
    kit::Tabs* m_tabs;
    QStackedWidget* m_lists;
    kit::FilterBar* m_filter;
    PlaybooksModel* m_model;
    kit::Table* m_table;
    kit::StateView* m_state;
    RunsModel* m_runsModel;
    kit::Table* m_runsTable;
    kit::StateView* m_runsState;
    Inspector* m_inspector;
    kit::Button* m_import;
    kit::Button* m_details;
    RunView* m_run;
};

} // namespace ui::playbooks
