// The timeline of a case.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/timeline.h"

#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <cmath>

namespace ui::kit {

namespace {

constexpr double kTime = 42; // The column of times.
constexpr double kDisc = 28;
constexpr double kGap = 10;
constexpr double kLine = 17;
constexpr double kTop = 3;
constexpr double kAbove = 5; // Above the words, so that they stand beside the disc's middle.
constexpr double kBelow = 14;
constexpr double kBoxOne = 30;
constexpr double kBoxTwo = 50;
constexpr int kLinesMax = 3;
constexpr int kBatch = 200;

/// The words of one entry, broken into lines; the lead is strong.
struct Words {
    QTextLayout layout;
    int lines = 0;

    Words(TimelineEntry const& entry, double width) : layout{text(entry), fontOf(Type::Body)}
    {
        QTextCharFormat strong;
        strong.setFont(fontOf(Type::H3));
        strong.setForeground(color(Role::Text));
        auto const lead = static_cast<int>(visible(entry.lead).size());
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.setFormats({{0, lead, strong}});
        layout.beginLayout();
        while (lines < kLinesMax) {
            auto line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(width);
            line.setPosition({0, lines * kLine});
            ++lines;
        }
        layout.endLayout();
    }

    static QString text(TimelineEntry const& entry)
    {
        auto words = visible(entry.lead) + (entry.lead.isEmpty() ? QString{} : QStringLiteral(" ")) +
                     visible(entry.words);
        return words.replace(QLatin1Char('\n'), QLatin1Char(' '));
    }
    bool isCut() const
    {
        auto const last = layout.lineAt(lines - 1);
        return last.isValid() && last.textStart() + last.textLength() < layout.text().size();
    }
};

bool hasBox(TimelineEntry const& entry)
{
    return !entry.second.isEmpty() || !entry.action.isEmpty() || !entry.aside.isEmpty() ||
           entry.undoUntil.isValid();
}

double boxHeight(TimelineEntry const& entry)
{
    if (!hasBox(entry))
        return 0;
    return entry.third.isEmpty() ? kBoxOne : kBoxTwo;
}

} // namespace

class Timeline::Rows final : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<TimelineEntry> entries)
    {
        beginResetModel();
        m_entries = std::move(entries);
        filter();
        endResetModel();
    }
    void prepend(TimelineEntry entry)
    {
        auto const isShown = m_kind.isEmpty() || entry.kind == m_kind;
        if (isShown)
            beginInsertRows({}, 0, 0);
        m_entries.insert(m_entries.begin(), std::move(entry));
        filter();
        if (isShown)
            endInsertRows();
    }
    void setKind(QString const& kind)
    {
        beginResetModel();
        m_kind = kind;
        filter();
        endResetModel();
    }
    TimelineEntry const& at(int row) const { return m_entries[m_shown[static_cast<std::size_t>(row)]]; }
    int count(QString const& kind) const
    {
        return static_cast<int>(std::count_if(m_entries.begin(), m_entries.end(), [&kind](auto const& entry) {
            return kind.isEmpty() || entry.kind == kind;
        }));
    }
    int rowCount(QModelIndex const& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }
    QVariant data(QModelIndex const& index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        auto const& entry = at(index.row());
        if (role == Qt::DisplayRole)
            return Words::text(entry);
        if (role != Qt::AccessibleTextRole)
            return {};
        QStringList words{clockTime(entry.at), Words::text(entry)};
        for (auto const& part : {entry.second, entry.third, entry.aside, entry.action})
            if (!part.isEmpty())
                words << visible(part);
        if (entry.undoUntil.isValid())
            words << Timeline::tr("undo until %1 with U").arg(clockTime(entry.undoUntil));
        return words.join(QStringLiteral(", "));
    }

private:
    void filter()
    {
        m_shown.clear();
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            if (m_kind.isEmpty() || m_entries[i].kind == m_kind)
                m_shown.push_back(i);
    }
    std::vector<TimelineEntry> m_entries;
    std::vector<std::size_t> m_shown;
    QString m_kind;
};

class Timeline::Painter final : public QStyledItemDelegate {
public:
    Painter(Timeline* owner, Rows* rows) : QStyledItemDelegate{owner}, m_owner{owner}, m_rows{rows} {}

