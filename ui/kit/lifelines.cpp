// Lives over time in rows.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/lifelines.h"

#include "ui/kit/axis.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QAbstractListModel>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QToolTip>

#include <cmath>

namespace ui::kit {

namespace {

constexpr int kHead = 26;
constexpr double kBar = 18;
constexpr double kChip = 20;
constexpr double kGlyph = 11;
constexpr int kTickWidth = 80;
constexpr int kMonthWidth = 56;
constexpr int kTickLeast = 34; // Days still fit their words.
constexpr double kRight = 0;

QString kindWord(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Published:
        return Lifelines::tr("published");
    case SpanKind::Active:
        return Lifelines::tr("active");
    case SpanKind::Retiring:
        return Lifelines::tr("retiring");
    case SpanKind::Revoked:
        return Lifelines::tr("revoked");
    case SpanKind::Overdue:
        return Lifelines::tr("overdue");
    }
    return {};
}

Role kindRole(SpanKind kind)
{
    if (kind == SpanKind::Revoked)
        return Role::Crit;
    return kind == SpanKind::Overdue ? Role::High : Role::Accent;
}

void hatch(QPainter& painter, QRectF const& place, QColor const& ink)
{
    painter.save();
    QPainterPath shape;
    shape.addRoundedRect(place, 4, 4);
    painter.setClipPath(shape, Qt::IntersectClip);
    painter.setPen(QPen{ink, 1});
    for (auto x = place.left() - place.height(); x < place.right(); x += 6)
        painter.drawLine(QPointF{x, place.bottom()}, QPointF{x + place.height(), place.top()});
    painter.restore();
}

void paintSpan(QPainter& painter, QRectF const& place, SpanKind kind)
{
    auto const tone = color(kindRole(kind));
    auto const surface = color(Role::Surface);
    painter.setBrush(Qt::NoBrush);
    switch (kind) {
    case SpanKind::Published: {
        QPen dashed{tone, 1.2};
        dashed.setDashPattern({3, 2.4});
        painter.setPen(dashed);
        break;
    }
    case SpanKind::Active:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::AccentFill));
        break;
    case SpanKind::Retiring:
        painter.setPen(QPen{mix(surface, tone, 0.6), 1});
        painter.setBrush(mix(surface, tone, 0.2));
        break;
    case SpanKind::Revoked:
        painter.setPen(QPen{tone, 1});
        painter.setBrush(mix(surface, tone, 0.1));
        break;
    case SpanKind::Overdue:
        painter.setPen(QPen{tone, 1.2});
        painter.setBrush(mix(surface, tone, 0.2));
        break;
    }
    painter.drawRoundedRect(place, 4, 4);
    if (kind == SpanKind::Revoked)
        hatch(painter, place, mix(surface, tone, 0.55));
}

QString dayWord(QDateTime const& at)
{
    return QLocale{QLocale::English}.toString(at.toUTC(), QStringLiteral("d MMM yyyy"));
}

// What a screen reader hears of a row.
QString spoken(Lifeline const& line)
{
    QStringList words{visible(line.name)};
    if (!line.second.isEmpty())
        words << visible(line.second);
    for (auto const& span : line.spans) {
        auto part = span.words.isEmpty() ? kindWord(span.kind) : visible(span.words);
        part += span.to.isValid() ? Lifelines::tr(" from %1 to %2").arg(dayWord(span.from), dayWord(span.to))
                                  : Lifelines::tr(" since %1").arg(dayWord(span.from));
        words << part;
        if (!span.after.isEmpty())
            words << visible(span.after);
    }
    for (auto const& point : line.points)
        words << QStringLiteral("%1 %2 %3")
                     .arg(point.running ? Lifelines::tr("running") : severityWord(point.outcome),
                          visible(point.words), dayTime(point.at))
                     .simplified();
    if (!line.amounts.isEmpty())
        words << Lifelines::tr("%n amounts", nullptr, static_cast<int>(line.amounts.size()));
    return words.join(QStringLiteral(", "));
}

