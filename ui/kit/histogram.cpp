// Stacked bars over time and the chosen range.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/histogram.h"

#include "ui/kit/axis.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace ui::kit {

namespace {

constexpr double kLeft = 38; // For the amounts.
constexpr double kFoot = 18; // For the times.
constexpr double kHead = 8;
constexpr double kGrip = 6; // How near a handle is to be taken.
constexpr double kTimeWidth = 84;

} // namespace

Histogram::Histogram(QString const& name, QWidget* parent) : QWidget{parent}
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    describe();
}

void Histogram::setBuckets(QDateTime const& start, qint64 bucketMs, std::vector<Bucket> buckets)
{
    auto const kept = range();
    m_start = start.toUTC();
    m_bucketMs = std::max<qint64>(1, bucketMs);
    m_buckets = std::move(buckets);
    qint64 most = 0;
    for (auto const& bucket : m_buckets)
        most = std::max(most, bucket.total());
    m_top = std::max<qint64>(2, static_cast<qint64>(std::ceil(niceStep(static_cast<double>(most), 2) * 2)));
    m_from = m_to = -1;
    m_cursor = std::min(m_cursor, count() - 1);
    if (kept)
        setRange(kept->from, kept->to);
    describe();
    update();
}

void Histogram::setRange(QDateTime const& from, QDateTime const& to)
{
    auto const begin = m_start.toMSecsSinceEpoch();
    auto const end = begin + m_bucketMs * count();
    auto const first = std::max(from.toMSecsSinceEpoch(), begin);
    auto const last = std::min(to.toMSecsSinceEpoch(), end);
    if (first >= last)
        return clearRange();
    select(static_cast<int>((first - begin) / m_bucketMs),
           static_cast<int>((last - begin + m_bucketMs - 1) / m_bucketMs));
}

void Histogram::clearRange()
{
    select(-1, -1);
}

std::optional<Histogram::Range> Histogram::range() const
{
    if (m_from < 0)
        return std::nullopt;
    return Range{m_start.addMSecs(m_from * m_bucketMs), m_start.addMSecs(m_to * m_bucketMs)};
}

QString Histogram::rangeWords() const
{
    auto const chosen = range();
    if (!chosen)
        return {};
    auto const span = m_bucketMs * count();
    return QStringLiteral("%1 – %2 · %3")
        .arg(timeWord(chosen->from, span), timeWord(chosen->to, span), shortCount(totalIn(*chosen)));
}

qint64 Histogram::totalIn(Range const& range) const
{
    qint64 total = 0;
    for (int bucket = 0; bucket < count(); ++bucket) {
        auto const at = m_start.addMSecs(bucket * m_bucketMs);
        if (at >= range.from && at < range.to)
            total += m_buckets[static_cast<std::size_t>(bucket)].total();
    }
    return total;
}

QRectF Histogram::plot() const
{
    return QRectF{rect()}.adjusted(kLeft, kHead, -1, -kFoot);
}

double Histogram::xOf(int bucket) const
{
    return plot().left() + plot().width() * bucket / std::max(1, count());
}

int Histogram::bucketAt(double x) const
{
    auto const bucket =
        static_cast<int>(std::floor((x - plot().left()) * count() / std::max(1.0, plot().width())));
    return std::clamp(bucket, 0, std::max(0, count() - 1));
}

Histogram::Grip Histogram::gripAt(double x) const
{
    if (m_from < 0)
        return Grip::New;
    if (std::abs(x - xOf(m_from)) <= kGrip)
        return Grip::From;
    if (std::abs(x - xOf(m_to)) <= kGrip)
        return Grip::To;
    return x > xOf(m_from) && x < xOf(m_to) ? Grip::Whole : Grip::New;
}

void Histogram::select(int from, int to)
{
    if (from == m_from && to == m_to)
        return;
    m_from = from;
    m_to = to;
    describe();
    update();
}

// A screen reader hears the sums, not the bars.
void Histogram::describe()
{
    if (m_buckets.empty())
        return setAccessibleDescription(tr("No events"));
    auto const most = std::max_element(m_buckets.begin(), m_buckets.end(),
                                       [](auto const& a, auto const& b) { return a.total() < b.total(); });
    qint64 total = 0;
    for (auto const& bucket : m_buckets)
        total += bucket.total();
    auto const span = m_bucketMs * count();
    auto words = tr("%1 from %2 to %3 UTC, most %4 at %5")
                     .arg(counted(total, tr("1 event"), tr("%1 events")), timeWord(m_start, span),
                          timeWord(m_start.addMSecs(span), span), grouped(most->total()),
                          bucketWord(static_cast<int>(most - m_buckets.begin())));
    if (m_from >= 0)
        words += tr("; chosen %1").arg(rangeWords());
    else if (m_cursor >= 0 && hasFocus())
        words += tr("; at %1").arg(cursorWords());
    if (words == accessibleDescription())
        return;
    setAccessibleDescription(words);
}

