// The month with marked days.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/month.h"

#include "ui/kit/paint.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace ui::kit {

namespace {

constexpr int kHead = 24; // The names of the days.
constexpr int kLegend = 26;
constexpr int kWeeks = 6; // A month touches at most six, so that the rows never move.

Role roleOf(DayMark mark)
{
    switch (mark) {
    case DayMark::Done:
        return Role::Ok;
    case DayMark::Due:
        return Role::Accent;
    case DayMark::Overdue:
        return Role::High;
    }
    return Role::Accent;
}

char const* iconOf(DayMark mark)
{
    switch (mark) {
    case DayMark::Done:
        return "check";
    case DayMark::Due:
        return "calendar-clock";
    case DayMark::Overdue:
        return "triangle-alert";
    }
    return "check";
}

QString wordOf(DayMark mark)
{
    switch (mark) {
    case DayMark::Done:
        return Month::tr("done");
    case DayMark::Due:
        return Month::tr("due");
    case DayMark::Overdue:
        return Month::tr("overdue");
    }
    return {};
}

constexpr DayMark kMarks[] = {DayMark::Done, DayMark::Overdue, DayMark::Due};

} // namespace

Month::Month(QString const& name, QWidget* parent) : QWidget{parent}
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMonth(QDate{2000, 1, 1}); // Until the page says which; the clock is the page's.
}

void Month::setMonth(QDate const& day)
{
    auto const first = QDate{day.year(), day.month(), 1};
    if (first == m_first)
        return;
    m_first = first;
    auto const inside =
        m_today.isValid() && m_today.year() == first.year() && m_today.month() == first.month();
    m_current = inside ? m_today : first;
    describe();
    update();
    emit monthChanged(m_first);
}

void Month::setToday(QDate const& today)
{
    m_today = today;
    if (today.year() == m_first.year() && today.month() == m_first.month())
        m_current = today;
    describe();
    update();
}

void Month::setDays(QMap<QDate, Day> const& days)
{
    m_days = days;
    describe();
    update();
}

int Month::marked(DayMark mark) const
{
    int count = 0;
    for (auto day = m_days.begin(); day != m_days.end(); ++day)
        count +=
            day->mark == mark && day.key().year() == m_first.year() && day.key().month() == m_first.month();
    return count;
}

QString Month::summary() const
{
    QStringList words;
    for (auto const mark : kMarks)
        if (auto const count = marked(mark); count > 0)
            words << QStringLiteral("%1 %2").arg(count).arg(wordOf(mark));
    return words.join(QStringLiteral(", "));
}

void Month::describe()
{
    auto const month = QLocale{QLocale::English}.toString(m_first, QStringLiteral("MMMM yyyy"));
    auto const words = summary();
    setAccessibleDescription(words.isEmpty() ? month : QStringLiteral("%1: %2").arg(month, words));
}

int Month::itemCount() const
{
    return m_first.daysInMonth();
}
int Month::currentItem() const
{
    return m_current.day() - 1;
}
QRect Month::itemPlace(int item) const
{
    return placeOf(m_first.addDays(item)).toRect();
}

QString Month::itemName(int item) const
{
    auto const day = m_first.addDays(item);
    auto name = QLocale{QLocale::English}.toString(day, QStringLiteral("dddd d MMMM"));
    if (day == m_today)
        name += tr(", today");
    if (auto const found = m_days.find(day); found != m_days.end())
        name += QStringLiteral(", %1: %2").arg(wordOf(found->mark), found->words);
    return name;
}

QRectF Month::placeOf(QDate const& day) const
{
    auto const column = day.dayOfWeek() - 1;
    auto const week = (day.day() - 1 + m_first.dayOfWeek() - 1) / 7;
    auto const wide = width() / 7.0;
    auto const high = (height() - kHead - kLegend) / static_cast<double>(kWeeks);
    return {column * wide, kHead + week * high, wide, high};
}

QDate Month::dayAt(QPointF const& place) const
{
    for (int item = 0; item < itemCount(); ++item)
        if (placeOf(m_first.addDays(item)).contains(place))
            return m_first.addDays(item);
    return {};
}

void Month::moveTo(QDate const& day)
{
    if (day.year() != m_first.year() || day.month() != m_first.month())
        setMonth(day);
    m_current = day;
    update();
    focusMoved(this);
}

