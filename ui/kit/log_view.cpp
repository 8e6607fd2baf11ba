// The table of log events: pages, painting, selection and the live tail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/log_view.h"

#include "ui/kit/controls.h"
#include "ui/kit/log_view_accessible.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTimer>
#include <QToolTip>

namespace ui::kit {

namespace {

constexpr int kHeaderHeight = 30;
constexpr int kAskPauseMs = 25; // While the scroll bar is dragged only the place where it rests is read.
constexpr int kTailPaceMs = 100;
constexpr int kRowsAhead = 128; // Read before they come into view.
constexpr int kStretchMin = 160;
constexpr int kPadding = 12;

// In one line: newlines would be drawn as boxes. Most messages need nothing, and 28 rows are drawn per frame.
QString oneLine(QString const& foreign)
{
    auto const isPlain = [](QChar letter) { return letter.unicode() >= 0x20 && letter.unicode() < 0x7f; };
    if (std::all_of(foreign.begin(), foreign.end(), isPlain))
        return foreign;
    auto words = visible(foreign);
    for (auto& letter : words)
        if (letter == QLatin1Char('\n') || letter == QLatin1Char('\t'))
            letter = QLatin1Char(' ');
    return words;
}

} // namespace

LogTail::LogTail(std::vector<LogColumn> columns, int capacity, QObject* parent)
    : LogSource{parent}, m_columns{std::move(columns)},
      m_capacity{static_cast<std::size_t>(std::max(1, capacity))}, m_pace{new QTimer{this}}
{
    m_pace->setSingleShot(true);
    m_pace->setInterval(kTailPaceMs);
    connect(m_pace, &QTimer::timeout, this, &LogTail::flush);
}

void LogTail::append(std::vector<LogRow> rows)
{
    for (auto& row : rows)
        m_waiting.push_back(std::move(row));
    // A flood must not grow without bound between two flushes: the ring would drop these rows anyway.
    if (m_waiting.size() > m_capacity)
        m_waiting.erase(m_waiting.begin(), m_waiting.end() - static_cast<std::ptrdiff_t>(m_capacity));
    if (!m_waiting.empty() && !m_pace->isActive())
        m_pace->start();
}

void LogTail::flush()
{
    m_pace->stop();
    if (m_waiting.empty())
        return;
    auto const count = static_cast<qint64>(m_waiting.size());
    for (auto& row : m_waiting)
        m_rows.push_front(std::move(row));
    m_waiting.clear();
    while (m_rows.size() > m_capacity)
        m_rows.pop_back();
    emit prepended(count);
}

void LogTail::clear()
{
    m_waiting.clear();
    m_rows.clear();
    emit changed();
}

LogRow const* LogTail::rowInMemory(qint64 row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

LogView::LogView(QString const& name, QWidget* parent)
    : QAbstractScrollArea{parent}, m_header{new QHeaderView{Qt::Horizontal, this}},
      m_newButton{
          new Button{QString{}, Kind::Primary, QStringLiteral("chevron-up"), Size::Compact, viewport()}},
      m_asking{new QTimer{this}}
{
    letReadersIn();
    setAccessibleName(name);
    setAccessibleDescription(tr("Newest first. Enter opens an event, Ctrl+C copies the chosen ones."));
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setViewportMargins(0, kHeaderHeight, 0, 0);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    m_header->setModel(new QStandardItemModel{this});
    m_header->setFont(fontOf(Type::SmallStrong));
    m_header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_header->setHighlightSections(false);
    m_header->setSectionsMovable(true);
    m_header->setMinimumSectionSize(40);
    m_header->setFocusPolicy(Qt::NoFocus);
    connect(m_header, &QHeaderView::sectionResized, this, [this](int section) {
        if (!m_placingHeader)
            layOutHeader(section);
        viewport()->update();
    });
    connect(m_header, &QHeaderView::sectionMoved, viewport(), qOverload<>(&QWidget::update));
    m_newButton->hide();
    m_newButton->setFocusPolicy(Qt::NoFocus); // Home does the same; the table stays one Tab stop.
    connect(m_newButton, &QPushButton::clicked, this, &LogView::showNewest);
    m_asking->setSingleShot(true);
    m_asking->setInterval(kAskPauseMs);
    connect(m_asking, &QTimer::timeout, this, &LogView::askForVisible);
}

LogView::~LogView()
{
    // A source that is our child dies after our members: it must not call back.
    if (m_source)
        m_source->disconnect(this);
}

void LogView::setSource(LogSource* source)
{
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    m_columns = source ? source->columns() : std::vector<LogColumn>{};
    auto* titles = static_cast<QStandardItemModel*>(m_header->model());
    titles->clear();
    for (std::size_t column = 0; column < m_columns.size(); ++column)
        titles->setHorizontalHeaderItem(static_cast<int>(column), new QStandardItem{m_columns[column].title});
    if (source) {
        connect(source, &LogSource::pageReady, this, &LogView::takePage);
        connect(source, &LogSource::pageFailed, this, &LogView::failPage);
        connect(source, &LogSource::changed, this, &LogView::forget);
        connect(source, &LogSource::grew, this, &LogView::grow);
        connect(source, &LogSource::prepended, this, &LogView::makeRoomAtTop);
        connect(source, &QObject::destroyed, this, [this] { setSource(nullptr); });
    }
    for (std::size_t column = 0; column < m_columns.size(); ++column)
        if (m_columns[column].width > 0)
            m_header->resizeSection(static_cast<int>(column), m_columns[column].width);
    forget();
    layOutHeader();
}

void LogView::setHighlights(QStringList const& words)
{
    m_highlights = words;
    m_highlights.removeAll(QString{});
    viewport()->update();
}

qint64 LogView::rowCount() const
{
    return m_source ? m_source->rowCount() : 0;
}
qint64 LogView::firstVisible() const
{
    return verticalScrollBar()->value();
}
int LogView::visibleRows() const
{
    return std::max(1, viewport()->height() / kRowHeight);
}

QRect LogView::rowPlace(qint64 row) const
{
    auto const top = std::clamp<qint64>(row - firstVisible(), -100'000, 100'000) * kRowHeight;
    return {0, static_cast<int>(top), viewport()->width(), kRowHeight};
}

void LogView::forget()
{
    m_pages.clear();
    m_pageAt.clear();
    m_asked.clear();
    m_failed.clear();
    m_anchor = m_hovered = -1;
    setNew(0);
    layOutScrollBar();
    verticalScrollBar()->setValue(0);
    if (std::exchange(m_current, -1) >= 0)
        emit currentChangedTo(-1);
    readersRelearn(this);
    viewport()->update();
}

// The last page may have been read when it was shorter.
void LogView::grow()
{
    for (auto page = m_pages.begin(); page != m_pages.end();) {
        auto const here = page++;
        if (here->rows.size() == kLogPageRows)
            continue;
        m_pageAt.erase(here->number);
        m_pages.erase(here);
    }
    layOutScrollBar();
    viewport()->update();
}

void LogView::makeRoomAtTop(qint64 count)
{
    // Pages of an engine are numbered from the top: all of them moved.
    m_pages.clear();
    m_pageAt.clear();
    m_asked.clear();
    m_failed.clear();
    auto const last = rowCount() - 1;
    if (m_current >= 0)
        m_current = std::min(m_current + count, last);
    if (m_anchor >= 0)
        m_anchor = std::min(m_anchor + count, last);
    auto const wasAway = verticalScrollBar()->value() > 0;
    auto const stay = verticalScrollBar()->value() + count;
    {
        QSignalBlocker const quiet{verticalScrollBar()};
        layOutScrollBar();
        if (wasAway)
            verticalScrollBar()->setValue(
                static_cast<int>(std::min<qint64>(stay, verticalScrollBar()->maximum())));
    }
    verticalScrollBar()->update();
    if (wasAway)
        setNew(m_new + count);
    if (m_current >= 0)
        emit currentChangedTo(m_current);
    emit visibleChanged(firstVisible(), visibleRows());
    viewport()->update();
}

void LogView::setNew(qint64 count)
{
    if (m_new == count)
        return;
    m_new = count;
    m_newButton->setVisible(count > 0);
    m_newButton->setText(tr("%1 new").arg(grouped(count)));
    m_newButton->setAccessibleName(tr("%1 new events: show the newest").arg(grouped(count)));
    placeNewButton();
    emit newRowsChanged(count);
}

void LogView::showNewest()
{
    verticalScrollBar()->setValue(0);
    setNew(0);
    setFocus(Qt::OtherFocusReason);
}

void LogView::placeNewButton()
{
    m_newButton->adjustSize();
    m_newButton->move((viewport()->width() - m_newButton->width()) / 2, 8);
}

LogRow const* LogView::rowAt(qint64 row, bool ask)
{
    if (!m_source || row < 0 || row >= rowCount())
        return nullptr;
    if (auto const* here = m_source->rowInMemory(row))
        return here;
    auto const number = row / kLogPageRows;
    auto const found = m_pageAt.find(number);
    if (found == m_pageAt.end()) {
        if (ask && !m_asked.contains(number) && !m_failed.contains(number) && !m_asking->isActive())
            m_asking->start();
        return nullptr;
    }
    m_pages.splice(m_pages.begin(), m_pages, found->second);
    auto const place = static_cast<std::size_t>(row % kLogPageRows);
    auto const& rows = found->second->rows;
    return place < rows.size() ? &rows[place] : nullptr;
}

void LogView::askForVisible()
{
    if (!m_source || rowCount() == 0)
        return;
    auto const first = firstVisible() / kLogPageRows;
    auto const last = std::min(firstVisible() + visibleRows() + kRowsAhead, rowCount() - 1) / kLogPageRows;
    for (auto page = first; page <= last; ++page) {
        if (m_pageAt.contains(page) || m_failed.contains(page) || !m_asked.insert(page).second)
            continue;
        m_source->requestPage(page);
    }
}

void LogView::takePage(qint64 page, std::vector<LogRow> const& rows)
{
    if (m_asked.erase(page) == 0)
        return; // Of a query that is no longer shown.
    m_pages.push_front({page, rows});
    m_pageAt[page] = m_pages.begin();
    while (m_pages.size() > kPagesKept) {
        m_pageAt.erase(m_pages.back().number);
        m_pages.pop_back();
    }
    viewport()->update();
}

void LogView::failPage(qint64 page, QString const& why)
{
    if (m_asked.erase(page) == 0)
        return;
    m_failed[page] = why;
    viewport()->update();
}

void LogView::retryFailed()
{
    m_failed.clear();
    askForVisible();
    viewport()->update();
}

void LogView::layOutHeader(int kept)
{
    m_header->setGeometry(0, 0, viewport()->width(), kHeaderHeight);
    m_placingHeader = true;
    auto rest = viewport()->width();
    auto stretched = -1;
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        auto const section = static_cast<int>(column);
        if (m_columns[column].width == 0 && section != kept)
            stretched = section;
        else
            rest -= m_header->sectionSize(section);
    }
    if (stretched >= 0 && !m_header->isSectionHidden(stretched))
        m_header->resizeSection(stretched, std::max(kStretchMin, rest));
    m_placingHeader = false;
}

void LogView::layOutScrollBar()
{
    auto const last = std::max<qint64>(0, rowCount() - visibleRows());
    verticalScrollBar()->setRange(0,
                                  static_cast<int>(std::min<qint64>(last, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleRows());
}

void LogView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOutHeader();
    layOutScrollBar();
    placeNewButton();
    emit visibleChanged(firstVisible(), visibleRows());
}

void LogView::scrollContentsBy(int, int)
{
    if (verticalScrollBar()->value() == 0)
        setNew(0);
    if (!m_asking->isActive())
        m_asking->start();
    viewport()->update();
    emit visibleChanged(firstVisible(), visibleRows());
}

std::optional<LogView::Selection> LogView::selection() const
{
    if (m_current < 0)
        return std::nullopt;
    return Selection{std::min(m_current, m_anchor), std::max(m_current, m_anchor)};
}

void LogView::setCurrentRow(qint64 row)
{
    go(row, false);
}

void LogView::go(qint64 row, bool extend)
{
    if (rowCount() == 0)
        return;
    row = std::clamp<qint64>(row, 0, rowCount() - 1);
    auto const moved = row != m_current;
    m_current = row;
    if (!extend || m_anchor < 0)
        m_anchor = row;
    showRow(row);
    viewport()->update();
    if (!moved)
        return;
    emit currentChangedTo(row);
    readersFollow(this);
}

void LogView::showRow(qint64 row)
{
    auto* bar = verticalScrollBar();
    if (row < firstVisible())
        bar->setValue(static_cast<int>(row));
    else if (row >= firstVisible() + visibleRows())
        bar->setValue(static_cast<int>(row - visibleRows() + 1));
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    auto const extend = event->modifiers().testFlag(Qt::ShiftModifier);
    auto const bare = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    auto const page = std::max(1, visibleRows() - 1);
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (!bare || rowCount() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_J:
    case Qt::Key_Down:
        return go(m_current + 1, extend);
    case Qt::Key_K:
    case Qt::Key_Up:
        return go(m_current - 1, extend);
    case Qt::Key_PageDown:
        return go(std::max<qint64>(m_current, 0) + page, extend);
    case Qt::Key_PageUp:
        return go(m_current - page, extend);
    case Qt::Key_Home:
        go(0, extend);
        return verticalScrollBar()->setValue(0);
    case Qt::Key_End:
        return go(rowCount() - 1, extend);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit opened(m_current);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

qint64 LogView::rowUnder(QPoint const& place) const
{
    auto const row = firstVisible() + place.y() / kRowHeight;
    return place.y() >= 0 && row < rowCount() ? row : -1;
}

void LogView::mousePressEvent(QMouseEvent* event)
{
    auto const row = rowUnder(event->position().toPoint());
    if (row < 0 || event->button() == Qt::MiddleButton)
        return QAbstractScrollArea::mousePressEvent(event);
    // A right click inside the chosen rows keeps them for the menu.
    auto const chosen = selection();
    if (event->button() == Qt::RightButton && chosen && row >= chosen->first && row <= chosen->last)
        return;
    go(row, event->modifiers().testFlag(Qt::ShiftModifier));
}

void LogView::mouseMoveEvent(QMouseEvent* event)
{
    auto const row = rowUnder(event->position().toPoint());
    if (event->buttons().testFlag(Qt::LeftButton) && m_current >= 0) {
        auto const beyond =
            firstVisible() + event->position().toPoint().y() / kRowHeight - (event->position().y() < 0);
        go(beyond, true);
    }
    if (std::exchange(m_hovered, row) != row)
        viewport()->update();
}

void LogView::mouseDoubleClickEvent(QMouseEvent* event)
{
    auto const row = rowUnder(event->position().toPoint());
    if (row >= 0 && event->button() == Qt::LeftButton)
        emit opened(row);
}

void LogView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_current < 0 && rowCount() > 0)
        go(firstVisible(), false);
    viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool LogView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave && std::exchange(m_hovered, -1) >= 0)
        viewport()->update();
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    auto const* row = rowAt(rowUnder(help->pos()));
    auto const column = m_header->logicalIndexAt(help->pos().x());
    if (!row || column < 0 || column >= static_cast<int>(row->cells.size()))
        QToolTip::hideText();
    else {
        auto const words = oneLine(row->cells.at(column));
        auto const cut = QFontMetricsF{fontOf(Type::Mono)}.horizontalAdvance(words) >
                         m_header->sectionSize(column) - kPadding - 4;
        QToolTip::showText(help->globalPos(), cut ? words.toHtmlEscaped() : QString{}, this);
    }
    return true;
}

QString LogView::selectionAsTsv()
{
    auto const chosen = selection();
    if (!chosen)
        return {};
    QStringList lines;
    auto const last = std::min(chosen->last, chosen->first + kCopyRowsMax - 1);
    for (auto number = chosen->first; number <= last; ++number) {
        auto const* row = rowAt(number);
        if (!row)
            continue;
        QStringList cells;
        for (int place = 0; place < m_header->count(); ++place) {
            auto const column = m_header->logicalIndex(place);
            if (!m_header->isSectionHidden(column) && column < row->cells.size())
                cells << oneLine(row->cells.at(column));
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void LogView::copySelection()
{
    auto const chosen = selection();
    if (!chosen)
        return;
    auto const words = selectionAsTsv();
    auto const copied = words.isEmpty() ? 0 : words.count(QLatin1Char('\n')) + 1;
    if (copied > 0)
        QApplication::clipboard()->setText(words);
    emit copiedRows(copied, chosen->last - chosen->first + 1);
}

void LogView::paintEvent(QPaintEvent*)
{
    QPainter painter{viewport()};
    painter.fillRect(viewport()->rect(), color(Role::Surface));
    auto const first = firstVisible();
    auto const last = std::min(first + viewport()->height() / kRowHeight + 1, rowCount());
    for (auto row = first; row < last; ++row)
        paintRow(painter, row, rowPlace(row));
    if (hasFocus()) {
        painter.setPen(QPen{color(Role::Accent), 2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
    // Over the focus ring, which would hide them.
    for (auto number = first; number < last; ++number) {
        auto const place = rowPlace(number);
        if (auto const* row = rowAt(number))
            painter.fillRect(QRectF{0, place.top() + 1.0, 3, place.height() - 2.0},
                             color(severityRole(row->severity)));
    }
}

void LogView::paintRow(QPainter& painter, qint64 number, QRectF const& place)
{
    auto const* row = rowAt(number, true);
    auto const chosen = selection();
    auto const isChosen = chosen && number >= chosen->first && number <= chosen->last;
    auto const surface = color(Role::Surface);
    if (isChosen)
        painter.fillRect(place, color(Role::Selected));
    else if (number == m_hovered)
        painter.fillRect(place, color(Role::Hover));
    else if (row && row->severity == Severity::Critical)
        painter.fillRect(place, mix(surface, color(Role::Crit), theme().dark() ? 0.05 : 0.035));
    if (!row)
        return paintPlaceholder(painter, number, place);
    if (number == m_current && isChosen)
        painter.fillRect(QRectF{3, place.top(), 2, place.height()}, color(Role::Accent));
    auto const columns = std::min<int>(m_header->count(), static_cast<int>(row->cells.size()));
    for (int column = 0; column < columns; ++column) {
        if (m_header->isSectionHidden(column))
            continue;
        QRectF const cell{static_cast<qreal>(m_header->sectionViewportPosition(column)), place.top(),
                          static_cast<qreal>(m_header->sectionSize(column)), place.height()};
        if (cell.left() < viewport()->width())
            paintCell(painter, *row, column, cell.adjusted(kPadding, 0, -4, 0));
    }
}

void LogView::paintCell(QPainter& painter, LogRow const& row, int column, QRectF const& place) const
{
    auto const words = oneLine(row.cells.at(column));
    auto const look = m_columns[static_cast<std::size_t>(column)].look;
    if (look == LogLook::Message)
        return paintMessage(painter, words, place);
    if (look != LogLook::Level)
        return paintText(painter, place, words, fontOf(Type::Mono), color(Role::Text2));
    paintSeverity(painter, {place.left(), place.center().y() - 6, 12, 12}, row.severity);
    paintText(painter, place.adjusted(18, 0, 0, 0), words, monoFont(11, 500),
              color(severityRole(row.severity)));
}

void LogView::paintMessage(QPainter& painter, QString const& words, QRectF const& place) const
{
    auto const font = fontOf(Type::Mono);
    QFontMetricsF const metrics{font};
    auto const shown = metrics.elidedText(words, Qt::ElideRight, place.width());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mix(color(Role::Surface), color(Role::MediumFill), theme().dark() ? 0.32 : 0.42));
    for (auto const& word : m_highlights) {
        for (auto at = shown.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
             at = shown.indexOf(word, at + word.size(), Qt::CaseInsensitive)) {
            auto const left = place.left() + metrics.horizontalAdvance(shown, static_cast<int>(at));
            auto const width = metrics.horizontalAdvance(shown.mid(at, word.size()));
            painter.drawRoundedRect(QRectF{left - 1, place.top() + 4, width + 2, place.height() - 8}, 3, 3);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(font);
    painter.setPen(color(Role::Text));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

// Bars where words will be, or why there are none.
void LogView::paintPlaceholder(QPainter& painter, qint64 row, QRectF const& place) const
{
    auto const failed = m_failed.find(row / kLogPageRows);
    if (failed != m_failed.end()) {
        auto const words = tr("Not read: %1").arg(oneLine(failed->second));
        return paintText(painter, place.adjusted(kPadding, 0, -kPadding, 0), words, fontOf(Type::Mono),
                         color(Role::Crit));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Role::LineSubtle));
    for (int column = 0; column < m_header->count(); ++column) {
        if (m_header->isSectionHidden(column))
            continue;
        // Lengths differ, so that it reads as text to come and not as a pattern.
        auto const share = 0.45 + 0.1 * static_cast<double>((row * 7 + column * 3) % 5);
        auto const width = std::min(m_header->sectionSize(column) - 20.0, 420.0) * share;
        painter.drawRoundedRect(QRectF{m_header->sectionViewportPosition(column) + 12.0,
                                       place.center().y() - 4, std::max(12.0, width), 8},
                                4, 4);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace ui::kit