QString Histogram::bucketWord(int bucket) const
{
    return timeWord(m_start.addMSecs(bucket * m_bucketMs), m_bucketMs * count());
}

QString Histogram::cursorWords() const
{
    auto const& bucket = m_buckets[static_cast<std::size_t>(m_cursor)];
    return QStringLiteral("%1 · %2").arg(bucketWord(m_cursor), grouped(bucket.total()));
}

void Histogram::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_buckets.empty())
        return QWidget::mousePressEvent(event);
    auto const x = event->position().x();
    m_grip = gripAt(x);
    m_pressed = bucketAt(x);
    m_moved = false;
    m_cursor = m_pressed;
    if (m_grip == Grip::From)
        m_anchor = m_to - 1;
    else if (m_grip == Grip::To)
        m_anchor = m_from;
    else
        m_anchor = m_pressed;
    update();
}

void Histogram::mouseMoveEvent(QMouseEvent* event)
{
    auto const x = event->position().x();
    if (m_grip == Grip::None) {
        auto const over = m_buckets.empty() ? Grip::None : gripAt(x);
        setCursor(over == Grip::From || over == Grip::To ? Qt::SizeHorCursor
                  : over == Grip::Whole                  ? Qt::OpenHandCursor
                                                         : Qt::CrossCursor);
        return;
    }
    auto const bucket = bucketAt(x);
    if (bucket == m_pressed && !m_moved)
        return;
    m_moved = true;
    m_cursor = bucket;
    if (m_grip != Grip::Whole)
        return select(std::min(m_anchor, bucket), std::max(m_anchor, bucket) + 1);
    auto const step = std::clamp(bucket - m_pressed, -m_from, count() - m_to);
    m_pressed += step;
    select(m_from + step, m_to + step);
}

void Histogram::mouseReleaseEvent(QMouseEvent* event)
{
    auto const grip = std::exchange(m_grip, Grip::None);
    if (grip == Grip::None)
        return QWidget::mouseReleaseEvent(event);
    auto const chosen = range();
    if (m_moved && chosen)
        emit rangeChosen(chosen->from, chosen->to);
    else if (!m_moved && grip == Grip::New && chosen) {
        clearRange();
        emit rangeCleared();
    }
}

void Histogram::moveByKey(int step, bool extend)
{
    if (m_buckets.empty())
        return;
    auto const last = count() - 1;
    if (m_cursor < 0)
        m_cursor = m_from >= 0 ? m_to - 1 : last;
    if (extend) {
        if (m_from < 0)
            m_anchor = m_cursor;
        else if (m_anchor != m_from && m_anchor != m_to - 1)
            m_anchor = m_from;
        m_cursor = std::clamp(m_cursor + step, 0, last);
        select(std::min(m_anchor, m_cursor), std::max(m_anchor, m_cursor) + 1);
    } else if (m_from >= 0) {
        auto const by = std::clamp(step, -m_from, count() - m_to);
        m_anchor += by;
        m_cursor = std::clamp(m_cursor + by, 0, last);
        select(m_from + by, m_to + by);
    } else {
        m_cursor = std::clamp(m_cursor + step, 0, last);
    }
    describe();
    update();
    QAccessibleEvent told{this, QAccessible::DescriptionChanged};
    QAccessible::updateAccessibility(&told);
}

void Histogram::keyPressEvent(QKeyEvent* event)
{
    auto const extend = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        return moveByKey(-1, extend);
    case Qt::Key_Right:
        return moveByKey(1, extend);
    case Qt::Key_Home:
        return moveByKey(-count(), extend);
    case Qt::Key_End:
        return moveByKey(count(), extend);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_from < 0 && m_cursor >= 0)
            select(m_cursor, m_cursor + 1);
        if (auto const chosen = range())
            emit rangeChosen(chosen->from, chosen->to);
        return;
    case Qt::Key_Escape:
        if (m_from < 0)
            return QWidget::keyPressEvent(event);
        clearRange();
        emit rangeCleared();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Histogram::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_cursor < 0)
        m_cursor = count() - 1;
    update();
}

void Histogram::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool Histogram::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    if (m_buckets.empty() || !plot().contains(help->pos())) {
        QToolTip::hideText();
        return true;
    }
    auto const bucket = bucketAt(help->pos().x());
    auto const& sums = m_buckets[static_cast<std::size_t>(bucket)];
    QToolTip::showText(help->globalPos(), tr("%1 UTC: %2 error, %3 warn, %4 other")
                                              .arg(bucketWord(bucket), grouped(sums.error),
                                                   grouped(sums.warn), grouped(sums.other)));
    return true;
}