void Month::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(m_current.addDays(-1));
    case Qt::Key_Right:
        return moveTo(m_current.addDays(1));
    case Qt::Key_Up:
        return moveTo(m_current.addDays(-7));
    case Qt::Key_Down:
        return moveTo(m_current.addDays(7));
    case Qt::Key_PageUp:
        return moveTo(m_current.addMonths(-1));
    case Qt::Key_PageDown:
        return moveTo(m_current.addMonths(1));
    case Qt::Key_Home:
        return moveTo(m_first);
    case Qt::Key_End:
        return moveTo(m_first.addDays(m_first.daysInMonth() - 1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        emit dayChosen(m_current);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Month::mousePressEvent(QMouseEvent* event)
{
    auto const day = dayAt(event->position());
    if (!day.isValid() || event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    moveTo(day);
    emit dayChosen(day);
}

void Month::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void Month::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool Month::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    auto const day = dayAt(help->pos());
    if (m_days.contains(day))
        QToolTip::showText(help->globalPos(), itemName(day.day() - 1).toHtmlEscaped(), this);
    else
        QToolTip::hideText();
    return true;
}

void Month::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    static constexpr char const* kNames[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    for (int column = 0; column < 7; ++column)
        paintText(painter, {column * width() / 7.0, 0, width() / 7.0, static_cast<qreal>(kHead)},
                  QLatin1String(kNames[column]), fontOf(Type::Caption), color(Role::Muted), Qt::AlignCenter);
    for (int item = 0; item < itemCount(); ++item)
        paintDay(painter, m_first.addDays(item));
    paintLegend(painter);
}

void Month::paintDay(QPainter& painter, QDate const& day) const
{
    auto const cell = placeOf(day);
    auto const side = std::min(28.0, cell.height() - 2);
    QRectF const box{cell.center().x() - side / 2, cell.center().y() - side / 2, side, side};
    auto const found = m_days.find(day);
    auto const isMarked = found != m_days.end();
    auto ink = color(day.dayOfWeek() >= 6 ? Role::Muted : Role::Text2);
    if (isMarked) {
        auto const role = roleOf(found->mark);
        ink = color(role);
        painter.setPen(QPen{ink, 1.2});
        painter.setBrush(mix(color(Role::Surface), ink, theme().dark() ? 0.22 : 0.12));
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 5, 5);
    }
    if (day == m_today) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::AccentFill));
        painter.drawRoundedRect(isMarked ? box.adjusted(3, 3, -3, -3) : box, isMarked ? 3 : 5,
                                isMarked ? 3 : 5);
        ink = color(Role::OnFill);
    }
    auto const weight = isMarked || day == m_today ? 600 : 500;
    paintText(painter, box, QString::number(day.day()), sansFont(12, weight), ink, Qt::AlignCenter);
    if (isMarked) {
        QRectF const corner{box.right() - 5, box.top() - 5, 10, 10};
        if (found->mark == DayMark::Overdue)
            paintSeverity(painter, corner, Severity::High);
        else if (found->mark == DayMark::Done) {
            painter.setPen(QPen{ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
            painter.setBrush(Qt::NoBrush);
            auto const at = [&corner](double x, double y) { return corner.topLeft() + QPointF{x, y}; };
            painter.drawPolyline(QPolygonF{{at(1, 5.5), at(4, 8.5), at(9.5, 2)}});
        }
    }
    if (!hasFocus() || day != m_current)
        return;
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 7, 7);
}

void Month::paintLegend(QPainter& painter) const
{
    auto left = 0.0;
    for (auto const mark : kMarks) {
        auto const count = marked(mark);
        if (count == 0)
            continue;
        auto const words = QStringLiteral("%1 %2").arg(count).arg(wordOf(mark));
        auto const middle = height() - kLegend / 2.0 + 2;
        painter.drawPixmap(QPointF{left, middle - 6.5},
                           tintedIcon(QLatin1String(iconOf(mark)), 13, roleOf(mark)));
        auto const width = QFontMetricsF{fontOf(Type::Small)}.horizontalAdvance(words) + 1;
        paintText(painter, {left + 17, middle - 9, width, 18}, words, fontOf(Type::Small),
                  color(Role::Text2));
        left += 17 + width + 12;
    }
}

} // namespace ui::kit