class Swatch final : public QWidget {
public:
    Swatch(SpanKind kind, QString const& word) : m_kind{kind}, m_word{word}
    {
        setAccessibleName(word);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        return {static_cast<int>(28 + QFontMetricsF{fontOf(Type::Small)}.horizontalAdvance(m_word)) + 2, 18};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        paintSpan(painter, {0.5, height() / 2.0 - 5, 21, 10}, m_kind);
        paintText(painter, QRectF{rect()}.adjusted(28, 0, 0, 0), m_word, fontOf(Type::Small),
                  color(Role::Muted));
    }

private:
    SpanKind m_kind;
    QString m_word;
};

} // namespace

QWidget* lifelineLegend(QList<QPair<SpanKind, QString>> const& kinds)
{
    auto* legend = new QWidget;
    auto* box = new QHBoxLayout{legend};
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(14);
    for (auto const& [kind, word] : kinds)
        box->addWidget(new Swatch{kind, word});
    return legend;
}

class Lifelines::Rows final : public QAbstractListModel {
public:
    explicit Rows(Lifelines* owner) : QAbstractListModel{owner}, m_owner{owner} {}
    void reset()
    {
        beginResetModel();
        endResetModel();
    }
    int rowCount(QModelIndex const& parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_owner->m_lines.size());
    }
    QVariant data(QModelIndex const& index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        auto const& line = m_owner->m_lines.at(index.row());
        if (role == Qt::DisplayRole)
            return line.name;
        if (role == Qt::AccessibleTextRole)
            return spoken(line);
        return {};
    }

private:
    Lifelines* m_owner;
};

/// The months or days above the rows, and "Now".
class Lifelines::Axis final : public QWidget {
public:
    explicit Axis(Lifelines* owner) : QWidget{owner}, m_owner{owner}
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_owner->m_from.isValid())
            return;
        QPainter painter{this};
        painter.setRenderHint(QPainter::Antialiasing);
        auto const now = m_owner->xOf(m_owner->m_now);
        auto const ticks = timeTicks(m_owner->m_from, m_owner->m_to, m_owner->axisTicks());
        for (qsizetype i = 0; i < ticks.size(); ++i) {
            auto const left = m_owner->xOf(ticks[i].at) + 6;
            auto right = i + 1 < ticks.size() ? m_owner->xOf(ticks[i + 1].at) : width() * 1.0;
            auto const words = QFontMetricsF{fontOf(Type::Caption)}.horizontalAdvance(ticks[i].word);
            if (m_owner->m_now.isValid() && left < now + 22 && left + words > now - 22)
                continue; // The badge is there.
            if (left + words > width())
                continue; // A word that is cut says less than the line alone.
            paintText(painter, {left, 0, std::max(words, right - left - 6), 20}, ticks[i].word,
                      fontOf(Type::Caption), color(Role::Muted));
        }
        if (!m_owner->m_now.isValid() || now < m_owner->m_nameWidth || now > width())
            return;
        painter.setPen(QPen{color(Role::Text), 1.2});
        painter.drawLine(QPointF{now, 16}, QPointF{now, static_cast<qreal>(kHead)});
        QRectF const badge{std::min(now - 19, width() - 38.0), 0, 38, 18};
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Text));
        painter.drawRoundedRect(badge, 4, 4);
        paintText(painter, badge, Lifelines::tr("Now"), sansFont(11, 600), color(Role::Canvas),
                  Qt::AlignCenter);
    }

private:
    Lifelines* m_owner;
};

class Lifelines::RowPainter final : public QStyledItemDelegate {
public:
    explicit RowPainter(Lifelines* owner) : QStyledItemDelegate{owner}, m_owner{owner} {}