    QDateTime now;
    QPoint mouse{-1, -1};

    QSize sizeHint(QStyleOptionViewItem const&, QModelIndex const& index) const override
    {
        auto const& entry = m_rows->at(index.row());
        auto const width = wordsWidth(m_owner->viewport()->width());
        // Most entries are one line: measuring is cheaper than laying out, and 5,000 ask.
        auto const rough = QFontMetricsF{fontOf(Type::H3)}.horizontalAdvance(Words::text(entry));
        auto const lines = rough < width ? 1 : Words{entry, width}.lines;
        auto const box = boxHeight(entry);
        auto const height = kTop + kAbove + lines * kLine + (box > 0 ? box + 5 : 0) + kBelow;
        return {120, static_cast<int>(std::ceil(std::max(height, kTop + kDisc + 5)))};
    }

    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        auto const& entry = m_rows->at(index.row());
        QRectF const row{option.rect};
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(Role::Selected));
            painter->drawRoundedRect(row.adjusted(0, -1, 0, -8), 6, 6);
        }
        paintText(*painter, {row.left() + 4, row.top() + kTop + 5, kTime, 18},
                  entry.at.toUTC().toString(QStringLiteral("HH:mm")), fontOf(Type::Mono), color(Role::Muted));
        paintDisc(*painter, entry, row, index.row() + 1 < m_rows->rowCount());
        Words words{entry, wordsWidth(row.width())};
        painter->setPen(color(Role::Text2));
        auto const place = wordsPlace(row);
        words.layout.draw(painter, place);
        if (words.isCut())
            paintText(*painter, {row.right() - 16, place.y() + (kLinesMax - 1) * kLine, 14, kLine},
                      QStringLiteral("…"), fontOf(Type::Body), color(Role::Muted));
        if (hasBox(entry))
            paintBox(*painter, entry, boxPlace(entry, row, words.lines));
        painter->restore();
    }

    /// What is under the mouse: a link of the box.
    enum class Target { None, Action, Undo };
    Target targetAt(QModelIndex const& index, QPoint const& place) const
    {
        auto const& entry = m_rows->at(index.row());
        if (!hasBox(entry))
            return Target::None;
        QRectF const row{m_owner->visualRect(index)};
        auto const box = boxPlace(entry, row, Words{entry, wordsWidth(row.width())}.lines);
        if (!entry.action.isEmpty() && actionPlace(entry, box).contains(place))
            return Target::Action;
        return canUndo(entry) && undoPlace(entry, box).contains(place) ? Target::Undo : Target::None;
    }
    bool canUndo(TimelineEntry const& entry) const
    {
        return entry.undoUntil.isValid() && now.isValid() && now < entry.undoUntil;
    }

