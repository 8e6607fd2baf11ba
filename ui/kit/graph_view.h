// The graph of a playbook: steps as boxes with their state, edges with their condition. Its list twin is
// the page's.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/painted_items.h"

#include <QGraphicsView>
#include <QHash>
#include <QList>

#include <vector>

namespace ui::kit {

enum class NodeState { ToCome, Current, Waiting, Done, Failed, Skipped };

/// "Done", "Waiting", ... as a screen reader says it.
QString nodeStateWord(NodeState state);

struct GraphNode {
    QString id;
    QString title;    // Foreign text.
    QString subtitle; // "5 · Waiting for you"
    QString icon;
    NodeState state = NodeState::ToCome;
};

struct GraphEdge {
    QString from;
    QString to;
    QString label = {}; // "yes"
};

/// One Tab stop: down and up follow edges, left and right go along a layer, Enter opens. Ctrl and the
/// wheel, + and - zoom,
/// 0 fits. Every node has an accessible name with its state and where it leads.
class GraphView : public QGraphicsView, public PaintedItems {
    Q_OBJECT

public:
    explicit GraphView(QString const& name, QWidget* parent = nullptr);
    ~GraphView() override;

    /// Edges to unknown ids are left out.
    void setGraph(std::vector<GraphNode> nodes, std::vector<GraphEdge> const& edges);
    /// Changes one node where it stands: a run goes on.
    void setState(QString const& id, NodeState state, QString const& subtitle);
    void setCurrent(QString const& id);
    QString current() const;
    void fit();
    void zoomBy(double factor);
    double zoom() const;

    int itemCount() const override;
    QString itemName(int item) const override;
    QRect itemPlace(int item) const override;
    int currentItem() const override { return m_current; }

signals:
    void currentChanged(QString const& id);
    void opened(QString const& id);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    class NodeItem;
    class EdgeItem;
    void moveTo(int node);
    int nodeAt(QPoint const& place) const;
    int follow(Qt::Key key) const;
    int firstActive() const;

    QGraphicsScene* m_scene;
    std::vector<GraphNode> m_nodes;
    std::vector<NodeItem*> m_items;
    std::vector<EdgeItem*> m_edges;
    QHash<QString, int> m_places;
    int m_current = -1;
    bool m_fitted = true; // Fits again when resized, until the user zooms.
};

} // namespace ui::kit
