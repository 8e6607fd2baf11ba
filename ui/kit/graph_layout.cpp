// Layered layout: longest paths, barycentres, places by least squares, right-angled edges on tracks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/graph_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace ui::kit {

namespace {

constexpr double kNodeGap = 12;
constexpr double kLaneWidth = 18; // What a long edge needs between two nodes.
constexpr double kLayerGap = 24;
constexpr double kTrackGap = 8;
constexpr int kSweeps = 12;
constexpr int kPlaceRounds = 16;
constexpr int kStraightRounds = 6;
constexpr double kStraightPull = 12; // Chains without branches are lines, even if their middle moves.

/// A node, or a bend of a long edge in a layer that it only passes.
struct Piece {
    int layer = 0;
    double width = 0;
    double x = 0; // Its middle.
    bool isBend = false;
    std::vector<int> up;
    std::vector<int> down;
};

class Drawing {
public:
    Drawing(int nodes, std::vector<LayoutEdge> const& edges, QSizeF const& size)
        : m_nodes{nodes}, m_edges{edges}, m_size{size}, m_pieces(static_cast<std::size_t>(nodes))
    {
    }

    GraphPlaces draw()
    {
        breakCircles();
        layer();
        bend();
        order();
        place();
        straighten();
        return finished();
    }

private:
    Piece& piece(int at) { return m_pieces[static_cast<std::size_t>(at)]; }

    // Edges that close a circle are turned while layers are made; `turned` remembers them.
    void breakCircles()
    {
        m_turned.assign(m_edges.size(), false);
        std::vector<std::vector<std::size_t>> out(static_cast<std::size_t>(m_nodes));
        for (std::size_t i = 0; i < m_edges.size(); ++i)
            out[static_cast<std::size_t>(m_edges[i].from)].push_back(i);
        std::vector<int> state(static_cast<std::size_t>(m_nodes), 0); // 1: on the path, 2: done.
        for (int root = 0; root < m_nodes; ++root) {
            std::vector<std::pair<int, std::size_t>> path;
            if (state[static_cast<std::size_t>(root)] == 0)
                path.emplace_back(root, 0);
            while (!path.empty()) {
                auto& [node, next] = path.back();
                auto const here = static_cast<std::size_t>(node);
                state[here] = 1;
                if (next == out[here].size()) {
                    state[here] = 2;
                    path.pop_back();
                    continue;
                }
                auto const edge = out[here][next++];
                auto const to = static_cast<std::size_t>(m_edges[edge].to);
                if (state[to] == 1)
                    m_turned[edge] = true;
                else if (state[to] == 0)
                    path.emplace_back(m_edges[edge].to, 0);
            }
        }
    }
    int from(std::size_t edge) const { return m_turned[edge] ? m_edges[edge].to : m_edges[edge].from; }
    int to(std::size_t edge) const { return m_turned[edge] ? m_edges[edge].from : m_edges[edge].to; }

    void layer()
    {
        std::vector<int> waiting(static_cast<std::size_t>(m_nodes), 0);
        for (std::size_t i = 0; i < m_edges.size(); ++i)
            if (from(i) != to(i))
                ++waiting[static_cast<std::size_t>(to(i))];
        std::vector<int> ready;
        for (int node = 0; node < m_nodes; ++node)
            if (waiting[static_cast<std::size_t>(node)] == 0)
                ready.push_back(node);
        std::vector<std::vector<int>> out(static_cast<std::size_t>(m_nodes));
        for (std::size_t i = 0; i < m_edges.size(); ++i)
            if (from(i) != to(i))
                out[static_cast<std::size_t>(from(i))].push_back(to(i));
        for (std::size_t at = 0; at < ready.size(); ++at) {
            for (auto const next : out[static_cast<std::size_t>(ready[at])]) {
                piece(next).layer = std::max(piece(next).layer, piece(ready[at]).layer + 1);
                if (--waiting[static_cast<std::size_t>(next)] == 0)
                    ready.push_back(next);
            }
        }
        for (auto& node : m_pieces)
            node.width = m_size.width();
    }

    void bend()
    {
        m_chains.resize(m_edges.size());
        for (std::size_t i = 0; i < m_edges.size(); ++i) {
            if (from(i) == to(i))
                continue;
            auto last = from(i);
            m_chains[i].push_back(last);
            auto const end = piece(to(i)).layer;
            while (piece(last).layer + 1 < end) {
                Piece lane;
                lane.layer = piece(last).layer + 1;
                lane.width = kLaneWidth;
                lane.isBend = true;
                m_pieces.push_back(lane);
                join(last, static_cast<int>(m_pieces.size()) - 1);
                last = static_cast<int>(m_pieces.size()) - 1;
                m_chains[i].push_back(last);
            }
            join(last, to(i));
            m_chains[i].push_back(to(i));
        }
        for (int at = 0; at < static_cast<int>(m_pieces.size()); ++at) {
            auto const layer = static_cast<std::size_t>(piece(at).layer);
            if (m_layers.size() <= layer)
                m_layers.resize(layer + 1);
            m_layers[layer].push_back(at);
        }
    }
    void join(int upper, int lower)
    {
        piece(upper).down.push_back(lower);
        piece(lower).up.push_back(upper);
    }