private:
    static double wordsWidth(double row) { return std::max(80.0, row - kTime - kDisc - 2 * kGap - 8); }
    static QPointF wordsPlace(QRectF const& row)
    {
        return {row.left() + kTime + kDisc + 2 * kGap, row.top() + kTop + kAbove};
    }
    static QRectF boxPlace(TimelineEntry const& entry, QRectF const& row, int lines)
    {
        auto const words = wordsPlace(row);
        return {words.x(), words.y() + lines * kLine + 5, row.right() - words.x() - 6, boxHeight(entry)};
    }
    QString undoWords(TimelineEntry const& entry) const
    {
        if (!entry.undoUntil.isValid())
            return {};
        if (!canUndo(entry))
            return Timeline::tr("Undo window closed");
        return Timeline::tr("Undo until %1").arg(entry.undoUntil.toUTC().toString(QStringLiteral("HH:mm")));
    }
    static double widthOf(QString const& words)
    {
        return QFontMetricsF{fontOf(Type::SmallStrong)}.horizontalAdvance(words) + 2;
    }
    static QRectF actionPlace(TimelineEntry const& entry, QRectF const& box)
    {
        auto const filled = entry.box == TimelineEntry::Box::Attention;
        auto const width = widthOf(visible(entry.action)) + (filled ? 20 : 8);
        return {box.right() - width - 8, box.center().y() - 13, width, 26};
    }
    QRectF undoPlace(TimelineEntry const& entry, QRectF const& box) const
    {
        auto const right = entry.action.isEmpty() ? box.right() - 8 : actionPlace(entry, box).left() - 12;
        auto const width = widthOf(undoWords(entry)) + 4;
        return {right - width, box.center().y() - 13, width, 26};
    }

    static void paintDisc(QPainter& painter, TimelineEntry const& entry, QRectF const& row, bool more)
    {
        QRectF const disc{row.left() + kTime + kGap, row.top() + kTop, kDisc, kDisc};
        if (more) {
            painter.setPen(QPen{color(Role::Line), 1.5});
            painter.drawLine(QPointF{disc.center().x(), disc.bottom() + 3},
                             QPointF{disc.center().x(), row.bottom() - 2});
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(color(Role::Surface), color(entry.tone), theme().dark() ? 0.18 : 0.12));
        painter.drawEllipse(disc);
        painter.drawPixmap(QPointF{disc.center().x() - 7, disc.center().y() - 7},
                           tintedIcon(entry.icon, 14, entry.tone));
    }

    void paintLink(QPainter& painter, QRectF const& place, QString const& words) const
    {
        auto font = fontOf(Type::SmallStrong);
        font.setUnderline(place.contains(mouse));
        paintText(painter, place, words, font, color(Role::Accent), Qt::AlignCenter);
    }

    void paintBox(QPainter& painter, TimelineEntry const& entry, QRectF const& box) const
    {
        auto const attention = entry.box == TimelineEntry::Box::Attention;
        painter.setPen(QPen{attention ? theme().edge(Role::High) : color(Role::LineSubtle), 1});
        painter.setBrush(attention ? theme().banner(Role::High) : color(Role::Inset));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        auto left = box.left() + 12;
        if (!entry.boxIcon.isEmpty()) {
            auto const tone = attention                                        ? Role::High
                              : entry.boxIcon == QLatin1String("circle-check") ? Role::Ok
                                                                               : Role::Muted;
            painter.drawPixmap(QPointF{left, box.center().y() - 8}, tintedIcon(entry.boxIcon, 16, tone));
            left += 24;
        }
        auto right = box.right() - 10;
        if (!entry.action.isEmpty()) {
            auto const place = actionPlace(entry, box);
            if (attention) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(color(Role::AccentFill));
                painter.drawRoundedRect(place, 5, 5);
                paintText(painter, place, visible(entry.action), fontOf(Type::SmallStrong),
                          color(Role::OnFill), Qt::AlignCenter);
            } else
                paintLink(painter, place, visible(entry.action));
            right = place.left() - 8;
        }
        if (canUndo(entry))
            paintLink(painter, undoPlace(entry, box), undoWords(entry));
        auto const aside = canUndo(entry)              ? QString{}
                           : entry.undoUntil.isValid() ? undoWords(entry)
                                                       : visible(entry.aside);
        if (!aside.isEmpty())
            paintText(painter, {right - widthOf(aside) - 2, box.top(), widthOf(aside) + 2, box.height()},
                      aside, fontOf(Type::Small), color(Role::Muted), Qt::AlignRight | Qt::AlignVCenter);
        right = canUndo(entry)    ? undoPlace(entry, box).left() - 8
                : aside.isEmpty() ? right
                                  : right - widthOf(aside) - 10;
        paintBoxWords(painter, entry, {left, box.top(), std::max(0.0, right - left), box.height()});
    }

    static void paintBoxWords(QPainter& painter, TimelineEntry const& entry, QRectF const& place)
    {
        auto const mono = entry.box == TimelineEntry::Box::Mono;
        auto const strong = entry.box == TimelineEntry::Box::Attention;
        auto const font = fontOf(mono ? Type::Mono : strong ? Type::Strong : Type::Small);
        auto const ink = color(strong ? Role::Text : Role::Text2);
        if (entry.third.isEmpty())
            return paintText(painter, place, visible(entry.second), font, ink);
        auto const middle = place.center().y();
        paintText(painter, {place.left(), middle - 18, place.width(), 18}, visible(entry.second), font, ink);
        paintText(painter, {place.left(), middle, place.width(), 16}, visible(entry.third),
                  fontOf(Type::Small), color(Role::Text2));
    }

    Timeline* m_owner;
    Rows* m_rows;
};

