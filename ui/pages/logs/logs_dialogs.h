// Dialogs of the logs page: what a token touched, evidence, sources, times and the name of a query.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/page.h"
#include "ui/pages/logs/logs_client.h"

namespace ui::logs {

/// Whose requests are looked at: the parameter of /logs/touched and its value.
struct Toucher {
    QString idName; // token_id, user_id or client_id
    QString id;
};

/// "What did this token touch": collections with the ids of records. `showEvents` gets a query for its
/// requests.
class TouchedDialog final : public kit::Dialog {
    Q_OBJECT

public:
    TouchedDialog(QWidget* over, LogsClient& client, Toucher const& toucher, Span const& span,
                  std::function<void(QString const& query)> showEvents);

private:
    void show(Touched const& touched);
    QString asText() const;

    Toucher m_toucher;
    Span m_span;
    Touched m_touched;
    kit::StateView* m_states;
    kit::Panel* m_content;
};

/// Keeps what the query finds as evidence and, with an open case, adds it there. `frozen` is called at the
/// end.
class FreezeDialog final : public kit::FormDialog {
    Q_OBJECT

public:
    struct Order {
        QString query;
        Span span;
        qint64 rows;                  // As counted; -1: not known.
        kit::ActiveIncident incident; // None: evidence without a case.
    };
    static constexpr qint64 kRowsMax = 100'000; // The engine keeps no more in one piece.

    FreezeDialog(QWidget* over, LogsClient& client, Order const& order,
                 std::function<void(FrozenQuery const&)> frozen);

private:
    void freeze();
    void attach(FrozenQuery const& kept);

    LogsClient& m_client;
    Order m_order;
    std::function<void(FrozenQuery const&)> m_frozen;
    FrozenQuery m_kept; // Kept already, when adding it to the case failed: not frozen twice.
};

/// What is held, and the ledger of each source.
class SourcesDialog final : public kit::Dialog {
    Q_OBJECT

public:
    SourcesDialog(QWidget* over, LogsClient& client, QDateTime const& now,
                  std::function<void(QString const& query)> showEvents);

private:
    void show(LogsStatus const& status, QDateTime const& now);

    kit::StateView* m_states;
    kit::Panel* m_content;
    std::function<void(QString const&)> m_showEvents;
};

/// "2026-11-21 14:42", "14:42:16" (that day of `now`), with or without seconds; invalid when it is none. UTC.
QDateTime momentFrom(QString const& words, QDateTime const& now);

/// Asks for a span; `chosen` gets whole seconds.
void askSpan(QWidget* over, Span const& before, QDateTime const& now,
             std::function<void(Span const&)> chosen);
void askMoment(QWidget* over, QDateTime const& now, std::function<void(QDateTime const&)> chosen);
void askName(QWidget* over, QString const& query, std::function<void(QString const&)> chosen);

} // namespace ui::logs
