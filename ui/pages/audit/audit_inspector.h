// The pane of one audit row: who, what, from where, the details as stored, and its place in the chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/facts.h"
#include "ui/kit/page.h"
#include "ui/pages/audit/audit_types.h"

namespace ui::audit {

/// Three rows in line: the one before, the chosen one, the one after; an unknown one is dashed.
class ChainView final : public QWidget {
    Q_OBJECT

public:
    explicit ChainView(QWidget* parent = nullptr);
    void set(Head const& before, Head const& self, Head const& after);
    QSize sizeHint() const override { return {272, 46}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Head m_links[3];
};

enum class Act { SameActor, SameObject, SameTrace, OpenActor, OpenObject, Close };

class Inspector final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 316;

    explicit Inspector(QWidget* parent = nullptr);
    /// `opens`: the object has a page of its own.
    void showRow(Row const& row, bool opens);
    void showNothing();
    void setNeighbours(Head const& before, Head const& after);
    qint64 shownNumber() const { return m_row.number; }
    Row const& shownRow() const { return m_row; }

signals:
    void chosen(ui::audit::Act act);
    void copied(QString const& what);

private:
    void addHead();
    void addFacts();
    void addDetails();
    void addFoot(bool opens);

    Row m_row;
    kit::Panel* m_body;
    kit::Panel* m_foot;
    ChainView* m_chain = nullptr;
    kit::Facts* m_facts = nullptr;
};

} // namespace ui::audit