    std::vector<double> ranks() const
    {
        std::vector<double> rank(m_pieces.size());
        for (auto const& layer : m_layers)
            for (std::size_t i = 0; i < layer.size(); ++i)
                rank[static_cast<std::size_t>(layer[i])] = static_cast<double>(i);
        return rank;
    }

    long crossings() const
    {
        auto const rank = ranks();
        long count = 0;
        for (auto const& layer : m_layers) {
            std::vector<std::pair<double, double>> lines;
            for (auto const at : layer)
                for (auto const lower : m_pieces[static_cast<std::size_t>(at)].down)
                    lines.emplace_back(rank[static_cast<std::size_t>(at)],
                                       rank[static_cast<std::size_t>(lower)]);
            std::sort(lines.begin(), lines.end());
            // Inversions of the lower ends: an insertion into a sorted list finds them.
            std::multiset<double> seen;
            for (auto const& [upper, lower] : lines) {
                count += std::distance(seen.upper_bound(lower), seen.end());
                seen.insert(lower);
            }
        }
        return count;
    }

    void order()
    {
        auto best = m_layers;
        auto fewest = crossings();
        for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
            auto const downwards = sweep % 2 == 0;
            for (std::size_t i = 1; i < m_layers.size(); ++i) {
                auto& layer = m_layers[downwards ? i : m_layers.size() - 1 - i];
                auto const rank = ranks();
                std::map<int, double> wish;
                for (auto const at : layer) {
                    auto const& near = downwards ? piece(at).up : piece(at).down;
                    auto sum = 0.0;
                    for (auto const other : near)
                        sum += rank[static_cast<std::size_t>(other)];
                    wish[at] = near.empty() ? rank[static_cast<std::size_t>(at)]
                                            : sum / static_cast<double>(near.size());
                }
                std::stable_sort(layer.begin(), layer.end(),
                                 [&wish](int a, int b) { return wish.at(a) < wish.at(b); });
            }
            if (auto const now = crossings(); now < fewest) {
                fewest = now;
                best = m_layers;
            }
        }
        m_layers = best;
    }