Timeline::Timeline(QString const& name, QWidget* parent)
    : QListView{parent}, m_rows{new Rows{this}}, m_painter{new Painter{this, m_rows}}
{
    setAccessibleName(name);
    setAccessibleDescription(tr("Newest first, times in UTC. Enter opens, U undoes, Ctrl+C copies."));
    setModel(m_rows);
    setItemDelegate(m_painter);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(Adjust);
    setLayoutMode(Batched);
    setBatchSize(kBatch);
    setFrameShape(NoFrame);
    viewport()->setAutoFillBackground(false);
    viewport()->setMouseTracking(true);
}

Timeline::~Timeline() = default;

void Timeline::setEntries(std::vector<TimelineEntry> entries)
{
    auto const kept = currentId();
    m_rows->setEntries(std::move(entries));
    for (int row = 0; !kept.isEmpty() && row < m_rows->rowCount(); ++row)
        if (m_rows->at(row).id == kept)
            return setCurrentIndex(m_rows->index(row));
}

void Timeline::prepend(TimelineEntry entry)
{
    m_rows->prepend(std::move(entry));
}
void Timeline::setKind(QString const& kind)
{
    m_rows->setKind(kind);
}
int Timeline::count(QString const& kind) const
{
    return m_rows->count(kind);
}

void Timeline::setNow(QDateTime const& now)
{
    m_painter->now = now;
    viewport()->update();
}

QString Timeline::currentId() const
{
    return currentIndex().isValid() ? m_rows->at(currentIndex().row()).id : QString{};
}

QString Timeline::asText(QModelIndex const& index) const
{
    auto const& entry = m_rows->at(index.row());
    auto words = QStringLiteral("%1 UTC  %2").arg(dayTime(entry.at), Words::text(entry));
    for (auto const& part : {entry.second, entry.third})
        if (!part.isEmpty())
            words += QStringLiteral("\n    ") + visible(part);
    return words;
}

void Timeline::copySelection() const
{
    auto chosen = selectionModel()->selectedIndexes();
    std::sort(chosen.begin(), chosen.end(), [](auto const& a, auto const& b) { return a.row() < b.row(); });
    QStringList lines;
    for (auto const& index : chosen)
        lines << asText(index);
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    auto const current = currentIndex();
    auto const bare = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (bare && current.isValid()) {
        auto const& entry = m_rows->at(current.row());
        if (event->key() == Qt::Key_U && m_painter->canUndo(entry)) {
            emit undoChosen(entry.id);
            return;
        }
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            if (!entry.action.isEmpty())
                emit actionChosen(entry.id);
            return;
        }
    }
    if (bare && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow{event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier};
        return QListView::keyPressEvent(&arrow);
    }
    QListView::keyPressEvent(event);
}

void Timeline::mouseReleaseEvent(QMouseEvent* event)
{
    QListView::mouseReleaseEvent(event);
    auto const place = event->position().toPoint();
    auto const index = indexAt(place);
    if (!index.isValid() || event->button() != Qt::LeftButton)
        return;
    auto const id = m_rows->at(index.row()).id;
    switch (m_painter->targetAt(index, place)) {
    case Painter::Target::Action:
        emit actionChosen(id);
        break;
    case Painter::Target::Undo:
        emit undoChosen(id);
        break;
    case Painter::Target::None:
        break;
    }
}

void Timeline::mouseMoveEvent(QMouseEvent* event)
{
    QListView::mouseMoveEvent(event);
    m_painter->mouse = event->position().toPoint();
    auto const index = indexAt(m_painter->mouse);
    auto const over = index.isValid() ? m_painter->targetAt(index, m_painter->mouse) : Painter::Target::None;
    viewport()->setCursor(over == Painter::Target::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
    if (index.isValid())
        update(index);
}

void Timeline::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter{viewport()};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen{color(Role::Accent), 2});
    auto const current = visualRect(currentIndex());
    painter.drawRoundedRect(
        current.isValid() ? current.adjusted(1, 0, -1, -8) : viewport()->rect().adjusted(1, 1, -1, -1), 6, 6);
}

void Timeline::currentChanged(QModelIndex const& current, QModelIndex const& previous)
{
    QListView::currentChanged(current, previous);
    emit currentIdChanged(current.isValid() ? m_rows->at(current.row()).id : QString{});
}

} // namespace ui::kit