    QSize sizeHint(QStyleOptionViewItem const&, QModelIndex const&) const override
    {
        return {200, m_owner->m_rowHeight};
    }

    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        auto const& line = m_owner->m_lines.at(index.row());
        QRectF const row{option.rect};
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        auto const isChosen = option.state.testFlag(QStyle::State_Selected);
        if (isChosen || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(isChosen ? Role::Selected : Role::Hover));
            painter->drawRoundedRect(row.adjusted(0, 1, 0, -1), 6, 6);
        }
        if (index.row() > 0) {
            painter->setPen(QPen{color(Role::LineSubtle), 1});
            painter->drawLine(row.topLeft(), row.topRight());
        }
        paintNames(*painter, line, row);
        painter->setClipRect(QRectF{row.left() + m_owner->m_nameWidth, row.top(),
                                    row.width() - m_owner->m_nameWidth - kRight, row.height()},
                             Qt::IntersectClip);
        paintAmounts(*painter, line, row);
        for (auto const& span : line.spans)
            paintLife(*painter, span, row);
        for (qsizetype i = 0; i < line.points.size(); ++i)
            paintPoint(*painter, line, i, row);
        painter->restore();
    }

private:
    void paintNames(QPainter& painter, Lifeline const& line, QRectF const& row) const
    {
        auto const width = m_owner->m_nameWidth - 14.0;
        auto const middle = row.center().y();
        auto const font = line.monoName ? monoFont(12, 500) : fontOf(Type::SmallStrong);
        auto const name = visible(line.name);
        if (line.second.isEmpty()) {
            paintText(painter, {row.left() + 8, row.top(), width, row.height()}, name, font,
                      color(Role::Text));
            return;
        }
        paintText(painter, {row.left() + 8, middle - 17, width, 17}, name, font, color(Role::Text));
        paintText(painter, {row.left() + 8, middle, width, 16}, visible(line.second), sansFont(11),
                  color(line.secondTone));
    }

    void paintLife(QPainter& painter, Lifespan const& span, QRectF const& row) const
    {
        auto const left = std::max(m_owner->xOf(span.from), m_owner->m_nameWidth - 20.0);
        auto const right = span.to.isValid() ? m_owner->xOf(span.to) : row.right() + 20;
        QRectF const bar{left + 1, row.center().y() - kBar / 2, std::max(3.0, right - left - 2), kBar};
        paintSpan(painter, bar, span.kind);
        auto const font = fontOf(Type::Caption);
        auto const words = visible(span.words);
        // A word that is cut says less than the bar alone.
        if (!words.isEmpty() && QFontMetricsF{font}.horizontalAdvance(words) + 12 <=
                                    std::min(bar.right(), row.right()) - bar.left()) {
            auto const ink = span.kind == SpanKind::Active ? Role::OnFill
                             : span.kind == SpanKind::Retiring || span.kind == SpanKind::Published
                                 ? Role::Text2
                                 : kindRole(span.kind);
            paintText(painter, bar.adjusted(8, 0, -4, 0), words, font, color(ink));
        }
        if (span.after.isEmpty())
            return;
        auto at = bar.right() + 7;
        if (span.kind == SpanKind::Overdue) {
            paintSeverity(painter, {at - 1, row.center().y() - 7, 14, 14}, Severity::High);
            at += 18;
        }
        paintText(painter, {at, row.center().y() - 9, row.right() - at, 18}, visible(span.after),
                  sansFont(11, 600), color(kindRole(span.kind)));
    }

    void paintAmounts(QPainter& painter, Lifeline const& line, QRectF const& row) const
    {
        if (line.amounts.isEmpty())
            return;
        auto step = row.width();
        for (qsizetype i = 1; i < line.amounts.size(); ++i)
            step = std::min(step, m_owner->xOf(line.amounts[i].at) - m_owner->xOf(line.amounts[i - 1].at));
        auto const width = std::clamp(step - 2, 1.0, 8.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(color(Role::Surface), color(Role::Accent), 0.75));
        for (auto const& amount : line.amounts) {
            auto const height = 3 + (row.height() - 24) * std::clamp(amount.height, 0.0, 1.0);
            painter.drawRoundedRect(
                QRectF{m_owner->xOf(amount.at) + 1, row.bottom() - 7 - height, width, height}, 1, 1);
        }
    }

    void paintPoint(QPainter& painter, Lifeline const& line, qsizetype place, QRectF const& row) const
    {
        auto const& point = line.points[place];
        auto const x = m_owner->xOf(point.at);
        auto const tone = color(point.running ? Role::Accent : severityRole(point.outcome));
        auto const font = fontOf(Type::Caption);
        auto const words = visible(point.words);
        auto const width = QFontMetricsF{font}.horizontalAdvance(words) + 29;
        auto const room = place + 1 < line.points.size() ? m_owner->xOf(line.points[place + 1].at) - x
                                                         : row.right() - x + width;
        auto const glyphOnly = words.isEmpty() || width > room;
        auto const glyphAt = [&](double left, double middle) {
            QRectF const glyph{left, middle - kGlyph / 2, kGlyph, kGlyph};
            if (point.running)
                painter.drawPixmap(glyph.topLeft(),
                                   tintedIcon(QStringLiteral("loader-circle"), 11, Role::Accent));
            else
                paintSeverity(painter, glyph, point.outcome);
        };
        // Among amounts a point stands at their foot, where its bar would be.
        if (glyphOnly)
            return glyphAt(x - kGlyph / 2 + 1, line.amounts.isEmpty() ? row.center().y() : row.bottom() - 13);
        auto left = std::min(x - 2, row.right() - width - 1);
        if (point.running && m_owner->m_now.isValid())
            left = std::min(left, m_owner->xOf(m_owner->m_now) - width - 5);
        QRectF const chip{left, row.center().y() - kChip / 2, width, kChip};
        painter.setPen(QPen{mix(color(Role::Surface), tone, 0.55), 1});
        painter.setBrush(mix(color(Role::Surface), tone, 0.12));
        painter.drawRoundedRect(chip, 4, 4);
        glyphAt(chip.left() + 6, chip.center().y());
        paintText(painter, chip.adjusted(21, 0, -4, 0), words, font,
                  color(point.outcome == Severity::Critical && !point.running ? Role::Crit : Role::Text2));
    }

    Lifelines* m_owner;
};

