// Where the nodes and edges of a directed graph go: layers from top to bottom, few crossings, right-angled
// edges.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QSizeF>

#include <vector>

namespace ui::kit {

struct LayoutEdge {
    int from;
    int to;
};

struct GraphPlaces {
    std::vector<QPointF> nodes; // Upper left corners.
    std::vector<int> layers;
    std::vector<QList<QPointF>> edges; // Corners from the lower side of `from` to the upper side of `to`.
    QSizeF size;
};

/// Longest-path layers, order within a layer by barycentres, long edges through the gaps between nodes. An
/// edge that
/// closes a circle is laid out backwards: playbooks have none, but a draft may.
GraphPlaces layOut(int nodes, std::vector<LayoutEdge> const& edges, QSizeF const& nodeSize);

} // namespace ui::kit
