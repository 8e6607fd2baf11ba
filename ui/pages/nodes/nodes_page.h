// Nodes: the engines that serve one database, and how each does.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/facts.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/kit/tile.h"
#include "ui/pages/nodes/nodes_client.h"
#include "ui/pages/nodes/nodes_model.h"

#include <QTimer>

namespace ui::nodes {

/// Asks every few seconds while it is shown: engines tell that they live once a second.
class NodesPage final : public kit::Page {
    Q_OBJECT

public:
    explicit NodesPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    void open(kit::Address const& address) override;
    void setNarrow(bool narrow) override;
    kit::StateView const& state() const { return *m_state; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeInspector();
    QWidget* makeBoard();
    void take(std::vector<Node> nodes);
    void fillTiles();
    void choose(QString const& id);

    NodesClient m_client;
    std::vector<Node> m_nodes;
    QString m_chosen;
    QTimer m_timer{this};
    NodesModel* m_model;
    kit::StateView* m_state;
    kit::Table* m_table = nullptr;
    kit::Button* m_details;
    kit::Panel* m_inspector;
    QLabel* m_name;
    QLabel* m_meaning;
    kit::Facts* m_facts;
    kit::Tile* m_living = nullptr;
    kit::Tile* m_lag = nullptr;
    kit::Tile* m_clocks = nullptr;
    kit::Tile* m_waiting = nullptr;
    bool m_narrow = false;
};

} // namespace ui::nodes
