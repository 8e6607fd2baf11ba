// The graph of a playbook on a graphics view.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/graph_view.h"

#include "ui/kit/graph_layout.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QGraphicsItem>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>
#include <QWheelEvent>

#include <cmath>

namespace ui::kit {

namespace {

constexpr QSizeF kNode{190, 52};
constexpr double kRound = 6;
constexpr double kZoomStep = 1.2;
constexpr double kZoomLeast = 0.1;
constexpr double kZoomMost = 3;
constexpr double kFitMargin = 10;
constexpr double kWordsFrom = 0.35; // Below this zoom words are smears: only shapes are drawn.

struct NodeLook {
    Role tone; // Of icon and border.
    Role ground;
    double tint; // Of tone in ground.
    Role title;
    Role subtitle;
};

NodeLook lookOf(NodeState state)
{
    switch (state) {
    case NodeState::Done:
        return {Role::Ok, Role::Surface, 0.10, Role::Text, Role::Text2};
    case NodeState::Current:
        return {Role::Accent, Role::Selected, 0, Role::Text, Role::Accent};
    case NodeState::Waiting:
        return {Role::Accent, Role::Selected, 0, Role::Text, Role::Accent};
    case NodeState::Failed:
        return {Role::Crit, Role::Surface, 0.10, Role::Text, Role::Crit};
    case NodeState::Skipped:
        return {Role::Muted, Role::Surface, 0, Role::Muted, Role::Muted};
    case NodeState::ToCome:
        return {Role::Muted, Role::Raised, 0, Role::Text2, Role::Muted};
    }
    return {Role::Muted, Role::Raised, 0, Role::Text2, Role::Muted};
}

bool isAtWork(NodeState state)
{
    return state == NodeState::Current || state == NodeState::Waiting;
}

// Right angles with rounded corners.
QPainterPath rounded(QList<QPointF> const& points)
{
    QPainterPath path;
    if (points.isEmpty())
        return path;
    path.moveTo(points.constFirst());
    for (qsizetype i = 1; i + 1 < points.size(); ++i) {
        QLineF const before{points[i], points[i - 1]};
        QLineF const after{points[i], points[i + 1]};
        auto const radius = std::min({kRound, before.length() / 2, after.length() / 2});
        path.lineTo(before.pointAt(before.length() > 0 ? radius / before.length() : 0));
        path.quadTo(points[i], after.pointAt(after.length() > 0 ? radius / after.length() : 0));
    }
    path.lineTo(points.constLast());
    return path;
}

} // namespace

QString nodeStateWord(NodeState state)
{
    switch (state) {
    case NodeState::ToCome:
        return GraphView::tr("to come");
    case NodeState::Current:
        return GraphView::tr("running");
    case NodeState::Waiting:
        return GraphView::tr("waiting");
    case NodeState::Done:
        return GraphView::tr("done");
    case NodeState::Failed:
        return GraphView::tr("failed");
    case NodeState::Skipped:
        return GraphView::tr("skipped");
    }
    return {};
}

class GraphView::NodeItem final : public QGraphicsItem {
public:
    NodeItem(GraphView* view, int node) : m_view{view}, m_node{node} {}

    QRectF boundingRect() const override { return QRectF{{0, 0}, kNode}.adjusted(-6, -6, 6, 6); }

    void paint(QPainter* painter, QStyleOptionGraphicsItem const* option, QWidget*) override
    {
        auto const& node = m_view->m_nodes[static_cast<std::size_t>(m_node)];
        auto const look = lookOf(node.state);
        auto const tone = color(look.tone);
        QRectF const place{{0, 0}, kNode};
        if (isAtWork(node.state)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(mix(color(Role::Surface), tone, 0.25));
            painter->drawRoundedRect(place.adjusted(-3, -3, 3, 3), 10, 10);
        }
        painter->setBrush(look.tint > 0 ? mix(color(look.ground), tone, look.tint) : color(look.ground));
        auto const quiet = node.state == NodeState::ToCome || node.state == NodeState::Skipped;
        QPen border{quiet ? color(Role::Line)
                          : mix(color(Role::Surface), tone, isAtWork(node.state) ? 1 : 0.6),
                    isAtWork(node.state) ? 1.8 : 1.2};
        if (node.state == NodeState::Skipped)
            border.setDashPattern({4, 3});
        painter->setPen(border);
        painter->drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
        if (QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform()) >= kWordsFrom)
            paintWords(*painter, node, look);
        Q_UNUSED(option);
        if (m_view->m_current != m_node || !m_view->hasFocus())
            return;
        painter->setPen(QPen{color(Role::Accent), 2});
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(place.adjusted(-4, -4, 4, 4), 10, 10);
    }

private:
    static void paintWords(QPainter& painter, GraphNode const& node, NodeLook const& look)
    {
        painter.drawPixmap(QPointF{13, 10}, tintedIcon(node.icon, 14, look.tone));
        auto const mark = markOf(painter, node.state);
        paintText(painter, {34, 8, kNode.width() - 34 - (mark ? 26 : 8), 18}, visible(node.title),
                  fontOf(Type::SmallStrong), color(look.title));
        paintText(painter, {34, 27, kNode.width() - 42, 16}, visible(node.subtitle), sansFont(11),
                  color(look.subtitle));
    }

