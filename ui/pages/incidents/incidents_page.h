// Incidents: the list of cases, and one case at work. Made by the shell's table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/filter_bar.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/incidents/incidents_case.h"
#include "ui/pages/incidents/incidents_model.h"

namespace ui::incidents {

class IncidentsPage : public kit::Page {
    Q_OBJECT

public:
    explicit IncidentsPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    bool unsaved() const override { return m_case->unsaved(); }
    void setNarrow(bool narrow) override { m_case->setNarrow(narrow); }
    QWidget* filterWidget() override { return m_inCase ? nullptr : m_filter->edit(); }

    void declare();
    bool inCase() const { return m_inCase; }
    CaseView* caseView() const { return m_case; }
    IncidentsModel* model() const { return m_model; }
    kit::Table* table() const { return m_table; }
    kit::StateView* state() const { return m_state; }

private:
    void read(QString const& after);
    void take(Batch<Incident> const& batch, bool more);
    void narrow();
    void showList();
    void showFace();
    void replace(Incident const& incident);

    IncidentsClient m_client;
    QString m_next;
    bool m_inCase = false;
    bool m_reading = false;
    QStackedWidget* m_stack;
    kit::FilterBar* m_filter;
    IncidentsModel* m_model;
    kit::Table* m_table;
    kit::StateView* m_state;
    kit::Button* m_declare;
    CaseView* m_case;
};

} // namespace ui::incidents