Lifelines::Lifelines(QString const& name, int nameWidth, int rowHeight, QWidget* parent)
    : QListView{parent}, m_nameWidth{nameWidth},
      m_rowHeight{rowHeight}, m_model{new Rows{this}}, m_axis{new Axis{this}}
{
    setAccessibleName(name);
    setModel(m_model);
    setItemDelegate(new RowPainter{this});
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setFrameShape(NoFrame);
    setViewportMargins(0, kHead, 0, 0);
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    setMouseTracking(true);
}

void Lifelines::setSpan(QDateTime const& from, QDateTime const& to)
{
    m_from = from;
    m_to = to;
    m_axis->update();
    viewport()->update();
}

void Lifelines::setNow(QDateTime const& now)
{
    m_now = now;
    m_axis->update();
    viewport()->update();
}

void Lifelines::setLines(QList<Lifeline> const& lines)
{
    auto const kept = currentId();
    m_lines = lines;
    m_model->reset();
    setAccessibleDescription(tr("%n rows", nullptr, static_cast<int>(lines.size())));
    updateGeometry();
    if (!kept.isEmpty())
        setCurrentId(kept);
}

void Lifelines::setCurrentId(QString const& id)
{
    for (int row = 0; row < m_lines.size(); ++row)
        if (m_lines[row].id == id)
            return setCurrentIndex(m_model->index(row));
}

QString Lifelines::currentId() const
{
    auto const index = currentIndex();
    return index.isValid() && index.row() < m_lines.size() ? m_lines.at(index.row()).id : QString{};
}

QSize Lifelines::sizeHint() const
{
    return {720, kHead + m_rowHeight * static_cast<int>(std::max<qsizetype>(1, m_lines.size()))};
}