    // Each layer as near as possible to the middles of its neighbours without overlaps: pooling of what
    // collides is the
    // exact least-squares answer.
    void settle(std::vector<int> const& layer, std::vector<double> const& wish,
                std::vector<double> const& weights = {})
    {
        struct Pool {
            double sum;
            double weight;
            std::size_t count;
        };
        std::vector<double> offset(layer.size(), 0);
        for (std::size_t i = 1; i < layer.size(); ++i)
            offset[i] = offset[i - 1] + (piece(layer[i - 1]).width + piece(layer[i]).width) / 2 + kNodeGap;
        std::vector<Pool> pools;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            auto const own = weights.empty() ? 1.0 : weights[i];
            auto const weight = piece(layer[i]).isBend ? 2 * own : own; // Long edges stay straight.
            pools.push_back({(wish[i] - offset[i]) * weight, weight, 1});
            while (pools.size() > 1) {
                auto const& last = pools[pools.size() - 1];
                auto& before = pools[pools.size() - 2];
                if (before.sum / before.weight <= last.sum / last.weight)
                    break;
                before = {before.sum + last.sum, before.weight + last.weight, before.count + last.count};
                pools.pop_back();
            }
        }
        std::size_t at = 0;
        for (auto const& pool : pools)
            for (std::size_t i = 0; i < pool.count; ++i, ++at)
                piece(layer[at]).x = pool.sum / pool.weight + offset[at];
    }

    void place()
    {
        for (auto const& layer : m_layers) {
            std::vector<double> wish;
            auto const step = m_size.width() + kNodeGap;
            for (std::size_t i = 0; i < layer.size(); ++i)
                wish.push_back((static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2) * step);
            settle(layer, wish);
        }
        for (int round = 0; round < kPlaceRounds; ++round) {
            auto const downwards = round % 2 == 0;
            for (std::size_t i = 0; i < m_layers.size(); ++i) {
                auto const& layer = m_layers[downwards ? i : m_layers.size() - 1 - i];
                std::vector<double> wish;
                for (auto const at : layer) {
                    auto sum = 0.0;
                    auto const both = round >= kPlaceRounds / 2;
                    auto near = downwards ? piece(at).up : piece(at).down;
                    auto const& other = downwards ? piece(at).down : piece(at).up;
                    if (both || near.empty())
                        near.insert(near.end(), other.begin(), other.end());
                    for (auto const next : near)
                        sum += piece(next).x;
                    wish.push_back(near.empty() ? piece(at).x : sum / static_cast<double>(near.size()));
                }
                settle(layer, wish);
            }
        }
    }

    // A piece whose only neighbour has no other goes below it; the rest keeps its place as far as it can.
    void straighten()
    {
        for (int round = 0; round < kStraightRounds; ++round) {
            auto const downwards = round % 2 == 1; // The last pass, so that lines hang from their heads.
            for (std::size_t i = 0; i < m_layers.size(); ++i) {
                auto const& layer = m_layers[downwards ? i : m_layers.size() - 1 - i];
                std::vector<double> wish;
                std::vector<double> weights;
                for (auto const at : layer) {
                    auto const& near = downwards ? piece(at).up : piece(at).down;
                    auto const isChain =
                        near.size() == 1 && (downwards ? piece(near[0]).down : piece(near[0]).up).size() == 1;
                    wish.push_back(isChain ? piece(near[0]).x : piece(at).x);
                    weights.push_back(isChain ? kStraightPull : 1);
                }
                settle(layer, wish, weights);
            }
        }
    }

    /// Horizontal parts between two layers: those that overlap and have no end in common lie on different
    /// tracks.
    struct Run {
        int upper;
        int lower;
        double left;
        double right;
        int track = 0;
    };

    int assignTracks(std::vector<Run>& runs) const
    {
        auto tracks = 1;
        std::sort(runs.begin(), runs.end(), [](auto const& a, auto const& b) { return a.left < b.left; });
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::set<int> taken;
            for (std::size_t k = 0; k < i; ++k) {
                auto const isApart = runs[k].right + 1 < runs[i].left;
                auto const isJoined = runs[k].upper == runs[i].upper || runs[k].lower == runs[i].lower;
                if (!isApart && !isJoined)
                    taken.insert(runs[k].track);
            }
            while (taken.contains(runs[i].track))
                ++runs[i].track;
            tracks = std::max(tracks, runs[i].track + 1);
        }
        return tracks;
    }

    GraphPlaces finished()
    {
        GraphPlaces places;
        auto left = std::numeric_limits<double>::max();
        auto right = std::numeric_limits<double>::lowest();
        for (auto const& any : m_pieces) {
            left = std::min(left, any.x - any.width / 2);
            right = std::max(right, any.x + any.width / 2);
        }
        for (auto& any : m_pieces)
            any.x = std::round(any.x - left);
        std::vector<double> tops(m_layers.size(), 0);
        std::vector<std::map<std::pair<int, int>, double>> channels(m_layers.size());
        auto y = 0.0;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            tops[i] = y;
            std::vector<Run> runs;
            for (auto const at : m_layers[i])
                for (auto const lower : piece(at).down)
                    if (std::abs(piece(at).x - piece(lower).x) > 0.5)
                        runs.push_back({at, lower, std::min(piece(at).x, piece(lower).x),
                                        std::max(piece(at).x, piece(lower).x)});
            auto const tracks = assignTracks(runs);
            for (auto const& run : runs)
                channels[i][{run.upper, run.lower}] =
                    y + m_size.height() + kLayerGap / 2 - 2 + run.track * kTrackGap;
            y += m_size.height() + kLayerGap + (tracks - 1) * kTrackGap;
        }
        for (int node = 0; node < m_nodes; ++node) {
            places.layers.push_back(piece(node).layer);
            places.nodes.emplace_back(piece(node).x - m_size.width() / 2,
                                      tops[static_cast<std::size_t>(piece(node).layer)]);
        }
        for (std::size_t i = 0; i < m_edges.size(); ++i)
            places.edges.push_back(corners(i, tops, channels));
        auto const height = m_layers.empty() ? 0 : tops.back() + m_size.height();
        places.size = {m_pieces.empty() ? 0 : right - left, height};
        return places;
    }

    QList<QPointF> corners(std::size_t edge, std::vector<double> const& tops,
                           std::vector<std::map<std::pair<int, int>, double>> const& channels)
    {
        QList<QPointF> points;
        auto const& chain = m_chains[edge];
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            auto const& upper = piece(chain[i]);
            auto const& lower = piece(chain[i + 1]);
            auto const layer = static_cast<std::size_t>(upper.layer);
            if (i == 0)
                points << QPointF{upper.x, tops[layer] + m_size.height()};
            auto const channel = channels[layer].find({chain[i], chain[i + 1]});
            if (channel != channels[layer].end())
                points << QPointF{upper.x, channel->second} << QPointF{lower.x, channel->second};
            if (i + 2 == chain.size())
                points << QPointF{lower.x, tops[static_cast<std::size_t>(lower.layer)]};
        }
        if (m_turned[edge])
            std::reverse(points.begin(), points.end());
        return points;
    }

    int m_nodes;
    std::vector<LayoutEdge> m_edges;
    QSizeF m_size;
    std::vector<Piece> m_pieces;
    std::vector<bool> m_turned;
    std::vector<std::vector<int>> m_chains; // Per edge: its pieces from top to bottom.
    std::vector<std::vector<int>> m_layers;
};

} // namespace

GraphPlaces layOut(int nodes, std::vector<LayoutEdge> const& edges, QSizeF const& nodeSize)
{
    return Drawing{nodes, edges, nodeSize}.draw();
}

} // namespace ui::kit
