// "What did this touch": the records that an account or one of its tokens read and wrote.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/filter_bar.h"
#include "ui/kit/state_view.h"
#include "ui/kit/table.h"
#include "ui/pages/incidents/incidents_client.h"
#include "ui/pages/incidents/incidents_model.h"

#include <QComboBox>

namespace ui::incidents {

/// GUI thread. The case view owns it and says whom to ask for.
class TouchedPane : public QWidget {
    Q_OBJECT

public:
    TouchedPane(IncidentsClient& client, QWidget* parent = nullptr);

    /// An hour before the case is looked at too: the theft came before the alert.
    void setSubject(QString const& userId, QString const& userName, QStringList const& tokens,
                    QDateTime const& from, QDateTime const& to);
    void read();
    bool knowsWhom() const { return !m_choices.empty(); }
    kit::StateView* state() const { return m_state; }

signals:
    void found(ui::incidents::Touched const& touched);
    void refused(ui::Problem const& problem);
    /// A record of the table was opened: collection and id.
    void recordChosen(QString const& collection, QString const& record);

private:
    void show(Touched const& touched);
    void narrow();

    IncidentsClient& m_client;
    std::vector<Whose> m_choices;
    QDateTime m_from;
    QDateTime m_to;
    QComboBox* m_whose;
    kit::FilterBar* m_filter;
    QLabel* m_facts;
    TouchedModel* m_model;
    kit::Table* m_table;
    kit::StateView* m_state;
};

} // namespace ui::incidents