    // The state as a shape at the upper right: no colour stands alone.
    static bool markOf(QPainter& painter, NodeState state)
    {
        QRectF const place{kNode.width() - 22, 9, 13, 13};
        switch (state) {
        case NodeState::Done:
            paintSeverity(painter, place, Severity::Ok);
            return true;
        case NodeState::Failed:
            paintSeverity(painter, place, Severity::Critical);
            return true;
        case NodeState::Waiting:
            painter.drawPixmap(place.topLeft(), tintedIcon(QStringLiteral("hourglass"), 14, Role::High));
            return true;
        case NodeState::Current:
            painter.drawPixmap(place.topLeft(),
                               tintedIcon(QStringLiteral("loader-circle"), 14, Role::Accent));
            return true;
        case NodeState::Skipped:
            painter.drawPixmap(place.topLeft(), tintedIcon(QStringLiteral("ban"), 13, Role::Muted));
            return true;
        case NodeState::ToCome:
            return false;
        }
        return false;
    }

    GraphView* m_view;
    int m_node;
};

class GraphView::EdgeItem final : public QGraphicsItem {
public:
    EdgeItem(GraphView* view, int from, int to, QString label, QList<QPointF> const& points)
        : m_view{view}, m_from{from}, m_to{to}, m_label{std::move(label)}, m_path{rounded(points)}
    {
        setZValue(-1);
        m_end = points.constLast();
        m_isUp = points.size() > 1 && points[points.size() - 2].y() > m_end.y();
        // Where edges part they run together: the label stands on the part that is this edge's own.
        auto const isBent = points.size() >= 4;
        m_middle = isBent ? (points[1] + points[2]) / 2 : (points.constFirst() + points.constLast()) / 2;
        if (isBent && std::abs(points[1].x() - points[2].x()) < 60)
            m_middle = {points[2].x(), (points[2].y() + points[3].y()) / 2};
        m_box = m_path.boundingRect().adjusted(-30, -10, 30, 10);
    }

    int from() const { return m_from; }
    int to() const { return m_to; }
    QRectF boundingRect() const override { return m_box; }

    void paint(QPainter* painter, QStyleOptionGraphicsItem const*, QWidget*) override
    {
        auto const state = [this](int node) { return m_view->m_nodes[static_cast<std::size_t>(node)].state; };
        // An edge was walked when both its ends are behind or at the run.
        auto const isWalked = state(m_from) == NodeState::Done && state(m_to) != NodeState::ToCome &&
                              state(m_to) != NodeState::Skipped;
        auto const ink =
            isWalked ? color(Role::Ok) : mix(color(Role::Surface), color(Role::LineStrong), 0.75);
        painter->setPen(QPen{ink, 1.5, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin});
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(m_path);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        auto const back = m_isUp ? 7.0 : -7.0;
        painter->drawPolygon(QPolygonF{{m_end, m_end + QPointF{-4.5, back}, m_end + QPointF{4.5, back}}});
        if (m_label.isEmpty() ||
            QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform()) < kWordsFrom)
            return;
        auto const font = fontOf(Type::Caption);
        auto const width = QFontMetricsF{font}.horizontalAdvance(m_label) + 8;
        QRectF const place{m_middle.x() - width / 2, m_middle.y() - 8, width, 16};
        painter->setBrush(color(Role::Surface));
        painter->drawRect(place);
        paintText(*painter, place, m_label, font, color(Role::Muted), Qt::AlignCenter);
    }

