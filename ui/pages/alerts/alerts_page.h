// Alerts: what was raised and the way from it into a case; the rules that raise. Made by the shell's table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/filter_bar.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/alerts/alerts_client.h"
#include "ui/pages/alerts/alerts_inspector.h"
#include "ui/pages/alerts/alerts_model.h"

#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

namespace ui::alerts {

class AlertsPage : public kit::Page {
    Q_OBJECT

public:
    static constexpr int kPollMs = 10'000;

    explicit AlertsPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_filter->edit(); }

    AlertsModel* model() const { return m_model; }
    RulesModel* rulesModel() const { return m_rulesModel; }
    kit::Table* table() const { return m_table; }
    kit::Table* rulesTable() const { return m_rulesTable; }
    kit::StateView* state() const { return m_state; }
    kit::StateView* rulesState() const { return m_rulesState; }
    AlertPane* alertPane() const { return m_alertPane; }
    RulePane* rulePane() const { return m_rulePane; }
    void showTab(int tab);
    void newRule();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* alertsPane();
    QWidget* rulesPane();
    void connectPanes();
    void readAlerts(QString const& after);
    void takeAlerts(Batch<Alert> const& batch, bool more);
    void readCases();
    void readRules();
    void readOne(QString const& id);
    void mark(std::vector<Alert>& alerts) const;
    void replace(Alert alert);
    void replaceRule(Rule const& rule);
    void narrow();
    void showFace();
    void inspect(int row);
    void inspectRule(int row);
    void showSelection(QList<int> const& rows);
    Rule const* ruleOf(Alert const& alert) const;
    QStringList chosenIds(bool openOnly) const;
    QList<QAction*> actionsOf(int row);

    void openIncident();
    void acknowledge(QString const& id, bool tells);
    void acknowledgeChosen();
    void closeChosen(QStringList const& ids);
    void showEvents(Alert const& alert);
    void toggleRule();
    void setRule(QString const& id, bool enable, bool offersUndo);
    void removeRule();

    AlertsClient m_client;
    QTimer m_poll;
    QString m_next;
    QString m_wanted; // To be selected when the list has come.
    bool m_reading = false;
    bool m_narrowed = false;
    std::vector<Case> m_cases;
    qint64 m_eventsSkipped = 0;
    QPointer<kit::ConfirmDialog> m_asked;

    kit::Tabs* m_tabs;
    QStackedWidget* m_lists;
    QStackedWidget* m_details;
    QStackedWidget* m_bars; // Filter, or what to do with several chosen.
    kit::FilterBar* m_filter;
    QLabel* m_chosen;
    AlertsModel* m_model;
    kit::Table* m_table;
    kit::StateView* m_state;
    RulesModel* m_rulesModel;
    kit::Table* m_rulesTable;
    kit::StateView* m_rulesState;
    AlertPane* m_alertPane;
    RulePane* m_rulePane;
    kit::Button* m_newRule;
    kit::Button* m_showDetails;
};

} // namespace ui::alerts
