// The pane at the right of the log table: one event with its fields, as JSON, and where it leads.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/controls.h"
#include "ui/kit/table.h"
#include "ui/pages/logs/logs_model.h"

#include <QPlainTextEdit>

class QLabel;
class QStackedWidget;

namespace ui::logs {

class DetailsPane final : public QWidget {
    Q_OBJECT

public:
    explicit DetailsPane(QWidget* parent = nullptr);

    void show(LogEvent const& event);
    /// Nothing is chosen, or the event is being read.
    void showNote(QString const& note);
    LogEvent const& event() const { return m_event; }
    kit::Table* fieldTable() const { return m_table; }

signals:
    void previous();
    void next();
    void closed();
    /// "field=value" or its negation, to be joined to the query.
    void wanted(QString const& term);
    void traceWanted(QString const& traceId);
    /// Everything around this moment.
    void contextWanted(QDateTime const& at);
    /// token_id, user_id or client_id: what did it touch?
    void touchedWanted(QString const& idName, QString const& id);
    void userWanted(QString const& userId);
    void copied(QString const& what);

private:
    QWidget* makeHead();
    QWidget* makeActions();
    void activate(int row);
    QList<QAction*> actionsOf(int row);

    LogEvent m_event;
    FieldsModel* m_model;
    kit::Table* m_table;
    QPlainTextEdit* m_json;
    QStackedWidget* m_pages;
    QWidget* m_content;
    QLabel* m_note;
    kit::SeverityChip* m_level;
    QLabel* m_source;
    QLabel* m_time;
    QLabel* m_message;
    kit::Button* m_trace;
    kit::Button* m_touched;
};

} // namespace ui::logs
