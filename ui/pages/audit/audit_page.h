// The audit chain: what was done, by whom, and whether the chain is whole.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/audit/audit_inspector.h"
#include "ui/pages/audit/audit_model.h"
#include "ui/pages/audit/audit_walk.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>

namespace ui::audit {

/// GUI thread. Rows come in pages of 200 as they are scrolled to. The head that a verification found whole is
/// kept per environment, so that a later one sees a chain that was cut or hashed anew.
class AuditPage final : public kit::Page {
    Q_OBJECT

public:
    explicit AuditPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    bool busy() const override { return m_verification->running() || m_export->running(); }
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_verb; }

    void verify();
    /// Asks where to; the file dialog does not block.
    void askExport();
    void exportTo(QString const& path);

private:
    enum Span { AllTime, LastHour, LastDay, LastWeek, LastMonth, Between };

    void build();
    QWidget* buildFilter();
    QWidget* buildList();
    Filter wantedFilter() const;
    bool timesAreRight();
    void apply();
    void read(bool more);
    void take(Batch batch, bool more);
    void failed(Problem const& problem);
    void readHead();
    void showFacts();
    void showFoot();
    void showChosen(int row);
    void showRow(Row const& row);
    void readNeighbours(qint64 number);
    void act(Act act);
    kit::Address objectAddress(Row const& row) const;
    void narrowTo(QLineEdit* edit, QString const& value);
    void clearFilter();

    void showProgress(QString const& title, QString const& hint, Walk* walk);
    void showVerdict(Verdict const& verdict);
    void showBroken(Verdict const& verdict);
    Head seenHead() const;
    void keepHead(Head const& head);
    QString seenKey(char const* name) const;

    AuditClient m_client;
    AuditModel* m_model;
    Verification* m_verification;
    Export* m_export;
    QLineEdit* m_verb = nullptr;
    QLineEdit* m_actor = nullptr;
    QLineEdit* m_subject = nullptr;
    QComboBox* m_span = nullptr;
    QLineEdit* m_from = nullptr;
    QLineEdit* m_to = nullptr;
    QLabel* m_timesWrong = nullptr;
    QTimer m_typing;
    kit::Table* m_table = nullptr;
    kit::StateView* m_rows = nullptr;
    Inspector* m_inspector = nullptr;
    QLabel* m_foot = nullptr;
    kit::Button* m_details = nullptr;
    kit::Button* m_verify = nullptr;
    kit::Button* m_exportButton = nullptr;
    Filter m_filter;
    Head m_head;
    QString m_next;
    bool m_loaded = false;
    bool m_reading = false;
    int m_turn = 0;
    qint64 m_wanted = 0; // The row that an address asks for.
    QDateTime m_shownAt;
};

} // namespace ui::audit