QSize Lifelines::minimumSizeHint() const
{
    return {m_nameWidth + 240, kHead + m_rowHeight * 2};
}

double Lifelines::xOf(QDateTime const& at) const
{
    auto const span = static_cast<double>(m_from.msecsTo(m_to));
    auto const share = span > 0 ? static_cast<double>(m_from.msecsTo(at)) / span : 0;
    return m_nameWidth + share * (viewport()->width() - m_nameWidth - kRight);
}

int Lifelines::axisTicks() const
{
    auto const room = viewport()->width() - m_nameWidth;
    auto const days = m_from.daysTo(m_to);
    // One line per day or month where that fits; it is what people look for.
    if (days > 2 && days <= 16 && room / std::max<qint64>(1, days) >= kTickLeast)
        return static_cast<int>(days);
    return std::max(2, room / (days > 40 ? kMonthWidth : kTickWidth));
}

void Lifelines::paintGrid(QPainter& painter) const
{
    if (!m_from.isValid())
        return;
    painter.setPen(QPen{color(Role::LineSubtle), 1});
    for (auto const& tick : timeTicks(m_from, m_to, axisTicks())) {
        auto const x = std::round(xOf(tick.at)) + 0.5;
        painter.drawLine(QPointF{x, 0}, QPointF{x, static_cast<qreal>(viewport()->height())});
    }
}

void Lifelines::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter{viewport()};
        paintGrid(painter);
    }
    QListView::paintEvent(event);
    QPainter painter{viewport()};
    auto const now = m_now.isValid() ? xOf(m_now) : -1;
    if (now >= m_nameWidth && now <= viewport()->width()) {
        painter.setPen(QPen{color(Role::Text), 1.2});
        painter.drawLine(QPointF{now, 0}, QPointF{now, static_cast<qreal>(viewport()->height())});
    }
    if (!hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.setBrush(Qt::NoBrush);
    auto const current = visualRect(currentIndex());
    painter.drawRoundedRect((current.isValid() ? current : viewport()->rect()).adjusted(1, 2, -1, -2), 6, 6);
}

void Lifelines::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    m_axis->setGeometry(viewport()->x(), viewport()->y() - kHead, viewport()->width(), kHead);
}

void Lifelines::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !currentId().isEmpty()) {
        emit opened(currentId());
        return;
    }
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow{event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier};
        return QListView::keyPressEvent(&arrow);
    }
    QListView::keyPressEvent(event);
}

void Lifelines::mouseDoubleClickEvent(QMouseEvent* event)
{
    QListView::mouseDoubleClickEvent(event);
    if (indexAt(event->position().toPoint()).isValid())
        emit opened(currentId());
}

bool Lifelines::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QListView::viewportEvent(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    auto const index = indexAt(help->pos());
    QStringList words;
    if (index.isValid() && help->pos().x() > m_nameWidth) {
        auto const& line = m_lines.at(index.row());
        for (auto const& span : line.spans) {
            auto const right = span.to.isValid() ? xOf(span.to) : viewport()->width() * 1.0;
            if (help->pos().x() < xOf(span.from) || help->pos().x() > right)
                continue;
            words << QStringLiteral("%1: %2 – %3")
                         .arg(span.words.isEmpty() ? kindWord(span.kind) : visible(span.words),
                              dayWord(span.from), span.to.isValid() ? dayWord(span.to) : QString{});
        }
        for (auto const& point : line.points)
            if (std::abs(xOf(point.at) - help->pos().x()) < 8)
                words << QStringLiteral("%1 UTC, %2 %3")
                             .arg(dayTime(point.at), severityWord(point.outcome), visible(point.words));
    }
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), words.join(QLatin1Char('\n')), this);
    return true;
}

void Lifelines::currentChanged(QModelIndex const& current, QModelIndex const& previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid())
        emit currentIdChanged(currentId());
}

} // namespace ui::kit