private:
    GraphView* m_view;
    int m_from;
    int m_to;
    QString m_label;
    QPainterPath m_path;
    QPointF m_end;
    QPointF m_middle;
    bool m_isUp = false;
    QRectF m_box;
};

GraphView::GraphView(QString const& name, QWidget* parent)
    : QGraphicsView{parent}, m_scene{new QGraphicsScene{this}}
{
    setAccessibleName(name);
    setScene(m_scene);
    m_scene->setItemIndexMethod(QGraphicsScene::BspTreeIndex);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setFocusPolicy(Qt::NoFocus);
    setTransformationAnchor(AnchorUnderMouse);
    setViewportUpdateMode(MinimalViewportUpdate);
    setDragMode(ScrollHandDrag);
    viewport()->setCursor(Qt::ArrowCursor);
    connect(&theme(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

GraphView::~GraphView() = default;

void GraphView::setGraph(std::vector<GraphNode> nodes, std::vector<GraphEdge> const& edges)
{
    auto const kept = current();
    m_scene->clear();
    m_items.clear();
    m_edges.clear();
    m_places.clear();
    m_nodes = std::move(nodes);
    m_current = -1;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_places.insert(m_nodes[i].id, static_cast<int>(i));
    std::vector<LayoutEdge> lines;
    QStringList labels;
    for (auto const& edge : edges) {
        if (!m_places.contains(edge.from) || !m_places.contains(edge.to) || edge.from == edge.to)
            continue;
        lines.push_back({m_places.value(edge.from), m_places.value(edge.to)});
        labels << visible(edge.label);
    }
    auto const places = layOut(static_cast<int>(m_nodes.size()), lines, kNode);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        m_edges.push_back(new EdgeItem{this, lines[i].from, lines[i].to, labels[static_cast<qsizetype>(i)],
                                       places.edges[i]});
        m_scene->addItem(m_edges.back());
    }
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        m_items.push_back(new NodeItem{this, static_cast<int>(i)});
        m_items.back()->setPos(places.nodes[i]);
        m_scene->addItem(m_items.back());
    }
    m_scene->setSceneRect(
        QRectF{{0, 0}, places.size}.adjusted(-kFitMargin, -kFitMargin, kFitMargin, kFitMargin));
    setAccessibleDescription(tr("%n steps", nullptr, static_cast<int>(m_nodes.size())));
    if (m_fitted)
        fit();
    if (!kept.isEmpty())
        setCurrent(kept);
}

void GraphView::setState(QString const& id, NodeState state, QString const& subtitle)
{
    auto const found = m_places.constFind(id);
    if (found == m_places.constEnd())
        return;
    auto& node = m_nodes[static_cast<std::size_t>(*found)];
    node.state = state;
    node.subtitle = subtitle;
    m_items[static_cast<std::size_t>(*found)]->update();
    for (auto* edge : m_edges)
        if (edge->from() == *found || edge->to() == *found)
            edge->update();
}

QString GraphView::current() const
{
    return m_current < 0 ? QString{} : m_nodes[static_cast<std::size_t>(m_current)].id;
}

void GraphView::setCurrent(QString const& id)
{
    if (auto const found = m_places.constFind(id); found != m_places.constEnd())
        moveTo(*found);
}

void GraphView::moveTo(int node)
{
    if (node < 0 || node == m_current)
        return;
    if (m_current >= 0)
        m_items[static_cast<std::size_t>(m_current)]->update();
    m_current = node;
    auto* item = m_items[static_cast<std::size_t>(node)];
    item->update();
    ensureVisible(item, 12, 12);
    emit currentChanged(current());
    focusMoved(this);
}

double GraphView::zoom() const
{
    return transform().m11();
}

void GraphView::zoomBy(double factor)
{
    auto const wanted = std::clamp(zoom() * factor, kZoomLeast, kZoomMost);
    scale(wanted / zoom(), wanted / zoom());
    m_fitted = false;
}

void GraphView::fit()
{
    m_fitted = true;
    if (m_scene->sceneRect().isEmpty())
        return;
    auto const place = viewport()->rect();
    auto const wanted = std::min(
        {1.0, place.width() / m_scene->sceneRect().width(), place.height() / m_scene->sceneRect().height()});
    setTransform(QTransform::fromScale(std::max(kZoomLeast, wanted), std::max(kZoomLeast, wanted)));
    centerOn(m_scene->sceneRect().center());
}

// Down and up: the first edge from or to here. Left and right: the next box of the same layer.
int GraphView::follow(Qt::Key key) const
{
    if (m_current < 0)
        return m_nodes.empty() ? -1 : 0;
    auto const here = m_items[static_cast<std::size_t>(m_current)]->pos();
    auto best = -1;
    auto nearest = std::numeric_limits<double>::max();
    auto const consider = [&](int node, double distance) {
        if (distance < nearest) {
            nearest = distance;
            best = node;
        }
    };
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
        for (auto const* edge : m_edges) {
            auto const isMine = (key == Qt::Key_Down ? edge->from() : edge->to()) == m_current;
            auto const other = key == Qt::Key_Down ? edge->to() : edge->from();
            if (isMine)
                consider(other, std::abs(m_items[static_cast<std::size_t>(other)]->pos().x() - here.x()));
        }
        return best;
    }
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        auto const there = m_items[i]->pos();
        auto const distance = (there.x() - here.x()) * (key == Qt::Key_Right ? 1 : -1);
        if (std::abs(there.y() - here.y()) < 1 && distance > 0)
            consider(static_cast<int>(i), distance);
    }
    return best;
}

void GraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
    case Qt::Key_Left:
    case Qt::Key_Right:
        return moveTo(follow(static_cast<Qt::Key>(event->key())));
    case Qt::Key_J:
        return moveTo(follow(Qt::Key_Down));
    case Qt::Key_K:
        return moveTo(follow(Qt::Key_Up));
    case Qt::Key_Home:
        return moveTo(m_nodes.empty() ? -1 : 0);
    case Qt::Key_End:
        return moveTo(static_cast<int>(m_nodes.size()) - 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(kZoomStep);
    case Qt::Key_Minus:
        return zoomBy(1 / kZoomStep);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit opened(current());
        return;
    default:
        QWidget::keyPressEvent(event); // QGraphicsView would scroll.
    }
}

void GraphView::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier))
        return QGraphicsView::wheelEvent(event);
    zoomBy(std::pow(kZoomStep, event->angleDelta().y() / 120.0));
    event->accept();
}

int GraphView::nodeAt(QPoint const& place) const
{
    auto const at = mapToScene(place);
    for (std::size_t i = 0; i < m_items.size(); ++i)
        if (QRectF{m_items[i]->pos(), kNode}.contains(at))
            return static_cast<int>(i);
    return -1;
}

void GraphView::mousePressEvent(QMouseEvent* event)
{
    auto const node = nodeAt(event->position().toPoint());
    if (node < 0 || event->button() != Qt::LeftButton)
        return QGraphicsView::mousePressEvent(event);
    moveTo(node);
    event->accept();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    auto const node = nodeAt(event->position().toPoint());
    if (node >= 0 && event->button() == Qt::LeftButton)
        emit opened(m_nodes[static_cast<std::size_t>(node)].id);
}

void GraphView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    if (m_fitted)
        fit();
}

void GraphView::focusInEvent(QFocusEvent* event)
{
    QGraphicsView::focusInEvent(event);
    if (m_current < 0)
        moveTo(m_nodes.empty() ? -1 : firstActive());
    viewport()->update();
}

void GraphView::focusOutEvent(QFocusEvent* event)
{
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

int GraphView::firstActive() const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (isAtWork(m_nodes[i].state))
            return static_cast<int>(i);
    return 0;
}

int GraphView::itemCount() const
{
    return static_cast<int>(m_nodes.size());
}

QString GraphView::itemName(int item) const
{
    auto const& node = m_nodes[static_cast<std::size_t>(item)];
    QStringList next;
    for (auto const* edge : m_edges)
        if (edge->from() == item)
            next << visible(m_nodes[static_cast<std::size_t>(edge->to())].title);
    auto name = QStringLiteral("%1, %2, %3")
                    .arg(visible(node.title), visible(node.subtitle), nodeStateWord(node.state));
    if (!next.isEmpty())
        name += tr("; leads to %1").arg(next.join(QStringLiteral(", ")));
    return name;
}

QRect GraphView::itemPlace(int item) const
{
    auto const place =
        mapFromScene(QRectF{m_items[static_cast<std::size_t>(item)]->pos(), kNode}).boundingRect();
    return place.translated(viewport()->pos());
}

} // namespace ui::kit