void Histogram::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    paintGrid(painter);
    if (m_from >= 0) {
        auto const ground = mix(color(Role::Surface), color(Role::Accent), theme().dark() ? 0.14 : 0.10);
        painter.fillRect(QRectF{QPointF{xOf(m_from), 0}, QPointF{xOf(m_to), plot().bottom()}}, ground);
    }
    paintBars(painter);
    paintTimes(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_from >= 0)
        paintRange(painter);
    if (!hasFocus())
        return;
    if (m_from < 0 && m_cursor >= 0) {
        QRectF const bar{QPointF{xOf(m_cursor), plot().top()}, QPointF{xOf(m_cursor + 1), plot().bottom()}};
        painter.setPen(QPen{color(Role::Accent), 1.5});
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar.adjusted(-1, 0, 1, 0));
        paintLabel(painter, bar.center().x(), cursorWords());
    }
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF{rect()}.adjusted(1, 1, -1, -1), 4, 4);
}

void Histogram::paintGrid(QPainter& painter) const
{
    auto const place = plot();
    for (int line = 0; line < 3; ++line) {
        auto const y = std::round(place.bottom() - place.height() * line / 2) - 0.5;
        painter.setPen(color(Role::LineSubtle));
        painter.drawLine(QPointF{place.left(), y}, QPointF{place.right(), y});
        paintText(painter, {0, y - 8, kLeft - 6, 16}, amountWord(static_cast<double>(m_top) * line / 2),
                  sansFont(10), color(Role::Muted), Qt::AlignRight | Qt::AlignVCenter);
    }
}

// One rectangle per severity and bar; where bars are thinner than a pixel, the highest of a column is drawn.
void Histogram::paintBars(QPainter& painter) const
{
    auto const place = plot();
    if (m_buckets.empty() || place.width() < 1)
        return;
    auto const error = color(Role::Crit);
    auto const warn = mix(color(Role::Surface), color(Role::High), theme().dark() ? 0.72 : 0.62);
    auto const other = mix(color(Role::Surface), color(Role::Info), theme().dark() ? 0.50 : 0.45);
    auto const gap = place.width() / count() >= 4 ? 2 : place.width() / count() >= 3 ? 1 : 0;
    auto const base = std::round(place.bottom());
    auto const scale = place.height() / static_cast<double>(m_top);
    for (int bucket = 0; bucket < count();) {
        auto const left = std::floor(xOf(bucket));
        auto const* highest = &m_buckets[static_cast<std::size_t>(bucket)];
        while (++bucket < count() && std::floor(xOf(bucket)) <= left) {
            auto const& next = m_buckets[static_cast<std::size_t>(bucket)];
            if (next.total() > highest->total())
                highest = &next;
        }
        auto const width = std::max(1.0, std::floor(xOf(bucket)) - left - gap);
        auto y = base;
        auto const stack = [&](qint64 amount, QColor const& tone, double below) {
            if (amount <= 0)
                return;
            auto const height = std::max(1.0, static_cast<double>(amount) * scale - below);
            painter.fillRect(QRectF{left + gap / 2.0, y - below - height, width, height}, tone);
            y -= height + below;
        };
        stack(highest->other, other, 0);
        stack(highest->warn, warn, y < base ? 1 : 0);
        stack(highest->error, error, y < base ? 1 : 0);
    }
}

void Histogram::paintTimes(QPainter& painter) const
{
    auto const place = plot();
    auto const end = m_start.addMSecs(m_bucketMs * count());
    for (auto const& tick : timeTicks(m_start, end, static_cast<int>(place.width() / kTimeWidth))) {
        auto const share =
            static_cast<double>(m_start.msecsTo(tick.at)) / static_cast<double>(m_start.msecsTo(end));
        auto const x = place.left() + share * place.width();
        auto const width = QFontMetricsF{sansFont(10)}.horizontalAdvance(tick.word) + 2;
        auto const left = std::clamp(x - width / 2, place.left(), place.right() - width);
        paintText(painter, {left, place.bottom() + 3, width, 15}, tick.word, sansFont(10), color(Role::Muted),
                  Qt::AlignCenter);
    }
}

void Histogram::paintRange(QPainter& painter) const
{
    auto const accent = color(Role::Accent);
    auto const bottom = plot().bottom();
    for (auto const x : {xOf(m_from), xOf(m_to)}) {
        painter.setPen(QPen{accent, 1});
        painter.drawLine(QPointF{x, 0}, QPointF{x, bottom});
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        painter.drawRoundedRect(QRectF{x - 2.5, bottom / 2 - 9, 5, 18}, 2, 2);
    }
    paintLabel(painter, (xOf(m_from) + xOf(m_to)) / 2, rangeWords());
}

void Histogram::paintLabel(QPainter& painter, double middle, QString const& words) const
{
    auto const font = fontOf(Type::Caption);
    auto const width = QFontMetricsF{font}.horizontalAdvance(words) + 14;
    QRectF const place{std::clamp(middle - width / 2, kLeft, std::max(kLeft, this->width() - width - 1)), 2,
                       width, 20};
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(theme().dark() ? Role::SegmentOn : Role::Text));
    painter.drawRoundedRect(place, 4, 4);
    paintText(painter, place, words, font, color(Role::OnFill), Qt::AlignCenter);
}

} // namespace ui::kit
